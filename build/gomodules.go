package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// goPackage is the part of `go list -json` that is read here.
type goPackage struct {
	Dir    string
	Module *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// goComponents are the modules of which a package is compiled into the server
// for any of the platforms, and Go itself.
func goComponents(root string, platforms []string) ([]component, error) {
	goroot, err := goCommand(root, nil, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	language := component{name: "Go", source: "https://go.dev"}
	if err = language.addTexts(strings.TrimSpace(string(goroot))); err != nil {
		return nil, err
	}
	if root, err = filepath.Abs(root); err != nil {
		return nil, err
	}
	modules := map[string]*component{}
	read := map[string]bool{} // folders
	for _, platform := range platforms {
		packages, err := listPackages(root, platform)
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			if p.Module == nil || p.Module.Main || strings.HasPrefix(p.Module.Dir, root+string(filepath.Separator)) {
				continue // Go's own, or ours
			}
			m := modules[p.Module.Path]
			if m == nil {
				m = &component{name: p.Module.Path, version: p.Module.Version, source: "https://pkg.go.dev/" + p.Module.Path + "@" + p.Module.Version}
				modules[p.Module.Path] = m
			}
			if err := m.addTextsAbove(p.Dir, p.Module.Dir, read); err != nil {
				return nil, err
			}
		}
	}
	list := []component{language}
	for _, m := range modules {
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b component) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// addTextsAbove reads the package's folder and those above it, up to the
// module's: parts of a module may have a licence of their own.
func (c *component) addTextsAbove(folder, top string, read map[string]bool) error {
	for ; !read[folder]; folder = filepath.Dir(folder) {
		read[folder] = true
		if err := c.addTexts(folder); err != nil {
			return err
		}
		if folder == top {
			return nil
		}
	}
	return nil
}

func listPackages(root, platform string) ([]goPackage, error) {
	goos, goarch, _ := strings.Cut(platform, "-")
	out, err := goCommand(root, []string{"CGO_ENABLED=0", "GOOS=" + goos, "GOARCH=" + goarch}, "list", "-deps", "-json=Dir,Module", "./server")
	if err != nil {
		return nil, err
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, errors.Wrap(err, "read go list")
		}
		packages = append(packages, p)
	}
}

func goCommand(root string, env []string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env, cmd.Stderr = root, append(os.Environ(), env...), os.Stderr
	out, err := cmd.Output()
	return out, errors.Wrapf(err, "go %s", args[0])
}
