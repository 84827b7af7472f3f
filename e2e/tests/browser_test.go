package tests

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBrowserShowsChannel(t *testing.T) {
	k := newKit(t)
	page := k.page(k.alice)
	k.must(page.Channel("town-square"))
	k.must(page.Wait(`document.body.innerText.includes('Town Square')`))
	var me struct{ Username string }
	k.must(page.Eval(`fetch('/api/v4/users/me').then((answer) => answer.json())`, &me))
	assert.Equal(t, "alice", me.Username)
	k.screenshot(page, "town-square")
	require.Empty(t, page.Faults())
}
