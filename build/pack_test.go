package main

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPackGivesTheSameBytes(t *testing.T) {
	root := pluginFolder(t)
	require.NoError(t, pack(root, true))
	target := filepath.Join(root, "dist", "whereby-1.2.3-dev.tar.gz")
	first, err := os.ReadFile(target)
	require.NoError(t, err)
	require.NoError(t, pack(root, true))
	second, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, first, second)

	modes := bundleModes(t, target)
	assert.Equal(t, map[string]int64{
		"whereby/plugin.json":         0o644,
		"whereby/LICENSE":             0o644,
		"whereby/assets/icon.svg":     0o644,
		"whereby/server/dist/plugin":  0o755,
		"whereby/webapp/dist/main.js": 0o644,
	}, modes)
	entries, err := os.ReadDir(filepath.Join(root, "dist"))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no half bundle is left")
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
	executables := `"linux-amd64": "server/dist/plugin", "linux-arm64": "server/dist/plugin", "darwin-amd64": "server/dist/plugin", "darwin-arm64": "server/dist/plugin"`
	for path, content := range map[string]string{
		"plugin.json": `{"id": "whereby", "name": "Whereby", "version": "1.2.3", "icon_path": "assets/icon.svg",
			"server": {"executables": {` + executables + `}}, "webapp": {"bundle_path": "webapp/dist/main.js"}}`,
		"LICENSE":             "terms",
		"go.mod":              "module small\n",
		"server/main.go":      "package main\n\nfunc main() {}\n",
		"assets/icon.svg":     "<svg/>",
		"webapp/dist/main.js": "//",
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
