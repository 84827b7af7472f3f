package post

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/report"
)

// busiestTold is how many channels and people the compact report names.
const busiestTold = 5

// Report shows numbers of calls.
func (n Notices) Report(at Place, w i18n.Words, f report.Filter, s report.Summary) {
	var b strings.Builder
	b.WriteString("#### " + reportTitle(w, f) + "\n")
	if s.Totals.Calls == 0 {
		n.Say(at, b.String()+w.Say(i18n.ReportNone, nil))
		return
	}
	t := s.Totals
	b.WriteString(w.Say(i18n.ReportNumbers, i18n.Data{
		"Calls": t.Calls, "Missed": t.Missed, "Recorded": t.Recorded, "People": t.People, "Guests": t.Guests,
		"Time": length(w, t.Minutes), "Median": length(w, t.Median), "Longest": length(w, t.Longest),
	}))
	by := map[report.Step]*goi18n.Message{report.Day: i18n.ReportByDay, report.Week: i18n.ReportByWeek, report.Month: i18n.ReportByMonth}
	b.WriteString("\n" + w.Say(by[s.Step], nil) + " `" + bars(s.Days) + "`")
	if len(s.Channels) > 0 {
		b.WriteString("\n\n" + w.Say(i18n.ReportChannels, nil))
		for _, c := range s.Channels[:min(len(s.Channels), busiestTold)] {
			b.WriteString("\n- " + channelText(w, c) + " · " + strconv.Itoa(c.Calls) + " · " + length(w, c.Minutes))
		}
	}
	if len(s.People) > 0 {
		b.WriteString("\n\n" + w.Say(i18n.ReportPeople, nil))
		for _, p := range s.People[:min(len(s.People), busiestTold)] {
			b.WriteString("\n- " + Escape(p.Name) + " · " + strconv.Itoa(p.Calls) + " · " + length(w, p.Minutes))
		}
	}
	n.Say(at, b.String()+"\n\n"+n.exportLinks(f, "csv", "ndjson"))
}

// Export offers the calls of a filter as files.
func (n Notices) Export(at Place, w i18n.Words, f report.Filter, total int, formats ...string) {
	text := "#### " + reportTitle(w, f) + "\n"
	if total == 0 {
		n.Say(at, text+w.Say(i18n.ReportNone, nil))
		return
	}
	n.Say(at, text+w.Count(i18n.ExportReady, total, i18n.Data{"Links": n.exportLinks(f, formats...)}))
}

// History lists a channel's last calls.
func (n Notices) History(at Place, w i18n.Words, rows []report.Row, zone *time.Location) {
	var b strings.Builder
	b.WriteString("#### " + w.Say(i18n.HistoryTitle, nil))
	if len(rows) == 0 {
		b.WriteString("\n" + w.Say(i18n.ReportNone, nil))
	}
	for _, r := range rows {
		v := r.View()
		topic := w.Say(i18n.ScheduleUnnamed, nil)
		if v.Topic != "" {
			topic = Escape(v.Topic)
		}
		if r.Call.PostID != "" {
			topic = "[" + topic + "](" + n.Settings().SiteURL + "/_redirect/pl/" + r.Call.PostID + ")"
		}
		b.WriteString("\n- " + instant(r.Call.CreatedAt, zone) + " · **" + topic + "** · ")
		switch v.State {
		case call.Ended:
			b.WriteString(length(w, v.Minutes) + " · " + w.Count(i18n.People, v.People, nil))
		case call.Failed:
			b.WriteString(w.Say(i18n.HistoryFailed, nil))
		default:
			b.WriteString(w.Say(i18n.HistoryMissed, nil))
		}
	}
	n.Say(at, b.String())
}

func reportTitle(w i18n.Words, f report.Filter) string {
	about := map[report.Kind]*goi18n.Message{report.Channel: i18n.ReportChannel, report.Team: i18n.ReportTeam, report.All: i18n.ReportAll}
	first, last := f.From.In(f.Zone).Format(time.DateOnly), f.To.Add(-time.Millisecond).In(f.Zone).Format(time.DateOnly)
	if first != last {
		first += " – " + last
	}
	return w.Say(about[f.Kind], nil) + " · " + first
}

func length(w i18n.Words, minutes int) string {
	return w.Duration(time.Duration(minutes) * time.Minute)
}

func channelText(w i18n.Words, c report.ChannelView) string {
	switch c.Type {
	case report.Direct:
		return w.Say(i18n.ReportDirect, nil)
	case "":
		return w.Say(i18n.ReportDeleted, nil)
	}
	return Escape(c.Name) + " (" + Escape(c.Team) + ")"
}

// bars draws the calls of each step, the most as a full block.
func bars(days []report.DayView) string {
	heights := []rune("▁▂▃▄▅▆▇█")
	most := 1
	for _, d := range days {
		most = max(most, d.Calls)
	}
	drawn := make([]rune, len(days))
	for i, d := range days {
		drawn[i] = '·'
		if d.Calls > 0 {
			drawn[i] = heights[d.Calls*(len(heights)-1)/most]
		}
	}
	return string(drawn)
}

// exportLinks lead to files with the calls of a filter.
func (n Notices) exportLinks(f report.Filter, formats ...string) string {
	query := url.Values{
		"from": {strconv.FormatInt(f.From.UnixMilli(), 10)}, "to": {strconv.FormatInt(f.To.UnixMilli(), 10)}, "time_zone": {f.Zone.String()},
	}
	switch f.Kind {
	case report.Channel:
		query.Set("channel_id", f.ID)
	case report.Team:
		query.Set("team_id", f.ID)
	}
	links := make([]string, len(formats))
	for i, format := range formats {
		links[i] = fmt.Sprintf("[%s](%s/plugins/whereby/api/v1/reports/calls.%s?%s)",
			strings.ToUpper(format), n.Settings().SiteURL, format, query.Encode())
	}
	return strings.Join(links, " · ")
}
