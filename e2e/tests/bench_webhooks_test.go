package tests

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/load"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// BenchmarkWebhooks keeps 1,000 calls live at once and sends 500 webhooks a
// second for a minute. It reports what the intake took, and what the database
// and the plugin's memory had to do with it.
func BenchmarkWebhooks(b *testing.B) {
	const calls, channels, rate = 1000, 20, 500
	k := newKitFor(b, 10*time.Minute)
	k.Sandbox.SetPoints(1_000_000)
	k.Sandbox.SetTrouble(wherebytest.Trouble{LoseOneIn: 1})
	b.Cleanup(func() { k.Sandbox.SetTrouble(wherebytest.Trouble{}) })

	rooms := k.manyCalls(calls, channels)
	length := time.Minute
	if b.N == 1 && testing.Short() {
		length = 5 * time.Second
	}
	memory, err := k.PluginMemory()
	k.must(err)
	before := k.databaseWork()
	posts := k.postsChanged()
	b.ResetTimer()
	result, err := load.Run(k.ctx, load.Options{
		URL: k.PluginURL("/webhooks/whereby"), Secret: k.WebhookSecret, Rooms: rooms, Rate: rate, Duration: length,
	})
	k.must(err)
	sent := time.Now()
	require.Eventually(b, func() bool { return k.counted("SELECT count(*) FROM whereby_inbox WHERE NOT done") == 0 }, time.Minute, 50*time.Millisecond)
	behind := time.Since(sent)
	b.StopTimer()
	work := k.databaseWork()
	after, err := k.PluginMemory()
	k.must(err)

	b.Log("\n" + result.String())
	assert.Equal(b, result.Sent, result.OK)
	events := float64(result.Sent)
	b.ReportMetric(float64(result.Latency.P50.Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(result.Latency.P95.Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(behind.Milliseconds()), "behind-ms")
	b.ReportMetric((work.transactions-before.transactions)/events, "transactions/event")
	b.ReportMetric((work.rows-before.rows)/events, "rows/event")
	b.ReportMetric(float64(memory)/1e6, "MB-before")
	b.ReportMetric(float64(after)/1e6, "MB-after")
	assert.Equal(b, posts, k.postsChanged(), "no post is written anew per event")
	live := k.counted("SELECT count(*) FROM whereby_calls WHERE state = 'live'")
	assert.GreaterOrEqual(b, live, calls)
}

// manyCalls starts so many calls, spread over channels, and puts somebody in each.
func (k *kit) manyCalls(calls, channels int) []load.Room {
	k.t.Helper()
	rooms := make([]load.Room, calls)
	var wait sync.WaitGroup
	for n := range channels {
		channel := k.newChannel(k.alice)
		wait.Go(func() {
			for i := n; i < calls; i += channels {
				var started view
				status, raw := k.ask(k.alice, http.MethodPost, "/api/v1/calls", map[string]any{"channel_id": channel.Id, "new": true}, &started)
				if !assert.Equal(k.t, http.StatusCreated, status, raw) {
					return
				}
				rooms[i] = load.Room{RoomName: "/" + started.RoomName}
			}
		})
	}
	wait.Wait()
	meetings := map[string]string{}
	for _, m := range k.Sandbox.Meetings() {
		meetings[m.RoomName] = m.ID
	}
	for i := range rooms {
		rooms[i].MeetingID = meetings[rooms[i].RoomName]
	}
	return rooms
}

type databaseWork struct{ transactions, rows float64 }

// databaseWork counts what PostgreSQL has done so far, for everybody.
func (k *kit) databaseWork() (work databaseWork) {
	k.t.Helper()
	time.Sleep(1500 * time.Millisecond) // statistics come late
	k.must(k.DB().QueryRowContext(k.ctx, `SELECT xact_commit, tup_inserted + tup_updated + tup_deleted
		FROM pg_stat_database WHERE datname = current_database()`).Scan(&work.transactions, &work.rows))
	return work
}

// postsChanged counts the calls' posts that were written anew since they were made.
func (k *kit) postsChanged() int {
	return k.counted("SELECT count(*) FROM posts WHERE type = 'custom_whereby_call' AND updateat > createat")
}
