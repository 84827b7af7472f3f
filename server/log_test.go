package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// logNames are all that log lines may carry. None of them is, or has in it, a
// key, a secret, a link or a name of a person.
var logNames = []string{
	"admin_id", "brand", "call_id", "call_ids", "cause", "channel_id", "check", "connection_id", "count", "days", "err", "event",
	"event_id", "idName", "invite_id", "job", "known", "meeting_id", "method", "missing", "path", "paused", "refused", "room", "saved", "schedule_id",
	"stack", "state", "status", "type", "user_id",
}

// logLine is a call of a logger, with the names of what it carries; those that
// With has added before are among them.
type logLine struct {
	where, message string
	names          []string
	more           bool // names are in a variable
}

// logLines reads every call of a logger in the server's code.
func logLines(t *testing.T) (lines []logLine) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			with, withMore := namesOfWith(declaration)
			ast.Inspect(declaration, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !isLogging(call) {
					return true
				}
				message, _ := textOf(call.Args[0])
				l := logLine{where: files.Position(call.Pos()).String(), message: message, names: slices.Clone(with), more: withMore}
				for i := 1; i < len(call.Args); i += 2 {
					name, isText := textOf(call.Args[i])
					if !isText {
						if id, isIdent := call.Args[i].(*ast.Ident); isIdent {
							name = id.Name
						}
					}
					l.names = append(l.names, name)
				}
				lines = append(lines, l)
				return true
			})
		}
		return nil
	}))
	return lines
}

// isLogging tells whether a call writes a line.
func isLogging(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	if _, isText := textOf(call.Args[0]); !isText {
		return false
	}
	return slices.Contains([]string{"Debug", "Info", "Warn", "Error", "LogDebug", "LogInfo", "LogWarn", "LogError"}, selector.Sel.Name)
}

// namesOfWith are the names that a function adds to its logger.
func namesOfWith(n ast.Node) (names []string, more bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if selector, ok := call.Fun.(*ast.SelectorExpr); ok && selector.Sel.Name == "With" {
			more = more || call.Ellipsis.IsValid()
			for i := 0; i < len(call.Args); i += 2 {
				if name, isText := textOf(call.Args[i]); isText {
					names = append(names, name)
				}
			}
		}
		return true
	})
	return names, more
}

func textOf(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

// aboutNothing are the lines of packages about calls that are about no call,
// schedule or connection in particular.
var aboutNothing = []string{
	"events not passed on yet", "planned calls not looked at", "clock panicked", "inviter not known", "stray room removed",
	"webhook refused; further refusals of this minute are not logged", "refusal not remembered", "metrics not complete",
	"rooms not removed", "export ended early", "guest not let in", "webhook not taken in; Whereby sends it again",
}

// TestLogLines holds that nothing gets into the log that is not meant to, and
// that a line about a call says which.
func TestLogLines(t *testing.T) {
	lines := logLines(t)
	assert.Greater(t, len(lines), 60)
	about := []string{"call_id", "call_ids", "channel_id", "schedule_id", "connection_id", "idName"}
	for _, l := range lines {
		for _, name := range l.names {
			assert.Contains(t, logNames, name, l.where)
		}
		switch strings.Split(l.where, "/")[0] {
		case "call", "schedule", "notify", "ring", "invite", "post", "api", "dialog":
			named := l.more || slices.ContainsFunc(l.names, func(name string) bool { return slices.Contains(about, name) })
			assert.True(t, named || slices.Contains(aboutNothing, l.message), l.where+" names nothing: "+l.message)
		}
	}
}
