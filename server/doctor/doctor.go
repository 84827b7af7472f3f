// Package doctor examines the plugin: what it needs, what it does, and what
// keeps it from that.
package doctor

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/whereby"
)

// checkTime is how long one check may take. They all begin at the same time.
const checkTime = 5 * time.Second

// Line is one thing that was found out. It has no secrets.
type Line struct {
	// Check is the name of the check that found it.
	Check string
	Level whereby.Level
	// Say says it, and what to do about it, in Markdown.
	Say func(i18n.Words) string
}

// line says a message.
func line(level whereby.Level, m *goi18n.Message, data i18n.Data) Line {
	return Line{Level: level, Say: func(w i18n.Words) string { return w.Say(m, data) }}
}

// when is a line whose message says how long ago something was, as {{.Ago}}.
func when(level whereby.Level, m *goi18n.Message, ago time.Duration, data i18n.Data) Line {
	return Line{Level: level, Say: func(w i18n.Words) string {
		filled := i18n.Data{"Ago": w.Length(ago)}
		maps.Copy(filled, data)
		return w.Say(m, filled)
	}}
}

// Report is what an examination found out.
type Report struct {
	At    time.Time
	Lines []Line
}

// Sound tells whether calls work.
func (r Report) Sound() bool {
	return !slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Level == whereby.LevelProblem })
}

// Markdown writes the report as a list.
func (r Report) Markdown(w i18n.Words) string {
	var b strings.Builder
	b.WriteString("#### " + w.Say(i18n.DoctorTitle, nil) + "\n")
	for _, l := range r.Lines {
		sign := map[whereby.Level]string{whereby.LevelOK: "✓", whereby.LevelWarning: "⚠", whereby.LevelProblem: "✗"}[l.Level]
		b.WriteString("- " + sign + " " + l.Say(w) + "\n")
	}
	return b.String()
}

// Key knows the API key in force.
type Key interface {
	Status(ctx context.Context) (apikey.Status, error)
}

// Database is what is looked up there.
type Database interface {
	Marked
	// Heard is when the last webhook came.
	Heard(ctx context.Context) (time.Time, error)
	Facts(ctx context.Context) (Facts, error)
	Backlog(ctx context.Context) (Backlog, error)
}

// Jobs knows when jobs last ran.
type Jobs interface {
	Last(ctx context.Context) ([]jobs.Run, error)
}

// Server is what is asked of Mattermost.
type Server interface {
	GetServerVersion() string
	GetBot(botUserID string, includeDeleted bool) (*model.Bot, *model.AppError)
}

// Doctor examines.
type Doctor struct {
	Settings func() config.Snapshot
	Key      Key
	Database Database
	Jobs     Jobs
	Server   Server
	BotID    string
	// Version is the plugin's.
	Version string
	// Look tries the connection to Whereby; see whereby.Look.
	Look func(context.Context, whereby.Credentials) []whereby.Finding
	// Away tells whether this node leaves Whereby alone now; see whereby.Breaker.
	Away func() bool
	// Frame tells whether rooms may be embedded; see whereby.FrameOf.
	Frame func(ctx context.Context, roomURL, site string) (whereby.Frame, error)
	// Refusals is what Whereby has refused this node.
	Refusals *Refusals
	Now      func() time.Time
	Log      *slog.Logger

	// limit is of one check, checkTime if it is 0.
	limit time.Duration
}

// check is one thing to look at. What it returns is shown in the order of the
// table.
type check struct {
	name string
	look func(context.Context) ([]Line, error)
}

func (d *Doctor) checks() []check {
	return []check{
		{"settings", d.settings},
		{"key", d.key},
		{"whereby", d.whereby},
		{"plan", d.plan},
		{"webhooks", d.webhooks},
		{"embedding", d.embedding},
		{"links", d.links},
		{"database", d.database},
		{"jobs", d.jobs},
		{"backlog", d.backlog},
		{"bot", d.bot},
		{"versions", d.versions},
	}
}

// Examine makes all checks. It ends within seconds, whoever does not answer.
func (d *Doctor) Examine(ctx context.Context) Report {
	checks := d.checks()
	found := make([][]Line, len(checks))
	var group sync.WaitGroup
	for i, c := range checks {
		group.Go(func() { found[i] = d.examine(ctx, c) })
	}
	group.Wait()
	return Report{At: d.Now(), Lines: slices.Concat(found...)}
}

func (d *Doctor) examine(ctx context.Context, c check) []Line {
	limit := cmp.Or(d.limit, checkTime)
	lines, err := Within(ctx, limit, c.look)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		lines = []Line{{Level: whereby.LevelProblem, Say: func(w i18n.Words) string {
			return w.Say(i18n.DoctorNoAnswer, i18n.Data{"Check": c.name, "Limit": w.Exact(limit)})
		}}}
	case err != nil:
		d.Log.Warn("plugin not examined", "check", c.name, "err", err)
		lines = []Line{line(whereby.LevelProblem, i18n.DoctorFailed, i18n.Data{"Check": c.name})}
	}
	for i := range lines {
		lines[i].Check = c.name
	}
	return lines
}

// Within returns what f does, but does not wait for longer than the limit, and
// survives its panics. A context ends no statement in Mattermost's driver for
// plugins: f may go on for itself.
func Within[T any](ctx context.Context, limit time.Duration, f func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	came := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if cause := recover(); cause != nil {
				a.err = errors.Errorf("panic: %v\n%s", cause, debug.Stack())
			}
			came <- a
		}()
		a.value, a.err = f(ctx)
	}()
	select {
	case a := <-came:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, errors.WithStack(ctx.Err())
	}
}
