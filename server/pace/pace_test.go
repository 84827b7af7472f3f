package pace

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestLimiter(t *testing.T) {
	const each, all = 30, 1200
	now := time.Unix(1_800_000_000, 0)
	l := &Limiter{Each: Fixed(each), All: Fixed(all)}
	for range each {
		assert.Zero(t, l.Take("a", now))
	}
	assert.Equal(t, Window, l.Take("a", now))
	for range 10_000 {
		l.Take("a", now)
	}
	assert.Equal(t, each, l.all, "what is refused takes nothing from others")
	assert.Zero(t, l.Take("b", now))

	for n := range 100_000 {
		l.Take(strconv.Itoa(n), now.Add(time.Second))
	}
	assert.Equal(t, all, l.all)
	assert.LessOrEqual(t, len(l.counts), all)
	assert.Equal(t, Window-time.Second, l.Take("new", now.Add(time.Second)))
	assert.Zero(t, l.Take("a", now.Add(Window)))
	assert.Zero(t, l.Take("a", now.Add(-time.Hour)), "the clock was set back")
}

func TestLimitsChange(t *testing.T) {
	now, each := time.Unix(1_800_000_000, 0), 1
	l := &Limiter{Each: func() int { return each }}
	assert.Zero(t, l.Take("a", now))
	assert.NotZero(t, l.Take("a", now))
	assert.Zero(t, l.Take("b", now), "everybody has their own")
	each = 2
	assert.Zero(t, l.Take("a", now))
	each = 0
	for range 1000 {
		assert.Zero(t, l.Take("a", now))
	}
	none := new(Limiter)
	assert.Zero(t, none.Take("a", now))
}
