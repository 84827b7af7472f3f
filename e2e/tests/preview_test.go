package tests

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Mattermost previews bare addresses: it fetches them while everybody waits for
// the post, and writes them down, those too that are for one person only.
func TestLinksAreNotFetched(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice, k.bob)
	fetched := func() int { return k.counted("SELECT count(*) FROM linkmetadata WHERE url LIKE '%/whereby/%'") }
	before := fetched()
	for _, command := range []string{"/whereby", "/whereby invite Zoe", "/whereby calendar", "/whereby next"} {
		k.types(k.alice, channel.Id, command)
	}
	k.callPost(channel.Id)
	assert.Equal(t, before, fetched())
	k.says(k.alice, channel.Id, "", k.PluginURL("/calls/bare"))
	assert.Equal(t, before+1, fetched(), "as other people's are")
}
