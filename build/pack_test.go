package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPackGivesTheSameBytes(t *testing.T) {
	first := pluginFolder(t)
	require.NoError(t, pack(first, false))
	target := filepath.Join(first, "dist", "whereby-1.2.3.tar.gz")
	want, err := os.ReadFile(target)
	require.NoError(t, err)

	// Elsewhere, on another day, by somebody whose files are for their own eyes.
	second := pluginFolder(t)
	require.NoError(t, filepath.WalkDir(second, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		day := time.Date(2031, 2, 3, 4, 5, 6, 7, time.UTC)
		return errors.Join(os.Chtimes(path, day, day), os.Chmod(path, 0o400))
	}))
	t.Setenv("TZ", "Pacific/Auckland")
	require.NoError(t, pack(second, false))
	got, err := os.ReadFile(filepath.Join(second, "dist", "whereby-1.2.3.tar.gz"))
	require.NoError(t, err)
	assert.True(t, bytes.Equal(want, got))

	assert.Equal(t, map[string]int64{
		"whereby/plugin.json":            0o644,
		"whereby/LICENSE":                0o644,
		"whereby/assets/icon.svg":        0o644,
		"whereby/server/dist/plugin":     0o755,
		"whereby/webapp/dist/main.js":    0o644,
		"whereby/NOTICE.txt":             0o644,
		"whereby/webapp/dist/NOTICE.txt": 0o644,
	}, bundleModes(t, target))
	sum, err := os.ReadFile(filepath.Join(first, "dist", "SHA256SUMS"))
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("%x  whereby-1.2.3.tar.gz\n", sha256.Sum256(want)), string(sum))
	entries, err := os.ReadDir(filepath.Join(first, "dist"))
	require.NoError(t, err)
	assert.Len(t, entries, 2, "no half bundle is left")
}

func TestPackForThisMachine(t *testing.T) {
	root := pluginFolder(t)
	require.NoError(t, pack(root, true))
	entries, err := os.ReadDir(filepath.Join(root, "dist"))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Equal(t, "whereby-1.2.3-dev.tar.gz", entries[0].Name())
}

func TestPackRefusesLicences(t *testing.T) {
	root := pluginFolder(t)
	path := filepath.Join(root, "webapp", "node_modules", "left", "package.json")
	require.NoError(t, os.WriteFile(path, []byte(`{"name": "left", "version": "1.0.0", "license": "AGPL-3.0-only"}`), 0o600))
	assert.ErrorContains(t, pack(root, true), "left 1.0.0: licence AGPL-3.0-only is not in the list")
}

func TestPackRefusesMissingWebApp(t *testing.T) {
	root := pluginFolder(t)
	require.NoError(t, os.Remove(filepath.Join(root, "webapp", "dist", "main.js")))
	assert.ErrorContains(t, pack(root, true), "webapp/dist/main.js is named in the manifest but was not built")
}

// pluginFolder is a small plugin that can be compiled on this machine.
func pluginFolder(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	executables := fmt.Sprintf(`"%s-%s": "server/dist/plugin"`, runtime.GOOS, runtime.GOARCH)
	for path, content := range map[string]string{
		"plugin.json": `{"id": "whereby", "name": "Whereby", "version": "1.2.3", "icon_path": "assets/icon.svg",
			"server": {"executables": {` + executables + `}}, "webapp": {"bundle_path": "webapp/dist/main.js"}}`,
		"LICENSE":                               "terms",
		"go.mod":                                "module small\n",
		"server/main.go":                        "package main\n\nfunc main() {}\n",
		"assets/icon.svg":                       "<svg/>",
		"assets/readme/a.png":                   "for readers of the source",
		"webapp/dist/main.js":                   "//",
		bundledFile:                             `["node_modules/left"]`,
		"webapp/node_modules/left/package.json": `{"name": "left", "version": "1.0.0", "license": "MIT"}`,
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(root, path)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(root, path), []byte(content), 0o600))
	}
	return root
}

func bundleModes(t *testing.T, path string) map[string]int64 {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	zip, err := gzip.NewReader(file)
	require.NoError(t, err)
	modes := map[string]int64{}
	for archive := tar.NewReader(zip); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return modes
		}
		require.NoError(t, err)
		modes[header.Name] = header.Mode
	}
}
