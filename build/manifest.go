package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

const manifestFile = "plugin.json"

// readManifest reads plugin.json in the folder root, strictly: a field that
// Mattermost does not know is an error. In the answer the settings of all
// sections stand at the top level too, because System Console draws sections
// while Mattermost 11.1 takes defaults and secrets from the top level only.
func readManifest(root string) (*model.Manifest, error) {
	raw, err := os.ReadFile(filepath.Join(root, manifestFile))
	if err != nil {
		return nil, errors.Wrap(err, "read manifest")
	}
	manifest, err := parseManifest(raw)
	if err != nil {
		return nil, errors.Wrap(err, manifestFile)
	}
	return manifest, nil
}

func parseManifest(raw []byte) (*model.Manifest, error) {
	var manifest model.Manifest
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&manifest); err != nil {
		return nil, err
	}
	if err := manifest.IsValid(); err != nil {
		return nil, err
	}
	if manifest.Version == "" || !manifest.HasServer() || !manifest.HasWebapp() {
		return nil, errors.New("version, server and webapp are needed")
	}
	if schema := manifest.SettingsSchema; schema != nil {
		for _, section := range schema.Sections {
			schema.Settings = append(schema.Settings, section.Settings...)
		}
		if err := uniqueKeys(schema.Settings); err != nil {
			return nil, err
		}
	}
	return &manifest, nil
}

// uniqueKeys compares keys in lower case, which is how Mattermost stores them.
func uniqueKeys(settings []*model.PluginSetting) error {
	seen := make(map[string]bool, len(settings))
	for _, setting := range settings {
		key := strings.ToLower(setting.Key)
		if seen[key] {
			return errors.Errorf("setting %q is there twice", setting.Key)
		}
		seen[key] = true
	}
	return nil
}
