package doctor

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	// slow is how long the database may take before somebody is told.
	slow = time.Second
	// stuck is how long an event may wait.
	stuck = 2 * time.Minute
)

func (d *Doctor) database(ctx context.Context) ([]Line, error) {
	began := time.Now()
	facts, err := d.Database.Facts(ctx)
	if err != nil {
		return nil, err
	}
	took := time.Since(began)
	data := i18n.Data{
		"Version": facts.Version, "Took": fmt.Sprintf("%d ms", took.Milliseconds()),
		"Migration": facts.Migration, "Expected": facts.Newest,
	}
	lines := []Line{line(whereby.LevelOK, i18n.DoctorDatabase, data)}
	if took > slow {
		lines = []Line{line(whereby.LevelWarning, i18n.DoctorDatabaseSlow, data)}
	}
	switch {
	case facts.Migration < facts.Newest:
		lines = append(lines, line(whereby.LevelProblem, i18n.DoctorMigrationOld, data))
	case facts.Migration > facts.Newest:
		lines = append(lines, line(whereby.LevelWarning, i18n.DoctorMigrationNew, data))
	}
	var tables []string
	for _, t := range facts.Tables {
		tables = append(tables, fmt.Sprintf("`%s` %s (%s)", t.Name, countOf(t.Rows), sizeOf(t.Bytes)))
	}
	return append(lines, line(whereby.LevelOK, i18n.DoctorTables, i18n.Data{"List": strings.Join(tables, ", ")})), nil
}

// countOf writes an estimate.
func countOf(rows int64) string {
	if rows < 0 {
		return "?"
	}
	return fmt.Sprintf("~%d", rows)
}

func sizeOf(bytes int64) string {
	const kB, MB, GB = 1 << 10, 1 << 20, 1 << 30
	switch {
	case bytes >= GB:
		return fmt.Sprintf("%.1f GB", float64(bytes)/GB)
	case bytes >= MB:
		return fmt.Sprintf("%.1f MB", float64(bytes)/MB)
	default:
		return fmt.Sprintf("%d kB", bytes/kB)
	}
}

func (d *Doctor) jobs(ctx context.Context) ([]Line, error) {
	runs, err := d.Jobs.Last(ctx)
	if err != nil {
		return nil, err
	}
	var lines []Line
	for _, run := range runs {
		lines = append(lines, d.job(run))
	}
	return lines, nil
}

func (d *Doctor) job(run jobs.Run) Line {
	level, message := whereby.LevelOK, i18n.DoctorJob
	switch {
	case run.At.IsZero():
		level, message = whereby.LevelWarning, i18n.DoctorJobNever
	case run.Late(d.Now()):
		level, message = whereby.LevelProblem, i18n.DoctorJobLate
	case run.Failed:
		level, message = whereby.LevelWarning, i18n.DoctorJobFailed
	}
	ago := d.since(run.At)
	return Line{Level: level, Say: func(w i18n.Words) string {
		return w.Say(message, i18n.Data{"Job": w.Say(nameOf(run.Job), nil), "Ago": w.Length(ago)})
	}}
}

func nameOf(j jobs.Job) *goi18n.Message {
	return map[jobs.Job]*goi18n.Message{
		jobs.Sweep: i18n.JobSweep, jobs.Clock: i18n.JobClock, jobs.Courier: i18n.JobCourier, jobs.Forgetter: i18n.JobForgetter,
	}[j]
}

func (d *Doctor) backlog(ctx context.Context) ([]Line, error) {
	b, err := d.Database.Backlog(ctx)
	if err != nil {
		return nil, err
	}
	lines := []Line{line(whereby.LevelOK, i18n.DoctorCalls, i18n.Data{"Count": b.Creating + b.Open + b.Live, "Live": b.Live})}
	age := b.Age(d.Now())
	switch {
	case b.Events == 0:
		lines = append(lines, line(whereby.LevelOK, i18n.DoctorOutboxEmpty, nil))
	case age <= stuck:
		lines = append(lines, when(whereby.LevelOK, i18n.DoctorOutbox, age, i18n.Data{"Count": b.Events}))
	default:
		lines = append(lines, when(whereby.LevelWarning, i18n.DoctorOutboxLate, age, i18n.Data{"Count": b.Events}))
	}
	data := i18n.Data{"Waiting": b.Waiting, "Dead": b.Dead}
	switch {
	case b.Dead > 0:
		lines = append(lines, line(whereby.LevelWarning, i18n.DoctorDeliveriesDead, data))
	default:
		lines = append(lines, line(whereby.LevelOK, i18n.DoctorDeliveries, data))
	}
	return lines, nil
}

func (d *Doctor) bot(context.Context) ([]Line, error) {
	bot, appErr := d.Server.GetBot(d.BotID, true)
	if appErr != nil {
		return nil, appErr
	}
	data := i18n.Data{"Name": bot.Username}
	if bot.DeleteAt != 0 {
		return []Line{line(whereby.LevelProblem, i18n.DoctorBotOff, data)}, nil
	}
	return []Line{line(whereby.LevelOK, i18n.DoctorBot, data)}, nil
}

func (d *Doctor) versions(context.Context) ([]Line, error) {
	list := fmt.Sprintf("Whereby plugin %s, Mattermost %s, %s, %s/%s",
		d.Version, d.Server.GetServerVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return []Line{line(whereby.LevelOK, i18n.DoctorVersions, i18n.Data{"List": list})}, nil
}
