package tests

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// measure runs work b.N times and reports its median and 95th percentile.
func measure(b *testing.B, prepare, work func()) {
	b.Helper()
	took := make([]time.Duration, 0, b.N)
	for b.Loop() {
		b.StopTimer()
		prepare()
		b.StartTimer()
		began := time.Now()
		work()
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// BenchmarkCommand compares /whereby, the sandbox answering at once, with a
// command of Mattermost's own that posts too, and with one of a plugin that does
// nothing but post as its bot, all after the same pause; without and with a brand
// for the room, at once and with Whereby as far away as it may be.
func BenchmarkCommand(b *testing.B) {
	k := newKit(b)
	channel := k.newChannel(k.alice, k.bob)
	k.Sandbox.SetPoints(1 << 30)
	b.Cleanup(func() { k.Sandbox.SetPoints(1000) })
	free := func() {
		require.Eventually(b, func() bool {
			return k.counted(`
			SELECT (SELECT count(*) FROM whereby_calls WHERE state = 'creating') + (SELECT count(*) FROM whereby_outbox WHERE NOT published)`) == 0
		}, time.Minute, 5*time.Millisecond)
		_, err := k.DB().ExecContext(k.ctx, "DELETE FROM whereby_calls WHERE channel_id = $1", channel.Id)
		require.NoError(b, err)
	}
	require.NoError(b, k.InstallOther(k.ctx, "poster", "./cmd/poster"))
	b.Cleanup(func() { require.NoError(b, k.RemoveOther(k.ctx, "poster")) })
	for _, command := range []string{"/shrug x", "/poster", "/whereby"} {
		b.Run(command[1:], func(b *testing.B) {
			measure(b, free, func() { k.types(k.alice, channel.Id, command) })
		})
	}
	k.configure(map[string]any{"warmrooms": 20})
	b.Run("whereby-warm", func(b *testing.B) {
		measure(b, func() { free(); k.warm(20) }, func() { k.types(k.alice, channel.Id, "/whereby") })
	})
	k.configure(map[string]any{"warmrooms": 0})
	k.configure(map[string]any{"brands": []any{k.acme()}, "templates": []any{map[string]any{"name": "plain", "brand": "none"}}})
	for _, far := range []bool{false, true} {
		name := "near"
		if far {
			name = "far"
			k.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultSlow, Delay: 150 * time.Millisecond})
		}
		b.Run("unbranded-"+name, func(b *testing.B) {
			measure(b, free, func() { k.types(k.alice, channel.Id, "/whereby plain") })
		})
		b.Run("branded-"+name, func(b *testing.B) {
			measure(b, free, func() { k.types(k.alice, channel.Id, "/whereby") })
		})
	}
}

// BenchmarkJoin asks for a personal link.
func BenchmarkJoin(b *testing.B) {
	k := newKit(b)
	call := k.start(k.alice, k.newChannel(k.alice, k.bob).Id)
	measure(b, func() {}, func() { k.join(k.bob, call.ID) })
}

// BenchmarkActivation takes the plugin from disabled to active.
func BenchmarkActivation(b *testing.B) {
	k := newKit(b)
	measure(b, func() { require.NoError(b, k.DisablePlugin(k.ctx)) }, func() {
		_, err := k.Admin.Client.EnablePlugin(k.ctx, "whereby")
		require.NoError(b, err)
	})
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
