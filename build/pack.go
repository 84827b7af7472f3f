package main

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

// bundleTime is the time of every file in the bundle, so that the same source
// gives the same bytes. Mattermost does not look at it.
var bundleTime = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// optional folders go into the bundle when they are there.
var optional = []string{"assets", "public"}

// notPacked are pictures for readers of the source, and what only this build reads.
var notPacked = []string{"assets/readme", bundledFile}

// pack compiles the server for the platforms of the manifest (only this
// machine's when dev) and writes the bundle into dist.
func pack(root string, dev bool) error {
	manifest, err := readManifest(root)
	if err != nil {
		return err
	}
	if !dev {
		if manifest.Version, err = releaseVersion(root, manifest.Version); err != nil {
			return errors.Wrap(err, "find the version")
		}
	}
	executables, err := compile(root, manifest, dev)
	if err != nil {
		return err
	}
	files, err := bundleFiles(root, manifest, executables)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s.tar.gz", manifest.Id, manifest.Version)
	if dev {
		name = fmt.Sprintf("%s-%s-dev.tar.gz", manifest.Id, manifest.Version)
	}
	target := filepath.Join(root, "dist", name)
	texts, err := notices(root, manifest)
	if err != nil {
		return err
	}
	if err := writeBundle(target, root, manifest, files, texts); err != nil {
		return errors.Wrap(err, "write bundle")
	}
	content, err := os.ReadFile(target)
	if err != nil {
		return err
	}
	fmt.Printf("%s  %.1f MB\n", target, float64(len(content))/1e6)
	if dev {
		return nil
	}
	return writeSum(filepath.Join(root, "dist", "SHA256SUMS"), name, content)
}

// writeSum writes what sha256sum -c reads.
func writeSum(target, name string, content []byte) error {
	line := fmt.Sprintf("%x  %s\n", sha256.Sum256(content), name)
	return os.WriteFile(target, []byte(line), 0o644) //nolint:gosec // everybody may read a release
}

// compile returns the paths of the executables it made, by the manifest's names.
func compile(root string, manifest *model.Manifest, dev bool) ([]string, error) {
	platforms := make([]string, 0, len(manifest.Server.Executables))
	here := runtime.GOOS + "-" + runtime.GOARCH
	for platform := range manifest.Server.Executables {
		if !dev || platform == here {
			platforms = append(platforms, platform)
		}
	}
	if len(platforms) == 0 {
		return nil, errors.Errorf("the manifest has no executable for %s", here)
	}
	sort.Strings(platforms)

	paths := make([]string, 0, len(platforms))
	for _, platform := range platforms {
		goos, goarch, _ := strings.Cut(platform, "-")
		path := manifest.Server.Executables[platform]
		fmt.Printf("compiling %s\n", path)
		cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", path, "./server")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, errors.Wrapf(err, "compile for %s", platform)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// bundleFiles maps the paths of the bundle's files to their modes.
func bundleFiles(root string, manifest *model.Manifest, executables []string) (map[string]fs.FileMode, error) {
	files := map[string]fs.FileMode{"LICENSE": 0o644}
	for _, path := range executables {
		files[path] = 0o755
	}
	required := filepath.Dir(manifest.Webapp.BundlePath)
	for _, folder := range append([]string{required}, optional...) {
		if err := addFolder(files, root, folder); err != nil {
			return nil, errors.Wrapf(err, "add %s", folder)
		}
	}
	for _, path := range []string{manifest.Webapp.BundlePath, manifest.IconPath} {
		if _, ok := files[path]; path != "" && !ok {
			return nil, errors.Errorf("%s is named in the manifest but was not built", path)
		}
	}
	return files, nil
}

func addFolder(files map[string]fs.FileMode, root, folder string) error {
	if _, err := os.Stat(filepath.Join(root, folder)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fs.WalkDir(os.DirFS(root), filepath.ToSlash(folder), func(path string, entry fs.DirEntry, err error) error {
		if slices.Contains(notPacked, path) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if err == nil && entry.Type().IsRegular() {
			files[path] = 0o644
		}
		return err
	})
}

// writeBundle writes the files sorted, with fixed times, modes and owners,
// below one folder named after the plugin; texts are files that are made for it.
// Nobody sees half a bundle.
func writeBundle(target, root string, manifest *model.Manifest, files map[string]fs.FileMode, texts map[string][]byte) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(target), ".bundle-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // of use when something went wrong only
	zip := gzip.NewWriter(out)
	archive := tar.NewWriter(zip)
	if err = addFiles(archive, root, manifest, files, texts); err != nil {
		return err
	}
	for _, closer := range []io.Closer{archive, zip, out} {
		if err = closer.Close(); err != nil {
			return err
		}
	}
	if err = os.Chmod(out.Name(), 0o644); err != nil { //nolint:gosec // everybody may read a release
		return err
	}
	return os.Rename(out.Name(), target)
}

func addFiles(archive *tar.Writer, root string, manifest *model.Manifest, files map[string]fs.FileMode, texts map[string][]byte) error {
	raw, err := json.MarshalIndent(manifest, "", "    ")
	if err != nil {
		return err
	}
	if err = addEntry(archive, manifest.Id+"/"+manifestFile, 0o644, raw); err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		if err = addEntry(archive, manifest.Id+"/"+path, 0o644, texts[path]); err != nil {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		content, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		if err = addEntry(archive, manifest.Id+"/"+path, files[path], content); err != nil {
			return err
		}
	}
	return nil
}

func addEntry(archive *tar.Writer, name string, mode fs.FileMode, content []byte) error {
	header := &tar.Header{Name: name, Mode: int64(mode), Size: int64(len(content)), ModTime: bundleTime, Format: tar.FormatUSTAR}
	if err := archive.WriteHeader(header); err != nil {
		return errors.Wrap(err, name)
	}
	_, err := archive.Write(content)
	return errors.Wrap(err, name)
}
