package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReleaseVersion(t *testing.T) {
	for name, test := range map[string]struct {
		tags    []string
		changed bool
		want    string // %s is the commit
	}{
		"a tag is the version":                  {[]string{"v1.2.3"}, false, "1.2.3"},
		"of more tags the newest":               {[]string{"v1.10.0", "v1.9.0", "v1.10.0-rc.1"}, false, "1.10.0"},
		"a release candidate":                   {[]string{"v2.0.0-rc.1"}, false, "2.0.0-rc.1"},
		"other tags are none":                   {[]string{"demo"}, false, "0.1.0-dev.g"},
		"no tag":                                {nil, false, "0.1.0-dev.g"},
		"what differs from the tag is not that": {[]string{"v1.2.3"}, true, "0.1.0-dev.g"},
	} {
		t.Run(name, func(t *testing.T) {
			root := repository(t, test.tags...)
			if test.changed {
				require.NoError(t, os.WriteFile(filepath.Join(root, "file"), []byte("other"), 0o600))
			}
			version, err := releaseVersion(root, "0.1.0")
			require.NoError(t, err)
			if test.want != "0.1.0-dev.g" {
				assert.Equal(t, test.want, version)
				return
			}
			commit, err := git(root, "rev-parse", shortCommit, "HEAD")
			require.NoError(t, err)
			want := test.want + commit
			if test.changed {
				want += ".changed"
			}
			assert.Equal(t, want, version)
		})
	}
}

func TestReleaseVersionWithoutGit(t *testing.T) {
	version, err := releaseVersion(t.TempDir(), "0.1.0")
	require.NoError(t, err)
	assert.Equal(t, "0.1.0", version)
}

func TestReleaseVersionRefusesTagsThatAreNone(t *testing.T) {
	_, err := releaseVersion(repository(t, "v1.2"), "0.1.0")
	assert.ErrorContains(t, err, "tag v1.2 is no version")
}

// repository has one commit with these tags.
func repository(t *testing.T, tags ...string) string {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "file"), nil, 0o600))
	commands := [][]string{
		{"init", "--quiet"},
		{"add", "."},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", "first"},
	}
	for _, tag := range tags {
		commands = append(commands, []string{"tag", tag})
	}
	for _, args := range commands {
		out, err := exec.Command("git", append([]string{"-C", root}, args...)...).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	return root
}
