package tests

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// cost is what something costs of Mattermost's process.
type cost struct{ calls, statements int }

// costOf counts the plugin API's calls and the statements that something takes,
// with what follows of it by itself. Jobs that come in between would add to
// them, so it is done some times, and the fewest count.
func (k *kit) costOf(token string, prepare, do func()) cost {
	k.t.Helper()
	const times, quiet = 6, 500 * time.Millisecond
	count := func() (c cost) {
		series, _ := k.scrape(token)
		for name, n := range series {
			switch call, found := strings.CutPrefix(name, "whereby_mattermost_trips_total call="); {
			case !found:
			case call == "sql_ConnQuery" || call == "sql_ConnExec":
				c.statements += int(n)
			case !strings.HasPrefix(call, "sql_"):
				c.calls += int(n)
			}
		}
		return c
	}
	least := func(a, b cost) cost { return cost{min(a.calls, b.calls), min(a.statements, b.statements)} }
	const many = 1 << 30
	scrape, all := cost{many, many}, cost{many, many}
	for range times {
		prepare()
		time.Sleep(quiet) // what was prepared has its own consequences
		first := count()
		second := count()
		do()
		time.Sleep(quiet)
		last := count()
		scrape = least(scrape, cost{second.calls - first.calls, second.statements - first.statements})
		all = least(all, cost{last.calls - second.calls, last.statements - second.statements})
	}
	return cost{all.calls - scrape.calls, all.statements - scrape.statements}
}

// What README tells of round trips holds. A count that has fallen is to be
// written down there and here; one that has risen needs a reason.
func TestRoundTrips(t *testing.T) {
	k := newKit(t)
	token := k.tokenOf(k.Admin)
	_, err := k.DB().ExecContext(k.ctx, "DELETE FROM whereby_connections") // other tests'
	k.must(err)
	k.configure(map[string]any{"warmrooms": 5})
	k.warm(5)
	channel := k.newChannel(k.alice, k.bob)
	id := ""
	end := func() {
		if id != "" {
			k.ask(k.alice, http.MethodPost, "/api/v1/calls/"+id+"/end", nil, nil)
		}
	}
	start := func(body map[string]any) func() {
		return func() {
			body["channel_id"] = channel.Id
			var started view
			k.ask(k.alice, http.MethodPost, "/api/v1/calls", body, &started)
			id = started.ID
		}
	}
	running := func() { end(); start(map[string]any{})() }
	tests := map[string]struct {
		prepare, do func()
		most        cost
	}{
		"start, room at hand":    {func() { end(); k.warm(5) }, start(map[string]any{}), cost{5, 9}},
		"start, room to be made": {end, start(map[string]any{"locked": true}), cost{5, 8}},
		"join":                   {running, func() { k.ask(k.bob, http.MethodGet, "/api/v1/calls/"+id+"/join", nil, nil) }, cost{3, 2}},
		"list of a channel":      {running, func() { k.ask(k.bob, http.MethodGet, "/api/v1/calls?channel_id="+channel.Id, nil, nil) }, cost{3, 2}},
		"webhook, somebody came": {running, func() { k.enter(k.bob, id) }, cost{10, 12}},
		"end":                    {running, func() { end(); id = "" }, cost{6, 7}},
	}
	// On a busy machine what a node asks by itself every 3 s may fall into each try.
	const polled = 3
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		test := tests[name]
		got := k.costOf(token, test.prepare, test.do)
		t.Logf("%s: %d calls of the plugin API, %d statements", name, got.calls, got.statements)
		assert.LessOrEqual(t, got.calls, test.most.calls, name)
		assert.LessOrEqual(t, got.statements, test.most.statements+polled, name)
	}
	k.configure(map[string]any{"warmrooms": 0})
	k.warm(0) // others count them
}
