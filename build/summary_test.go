package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadReport(t *testing.T) {
	for name, test := range map[string]struct {
		report string
		want   result
	}{
		"go: subtests count, their test does not": {
			`{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"run","Package":"p","Test":"TestA/one"}
			{"Action":"pass","Package":"p","Test":"TestA/one"}
			{"Action":"run","Package":"p","Test":"TestA/two"}
			{"Action":"skip","Package":"p","Test":"TestA/two"}
			{"Action":"pass","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p","Test":"TestB"}
			{"Action":"pass","Package":"p"}`,
			result{passed: 2, skipped: 1},
		},
		"go: a failing subtest counts once": {
			`{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"fail","Package":"p","Test":"TestA/one/deep"}
			{"Action":"fail","Package":"p","Test":"TestA/one"}
			{"Action":"fail","Package":"p","Test":"TestA"}
			{"Action":"fail","Package":"p"}`,
			result{failed: 1, failures: []string{"p TestA/one/deep"}},
		},
		"go: a test that fails beside its subtests": {
			`{"Action":"pass","Package":"p","Test":"TestA/one"}
			{"Action":"fail","Package":"p","Test":"TestA"}
			{"Action":"fail","Package":"p"}`,
			result{passed: 1, failed: 1, failures: []string{"p TestA"}},
		},
		"go: a package that did not compile": {
			`{"Action":"build-output","Package":"p","Output":"error"}
			{"Action":"pass","Package":"q","Test":"TestB"}
			{"Action":"fail","Package":"p"}`,
			result{passed: 1, failed: 1, failures: []string{"p"}},
		},
		"go: a test cut off by a panic": {
			`{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"fail","Package":"p"}`,
			result{failed: 1, failures: []string{"p TestA"}},
		},
		"vitest": {
			`{"numTotalTestSuites":2,"success":false,"testResults":[
				{"name":"a.test.ts","status":"failed","assertionResults":[
					{"fullName":"a works","status":"passed"},{"fullName":"a fails","status":"failed"},{"fullName":"a waits","status":"pending"}]},
				{"name":"b.test.ts","status":"failed","assertionResults":[]}]}`,
			result{passed: 1, failed: 2, skipped: 1, failures: []string{"a fails", "b.test.ts"}},
		},
		"vitest: an error outside the tests": {
			`{"numTotalTestSuites":1,"success":false,"testResults":[
				{"name":"a.test.ts","status":"passed","assertionResults":[{"fullName":"a works","status":"passed"}]}]}`,
			result{passed: 1, failed: 1, failures: []string{"an error outside the tests"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readReport(reportFile(t, test.report))
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestSummariseEndsInOneLine(t *testing.T) {
	good := reportFile(t, `{"Action":"pass","Package":"p","Test":"TestA"}
		{"Action":"skip","Package":"p","Test":"TestB"}`)
	bad := reportFile(t, `{"Action":"fail","Package":"p","Test":"TestA"}`)
	for name, test := range map[string]struct {
		reports  []string
		lastLine string
		fails    bool
	}{
		"all well":         {[]string{"server=" + good}, "1 passed, 0 failed, 1 skipped", false},
		"a failure":        {[]string{"server=" + good, "webapp=" + bad}, "1 passed, 1 failed, 1 skipped", true},
		"a missing report": {[]string{"server=" + good, "webapp=nowhere.json"}, "1 passed, 1 failed, 1 skipped", true},
		"an empty report":  {[]string{"server=" + reportFile(t, "")}, "0 passed, 1 failed", true},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			err := summarise(&out, test.reports)
			assert.Equal(t, test.fails, err != nil)
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			assert.Equal(t, test.lastLine, lines[len(lines)-1])
		})
	}
}

func reportFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.json")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}
