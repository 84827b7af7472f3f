package unixms

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestThereAndBack(t *testing.T) {
	for ms, at := range map[int64]time.Time{
		0:                 {},
		1:                 time.Date(1970, 1, 1, 0, 0, 0, 1e6, time.UTC),
		-1:                time.Date(1969, 12, 31, 23, 59, 59, 999e6, time.UTC),
		1_700_000_000_123: time.Date(2023, 11, 14, 22, 13, 20, 123e6, time.UTC),
	} {
		assert.Equal(t, ms, Of(at))
		assert.Equal(t, at, Time(ms))
	}
	berlin := time.FixedZone("", 3600)
	assert.EqualValues(t, 1, Of(time.Date(1970, 1, 1, 1, 0, 0, 1_999_999, berlin)), "the rest of a millisecond is gone")
}
