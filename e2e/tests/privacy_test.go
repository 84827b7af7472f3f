package tests

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// privacySweep is longer than two of the plugin's sweeps.
const privacySweep = 40 * time.Second

// traces lists where in the plugin's tables and in the bot's posts one of
// these texts stands: whole rows are searched.
func (k *kit) traces(botID string, texts ...string) (found []string) {
	k.t.Helper()
	var tables []string
	rows, err := k.DB().QueryContext(k.ctx, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'whereby_%'")
	k.must(err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		k.must(rows.Scan(&name))
		tables = append(tables, name+" t WHERE ''=$2 OR true")
	}
	k.must(rows.Err())
	require.Greater(k.t, len(tables), 10)
	tables = append(tables, "posts t WHERE userid = $2")
	for _, table := range tables {
		for _, text := range texts {
			var row string
			err := k.DB().QueryRowContext(k.ctx, `SELECT COALESCE(max(line), '') FROM (SELECT t::text AS line FROM `+table+`) lines
				WHERE position(lower($1) in lower(line)) > 0`, text, botID).Scan(&row)
			k.must(err)
			if row != "" {
				found = append(found, text+" in "+row)
			}
		}
	}
	return found
}

// talked plays a call of two and ends it as its starter.
func (k *kit) talked(channelID, topic string, starter, other *stack.User) record {
	k.t.Helper()
	k.types(starter, channelID, "/whereby "+topic)
	call := k.record(k.calls(k.alice, channelID, "&state=running")[0].ID)
	k.enter(starter, call.ID)
	k.enter(other, call.ID)
	k.waitRecord(call.ID, 10*time.Second, isLive(2))
	return call
}

func (k *kit) ends(user *stack.User, callID string) record {
	k.t.Helper()
	status, raw := k.ask(user, http.MethodPost, "/api/v1/calls/"+callID+"/end", nil, nil)
	require.Equal(k.t, http.StatusOK, status, raw)
	return k.waitRecord(callID, 10*time.Second, hasEnded)
}

// dataFile waits for the file that the bot sends to the admin.
func (k *kit) dataFile(since time.Time) (lines []map[string]any) {
	k.t.Helper()
	var data []byte
	require.Eventually(k.t, func() bool {
		bot, _, err := k.Admin.Client.GetUserByUsername(k.ctx, "whereby", "")
		k.must(err)
		channel, _, err := k.Admin.Client.CreateDirectChannel(k.ctx, k.Admin.ID, bot.Id)
		k.must(err)
		list, _, err := k.Admin.Client.GetPostsSince(k.ctx, channel.Id, since.UnixMilli(), false)
		k.must(err)
		for _, post := range list.Posts {
			if len(post.FileIds) == 1 {
				data, _, err = k.Admin.Client.GetFile(k.ctx, post.FileIds[0])
				k.must(err)
			}
		}
		return data != nil
	}, 20*time.Second, 200*time.Millisecond)
	for line := range strings.Lines(string(data)) {
		var doc map[string]any
		k.must(json.Unmarshal([]byte(line), &doc))
		lines = append(lines, doc)
	}
	return lines
}

// TestPrivacyOfAPerson exports and erases somebody who has left a trace in
// every one of the plugin's tables that can have one.
func TestPrivacyOfAPerson(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	erin := k.newUser("erin")
	channel, archived := k.newChannel(k.alice, erin), k.newChannel(k.alice, erin)
	began := time.Now()
	botID := func() string {
		bot, _, err := k.Admin.Client.GetUserByUsername(k.ctx, "whereby", "")
		k.must(err)
		return bot.Id
	}()
	names := []string{erin.ID, erin.Username}

	_, err := k.DB().ExecContext(k.ctx, `INSERT INTO whereby_images VALUES ('test-image', 'image/png', 1, 1, '', $1, 1, $2)`, erin.ID, time.Now().UnixMilli())
	k.must(err)
	away := newReceiver(t)
	away.answers(http.StatusServiceUnavailable)
	waiting := k.connect(away.URL, map[string]any{"events": []string{"created", "joined", "ended"}, "personal": true})
	_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_connections SET made_by = $1 WHERE id = $2", erin.ID, waiting.ID)
	k.must(err)
	k.types(erin, channel.Id, "/whereby schedule \"Standup\" every weekday at 09:00 UTC 15m")
	planned := k.plans(k.alice, channel.Id)
	require.Len(t, planned, 1)
	k.types(erin, channel.Id, "/whereby calendar")
	k.types(erin, archived.Id, "/whereby room")
	own := k.talked(channel.Id, "1:1 with "+erin.Username, erin, k.alice)
	k.invite(erin, own.ID, "Zoë")

	for _, who := range []*stack.User{k.alice, erin} {
		assert.Equal(t, "Only system admins can do this.", k.said(who, channel.Id, "/whereby privacy erase @"+erin.Username+" --yes", "admins").Message)
	}
	_, _, err = k.Admin.Client.AddChannelMember(k.ctx, channel.Id, k.Admin.ID)
	k.must(err)
	k.said(k.Admin, channel.Id, "/whereby privacy erase @"+erin.Username+" --yes", "A call is running that this person has started or is in.")
	k.said(k.Admin, channel.Id, "/whereby privacy erase @nobody-of-that-name --yes", "nobody-of-that-name")
	k.ends(erin, own.ID)
	other := k.talked(channel.Id, "others", k.alice, erin)
	k.ends(k.alice, other.ID)
	ended := k.talked(archived.Id, "archive", erin, k.alice)
	k.ends(erin, ended.ID)
	for _, call := range []record{own, other, ended} {
		assert.Contains(t, k.report(k.record(call.ID)).Message, erin.Username)
	}
	_, err = k.Admin.Client.DeleteChannel(k.ctx, archived.Id)
	k.must(err)
	assert.NotEmpty(t, k.traces(botID, erin.ID))

	k.said(k.Admin, channel.Id, "/whereby privacy export @"+erin.Username, "direct message")
	kinds := map[string]int{}
	for _, line := range k.dataFile(began) {
		kinds[line["kind"].(string)]++
		assert.NotContains(t, line["data"], "token_hash")
	}
	for kind, n := range map[string]int{"person": 1, "call": 3, "stay": 3, "planned_calls": 1, "calendar_address": 1, "invite": 1, "image": 1} {
		assert.Equal(t, n, kinds[kind], kind)
	}
	assert.Equal(t, 1, kinds["connection"])
	assert.Positive(t, kinds["delivery"], "what is not told yet")
	assert.Positive(t, kinds["room"], "that of the planned calls may be made already")

	asked := k.said(k.Admin, channel.Id, "/whereby privacy erase @"+erin.Username, "cannot be undone").Message
	assert.Contains(t, asked, "in the history of 3 calls. Nothing was erased. 1 planned call of this person will be cancelled.")
	assert.NotEmpty(t, k.traces(botID, erin.ID))
	erased := time.Now()
	k.said(k.Admin, channel.Id, "/whereby privacy erase @"+erin.Username+" --yes", "Erasing @"+erin.Username)
	require.Equal(t, "The person that you asked to erase is erased.", k.waitForTheBot(k.Admin, erased, time.Minute))

	assert.Empty(t, k.traces(botID, names...))
	assert.Empty(t, k.plans(k.alice, channel.Id))
	after := k.record(own.ID)
	assert.Equal(t, 2, after.People)
	require.Len(t, after.Attendance, 2)
	assert.Equal(t, []string{"~1", k.alice.ID}, []string{after.Attendance[0].UserID, after.Attendance[1].UserID})
	assert.Empty(t, after.Attendance[0].Name)
	assert.False(t, after.Attendance[0].Guest)
	assert.Contains(t, k.report(after).Message, "| Somebody |")
	assert.Contains(t, k.report(after).Message, "| alice |")

	k.pictures(k.alice, "privacy-erased", ".whereby-state-ended", func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.Wait(`document.body.innerText.includes('Somebody started a call')`))
		k.must(page.Click("#post_" + after.PostID + " .whereby-count-button"))
		k.must(page.See(".whereby-people"))
	})

	// Late news bring nobody back.
	k.later(own.ID, 3*time.Hour)
	k.afterSweep()
	assert.Empty(t, k.traces(botID, names...))
	k.said(k.Admin, channel.Id, "/whereby privacy erase @"+erin.Username+" --yes", "Nothing is kept about @"+erin.Username)
}

// TestDeletedAccounts erases people by themselves whose accounts are deleted for good.
func TestDeletedAccounts(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	config, _, err := k.Admin.Client.GetConfig(k.ctx)
	k.must(err)
	allow := func(yes bool) {
		_, _, err := k.Admin.Client.PatchConfig(k.ctx, &model.Config{ServiceSettings: model.ServiceSettings{EnableAPIUserDeletion: &yes}})
		k.must(err)
	}
	allow(true)
	t.Cleanup(func() { allow(*config.ServiceSettings.EnableAPIUserDeletion) })
	frank := k.newUser("frank")
	channel := k.newChannel(k.alice, frank)
	call := k.talked(channel.Id, "farewell", frank, k.alice)
	post := k.callPost(channel.Id)
	k.ends(frank, call.ID)
	k.report(k.record(call.ID))
	_, err = k.Admin.Client.PermanentDeleteUser(k.ctx, frank.ID)
	k.must(err)
	again := func() {
		_, err := k.DB().ExecContext(k.ctx, "DELETE FROM whereby_marks WHERE name = 'accounts'")
		k.must(err)
		require.Eventually(t, func() bool { return k.counted("SELECT count(*) FROM whereby_marks WHERE name = 'accounts'") == 1 }, privacySweep, 200*time.Millisecond)
	}

	// A table of accounts that cannot be right erases nobody.
	_, err = k.DB().ExecContext(k.ctx, `INSERT INTO whereby_rings SELECT $1, lpad(n::text, 26, 'x'), $2, 'joined' FROM generate_series(1, 100) n`, model.NewId(), time.Now().UnixMilli())
	k.must(err)
	again()
	require.Eventually(t, func() bool {
		return strings.Contains(strings.Join(k.Node.PluginErrors(), " "), "too many accounts are gone")
	}, 10*time.Second, 200*time.Millisecond)
	assert.NotEmpty(t, k.traces(post.UserId, frank.ID))
	_, err = k.DB().ExecContext(k.ctx, "DELETE FROM whereby_rings WHERE user_id LIKE 'xxxx%'")
	k.must(err)

	again()
	require.Eventually(t, func() bool { return len(k.traces(post.UserId, frank.ID, frank.Username)) == 0 }, 20*time.Second, 500*time.Millisecond)
	assert.Equal(t, 2, k.record(call.ID).People)
	assert.NotEmpty(t, k.traces(post.UserId, k.alice.ID), "who has an account stays")
}

// TestCountsOnly switches the names off, while a call runs.
func TestCountsOnly(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	earlier := k.talked(channel.Id, "earlier", k.alice, k.bob)
	k.ends(k.alice, earlier.ID)
	require.Contains(t, k.report(k.record(earlier.ID)).Message, k.bob.Username)

	call := k.talked(channel.Id, "planning", k.alice, k.bob)
	guest, err := k.Sandbox.Join(k.join(k.bob, call.ID).Path, wherebytest.Person{DisplayName: "Zoë"})
	k.must(err)
	k.waitRecord(call.ID, 10*time.Second, isLive(3))
	k.configure(map[string]any{"AttendanceNames": false})
	heard := k.listen(k.bob)
	k.must(k.Sandbox.Leave(k.join(k.bob, call.ID).Path, guest.ID))
	live := k.waitRecord(call.ID, 10*time.Second, isLive(2))
	assert.Empty(t, live.Attendance)
	assert.Equal(t, 3, live.People)
	assert.Equal(t, k.alice.ID, live.HostID, "who started a call is shown")
	k.pictures(k.bob, "privacy-counts", ".whereby-state-live", func(page *browser.Page) {
		k.must(page.Channel(channel.Name))
		k.must(page.See(".whereby-state-live"))
		k.must(page.Wait(`document.querySelector('.whereby-state-live').innerText.includes('2 in the call')`))
	})
	k.ends(k.alice, call.ID)
	shown, err := heard.WaitCustom(k.ctx, "custom_whereby_call", func(data map[string]any) bool { return strings.Contains(stringOf(data), `"ended"`) })
	k.must(err)
	assert.NotContains(t, stringOf(shown), "Zoë")
	assert.NotContains(t, stringOf(shown), k.bob.ID)
	report := k.report(k.record(call.ID)).Message
	assert.Contains(t, report, "3 people were in the call, for ")
	for _, name := range []string{"Zoë", k.alice.Username, k.bob.Username} {
		assert.NotContains(t, report, name)
	}

	for _, id := range []string{call.ID, earlier.ID} {
		// As hours later, when insights are not asked any more.
		_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET repair_at = 0, check_at = 1, revision = revision + 1 WHERE id = $1", id)
		k.must(err)
		require.Eventually(t, func() bool {
			return k.counted("SELECT count(*) FROM whereby_calls WHERE id = $1 AND nameless", id) == 1
		},
			2*privacySweep, 500*time.Millisecond)
		assert.Zero(t, k.counted("SELECT count(*) FROM whereby_stays WHERE call_id = $1 AND (user_id NOT LIKE '~%' AND user_id <> '' OR name NOT LIKE '~%' AND name <> '')", id))
		assert.Zero(t, k.counted("SELECT count(*) FROM whereby_rings WHERE call_id = $1", id))
	}
	require.Eventually(t, func() bool {
		return strings.Contains(k.report(k.record(earlier.ID)).Message, "2 people were in the call")
	}, privacySweep, 500*time.Millisecond)

	k.configure(map[string]any{"AttendanceNames": true})
	after := k.record(call.ID)
	assert.Empty(t, after.Attendance, "nothing comes back")
	assert.Equal(t, 3, after.People)
	assert.NotContains(t, k.report(after).Message, k.bob.Username)
	assert.Len(t, k.record(k.talked(channel.Id, "later", k.alice, k.bob).ID).Attendance, 2)
}

func stringOf(data map[string]any) string {
	text, _ := json.Marshal(data)
	return string(text)
}

// TestRetention drops old calls by two nodes, with all that belongs to them,
// and nothing else.
func TestRetention(t *testing.T) {
	k := newKitFor(t, 5*time.Minute)
	k.ownPeople()
	channel := k.newChannel(k.alice, k.bob)
	call := k.talked(channel.Id, "long ago", k.alice, k.bob)
	k.ends(k.alice, call.ID)
	k.report(k.record(call.ID))
	post := k.callPost(channel.Id)
	busy := k.newChannel(k.alice).Id
	running := k.talked(channel.Id, "runs", k.alice, k.bob)
	old := time.Now().AddDate(0, 0, -31).UnixMilli()
	_, err := k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET ended_at = $2::bigint, created_at = $2::bigint - 60000, check_at = 0, repair_at = 0, revision = revision + 1 WHERE id = $1", call.ID, old)
	k.must(err)
	_, err = k.DB().ExecContext(k.ctx, "UPDATE whereby_calls SET created_at = $2 WHERE id = $1", running.ID, old)
	k.must(err)
	const many = 3000
	for _, statement := range []string{
		`INSERT INTO whereby_calls SELECT (jsonb_populate_record(c, jsonb_build_object('id', lpad(n::text, 26, 'r'), 'place', lpad(n::text, 26, 'r'), 'post_id', '', 'report_id', '',
			'meeting_id', '', 'room_name', ''))).* FROM whereby_calls c, generate_series(1, 3002) n WHERE c.id = '` + call.ID + `'`,
		`INSERT INTO whereby_stays SELECT lpad(n::text, 26, 'r'), p::text, 0, '` + k.bob.ID + `', 'bob', '', false, 1, 2 FROM generate_series(1, 3002) n, generate_series(1, 3) p`,
		`INSERT INTO whereby_files SELECT lpad(n::text, 26, 'r'), 'f', 'recording', 'n', 1, false FROM generate_series(1, 3002) n`,
		`INSERT INTO whereby_rings SELECT lpad(n::text, 26, 'r'), '` + k.bob.ID + `', (extract(epoch FROM now()) * 1000)::bigint, '' FROM generate_series(1, 3002) n`,
		`INSERT INTO whereby_outbox (id, call_id, kind, at, created_at, published, about) SELECT lpad(n::text, 26, 'r'), lpad(n::text, 26, 'r'), 'joined', 1, (extract(epoch FROM now()) * 1000)::bigint, true, '{}' FROM generate_series(1, 3002) n`,
		`INSERT INTO whereby_inbox SELECT lpad(n::text, 26, 'r'), lpad(n::text, 26, 'r'), (extract(epoch FROM now()) * 1000)::bigint, true, '{}' FROM generate_series(1, 3002) n`,
		`UPDATE whereby_calls SET room_state = 'made', lasting = false WHERE id = lpad('3001', 26, 'r')`,
		`UPDATE whereby_calls SET ended_at = (extract(epoch FROM now() - interval '29 days') * 1000)::bigint WHERE id = lpad('3002', 26, 'r')`,
	} {
		_, err = k.DB().ExecContext(k.ctx, statement)
		k.must(err)
	}
	t.Cleanup(func() {
		for _, table := range []string{"calls", "stays", "files", "rings", "outbox", "inbox"} {
			column := map[bool]string{true: "id", false: "call_id"}[table == "calls"]
			_, err := k.DB().Exec("DELETE FROM whereby_" + table + " WHERE " + column + " LIKE 'rrrrr%'") //nolint:noctx // the test's own is over
			k.must(err)
		}
	})
	second, err := k.AddNode(k.ctx, 0)
	k.must(err)
	t.Cleanup(func() { k.RemoveNode(second) })

	for _, wrong := range []any{-1, 36501, "soon"} {
		require.Error(t, k.SetPluginConfig(k.ctx, map[string]any{"RetentionDays": wrong}), "%v", wrong)
	}
	k.configure(map[string]any{"RetentionDays": 30})
	began := time.Now()
	started := make(chan time.Duration, 1)
	go func() { // calls are started meanwhile
		var slowest time.Duration
		for time.Since(began) < privacySweep/2 {
			at := time.Now()
			if _, err := k.Command(k.ctx, k.alice, busy, "", "/whereby meanwhile --new"); err == nil {
				slowest = max(slowest, time.Since(at))
			}
			time.Sleep(time.Second)
		}
		started <- slowest
	}()
	require.Eventually(t, func() bool {
		return k.counted("SELECT count(*) FROM whereby_calls WHERE id LIKE 'rrrrr%'") == 2 && k.counted("SELECT count(*) FROM whereby_outbox WHERE call_id LIKE 'rrrrr%'") == 2
	}, 2*privacySweep, 100*time.Millisecond)
	t.Logf("%d calls dropped; the slowest start meanwhile took %s", many, <-started)
	for _, table := range []string{"stays", "files", "rings", "inbox"} {
		rows := map[string]int{"stays": 6}[table]
		if rows == 0 {
			rows = 2
		}
		assert.Equal(t, rows, k.counted("SELECT count(*) FROM whereby_"+table+" WHERE call_id LIKE 'rrrrr%'"), table)
	}
	assert.Equal(t, "live", k.record(running.ID).State, "what runs stays, however old")
	assert.Zero(t, k.counted("SELECT count(*) FROM whereby_calls WHERE id = $1", call.ID))

	status, _ := k.ask(k.alice, http.MethodGet, "/api/v1/calls/"+call.ID, nil, nil)
	assert.Equal(t, http.StatusNotFound, status)
	kept, _, err := k.alice.Client.GetPost(k.ctx, post.Id, "")
	k.must(err)
	assert.Contains(t, kept.Message, "**long ago** ended")
	_, _, err = k.alice.Client.PatchPost(k.ctx, post.Id, &model.PostPatch{Message: new("mine")})
	require.Error(t, err, "a post without its call is nobody's to change")
	page := k.page(k.alice)
	k.must(page.Channel(channel.Name))
	k.must(page.Wait(`document.querySelector('#post_` + post.Id + `')?.innerText.includes('long ago ended')`))
	k.screenshot(page, "privacy-retention")
}
