package calendar

import (
	"net/url"
	"strings"
	"time"
)

const (
	// What a title and a description may have in a link, escaped: browsers and
	// servers refuse long ones.
	maxTitle       = 600
	maxDescription = 1000
	maxURL         = 600
)

// GoogleLink returns a link that opens Google Calendar with the event filled in,
// the whole series if it is one.
func GoogleLink(e Event) string {
	begin, err := e.Plan.Wall(e.Plan.Start)
	if err != nil {
		return ""
	}
	format := localFormat
	if inUTC(e.Plan) {
		begin, format = e.Plan.Start.UTC(), utcFormat
	}
	end := begin.Add(time.Duration(e.minutes()) * time.Minute)
	query := []string{
		"action=TEMPLATE",
		"text=" + escaped(e.Title, maxTitle),
		"dates=" + begin.Format(format) + "/" + end.Format(format),
		"ctz=" + escaped(e.Plan.Zone, maxTitle),
	}
	query = append(query, e.places("details", "location")...)
	if e.Plan.Rule != "" {
		query = append(query, "recur="+escaped("RRULE:"+e.Plan.Rule, maxDescription))
	}
	return "https://calendar.google.com/calendar/render?" + strings.Join(query, "&")
}

// OutlookLink returns a link that opens Outlook's calendar with the next
// occurrence filled in, or with the first if all are over: it takes no series.
func OutlookLink(e Event) string { return outlookLink(e, time.Now()) }

func outlookLink(e Event, now time.Time) string {
	start, ok := e.Plan.Next(now, e.Skipped)
	if !ok {
		start = e.Plan.Start
	}
	end := start.Add(time.Duration(e.minutes()) * time.Minute)
	query := []string{
		"path=" + escaped("/calendar/action/compose", maxURL),
		"rru=addevent",
		"subject=" + escaped(e.Title, maxTitle),
		"startdt=" + escaped(start.UTC().Format(time.RFC3339), maxTitle),
		"enddt=" + escaped(end.UTC().Format(time.RFC3339), maxTitle),
	}
	query = append(query, e.places("body", "location")...)
	return "https://outlook.office.com/calendar/0/deeplink/compose?" + strings.Join(query, "&")
}

// places returns the parameters with what the event is about and where it is.
func (e *Event) places(about, where string) (query []string) {
	if e.Description != "" {
		query = append(query, about+"="+escaped(e.Description, maxDescription))
	}
	if link, err := e.link(); err == nil && link != "" && len(url.QueryEscape(link)) <= maxURL {
		query = append(query, where+"="+escaped(link, maxURL))
	}
	return query
}

// escaped returns as much of a text as fits, for a query. Outlook shows a plus
// as one, so spaces are %20.
func escaped(text string, room int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	var b strings.Builder
	for _, r := range text {
		part := strings.ReplaceAll(url.QueryEscape(string(r)), "+", "%20")
		if b.Len()+len(part) > room {
			break
		}
		b.WriteString(part)
	}
	return b.String()
}
