package tests

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A plugin that is killed while it reads leaves Mattermost connections to the
// database that are good for nothing: nobody else is to notice.
func TestCrashAmidReading(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	k.start(k.alice, channel.Id)
	before := k.triedConnections()
	var readers sync.WaitGroup
	var killed atomic.Bool
	var read atomic.Int64
	for range 40 {
		readers.Go(func() {
			for !killed.Load() {
				request, err := http.NewRequestWithContext(k.ctx, http.MethodGet, k.PluginURL("/api/v1/calls?channel_id="+channel.Id), nil)
				if !assert.NoError(t, err) {
					return
				}
				if response, err := k.PluginRequest(k.ctx, k.alice, request); err == nil {
					_ = response.Body.Close()
					read.Add(1)
				}
			}
		})
	}
	require.Eventually(t, func() bool { return read.Load() > 500 }, time.Minute, time.Millisecond)
	k.must(k.KillPlugin(k.ctx))
	killed.Store(true)
	k.must(k.RestartPlugin(k.ctx))
	readers.Wait()

	var chatters sync.WaitGroup
	for range 40 {
		chatters.Go(func() {
			for range 5 {
				_, _, err := k.alice.Client.GetPostsForChannel(k.ctx, channel.Id, 0, 10, "", false, false)
				assert.NoError(t, err)
			}
		})
	}
	chatters.Wait()
	assert.Equal(t, before+1, k.triedConnections())
	k.must(k.RestartPlugin(k.ctx))
	assert.Equal(t, before+1, k.triedConnections(), "it was stopped, not killed")
}

// triedConnections counts how often the plugin was told that it had been killed.
func (k *kit) triedConnections() int {
	k.t.Helper()
	log, err := k.Node.Log()
	k.must(err)
	return strings.Count(log, "trying the connections to the database")
}
