package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/report"
)

// Reports is what the API needs of report.Service.
type Reports interface {
	Allow(ctx context.Context, userID string, scope report.Scope, period report.Period) (report.Filter, error)
	Summary(ctx context.Context, f report.Filter) (report.Summary, error)
	Total(ctx context.Context, f report.Filter, after *call.Cursor) (int, error)
	Newest(ctx context.Context, f report.Filter, after *call.Cursor, limit int) ([]report.Row, error)
	Export(ctx context.Context, f report.Filter, after *call.Cursor, limit int) iter.Seq2[[]report.Row, error]
}

const (
	// exportPiece is how much of an export is written at once: each piece is a
	// call to Mattermost's process.
	exportPiece = 64 << 10
	// latest is the end of the year 2100.
	latest = 4133980800000
)

// asked is what a request wants to know.
type asked struct {
	report.Filter
	after *call.Cursor
	limit int
}

// reportRequest reads what is asked for and whether this person may see it.
func (a *API) reportRequest(r *http.Request) (asked, error) {
	values := r.URL.Query()
	invalid := func(name string) (asked, error) {
		return asked{}, &call.Error{Code: call.CodeInvalid, Value: name}
	}
	userID := r.Header.Get(userHeader)
	zone, err := a.zone(values.Get("time_zone"), userID)
	if err != nil {
		return invalid("time_zone")
	}
	scope := report.Scope{Kind: report.All}
	for name, kind := range map[string]report.Kind{"channel_id": report.Channel, "team_id": report.Team} {
		if id := values.Get(name); id != "" {
			if !model.IsValidId(id) || scope.ID != "" {
				return invalid(name)
			}
			scope = report.Scope{Kind: kind, ID: id}
		}
	}
	period := report.Usual(a.Now(), zone)
	for name, at := range map[string]*time.Time{"from": &period.From, "to": &period.To} {
		if text := values.Get(name); text != "" {
			ms, err := strconv.ParseInt(text, 10, 64)
			if err != nil || ms < 0 || ms > latest {
				return invalid(name)
			}
			*at = time.UnixMilli(ms)
		}
	}
	if !period.From.Before(period.To) {
		return invalid("from")
	}
	var list asked
	if text := values.Get("limit"); text != "" {
		if list.limit, err = strconv.Atoi(text); err != nil || list.limit < 0 {
			return invalid("limit")
		}
	}
	if text := values.Get("cursor"); text != "" {
		cursor, ok := call.ParseCursor(text)
		if !ok {
			return invalid("cursor")
		}
		list.after = &cursor
	}
	list.Filter, err = a.Reports.Allow(r.Context(), userID, scope, period)
	return list, err
}

// zone is the one that is named, or else the person's.
func (a *API) zone(name, userID string) (*time.Location, error) {
	if name != "" {
		return report.LoadZone(name)
	}
	person, err := a.People.Person(userID)
	if err != nil {
		return time.UTC, nil //nolint:nilerr // who asks is looked up again
	}
	return report.ZoneOf(person), nil
}

func (a *API) reportSummary(w http.ResponseWriter, r *http.Request) {
	asked, err := a.reportRequest(r)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	summary, err := a.Reports.Summary(r.Context(), asked.Filter)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, summary)
}

// reportPage answers calls, newest first.
func (a *API) reportPage(w http.ResponseWriter, r *http.Request) {
	asked, err := a.reportRequest(r)
	if err == nil && asked.limit > report.MaxPage {
		err = &call.Error{Code: call.CodeInvalid, Value: "limit"}
	}
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	if asked.limit == 0 {
		asked.limit = defaultPage
	}
	answer := struct {
		Calls []report.RowView `json:"calls"`
		Next  string           `json:"next"`
		Total int              `json:"total"`
	}{Calls: []report.RowView{}}
	if answer.Total, err = a.Reports.Total(r.Context(), asked.Filter, nil); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	rows, err := a.Reports.Newest(r.Context(), asked.Filter, asked.after, asked.limit+1)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	for _, row := range rows[:min(len(rows), asked.limit)] {
		answer.Calls = append(answer.Calls, row.View())
	}
	if len(rows) > asked.limit {
		answer.Next = answer.Calls[asked.limit-1].Cursor
	}
	send(w, http.StatusOK, answer)
}

// export answers calls, oldest first, page by page. X-Total-Count says how many
// there are from the cursor on: who gets fewer goes on after the last.
func (a *API) export(contentType, suffix string, format func(io.Writer, *time.Location) rowWriter) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		asked, err := a.reportRequest(r)
		if err != nil {
			a.fail(w, r, err, 0)
			return
		}
		total, err := a.Reports.Total(r.Context(), asked.Filter, asked.after)
		if err != nil {
			a.fail(w, r, err, 0)
			return
		}
		name := fmt.Sprintf("whereby-calls-%s-%s.%s", asked.From.In(asked.Zone).Format(time.DateOnly),
			asked.To.Add(-time.Millisecond).In(asked.Zone).Format(time.DateOnly), suffix)
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		w.Header().Set("X-Total-Count", strconv.Itoa(total))
		w.WriteHeader(http.StatusOK)
		if err = a.writeExport(r.Context(), w, asked, format); err != nil {
			a.Log.Warn("export ended early", "user_id", r.Header.Get(userHeader), "err", err)
		}
	}
}

// rowWriter writes rows; first it gets none, for what comes before them.
type rowWriter func([]report.Row) error

func (a *API) writeExport(ctx context.Context, w io.Writer, asked asked, format func(io.Writer, *time.Location) rowWriter) error {
	buffered := bufio.NewWriterSize(w, exportPiece)
	write := format(buffered, asked.Zone)
	if err := write(nil); err != nil {
		return err
	}
	for rows, err := range a.Reports.Export(ctx, asked.Filter, asked.after, asked.limit) {
		if err == nil {
			err = write(rows)
		}
		if err != nil {
			_ = buffered.Flush() // whole rows, from which one can go on
			return err
		}
	}
	return buffered.Flush()
}

func ndjson(w io.Writer, _ *time.Location) rowWriter {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return func(rows []report.Row) error {
		for _, row := range rows {
			if err := encoder.Encode(row.View()); err != nil {
				return err
			}
		}
		return nil
	}
}

func asCSV(w io.Writer, zone *time.Location) rowWriter {
	sheet := report.NewSheet(w, zone)
	return sheet.Write
}
