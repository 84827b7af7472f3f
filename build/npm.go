package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pkg/errors"
)

// bundledFile is where webapp/build.mjs says which npm packages are in the
// bundles, as folders. It is not packed.
const bundledFile = "webapp/dist/bundled.json"

// npmComponents are the packages in the web app's bundles.
func npmComponents(root string) ([]component, error) {
	var folders []string
	if err := readJSON(filepath.Join(root, bundledFile), &folders); err != nil {
		return nil, err
	}
	list := make([]component, 0, len(folders))
	for _, folder := range folders {
		c, err := npmComponent(filepath.Join(root, "webapp", folder))
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func npmComponent(folder string) (component, error) {
	var about struct {
		Name, Version, License string
		Author                 any
	}
	if err := readJSON(filepath.Join(folder, "package.json"), &about); err != nil {
		return component{}, err
	}
	c := component{name: about.Name, version: about.Version, source: "https://www.npmjs.com/package/" + about.Name + "/v/" + about.Version}
	if err := c.addTexts(folder); err != nil || len(c.licences) > 0 {
		return c, err
	}
	// Small packages name a licence and bring no text of it.
	if about.License != "" {
		c.licences = []string{about.License}
	}
	c.texts = append(c.texts, fmt.Sprintf("Licence %s, by %v, as its package.json says; it brings no text of it.", about.License, about.Author))
	return c, nil
}

func readJSON(path string, dest any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return errors.Wrap(json.Unmarshal(content, dest), path)
}
