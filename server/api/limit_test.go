package api

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestLimiter(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	l := &limiter{}
	for range maxOfAddress {
		assert.Zero(t, l.take("a", now))
	}
	assert.Equal(t, limitWindow, l.take("a", now))
	for range 10_000 {
		l.take("a", now)
	}
	assert.Equal(t, maxOfAddress, l.all, "what is refused takes nothing from others")
	assert.Zero(t, l.take("b", now))

	for n := range 100_000 {
		l.take(strconv.Itoa(n), now.Add(time.Second))
	}
	assert.Equal(t, maxOfAll, l.all)
	assert.LessOrEqual(t, len(l.counts), maxOfAll)
	assert.Equal(t, limitWindow-time.Second, l.take("new", now.Add(time.Second)))
	assert.Zero(t, l.take("a", now.Add(limitWindow)))
	assert.Zero(t, l.take("a", now.Add(-time.Hour)), "the clock was set back")
}

func TestAddressOf(t *testing.T) {
	tests := map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "::ffff:192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "": "", "odd": "odd",
	}
	for address, want := range tests {
		assert.Equal(t, want, addressOf(WithAddress(t.Context(), address)))
	}
	assert.Empty(t, addressOf(t.Context()))
}
