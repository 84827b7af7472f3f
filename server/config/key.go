package config

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pkg/errors"
)

// Where the API key is from when the setting is empty.
const (
	envAPIKey     = "WHEREBY_API_KEY"      //nolint:gosec // its name, not its value
	envAPIKeyFile = "WHEREBY_API_KEY_FILE" //nolint:gosec // as above
)

// maxKeyFile is far more than any key has.
const maxKeyFile = 4 << 10

// KeySource is where the API key in force is from.
type KeySource string

// The sources, in the order in which they count.
const (
	KeyInSetting     KeySource = "setting"
	KeyInEnvironment KeySource = "environment"
	KeyInFile        KeySource = "file"
	NoKey            KeySource = "none"
)

// KeyProblem says why a source that is there gives no key.
type KeyProblem string

// The problems; package i18n has the words for them.
const (
	KeyProblemSetting     KeyProblem = "setting_characters"
	KeyProblemEnvironment KeyProblem = "environment_characters"
	KeyProblemFile        KeyProblem = "file_characters"
	KeyProblemUnreadable  KeyProblem = "file_unreadable" // or empty, or too long
)

// Key is the API key in force.
type Key struct {
	// Text is the key itself, empty when there is none.
	Text   string
	Source KeySource
	// Problem is set when there is no key although one is meant to be there.
	Problem KeyProblem
}

// Format keeps the key out of logs, whatever the verb.
func (k Key) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "API key from "+string(k.Source))
}

// Key returns the API key in force: the setting, else what the environment
// has, else what stands in the file that the environment names. The file is
// read each time, so that another key in it counts at once. A source that is
// there but of no use is told; the next one does not stand in for it silently.
func (c Config) Key() Key {
	if c.APIKey != "" {
		return checked(c.APIKey, KeyInSetting, KeyProblemSetting)
	}
	if text := strings.TrimSpace(os.Getenv(envAPIKey)); text != "" {
		return checked(text, KeyInEnvironment, KeyProblemEnvironment)
	}
	path := strings.TrimSpace(os.Getenv(envAPIKeyFile))
	if path == "" {
		return Key{Source: NoKey}
	}
	text, err := readKey(path)
	if err != nil {
		return Key{Source: NoKey, Problem: KeyProblemUnreadable}
	}
	return checked(text, KeyInFile, KeyProblemFile)
}

func checked(text string, source KeySource, otherwise KeyProblem) Key {
	if !keyPattern.MatchString(text) {
		return Key{Source: NoKey, Problem: otherwise}
	}
	return Key{Text: text, Source: source}
}

// readKey reads regular files only: others could keep everybody waiting.
func readKey(path string) (string, error) {
	info, err := os.Stat(path) //nolint:gosec // named by who runs the server
	if err != nil {
		return "", errors.WithStack(err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxKeyFile {
		return "", errors.New("no small file")
	}
	file, err := os.Open(path) //nolint:gosec // named by who runs the server
	if err != nil {
		return "", errors.WithStack(err)
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, maxKeyFile))
	if err != nil {
		return "", errors.WithStack(err)
	}
	text := strings.TrimSpace(string(data))
	if text == "" {
		return "", errors.New("empty")
	}
	return text, nil
}
