package wherebytest_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// arrivals sends twenty events through the trouble and gives those that came.
func arrivals(t *testing.T, trouble wherebytest.Trouble) ([]int, []wherebytest.Delivery) {
	t.Helper()
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	o.SetTrouble(trouble)
	for i := range 20 {
		o.Send(o.NewEvent("numbered", map[string]any{"n": i}))
	}
	require.NoError(t, o.Flush(within(t, 10*time.Second)))
	var numbers []int
	for _, event := range box.events {
		numbers = append(numbers, int(event.Data["n"].(float64)))
	}
	return numbers, o.Deliveries()
}

func TestTrouble(t *testing.T) {
	inOrder, _ := arrivals(t, wherebytest.Trouble{})
	require.Len(t, inOrder, 20)
	assert.True(t, slices.IsSorted(inOrder))

	doubled, _ := arrivals(t, wherebytest.Trouble{Duplicate: true})
	assert.Len(t, doubled, 40)
	assert.True(t, slices.IsSorted(doubled))
	assert.Equal(t, inOrder, slices.Compact(doubled))

	began := time.Now()
	late, _ := arrivals(t, wherebytest.Trouble{Delay: 300 * time.Millisecond})
	assert.Equal(t, inOrder, late)
	assert.GreaterOrEqual(t, time.Since(began), 300*time.Millisecond)

	shuffled, _ := arrivals(t, wherebytest.Trouble{Shuffle: 500 * time.Millisecond, Seed: 1})
	assert.False(t, slices.IsSorted(shuffled))
	assert.ElementsMatch(t, inOrder, shuffled)

	all := wherebytest.Trouble{Duplicate: true, Shuffle: 300 * time.Millisecond, LoseOneIn: 5, Seed: 7}
	some, deliveries := arrivals(t, all)
	assert.Len(t, some, 2*16)
	lost := slices.DeleteFunc(deliveries, func(d wherebytest.Delivery) bool { return d.Error != wherebytest.ErrLost })
	assert.Len(t, lost, 4)
	distinct := func(numbers []int) []int { slices.Sort(numbers); return slices.Compact(numbers) }
	kept := distinct(some)
	for run := range 4 {
		in := slices.DeleteFunc(slices.Clone(kept), func(n int) bool { return n/5 != run })
		assert.Len(t, in, 4, "one lost in each five")
	}
	again, _ := arrivals(t, all)
	assert.Equal(t, kept, distinct(again), "the same seed loses the same")
	lostSets := map[string]bool{}
	for seed := range uint64(4) {
		some, _ := arrivals(t, wherebytest.Trouble{LoseOneIn: 5, Seed: seed})
		lostSets[fmt.Sprint(some)] = true
	}
	assert.Greater(t, len(lostSets), 1, "other seeds lose others")

	none, _ := arrivals(t, wherebytest.Trouble{LoseOneIn: 1})
	assert.Empty(t, none)
}

func TestTroubleOverControl(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	status, _ := o.ask(http.MethodPut, "/_sandbox/trouble", `{"duplicate":true,"delay_ms":1,"shuffle_ms":1,"seed":3}`)
	assert.Equal(t, http.StatusNoContent, status)
	o.Send(o.NewEvent("doubled", nil))
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Equal(t, []string{"doubled", "doubled"}, box.take())

	status, _ = o.ask(http.MethodPut, "/_sandbox/trouble", `{"delay_ms":-1}`)
	assert.Equal(t, http.StatusBadRequest, status)
	status, _ = o.ask(http.MethodPut, "/_sandbox/trouble", `{}`)
	assert.Equal(t, http.StatusNoContent, status)
	o.Send(o.NewEvent("once", nil))
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Equal(t, []string{"once"}, box.take())
}

func TestCloseDropsWhatIsLate(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	o.SetTrouble(wherebytest.Trouble{Delay: time.Hour})
	o.Send(o.NewEvent("late", nil))
	began := time.Now()
	o.Close()
	assert.Less(t, time.Since(began), 5*time.Second)
	assert.Empty(t, box.take())
}
