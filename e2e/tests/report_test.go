package tests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/store"
)

// past is a year before Mattermost's own in which only these tests have calls.
var past = time.Date(2011, 3, 27, 0, 0, 0, 0, time.UTC)

// hold puts calls into the past that took half an hour, a minute apart.
func (k *kit) hold(channel *model.Channel, n int, change func(*call.Call)) {
	k.t.Helper()
	s := &storeKit{kit: k, db: k.DB(), Store: store.New(k.DB(), func() []byte { return make([]byte, 32) })}
	for i := range n {
		c := newCall(channel.Id, past.Add(time.Duration(i)*time.Minute))
		c.TeamID, c.HostID, c.Second, c.Options.Topic = channel.TeamId, k.bob.ID, true, "weekly"
		c.State, c.StartedAt, c.EndedAt = call.Ended, c.CreatedAt, c.CreatedAt.Add(30*time.Minute)
		c.Stays = []call.Stay{{Visitor: call.Visitor{ParticipantID: "p", UserID: k.bob.ID, Name: "Bob"}, JoinedAt: c.StartedAt, LeftAt: c.EndedAt}}
		if change != nil {
			change(&c)
		}
		creating := c
		creating.State = call.Creating
		s.must(s.Reserve(s.ctx, creating))
		s.save(call.Change{Call: c, Stays: c.Stays})
	}
	k.t.Cleanup(func() {
		_, err := k.DB().Exec(`WITH gone AS (DELETE FROM whereby_calls WHERE channel_id = $1 RETURNING id)
			DELETE FROM whereby_stays WHERE call_id IN (SELECT id FROM gone)`, channel.Id)
		assert.NoError(k.t, err)
	})
}

// head is an answer without its body.
type head struct {
	StatusCode int
	Header     http.Header
}

// fetch asks for a report's path and gives the answer.
func (k *kit) fetch(user *stack.User, path string) (head, []byte) {
	k.t.Helper()
	request, err := http.NewRequestWithContext(k.ctx, http.MethodGet, k.PluginURL("/api/v1/reports/"+path), nil)
	k.must(err)
	response, err := k.PluginRequest(k.ctx, user, request)
	k.must(err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	k.must(err)
	return head{response.StatusCode, response.Header}, body
}

func inPast(scope string) string {
	return fmt.Sprintf("?from=%d&to=%d&time_zone=UTC&%s", past.UnixMilli(), past.AddDate(0, 0, 30).UnixMilli(), scope)
}

// sheet reads CSV as another program does.
func (k *kit) sheet(data []byte) (lines []map[string]string) {
	k.t.Helper()
	assert.True(k.t, bytes.HasPrefix(data, []byte("\xef\xbb\xbf")), "Excel needs the mark")
	cmd := exec.CommandContext(k.ctx, "node", "sheet.mjs")
	cmd.Dir, cmd.Stdin, cmd.Stderr = "..", bytes.NewReader(data), os.Stderr
	read, err := cmd.Output()
	k.must(err)
	k.must(json.Unmarshal(read, &lines))
	return lines
}

func TestReportsShowWhatOneMaySee(t *testing.T) {
	k := newKit(t)
	boss, err := k.AddUser(k.ctx, "figures-boss")
	k.must(err)
	team, err := k.AddTeam(k.ctx, "figures", boss, k.bob, k.carol)
	k.must(err)
	_, err = k.Admin.Client.UpdateTeamMemberRoles(k.ctx, team.Id, boss.ID, "team_user team_admin")
	k.must(err)
	channel := func(name string, kind model.ChannelType, members ...*stack.User) *model.Channel {
		made, _, err := k.Admin.Client.CreateChannel(k.ctx, &model.Channel{TeamId: team.Id, Name: name, DisplayName: name, Type: kind})
		k.must(err)
		for _, member := range members {
			_, _, err = k.Admin.Client.AddChannelMember(k.ctx, made.Id, member.ID)
			k.must(err)
		}
		_, err = k.Admin.Client.RemoveUserFromChannel(k.ctx, made.Id, k.Admin.ID)
		k.must(err)
		return made
	}
	open := channel("figures-open", model.ChannelTypeOpen, k.bob)
	closed := channel("figures-closed", model.ChannelTypePrivate, k.bob, boss)
	secret := channel("figures-secret", model.ChannelTypePrivate, k.bob)
	pair, _, err := k.bob.Client.CreateDirectChannel(k.ctx, k.bob.ID, k.alice.ID)
	k.must(err)
	away := k.newChannelOf(model.ChannelTypeOpen, k.alice)
	for i, c := range []*model.Channel{open, closed, secret, pair, away} {
		k.hold(c, 1<<i, nil)
	}
	readers := []*stack.User{nil, k.carol, k.bob, boss, k.Admin}
	for scope, want := range map[string][5]int{ // how many calls nobody, carol, bob, boss and the admin see; -status where none
		"channel_id=" + open.Id:       {-401, -404, 1, -404, 1},
		"channel_id=" + closed.Id:     {-401, -404, 2, 2, 2},
		"channel_id=" + secret.Id:     {-401, -404, 4, -404, 4},
		"channel_id=" + pair.Id:       {-401, -404, 8, -404, 8},
		"channel_id=" + away.Id:       {-401, -404, -404, -404, 16},
		"channel_id=" + model.NewId(): {-401, -404, -404, -404, -404},
		"team_id=" + team.Id:          {-401, -404, -404, 3, 7},
		"team_id=" + model.NewId():    {-401, -404, -404, -404, -404},
		"":                            {-401, -403, -403, -403, 31},
	} {
		for i, reader := range readers {
			for _, kind := range []string{"summary", "calls", "calls.csv", "calls.ndjson"} {
				response, body := k.fetch(reader, kind+inPast(scope))
				about := fmt.Sprintf("%s of %s for reader %d: %s", kind, scope, i, body[:min(len(body), 300)])
				if want[i] < 0 {
					assert.Equal(t, -want[i], response.StatusCode, about)
					assert.NotContains(t, string(body), "figures")
					continue
				}
				require.Equal(t, http.StatusOK, response.StatusCode, about)
				switch kind {
				case "summary":
					var got struct {
						Totals struct{ Calls, Minutes, People int }
					}
					k.must(json.Unmarshal(body, &got))
					assert.Equal(t, want[i], got.Totals.Calls, about)
					assert.Equal(t, want[i]*30, got.Totals.Minutes, about)
				case "calls":
					var got struct{ Calls []struct{} }
					k.must(json.Unmarshal(body, &got))
					assert.Len(t, got.Calls, want[i], about)
				case "calls.csv":
					assert.Len(t, k.sheet(body), want[i], about)
				default:
					assert.Equal(t, want[i], strings.Count(string(body), "\n"), about)
				}
				if reader == boss {
					assert.NotContains(t, string(body), "figures-secret")
				}
				if reader == k.Admin && scope == "channel_id="+pair.Id {
					assert.NotContains(t, string(body), "bob", "who talks with whom stays theirs")
					assert.NotContains(t, string(body), "weekly")
				}
			}
		}
	}
	t.Run("by command", func(t *testing.T) {
		k := newKit(t)
		for text, want := range map[string]map[*stack.User]string{
			"/whereby report 2011":      {k.bob: "Calls: **2**", boss: "Calls: **2**"},
			"/whereby report team 2011": {k.bob: "no such call", boss: "Calls: **3**"},
			"/whereby report all 2011":  {k.bob: "system admin", boss: "system admin"},
			"/whereby export 2011 csv":  {k.bob: "2 calls to download", boss: "2 calls to download"},
			"/whereby history":          {k.bob: "**weekly** · 30 min · 1 person"},
			"/whereby report last moon": {k.bob: "“last moon” is no period"},
		} {
			for user, answer := range want {
				listener := k.listen(user)
				_, _, err := user.Client.ExecuteCommandWithTeam(k.ctx, closed.Id, team.Id, text)
				k.must(err)
				k.ephemeral(listener, answer)
			}
		}
	})
}

func TestExport(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.bob)
	const nasty = "=HYPERLINK(\"https://evil.example\";\"x\"),\r\n\"quoted\""
	number := 0
	k.hold(channel, 1203, func(c *call.Call) {
		if number++; number == 7 {
			c.Options.Topic = nasty
			c.Stays = append(c.Stays, call.Stay{
				Visitor: call.Visitor{ParticipantID: "q", Name: "@SUM(1)"}, JoinedAt: c.StartedAt, LeftAt: c.StartedAt.Add(3 * time.Minute),
			})
		}
	})
	path := inPast("channel_id=" + channel.Id)
	response, body := k.fetch(k.bob, "calls.csv"+path+"&time_zone=Europe/Berlin")
	require.Equal(t, http.StatusOK, response.StatusCode, string(body))
	assert.Equal(t, "1203", response.Header.Get("X-Total-Count"))
	assert.Equal(t, `attachment; filename="whereby-calls-2011-03-27-2011-04-25.csv"`, response.Header.Get("Content-Disposition"))
	all := k.sheet(body)
	require.Len(t, all, 1203)
	line := all[6]
	assert.Equal(t, "'"+nasty, line["topic"], "no formula")
	assert.Equal(t, "bob (30 min); '@SUM(1) (guest, 3 min)", line["attendance"])
	assert.Equal(t, []string{"2", "1", "33", "30", "ended", "bob", "O", "2011-03-27T00:06:00Z"}, []string{
		line["people"], line["guests"], line["person_minutes"], line["minutes"], line["state"], line["started_by"], line["channel_type"], line["created_at"],
	})

	// Cut off anywhere, it goes on after the last whole line.
	for _, cut := range []int{1, 499, 500, 501, 1202} {
		_, body = k.fetch(k.bob, "calls.csv"+path+"&limit="+strconv.Itoa(cut))
		begun := k.sheet(body)
		require.Len(t, begun, cut)
		response, body = k.fetch(k.bob, "calls.csv"+path+"&cursor="+begun[cut-1]["cursor"])
		assert.Equal(t, strconv.Itoa(1203-cut), response.Header.Get("X-Total-Count"))
		assert.Equal(t, all, append(begun, k.sheet(body)...))
	}
	_, body = k.fetch(k.bob, "calls.ndjson"+path)
	lines := strings.Split(strings.TrimSpace(string(body)), "\n")
	require.Len(t, lines, 1203)
	var row struct {
		Topic, Cursor string
		Attendance    []struct{ Name string }
	}
	k.must(json.Unmarshal([]byte(lines[6]), &row))
	assert.Equal(t, nasty, row.Topic)
	assert.Equal(t, all[6]["cursor"], row.Cursor)
	// The connection breaks in the middle of a line.
	whole := body[:bytes.LastIndexByte(body[:len(body)/2], '\n')+1]
	last := whole[bytes.LastIndexByte(whole[:len(whole)-1], '\n')+1:]
	k.must(json.Unmarshal(last, &row))
	_, rest := k.fetch(k.bob, "calls.ndjson"+path+"&cursor="+row.Cursor)
	assert.Equal(t, string(body), string(whole)+string(rest))
	for _, wrong := range []string{"&from=9", "&from=x", "&time_zone=Local", "&limit=-1", "&cursor=?", "&team_id=" + k.TeamID} {
		response, _ = k.fetch(k.bob, "calls.csv?channel_id="+channel.Id+wrong+"&to=8")
		assert.Equal(t, http.StatusBadRequest, response.StatusCode, wrong)
	}
}

// An export is written as it is read: the plugin holds no more than a page.
func TestExportOfManyCallsTakesLittleMemory(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	channel := k.newChannel(k.bob)
	k.hold(channel, 1, nil)
	const many = 100_000
	_, err := k.DB().ExecContext(k.ctx, `
		WITH made AS (
			INSERT INTO whereby_calls (id, channel_id, team_id, root_id, host_id, options, key, state, place, room_state, meeting_id, room_name,
				room_url, host_url, post_id, shown, created_at, started_at, ended_at, expires_at)
			SELECT left(md5(n::text || $1), 26), $1, '', '', $2, '{"topic": "many"}', '', 'ended', n::text, 'gone', '', '', '', '', '', '',
				$3::bigint + n, $3::bigint + n, $3::bigint + 900000 + n, 0
			FROM generate_series(1, $4) n RETURNING id
		)
		INSERT INTO whereby_stays SELECT id, 'p' || p, 0, $2, 'Bob', 'visitor', false, $3::bigint, $3::bigint + 60000 FROM made, generate_series(1, 5) p`,
		channel.Id, k.bob.ID, past.UnixMilli(), many)
	k.must(err)
	_, err = k.DB().ExecContext(k.ctx, "ANALYZE whereby_calls, whereby_stays")
	k.must(err)
	before, err := k.PluginMemory()
	k.must(err)
	begun := time.Now()
	request, err := http.NewRequestWithContext(k.ctx, http.MethodGet, k.PluginURL("/api/v1/reports/calls.csv"+inPast("channel_id="+channel.Id)), nil)
	k.must(err)
	response, err := k.PluginRequest(k.ctx, k.bob, request)
	k.must(err)
	defer func() { _ = response.Body.Close() }()
	most, size, first := before, 0, time.Duration(0)
	buffer := make([]byte, 1<<20)
	for seen := 0; ; {
		n, err := io.ReadFull(response.Body, buffer)
		size += n
		if seen++; seen == 1 {
			first = time.Since(begun)
		}
		now, memErr := k.PluginMemory()
		k.must(memErr)
		most = max(most, now)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		k.must(err)
	}
	took := time.Since(begun)
	t.Logf("%d calls, %d MB in %v (%.0f a second), first MB after %v; memory %d MB before, %d MB at most",
		many, size>>20, took, many/took.Seconds(), first, before>>20, most>>20)
	assert.Less(t, most, before+64<<20)
	assert.Less(t, first, took/2, "it comes while it is read")
}
