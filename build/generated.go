package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

const readmeFile = "README.md"

// generated maps the files that are made from the code, in whole or in part, to
// what is to be in them.
func generated(root string, manifest *model.Manifest) (map[string][]byte, error) {
	texts, err := notices(root, manifest)
	if err != nil {
		return nil, err
	}
	readme, err := os.ReadFile(filepath.Join(root, readmeFile))
	if err != nil {
		return nil, err
	}
	commands, err := commandReference(root)
	if err != nil {
		return nil, errors.Wrap(err, "list the commands")
	}
	for name, text := range map[string]string{"commands": commands, "settings": settingsReference(manifest)} {
		if readme, err = fill(readme, name, text); err != nil {
			return nil, errors.Wrap(err, readmeFile)
		}
	}
	return map[string][]byte{noticeFileName: texts[noticeFileName], readmeFile: readme}, nil
}

func generate(root string, manifest *model.Manifest) error {
	files, err := generated(root, manifest)
	if err != nil {
		return err
	}
	for path, content := range files {
		if err := os.WriteFile(filepath.Join(root, path), content, 0o644); err != nil { //nolint:gosec // part of the source
			return err
		}
	}
	return nil
}

// checkGenerated fails when a file is not as generate would write it.
func checkGenerated(root string, manifest *model.Manifest) error {
	files, err := generated(root, manifest)
	if err != nil {
		return err
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return errors.Errorf("%s is out of date: run `make generate`", path)
		}
	}
	fmt.Printf("%s and the generated parts of %s are up to date, all licences are allowed\n", noticeFileName, readmeFile)
	return nil
}

// fill replaces what stands between the two marks of this name.
func fill(document []byte, name, text string) ([]byte, error) {
	begin := fmt.Sprintf("<!-- %s: made by `make generate` -->\n", name)
	end := fmt.Sprintf("<!-- end of %s -->", name)
	before, rest, found := strings.Cut(string(document), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return nil, errors.Errorf("the marks of %q are missing", name)
	}
	return []byte(before + begin + "\n" + text + "\n" + end + after), nil
}

// row is a row of a table in Markdown.
func row(cells ...string) string {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(cell, "|", `\|`), "\n", " ")
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}
