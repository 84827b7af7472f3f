package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKey(t *testing.T) {
	none := func(p KeyProblem) Key { return Key{Source: NoKey, Problem: p} }
	tests := map[string]struct {
		setting, environment, file string
		want                       Key
	}{
		"nowhere":                     {"", "", "", none("")},
		"setting":                     {"set", "env", "file", Key{Text: "set", Source: KeyInSetting}},
		"environment":                 {"", " env ", "file", Key{Text: "env", Source: KeyInEnvironment}},
		"file":                        {"", "", "\n file\r\n", Key{Text: "file", Source: KeyInFile}},
		"setting of no use":           {"a b", "env", "file", none(KeyProblemSetting)},
		"environment of no use":       {"", "a b", "file", none(KeyProblemEnvironment)},
		"file with two lines":         {"", "", "a\nb", none(KeyProblemFile)},
		"empty file":                  {"", "", "\n", none(KeyProblemUnreadable)},
		"the longest file":            {"", "", strings.Repeat("x", maxKeyFile), Key{Text: strings.Repeat("x", maxKeyFile), Source: KeyInFile}},
		"a file that is no key's any": {"", "", strings.Repeat("x", maxKeyFile+1), none(KeyProblemUnreadable)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := ""
			if test.file != "" {
				path = filepath.Join(t.TempDir(), "key")
				require.NoError(t, os.WriteFile(path, []byte(test.file), 0o600))
			}
			t.Setenv(envAPIKey, test.environment)
			t.Setenv(envAPIKeyFile, path)
			c := Defaults()
			c.APIKey = test.setting
			c.EncryptionKey = strings.Repeat("e", minKeyLength)
			assert.Equal(t, test.want, c.Key())
			assert.Equal(t, test.want.Text != "", c.Call().Configured)
		})
	}
}

func TestKeyFileIsReadAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	t.Setenv(envAPIKey, "")
	t.Setenv(envAPIKeyFile, path)
	c := Defaults()
	assert.Equal(t, Key{Source: NoKey, Problem: KeyProblemUnreadable}, c.Key(), "it is not there yet")
	for _, text := range []string{"first", "second"} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		assert.Equal(t, Key{Text: text, Source: KeyInFile}, c.Key())
	}
	t.Setenv(envAPIKeyFile, t.TempDir())
	assert.Equal(t, KeyProblemUnreadable, c.Key().Problem, "a folder")
	t.Setenv(envAPIKeyFile, os.DevNull)
	assert.Equal(t, KeyProblemUnreadable, c.Key().Problem, "no regular file")
}

func TestKeyStaysOutOfLogs(t *testing.T) {
	key := Key{Text: "the-key", Source: KeyInSetting}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		assert.Equal(t, "API key from setting", fmt.Sprintf(verb, key))
	}
}

func BenchmarkKeyFromFile(b *testing.B) {
	path := filepath.Join(b.TempDir(), "key")
	require.NoError(b, os.WriteFile(path, []byte("key"), 0o600))
	b.Setenv(envAPIKey, "")
	b.Setenv(envAPIKeyFile, path)
	for b.Loop() {
		_ = Defaults().Key()
	}
}
