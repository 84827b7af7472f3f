package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/history"
	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/e2e/workday"
	"mattermost-plugin-whereby/server/client"
)

const (
	// steadyCalls are in one channel, however many there are in all.
	steadyCalls = 5000
	// longest is for how long one thing is asked for again and again.
	longest = 20 * time.Second
	// pause is between starts for minutes, since Whereby's points are few.
	pause = 500 * time.Millisecond
)

// measurement asks a stack with a history, as an admin.
type measurement struct {
	*stack.Stack
	history   history.History
	channelID string // the one with the steady calls
	table     *tabwriter.Writer
	rest      strings.Builder // what does not fit into the table
}

// measure boots a stack of its own, fills it, and prints how long what takes that
// looks at many calls: reports, the panel, starts, exports, and dropping half.
func measure(ctx context.Context, h history.History) error {
	began := time.Now()
	progress := func(step string) { fmt.Fprintf(os.Stderr, "[%6.1fs] %s\n", time.Since(began).Seconds(), step) }
	s, err := stack.Start(ctx, stack.Options{Durable: true, Progress: progress, Settings: map[string]any{"startsperminute": 0, "requestsperminute": 0}})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	m := measurement{Stack: s, history: h, channelID: s.Channels["support"], table: tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)}
	m.history.Steady, m.history.SteadyCalls = history.Channel{ID: m.channelID, TeamID: s.TeamID}, steadyCalls
	progress(fmt.Sprintf("making %d calls", h.Calls))
	if err = fill(ctx, s.DB(), &m.history); err != nil {
		return err
	}
	fmt.Fprintln(m.table, "\tcalls\tp50\tp95\t\t")
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{{"asking for reports", m.reports}, {"starting calls", m.starts}, {"exporting a year", m.exports}, {"dropping half", m.drop}} {
		progress(step.name)
		if err = step.do(ctx); err != nil {
			return errors.Wrap(err, step.name)
		}
	}
	err = m.table.Flush()
	fmt.Print(m.rest.String())
	return err
}

func (m *measurement) reports(ctx context.Context) error {
	inChannel := url.Values{"channel_id": {m.channelID}}
	inTeam := url.Values{"team_id": {m.history.World.Channels[0].TeamID}}
	for _, report := range []struct {
		name string
		url  string
	}{
		{"report of a channel's month", "/api/v1/reports/summary?" + m.period(30, inChannel)},
		{"report of a team's year", "/api/v1/reports/summary?" + m.period(365, inTeam)},
		{"report of everything", "/api/v1/reports/summary?" + m.period(history.Years*366, url.Values{})},
		{"first past calls in the panel", "/api/v1/calls?state=over&" + inChannel.Encode()},
	} {
		var answer struct {
			Totals struct {
				Calls int `json:"calls"`
			} `json:"totals"`
			Calls []json.RawMessage `json:"calls"`
		}
		var took []time.Duration
		for began := time.Now(); len(took) < 7 || len(took) < 60 && time.Since(began) < longest; {
			at := time.Now()
			response, err := m.get(ctx, report.url)
			if err != nil {
				return err
			}
			if err = json.NewDecoder(response.Body).Decode(&answer); err != nil {
				return err
			}
			took = append(took, time.Since(at))
			_ = response.Body.Close()
		}
		m.row(report.name, answer.Totals.Calls+len(answer.Calls), workday.TimesOf(took))
	}
	return nil
}

// period is a query for the days before the history's end.
func (m *measurement) period(days int, values url.Values) string {
	query := maps.Clone(values)
	query.Set("from", strconv.FormatInt(m.history.Until.AddDate(0, 0, -days).UnixMilli(), 10))
	query.Set("to", strconv.FormatInt(m.history.Until.UnixMilli(), 10))
	return query.Encode()
}

func (m *measurement) get(ctx context.Context, path string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, m.PluginURL(path), nil)
	if err != nil {
		return nil, err
	}
	response, err := m.PluginRequest(ctx, m.Admin, request)
	if err == nil && response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		err = errors.Errorf("%s answered %s", path, response.Status)
	}
	return response, err
}

func (m *measurement) starts(ctx context.Context) error {
	var took []time.Duration
	for range 60 {
		if err := m.start(ctx, &took); err != nil {
			return err
		}
	}
	m.row("start", len(took), workday.TimesOf(took))
	return nil
}

// start starts a call and ends it.
func (m *measurement) start(ctx context.Context, took *[]time.Duration) error {
	calls := client.New(m.URL, m.Admin.Token)
	at := time.Now()
	started, err := calls.Start(ctx, client.Start{ChannelID: m.channelID})
	if err != nil {
		return err
	}
	*took = append(*took, time.Since(at))
	_, err = calls.End(ctx, started.ID)
	return err
}

func (m *measurement) exports(ctx context.Context) error {
	for _, suffix := range []string{"csv", "ndjson"} {
		began := time.Now()
		response, err := m.get(ctx, "/api/v1/reports/calls."+suffix+"?"+m.period(365, url.Values{}))
		if err != nil {
			return err
		}
		total := response.Header.Get("X-Total-Count")
		least, most, size := uint64(math.MaxUint64), uint64(0), int64(0)
		for err == nil {
			var n int64
			n, err = io.CopyN(io.Discard, response.Body, 1<<20)
			size += n
			memory, memoryErr := m.PluginMemory()
			if memoryErr != nil {
				return memoryErr
			}
			least, most = min(least, memory), max(most, memory)
		}
		_ = response.Body.Close()
		if !errors.Is(err, io.EOF) {
			return err
		}
		fmt.Fprintf(&m.rest, "a year as %s: %s calls, %d MB in %.1f s, plugin between %d and %d MB\n",
			suffix, total, size>>20, time.Since(began).Seconds(), least>>20, most>>20)
	}
	return nil
}

// drop has the older half dropped, and starts calls meanwhile.
func (m *measurement) drop(ctx context.Context) error {
	half := m.history.Calls / 2
	var newest int64 // of those to drop
	err := m.DB().QueryRowContext(ctx, "SELECT ended_at FROM whereby_calls WHERE ended_at > 0 ORDER BY ended_at OFFSET $1 LIMIT 1", half).Scan(&newest)
	if err != nil {
		return err
	}
	// Whole days are kept, one of them more than is needed.
	kept := int(time.Since(time.UnixMilli(newest)).Hours()/24) + 1
	limit := time.Now().AddDate(0, 0, -kept).UnixMilli()
	if err = m.DB().QueryRowContext(ctx, "SELECT count(*) FROM whereby_calls WHERE ended_at BETWEEN 1 AND $1", limit).Scan(&half); err != nil {
		return err
	}
	oldest := func() (at int64, err error) {
		err = m.DB().QueryRowContext(ctx, "SELECT min(ended_at) FROM whereby_calls WHERE ended_at > 0").Scan(&at)
		return at, err
	}
	first, err := oldest()
	if err != nil {
		return err
	}
	if err = m.SetPluginConfig(ctx, map[string]any{"RetentionDays": kept}); err != nil {
		return err
	}
	var took []time.Duration
	began := time.Now()
	for now := first; now < limit && ctx.Err() == nil; time.Sleep(pause) {
		if err = m.start(ctx, &took); err != nil {
			return err
		}
		if now, err = oldest(); err != nil {
			return err
		}
		if now == first { // the janitor comes in a minute
			began, took = time.Now(), nil
		}
	}
	m.row("start, beside that", len(took), workday.TimesOf(took))
	fmt.Fprintf(&m.rest, "%d calls dropped in %.0f s\n", half, time.Since(began).Seconds())
	return nil
}

func (m *measurement) row(name string, calls int, t workday.Times) {
	fmt.Fprintf(m.table, "%s\t%d\t%s\t%s\t%d times\t\n", name, calls, t.P50.Round(time.Millisecond), t.P95.Round(time.Millisecond), t.Count)
}
