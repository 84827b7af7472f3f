package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Neither database can be reached: nothing was found, and nobody may think so.
func TestVulnsWithoutNetwork(t *testing.T) {
	away := httptest.NewServer(http.NotFoundHandler())
	defer away.Close()
	t.Setenv("GOVULNDB", away.URL)
	t.Setenv("npm_config_registry", away.URL)
	root := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(root, "webapp"), 0o700))
	for name, content := range map[string]string{
		"package.json":      `{"name": "small", "version": "1.0.0", "dependencies": {"left": "1.0.0"}}`,
		"package-lock.json": `{"name": "small", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"dependencies": {"left": "1.0.0"}}, "node_modules/left": {"version": "1.0.0"}}}`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(root, "webapp", name), []byte(content), 0o600))
	}

	t.Setenv("GITHUB_ACTIONS", "")
	var out strings.Builder
	require.NoError(t, lookForVulns(&out, root))
	assert.Contains(t, out.String(), "vulnerabilities in Go modules: NOT LOOKED FOR, "+away.URL+" answered 404")
	assert.Contains(t, out.String(), "vulnerabilities in npm packages: NOT LOOKED FOR, ")

	t.Setenv("GITHUB_ACTIONS", "true")
	assert.ErrorContains(t, lookForVulns(&out, root), "vulnerabilities in Go modules: ")
}

func TestReadAudit(t *testing.T) {
	for name, test := range map[string]struct{ answer, want, said string }{
		"nothing known":   {`{"auditReportVersion": 2, "vulnerabilities": {}}`, "", ""},
		"something small": {`{"auditReportVersion": 2, "vulnerabilities": {"left": {"severity": "moderate", "range": "<2"}}}`, "", "left <2: moderate"},
		"something big":   {`{"auditReportVersion": 2, "vulnerabilities": {"left": {"severity": "high", "range": "<2"}}}`, "1 are high or critical", "left <2: high"},
		"no registry":     {`{"message": "request to https://registry failed", "error": {}}`, "request to https://registry failed", ""},
		"no answer":       {"", "npm's registry gave no report", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			err := readAudit(&out, []byte(test.answer))
			if test.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.want)
			}
			assert.Equal(t, test.said, strings.TrimSpace(out.String()))
		})
	}
}
