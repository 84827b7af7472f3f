package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/report"
)

// shelf is a store with as many calls as it has.
type shelf struct {
	rows  []report.Row
	fails error
	asked []int // limits
}

func (s *shelf) Counts(context.Context, report.Filter, []time.Time) (report.Counts, error) {
	return report.Counts{
		Steps: []report.StepCount{
			{Step: 0, Numbers: report.Numbers{Calls: 3, Held: 2, Missed: 1, Failed: 4, Guests: 1, Recorded: 1, Time: 119_999, PersonTime: 300_000}},
			{Step: 29, Numbers: report.Numbers{Calls: 2, Held: 2, Time: 60_001}},
		},
		Lengths: []report.LengthCount{{Minutes: 0, Calls: 1}, {Minutes: 4, Calls: 1}, {Minutes: 15, Calls: 1}, {Minutes: 300, Calls: 1}},
		People:  7, Busiest: []report.PersonCount{{UserID: "alice", Username: "alice", Calls: 2, Time: 120_000}, {UserID: "gone", Username: "g", Calls: 1}},
	}, s.fails
}

func (s *shelf) Total(context.Context, report.Filter, *call.Cursor) (int, error) {
	return len(s.rows), s.fails
}

func (s *shelf) List(_ context.Context, _ report.Filter, p report.Page) ([]report.Row, error) {
	s.asked = append(s.asked, p.Limit)
	begin := 0
	for i, r := range s.rows {
		if p.After != nil && r.Call.ID == p.After.ID {
			begin = i + 1
		}
	}
	return s.rows[begin:min(begin+p.Limit, len(s.rows))], s.fails
}

// people knows an admin, a team's boss, a member and a stranger.
type people struct{}

func (people) Person(id string) (call.Person, error) {
	if id == "gone" {
		return call.Person{}, &call.Error{Code: call.CodeNotFound}
	}
	return call.Person{ID: id, DisplayName: "The " + id, Admin: id == "admin"}, nil
}

func (p people) Access(_ context.Context, userID, channelID string) (call.Access, error) {
	if channelID == "none" {
		return call.Access{}, &call.Error{Code: call.CodeNotFound}
	}
	person, err := p.Person(userID)
	access := call.Access{Person: person, Channel: call.Channel{ID: channelID, TeamID: "team"}, Member: userID == "member"}
	if channelID == "pair" {
		access.Channel.TeamID = ""
	}
	return access, err
}

func (people) ManagesTeam(_ context.Context, userID, teamID string) (bool, error) {
	if teamID == "none" {
		return false, &call.Error{Code: call.CodeNotFound}
	}
	return userID == "boss" || userID == "admin", nil
}

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func newService(store report.Store, names bool) *report.Service {
	return report.NewService(store, people{}, func() bool { return names }, func() time.Time { return now })
}

func TestAllow(t *testing.T) {
	s := newService(&shelf{}, true)
	channel, pair, team, all := report.Scope{Kind: report.Channel, ID: "c"}, report.Scope{Kind: report.Channel, ID: "pair"},
		report.Scope{Kind: report.Team, ID: "t"}, report.Scope{Kind: report.All}
	for _, test := range []struct {
		reader string
		scope  report.Scope
		code   call.Code
		member string
		hidden bool
	}{
		{"member", channel, "", "", false},
		{"member", pair, "", "", false},
		{"admin", pair, "", "", true},
		{"admin", channel, "", "", false},
		{"boss", channel, call.CodeNotFound, "", false},
		{"stranger", channel, call.CodeNotFound, "", false},
		{"admin", report.Scope{Kind: report.Channel, ID: "none"}, call.CodeNotFound, "", false},
		{"boss", team, "", "boss", false},
		{"admin", team, "", "", false},
		{"member", team, call.CodeNotFound, "", false},
		{"admin", report.Scope{Kind: report.Team, ID: "none"}, call.CodeNotFound, "", false},
		{"admin", all, "", "", false},
		{"boss", all, call.CodeNotAdmin, "", false},
	} {
		f, err := s.Allow(t.Context(), test.reader, test.scope, report.Usual(now, time.UTC))
		if test.code != "" {
			assert.Equal(t, test.code, call.CodeOf(err), test)
			continue
		}
		require.NoError(t, err, test)
		assert.Equal(t, test.member, f.MemberID, test)
		assert.Equal(t, test.hidden, f.Unnamed, test)
		assert.Equal(t, test.reader, f.Reader)
	}
}

func TestSummary(t *testing.T) {
	f := report.Filter{Scope: report.Scope{Kind: report.All}, Period: report.Usual(now, time.UTC)}
	s, err := newService(&shelf{}, true).Summary(t.Context(), f)
	require.NoError(t, err)
	assert.Equal(t, report.Totals{
		Calls: 5, Held: 4, Missed: 1, Failed: 4, Minutes: 3, PersonMinutes: 5, People: 7, Guests: 1, Recorded: 1, Median: 9, Longest: 300,
	}, s.Totals, "sums are rounded once")
	require.Len(t, s.Days, 30)
	assert.Equal(t, report.DayView{Day: "2026-10-28", Calls: 3, Missed: 1, Minutes: 1}, s.Days[0])
	assert.Equal(t, report.DayView{Day: "2026-11-26", Calls: 2, Minutes: 1}, s.Days[29])
	assert.Equal(t, []report.LengthView{{0, 5, 2}, {5, 15, 0}, {15, 30, 1}, {30, 45, 0}, {45, 60, 0}, {60, 90, 0}, {90, 120, 0}, {120, 0, 1}}, s.Lengths)
	assert.Equal(t, []report.PersonView{{UserID: "alice", Username: "alice", Name: "The alice", Calls: 2, Minutes: 2}, {UserID: "gone", Username: "g", Name: "g", Calls: 1}}, s.People)

	s, err = newService(&shelf{}, false).Summary(t.Context(), f)
	require.NoError(t, err)
	assert.Empty(t, s.People, "names are switched off")
	assert.NotNil(t, s.People)
	f.Unnamed = true
	s, err = newService(&shelf{}, true).Summary(t.Context(), f)
	require.NoError(t, err)
	assert.Empty(t, s.People)
}

func row(id, topic string) report.Row {
	return report.Row{
		Call: call.Call{
			ID: id, ChannelID: "c", Options: call.Options{Topic: topic}, State: call.Ended,
			CreatedAt: now, StartedAt: now, EndedAt: now.Add(299 * time.Second),
			Stays: []call.Stay{
				{Visitor: call.Visitor{ParticipantID: "1", UserID: "alice", Name: "A"}, JoinedAt: now, LeftAt: now.Add(time.Minute)},
				{Visitor: call.Visitor{ParticipantID: "2", Name: "=Bob"}, JoinedAt: now, LeftAt: now.Add(2 * time.Minute)},
				{Visitor: call.Visitor{ParticipantID: "3", UserID: "erased"}, JoinedAt: now, LeftAt: now.Add(time.Minute)},
			},
		},
		Username: "alice", Names: map[string]string{"alice": "alice"},
	}
}

func TestRowsHideWhatIsNotOnesOwn(t *testing.T) {
	r := row("1", "topic")
	v := r.View()
	assert.Equal(t, 4, v.Minutes)
	assert.Equal(t, []report.AttendeeView{{UserID: "alice", Name: "alice", Minutes: 1}, {Name: "=Bob", Guest: true, Minutes: 2}}, v.Attendance)
	r.Unnamed = true
	v = r.View()
	assert.Empty(t, v.Attendance)
	assert.Equal(t, "alice", v.StartedBy, "who started a call is shown in any case")
	r.Hidden = true
	v = r.View()
	assert.Empty(t, v.ChannelID+v.StartedBy+v.Topic)
	assert.Empty(t, v.Attendance)

	r = row("2", "")
	r.Call.StartedAt = time.Time{}
	assert.Equal(t, call.Missed, r.View().State, "nobody came, whoever ended it")
	assert.Zero(t, r.View().Minutes)
	r.Call.State = call.Failed
	assert.Equal(t, call.Failed, r.View().State)
}

func TestExportGoesPageByPage(t *testing.T) {
	s := &shelf{}
	for i := range 1200 {
		s.rows = append(s.rows, row(string(rune('a'+i)), ""))
	}
	count := func(limit int) (n int) {
		s.asked = nil
		for rows, err := range newService(s, true).Export(t.Context(), report.Filter{}, nil, limit) {
			require.NoError(t, err)
			n += len(rows)
		}
		return n
	}
	assert.Equal(t, 1200, count(0))
	assert.Equal(t, []int{500, 500, 500}, s.asked)
	assert.Equal(t, 700, count(700))
	assert.Equal(t, []int{500, 200}, s.asked)
	assert.Equal(t, 500, count(500))
	assert.Equal(t, []int{500}, s.asked)

	clock := now
	slow := report.NewService(s, people{}, func() bool { return true }, func() time.Time { clock = clock.Add(time.Minute); return clock })
	pages := 0
	for range slow.Export(t.Context(), report.Filter{}, nil, 0) {
		pages++
		clock = clock.Add(time.Minute)
	}
	assert.Equal(t, 2, pages, "it ends before Mattermost cuts it off")

	s.fails = errors.New("broken")
	for _, err := range newService(s, true).Export(t.Context(), report.Filter{}, nil, 0) {
		assert.ErrorIs(t, err, s.fails)
	}
}

func TestSheet(t *testing.T) {
	var b bytes.Buffer
	sheet := report.NewSheet(&b, time.FixedZone("", 3600))
	require.NoError(t, sheet.Write(nil))
	topics := map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "＝1": "'＝1", "＋": "'＋", "－": "'－", "＠": "'＠", " =1": "' =1", "\u3000=1": "'\u3000=1",
		"plain": "plain", "a=b": "a=b", "": "", "\"quoted\", and\nlonger": "\"quoted\", and\nlonger",
	}
	for topic := range topics {
		require.NoError(t, sheet.Write([]report.Row{row(topic, topic)}))
	}
	data := b.Bytes()
	assert.True(t, bytes.HasPrefix(data, []byte("\xef\xbb\xbfid,")))
	assert.Contains(t, b.String(), ",cursor\r\n")
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 1+len(topics))
	for _, record := range records[1:] {
		assert.Equal(t, topics[record[0]], record[6])
		assert.Equal(t, "alice (1 min); '=Bob (guest, 2 min)", record[17])
		assert.Equal(t, "2026-11-26T13:00:00+01:00", record[9])
	}
}

func TestReportsTakeTurns(t *testing.T) {
	blocked, done := make(chan struct{}), make(chan struct{})
	s := newService(&waiting{shelf: &shelf{}, blocked: blocked, done: done}, true)
	for range 2 {
		go func() { _, _ = s.Total(context.Background(), report.Filter{}, nil) }()
		<-blocked
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Total(ctx, report.Filter{}, nil)
	assert.ErrorIs(t, err, context.Canceled, "two are at it")
	close(done)
}

// waiting is a store that takes its time.
type waiting struct {
	*shelf
	blocked, done chan struct{}
}

func (w *waiting) Total(context.Context, report.Filter, *call.Cursor) (int, error) {
	w.blocked <- struct{}{}
	<-w.done
	return 0, nil
}
