package i18n

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	plugini18n "github.com/mattermost/mattermost/server/public/pluginapi/i18n"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
)

const folder = "../../assets/i18n"

// message is a message as it stands in the source.
type message struct {
	name string // of the variable
	id   string
	one  string // the form for one, where there are forms
	text string
}

// sources returns the messages of this package's files.
func sources(t *testing.T) []message {
	t.Helper()
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var messages []message
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		messages = append(messages, messagesOf(file)...)
	}
	require.NotEmpty(t, messages)
	return messages
}

func messagesOf(file *ast.File) []message {
	constants := map[string]ast.Expr{}
	var messages []message
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		constants[spec.Names[0].Name] = spec.Values[0]
		pointer, ok := spec.Values[0].(*ast.UnaryExpr)
		if !ok {
			return true
		}
		m := message{name: spec.Names[0].Name}
		for _, element := range pointer.X.(*ast.CompositeLit).Elts {
			field := element.(*ast.KeyValueExpr)
			switch text := literal(field.Value, constants); field.Key.(*ast.Ident).Name {
			case "ID":
				m.id = text
			case "One":
				m.one = text
			case "Other":
				m.text = text
			}
		}
		messages = append(messages, m)
		return true
	})
	for i := range messages { // constants may stand below their use
		if messages[i].text == "" {
			messages[i].text = literal(constants["helpText"], constants)
		}
	}
	return messages
}

func literal(e ast.Expr, constants map[string]ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return literal(e.X, constants) + literal(e.Y, constants)
	case *ast.Ident:
		return literal(constants[e.Name], constants)
	}
	return ""
}

func placeholders(text string) []string {
	found := regexp.MustCompile(`{{\.(\w+)}}`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestTranslationsAreComplete holds every language against the English source.
func TestTranslationsAreComplete(t *testing.T) {
	files, err := filepath.Glob(folder + "/active.*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	english := map[string]string{}
	for _, m := range sources(t) {
		require.NotContains(t, english, m.id)
		english[m.id] = m.text
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			var translated map[string]any
			require.NoError(t, json.Unmarshal(data, &translated))
			for id, source := range english {
				forms := []string{}
				switch value := translated[id].(type) {
				case string:
					forms = append(forms, value)
				case map[string]any:
					for _, form := range value {
						forms = append(forms, form.(string))
					}
				}
				assert.NotEmpty(t, forms, "%s is missing", id)
				for _, form := range forms {
					assert.NotEmpty(t, strings.TrimSpace(form), id)
					assert.Equal(t, placeholders(source), placeholders(form), id)
				}
			}
			for id := range translated {
				assert.Contains(t, english, id, "%s is not used", id)
			}
		})
	}
}

// TestMessagesAreUsed finds messages that nothing says any more.
func TestMessagesAreUsed(t *testing.T) {
	var code strings.Builder
	err := filepath.WalkDir("..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		code.Write(regexp.MustCompile(`(?m)^\s*//.*$`).ReplaceAll(data, nil))
		return err
	})
	require.NoError(t, err)
	for _, m := range sources(t) {
		uses := regexp.MustCompile(`\b`+m.name+`\b`).FindAllString(code.String(), 2)
		assert.Len(t, uses, 2, "%s is made and never said", m.name)
	}
}

// here is the plugin's bundle, without a server around it.
type here struct{ plugini18n.PluginAPI }

func (here) GetBundlePath() (string, error) { return "../..", nil }

func load(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load(here{})
	require.NoError(t, err)
	return c
}

func TestWords(t *testing.T) {
	c := load(t)
	assert.Equal(t, "1 h 30 min", c.For("en").Duration(90*time.Minute))
	assert.Equal(t, "2 h", c.For("de").Duration(2*time.Hour))
	assert.Equal(t, "1 min", c.For("tlh").Duration(time.Second), "unknown languages read English")
	assert.Equal(t, "45 s", c.For("en").Length(44600*time.Millisecond))
	assert.Equal(t, "1 min", c.For("en").Length(59600*time.Millisecond))
	assert.Equal(t, "24 min", c.For("de").Length(24*time.Minute+29*time.Second))
	assert.Equal(t, "1 h", c.For("en").Length(59*time.Minute+30*time.Second))
	assert.Equal(t, "0 s", c.For("en").Length(-time.Hour))
	assert.Equal(t, "24 min 10 s", c.For("en").Exact(24*time.Minute+10*time.Second))
	assert.Equal(t, "1 h 5 s", c.For("en").Exact(time.Hour+4700*time.Millisecond))
	assert.Equal(t, "2 min", c.For("en").Exact(2*time.Minute))
	assert.Equal(t, "1 Person", c.For("de").Count(People, 1, nil))
	assert.Equal(t, "6 people", c.For("en").Count(People, 6, nil))
	assert.Equal(t, "1 Sekunde", c.For("de-AT").wait(time.Millisecond))
	assert.Equal(t, "3 minutes", c.For("").wait(150*time.Second))
}

func TestExplain(t *testing.T) {
	c := load(t)
	wrapped := func(e *call.Error) error { return errors.Wrap(e, "while starting") }
	tests := map[string]struct {
		err    error
		reader Reader
		locale string
		want   string
	}{
		"unknown error":   {errors.New("secret detail"), Reader{}, "en", "The plugin failed to do this. Try again"},
		"for a member":    {wrapped(&call.Error{Code: call.CodeKeyRefused}), Reader{}, "en", "Ask a system admin to renew it"},
		"for an admin":    {wrapped(&call.Error{Code: call.CodeKeyRefused}), Reader{Admin: true}, "en", "Make a new one in the Whereby dashboard"},
		"with the wait":   {wrapped(&call.Error{Code: call.CodeRateLimited, Wait: 12400 * time.Millisecond}), Reader{}, "en", "Try again in 13 seconds."},
		"with the limit":  {wrapped(&call.Error{Code: call.CodeDurationTooLong, Limit: 8 * time.Hour}), Reader{}, "de", "höchstens 8 h dauern"},
		"naming the word": {wrapped(&call.Error{Code: call.CodeBadDuration, Value: "2x"}), Reader{}, "en", "“2x” is no length"},
		"with an address": {wrapped(&call.Error{Code: call.CodeUnavailable}), Reader{Admin: true, APIURL: "https://api.example"}, "en", "reaches https://api.example over https"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := c.For(test.locale).Explain(test.err, test.reader)
			assert.Contains(t, text, test.want)
			assert.NotContains(t, text, "secret detail")
			assert.NotContains(t, text, "<no value>")
		})
	}
}

func TestProblem(t *testing.T) {
	w := load(t).For("en")
	bad := config.Defaults()
	bad.RoomPrefix, bad.APIURL, bad.APIKey, bad.EncryptionKey, bad.MaxDurationMinutes, bad.WebhookSecret = "Ä", "ftp://x", "a b", "short", 0, "c d"
	problems := bad.Problems()
	require.Len(t, problems, 6)
	said := map[string]bool{}
	for _, p := range problems {
		said[w.Problem(p)] = true
	}
	assert.Len(t, said, 6)
}
