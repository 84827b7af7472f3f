package command

import (
	"context"
	"slices"
	"strings"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/report"
)

// Reports is what the command needs of report.Service.
type Reports interface {
	Allow(ctx context.Context, userID string, scope report.Scope, period report.Period) (report.Filter, error)
	Summary(ctx context.Context, f report.Filter) (report.Summary, error)
	Total(ctx context.Context, f report.Filter, after *call.Cursor) (int, error)
	Newest(ctx context.Context, f report.Filter, after *call.Cursor, limit int) ([]report.Row, error)
}

// lastCalls is how many `/whereby history` lists.
const lastCalls = 10

// formats are those of an export, by the words for them.
var formats = map[string]string{"csv": "csv", "json": "ndjson", "ndjson": "ndjson"}

// about is what a report or an export is about.
type about struct {
	kind   report.Kind
	period string // as typed
	format string // empty for all
}

// asksForCalls tells whether what follows "report" or "export" begins as it
// does in parseReport, so that "export is broken" is a topic.
func asksForCalls(text string) bool {
	first, _ := cutWord(strings.ToLower(text))
	known := []string{
		"", string(report.Channel), string(report.Team), string(report.All),
		"today", "yesterday", "this", "last", "week", "month", "quarter", "year",
	}
	return slices.Contains(known, first) || formats[first] != "" || first[0] >= '0' && first[0] <= '9'
}

// parseReport reads what follows "report" and "export":
//
//	[channel|team|all] [period] [csv|json]
func parseReport(v verb, text string) request {
	words := strings.Fields(strings.ToLower(text))
	asked := about{kind: report.Channel}
	if len(words) > 0 && slices.Contains([]report.Kind{report.Channel, report.Team, report.All}, report.Kind(words[0])) {
		asked.kind, words = report.Kind(words[0]), words[1:]
	}
	if n := len(words) - 1; v == verbExport && n >= 0 && formats[words[n]] != "" {
		asked.format, words = formats[words[n]], words[:n]
	}
	asked.period = strings.Join(words, " ")
	return request{verb: v, about: asked}
}

// report counts calls, or offers them as files.
func (h *Handler) report(ctx context.Context, at post.Place, teamID string, req request) error {
	person, err := h.People.Person(at.UserID)
	if err != nil {
		return err
	}
	period, err := report.ParsePeriod(req.about.period, h.Now(), report.ZoneOf(person))
	if err != nil {
		return err
	}
	scope := report.Scope{Kind: req.about.kind}
	switch scope.Kind {
	case report.Channel:
		scope.ID = at.ChannelID
	case report.Team:
		scope.ID = teamID
	}
	filter, err := h.Reports.Allow(ctx, at.UserID, scope, period)
	if err != nil {
		return err
	}
	words := h.Words.For(person.Locale)
	if req.verb == verbReport {
		summary, err := h.Reports.Summary(ctx, filter)
		if err != nil {
			return err
		}
		h.Notices.Report(at, words, filter, summary)
		return nil
	}
	total, err := h.Reports.Total(ctx, filter, nil)
	if err != nil {
		return err
	}
	chosen := []string{"csv", "ndjson"}
	if req.about.format != "" {
		chosen = []string{req.about.format}
	}
	h.Notices.Export(at, words, filter, total, chosen...)
	return nil
}

// history lists the channel's last calls.
func (h *Handler) history(ctx context.Context, at post.Place) error {
	person, err := h.People.Person(at.UserID)
	if err != nil {
		return err
	}
	zone := report.ZoneOf(person)
	filter, err := h.Reports.Allow(ctx, at.UserID, report.Scope{Kind: report.Channel, ID: at.ChannelID}, report.Ever(h.Now(), zone))
	if err != nil {
		return err
	}
	rows, err := h.Reports.Newest(ctx, filter, nil, lastCalls)
	if err != nil {
		return err
	}
	h.Notices.History(at, h.Words.For(person.Locale), rows, zone)
	return nil
}
