package tests

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/report"
	"mattermost-plugin-whereby/server/store"
)

// mattermostTables are what reports read of Mattermost's own tables.
const mattermostTables = `
	CREATE TYPE channel_type AS ENUM ('O', 'P', 'D', 'G');
	CREATE TABLE users (id VARCHAR(26) PRIMARY KEY, username VARCHAR(64), props JSONB);
	CREATE TABLE teams (id VARCHAR(26) PRIMARY KEY, displayname VARCHAR(64));
	CREATE TABLE channels (id VARCHAR(26) PRIMARY KEY, teamid VARCHAR(26), type channel_type, displayname VARCHAR(64));
	CREATE TABLE channelmembers (channelid VARCHAR(26), userid VARCHAR(26), PRIMARY KEY (channelid, userid));
	INSERT INTO users SELECT 'user' || n, 'name' || n FROM generate_series(1, 6) n;
	INSERT INTO teams VALUES ('north', 'North'), ('south', 'South');
	INSERT INTO channels VALUES ('open', 'north', 'O', 'Open'), ('closed', 'north', 'P', 'Closed'), ('secret', 'north', 'P', 'Secret'),
		('away', 'south', 'O', 'Away'), ('pair', '', 'D', ''), ('group', '', 'G', '');
	INSERT INTO channelmembers VALUES ('closed', 'boss'), ('pair', 'user1')`

var reportChannels = map[string]string{"open": "north", "closed": "north", "secret": "north", "away": "south", "pair": "", "group": "", "gone": "south"}

// reportWorld is a store full of random calls.
type reportWorld struct {
	*storeKit
	reports *report.Service
	calls   []call.Call
}

// everybody is a directory in which "admin" may see all.
type everybody struct{}

func (everybody) Person(id string) (call.Person, error) {
	return call.Person{ID: id, DisplayName: "the " + id, Admin: id == "admin"}, nil
}

func (everybody) Access(_ context.Context, _, channelID string) (call.Access, error) {
	return call.Access{Member: true, Channel: call.Channel{ID: channelID, TeamID: reportChannels[channelID]}}, nil
}

func (everybody) ManagesTeam(context.Context, string, string) (bool, error) { return true, nil }

func newReportWorld(t *testing.T, around time.Time) *reportWorld {
	t.Helper()
	s := newStoreKit(t)
	_, err := s.db.ExecContext(s.ctx, mattermostTables)
	s.must(err)
	w := &reportWorld{
		storeKit: s,
		reports:  report.NewService(store.NewReports(s.db), everybody{}, func() bool { return true }, time.Now),
	}
	random := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // the same calls each time
	names := slices.Sorted(maps.Keys(reportChannels))
	for range 500 {
		channel := names[random.IntN(len(names))]
		w.calls = append(w.calls, randomCall(random, channel, around.Add(time.Duration(random.IntN(20*24*3600)-10*24*3600)*time.Second)))
	}
	for _, c := range w.calls {
		creating := c
		creating.State, creating.Stays, creating.EndedAt, creating.StartedAt = call.Creating, nil, time.Time{}, time.Time{}
		s.must(s.Reserve(s.ctx, creating))
	}
	for chunk := range slices.Chunk(w.calls, 100) {
		var changes []call.Change
		for _, c := range chunk {
			changes = append(changes, call.Change{Call: c, Stays: c.Stays, Files: c.Files})
		}
		s.save(changes...)
	}
	return w
}

// randomCall has people who come several times, on several devices, from
// outside under one name, and of whom nobody saw them leave.
func randomCall(random *rand.Rand, channelID string, created time.Time) call.Call {
	c := newCall(channelID, created)
	c.TeamID, c.Second, c.HostID = reportChannels[channelID], true, "user1"
	c.EndedAt = created.Add(time.Duration(random.IntN(150*60)) * time.Second)
	switch random.IntN(10) {
	case 0:
		c.State = call.Failed
		return c
	case 1:
		c.State = call.Missed
		return c
	}
	c.State = call.Ended
	length := int(c.EndedAt.Sub(created) / time.Second)
	for p := range random.IntN(8) {
		who := call.Visitor{ParticipantID: fmt.Sprintf("p%d", p), UserID: fmt.Sprintf("user%d", 1+random.IntN(6)), Name: "N", Role: "visitor"}
		switch random.IntN(6) {
		case 0:
			who.UserID, who.Name = "", []string{"Ada", "Bob"}[random.IntN(2)]
		case 1:
			who.Bot, who.Role = true, []string{"recorder", "captioner"}[random.IntN(2)]
		case 2:
			who.UserID = "~1" // erased
		}
		at := created
		for number := range 1 + random.IntN(3) {
			joined := at.Add(time.Duration(1+random.IntN(length/4+1)) * time.Second)
			left := joined.Add(time.Duration(random.IntN(length/4+1)) * time.Second)
			stay := call.Stay{Visitor: who, Number: number, JoinedAt: joined, LeftAt: left}
			switch random.IntN(8) {
			case 0:
				stay.LeftAt = time.Time{}
			case 1:
				stay.JoinedAt = time.Time{}
			}
			c.Stays = append(c.Stays, stay)
			at = left
		}
	}
	from := func(s call.Stay) time.Time {
		if s.JoinedAt.IsZero() {
			return s.LeftAt
		}
		return s.JoinedAt
	}
	slices.SortStableFunc(c.Stays, func(a, b call.Stay) int { return from(a).Compare(from(b)) })
	for _, s := range c.Stays {
		if !s.Bot && c.StartedAt.IsZero() {
			c.StartedAt = from(s)
		}
		if last := from(s); last.After(c.EndedAt) {
			c.EndedAt = last
		}
	}
	if random.IntN(5) == 0 {
		c.Files = []call.File{{ID: "f", Kind: call.Recording, ReadyAt: created}}
	}
	return c
}

// naive counts as the definitions say, call by call.
func naive(calls []call.Call, f report.Filter, sees func(call.Call) bool) (t report.Totals, days map[string]report.DayView, people map[string]time.Duration) {
	days, people = map[string]report.DayView{}, map[string]time.Duration{}
	var sum, personTime time.Duration
	var lengths []int
	for _, c := range calls {
		if c.CreatedAt.Before(f.From) || !c.CreatedAt.Before(f.To) || !sees(c) {
			continue
		}
		day := days[c.CreatedAt.In(f.Zone).Format(time.DateOnly)]
		switch {
		case c.State == call.Failed:
			t.Failed++
			continue
		case c.StartedAt.IsZero():
			t.Missed++
			day.Missed++
		default:
			t.Held++
			sum += c.EndedAt.Sub(c.StartedAt)
			lengths = append(lengths, int(c.EndedAt.Sub(c.StartedAt)/time.Minute))
		}
		t.Calls++
		day.Calls++
		days[c.CreatedAt.In(f.Zone).Format(time.DateOnly)] = day
		if c.Tally().Recorded {
			t.Recorded++
		}
		for _, p := range c.People() {
			personTime += p.Time
			if p.UserID == "" {
				t.Guests++
			} else if p.UserID != "~1" {
				people[p.UserID] += p.Time
			}
		}
	}
	t.Minutes, t.PersonMinutes, t.People = int(sum/time.Minute), int(personTime/time.Minute), len(people)
	slices.Sort(lengths)
	if n := len(lengths); n > 0 {
		t.Median, t.Longest = (lengths[(n-1)/2]+lengths[n/2])/2, lengths[n-1]
	}
	return t, days, people
}

func TestReportCountsRight(t *testing.T) {
	berlin, cairo := mustZone(t, "Europe/Berlin"), mustZone(t, "Africa/Cairo")
	w := newReportWorld(t, time.Date(2026, 10, 27, 12, 0, 0, 0, time.UTC)) // clocks go back on the 25th, in Cairo at midnight after the 29th
	period := func(text string, zone *time.Location) report.Period {
		p, err := report.ParsePeriod(text, time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), zone)
		require.NoError(t, err)
		return p
	}
	for name, test := range map[string]struct {
		reader string
		scope  report.Scope
		period report.Period
		sees   func(call.Call) bool
	}{
		"a channel": {"user1", report.Scope{Kind: report.Channel, ID: "closed"}, period("2026-10", berlin), func(c call.Call) bool { return c.ChannelID == "closed" }},
		"a team's admin": {"boss", report.Scope{Kind: report.Team, ID: "north"}, period("2026-10-20..2026-11-02", cairo), func(c call.Call) bool {
			return c.ChannelID == "open" || c.ChannelID == "closed"
		}},
		"a team": {"admin", report.Scope{Kind: report.Team, ID: "north"}, period("2026-10-25", berlin), func(c call.Call) bool { return c.TeamID == "north" }},
		"all":    {"admin", report.Scope{Kind: report.All}, period("60d", cairo), func(call.Call) bool { return true }},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := w.reports.Allow(w.ctx, test.reader, test.scope, test.period)
			require.NoError(t, err)
			got, err := w.reports.Summary(w.ctx, f)
			require.NoError(t, err)
			totals, days, people := naive(w.calls, f, test.sees)
			require.NotZero(t, totals.Held)
			assert.Equal(t, totals, got.Totals)
			for _, d := range got.Days {
				assert.Equal(t, days[d.Day].Calls, d.Calls, d.Day)
				assert.Equal(t, days[d.Day].Missed, d.Missed, d.Day)
				delete(days, d.Day)
			}
			assert.Empty(t, days, "every call is on a day")
			for _, p := range got.People {
				assert.Equal(t, int(people[p.UserID]/time.Minute), p.Minutes, p.UserID)
			}
			assert.Len(t, got.People, len(people))
			held := 0
			for _, l := range got.Lengths {
				held += l.Calls
			}
			assert.Equal(t, totals.Held, held)

			total, err := w.reports.Total(w.ctx, f, nil)
			require.NoError(t, err)
			assert.Equal(t, totals.Calls+totals.Failed, total)
			listed := 0
			for rows, err := range w.reports.Export(w.ctx, f, nil, 0) {
				require.NoError(t, err)
				listed += len(rows)
			}
			assert.Equal(t, total, listed)
		})
	}
	f, err := w.reports.Allow(w.ctx, "admin", report.Scope{Kind: report.All}, period("60d", berlin))
	require.NoError(t, err)
	got, err := w.reports.Summary(w.ctx, f)
	require.NoError(t, err)
	types := map[string]string{}
	for _, c := range got.Channels {
		types[c.Name] += c.Type
	}
	assert.Equal(t, map[string]string{"Open": "O", "Closed": "P", "Secret": "P", "Away": "O", "": "D"}, types)
}

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

func TestMigrationCountsEarlierCalls(t *testing.T) {
	w := newReportWorld(t, begin)
	sums := func() (list []string) {
		rows, err := w.db.QueryContext(w.ctx, "SELECT concat_ws(' ', id, people, guests, person_ms, recorded) FROM whereby_calls ORDER BY id")
		w.must(err)
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var line string
			w.must(rows.Scan(&line))
			list = append(list, line)
		}
		w.must(rows.Err())
		return list
	}
	kept := sums()
	for w.hasColumn("person_ms") {
		w.must(store.Rollback(w.ctx, w.db))
	}
	w.must(store.Migrate(w.ctx, w.db, new(sync.Mutex)))
	assert.Equal(t, kept, sums())
}

func (s *storeKit) hasColumn(name string) (has bool) {
	s.t.Helper()
	s.must(s.db.QueryRowContext(s.ctx, `
		SELECT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'whereby_calls' AND column_name = $1)`, name).Scan(&has))
	return has
}
