package tests

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// timed keeps how long each of several things took.
type timed map[string][]time.Duration

func (t timed) measure(what string, work func()) {
	began := time.Now()
	work()
	t[what] = append(t[what], time.Since(began))
}

// report has medians and 95th percentiles, in milliseconds.
func (t timed) report(b *testing.B) {
	b.ReportMetric(0, "ns/op") // says nothing: what is between counts in it
	for what, took := range t {
		slices.Sort(took)
		b.ReportMetric(milliseconds(took[len(took)/2]), what+"-p50-ms")
		b.ReportMetric(milliseconds(took[len(took)*95/100]), what+"-p95-ms")
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkCommand compares /whereby, with a room at hand and with one to be made,
// the sandbox answering at once, with a command of Mattermost's own that posts
// too, and with one of a plugin that does nothing but post as its bot. They take
// turns, all after the same pause: machines are quicker in one minute than in the next.
func BenchmarkCommand(b *testing.B) {
	k := newKit(b)
	pause, channel := k.between(b)
	require.NoError(b, k.InstallOther(k.ctx, "poster", "./cmd/poster"))
	b.Cleanup(func() { require.NoError(b, k.RemoveOther(k.ctx, "poster")) })
	k.configure(map[string]any{"warmrooms": 5})
	b.Cleanup(func() { k.configure(map[string]any{"warmrooms": 0}) })
	took := timed{}
	for b.Loop() {
		for what, command := range map[string]string{
			"shrug": "/shrug x", "poster": "/poster", "warm": "/whereby", "cold": "/whereby --locked",
		} {
			pause()
			k.warm(5)
			took.measure(what, func() { k.types(k.alice, channel, command) })
		}
	}
	took.report(b)
}

// BenchmarkBrand starts calls without and with a brand for the room, at once and
// with Whereby as far away as it may be.
func BenchmarkBrand(b *testing.B) {
	k := newKit(b)
	pause, channel := k.between(b)
	k.configure(map[string]any{"brands": []any{k.acme()}, "templates": []any{map[string]any{"name": "plain", "brand": "none"}}})
	for _, far := range []bool{false, true} {
		name := "near"
		if far {
			name = "far"
			k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultSlow, Delay: 150 * time.Millisecond})
		}
		b.Run(name, func(b *testing.B) {
			took := timed{}
			for b.Loop() {
				for what, command := range map[string]string{"unbranded": "/whereby plain", "branded": "/whereby"} {
					pause()
					took.measure(what, func() { k.types(k.alice, channel, command) })
				}
			}
			took.report(b)
		})
	}
}

// between returns a channel for starts, and what waits for the end of one and
// takes its call away.
func (k *kit) between(b *testing.B) (pause func(), channelID string) {
	channelID = k.newChannel(k.alice, k.bob).Id
	k.Sandbox.SetPoints(1 << 30)
	b.Cleanup(func() { k.Sandbox.SetPoints(1000) })
	return func() {
		require.Eventually(b, func() bool {
			return k.counted(`
			SELECT (SELECT count(*) FROM whereby_calls WHERE state = 'creating') + (SELECT count(*) FROM whereby_outbox WHERE NOT published)`) == 0
		}, time.Minute, 5*time.Millisecond)
		_, err := k.DB().ExecContext(k.ctx, "DELETE FROM whereby_calls WHERE channel_id = $1", channelID)
		require.NoError(b, err)
	}, channelID
}

// BenchmarkJoin asks for a personal link.
func BenchmarkJoin(b *testing.B) {
	k := newKit(b)
	call := k.start(k.alice, k.newChannel(k.alice, k.bob).Id)
	took := timed{}
	for b.Loop() {
		took.measure("join", func() { k.join(k.bob, call.ID) })
	}
	took.report(b)
}

// BenchmarkActivation takes the plugin from disabled to active.
func BenchmarkActivation(b *testing.B) {
	k := newKit(b)
	took := timed{}
	for b.Loop() {
		require.NoError(b, k.DisablePlugin(k.ctx))
		took.measure("activation", func() {
			_, err := k.Admin.Client.EnablePlugin(k.ctx, "whereby")
			require.NoError(b, err)
		})
	}
	took.report(b)
	require.NoError(b, k.WaitPluginActive(k.ctx))
	status, _ := k.ask(k.alice, http.MethodGet, "/api/v1/calls?channel_id="+k.Channels["town-square"], nil, nil)
	require.Equal(b, http.StatusOK, status)
}

// BenchmarkMemory reports the resident memory of the plugin's process after
// some calls.
func BenchmarkMemory(b *testing.B) {
	k := newKit(b)
	for b.Loop() {
		k.types(k.alice, k.newChannel(k.alice).Id, "/whereby")
	}
	bytes, err := k.PluginMemory()
	require.NoError(b, err)
	b.ReportMetric(float64(bytes)/(1<<20), "MB-resident")
}
