package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// columns of a sheet; the last is where to go on after a break.
var columns = []string{
	"id", "channel_id", "channel", "channel_type", "team", "started_by", "topic", "template", "state",
	"created_at", "started_at", "ended_at", "minutes", "people", "guests", "person_minutes", "recorded", "attendance", "cursor",
}

// byteOrderMark tells Excel that a file is UTF-8.
const byteOrderMark = "\ufeff"

// Sheet writes rows as CSV that Excel and LibreOffice open right.
type Sheet struct {
	w     io.Writer
	csv   *csv.Writer
	zone  *time.Location
	begun bool
}

// NewSheet returns a sheet with times in that zone.
func NewSheet(w io.Writer, zone *time.Location) *Sheet {
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	return &Sheet{w: w, csv: lines, zone: zone}
}

// Write writes rows, after the names of the columns if they are the first.
func (s *Sheet) Write(rows []Row) error {
	if !s.begun {
		s.begun = true
		if _, err := io.WriteString(s.w, byteOrderMark); err != nil {
			return err
		}
		_ = s.csv.Write(columns) // its error comes with the flush
	}
	for _, row := range rows {
		_ = s.csv.Write(s.line(row.View()))
	}
	s.csv.Flush()
	return s.csv.Error()
}

func (s *Sheet) line(v RowView) []string {
	there := make([]string, len(v.Attendance))
	for i, a := range v.Attendance {
		guest := ""
		if a.Guest {
			guest = "guest, "
		}
		there[i] = fmt.Sprintf("%s (%s%d min)", cell(a.Name), guest, a.Minutes)
	}
	return []string{
		v.ID, v.ChannelID, cell(v.Channel), v.ChannelType, cell(v.Team), cell(v.StartedBy), cell(v.Topic), cell(v.Template), string(v.State),
		s.time(v.CreatedAt), s.time(v.StartedAt), s.time(v.EndedAt), strconv.Itoa(v.Minutes), strconv.Itoa(v.People), strconv.Itoa(v.Guests),
		strconv.Itoa(v.PersonMinutes), strconv.FormatBool(v.Recorded), strings.Join(there, "; "), v.Cursor,
	}
}

func (s *Sheet) time(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(s.zone).Format(time.RFC3339)
}

// cell keeps what people have written from being taken for a formula, which a
// spreadsheet would run: what begins like one, also in the wide characters of
// East Asia, gets an apostrophe before it.
func cell(text string) string {
	if strings.IndexAny(strings.TrimLeft(text, " \u00a0\u3000"), "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}
