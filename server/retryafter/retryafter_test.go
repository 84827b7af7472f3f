package retryafter

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRead(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	date := func(after time.Duration) string { return now.Add(after).Format(http.TimeFormat) }
	tests := map[string]struct {
		wait time.Duration
		ok   bool
	}{
		"0":                    {0, true},
		"120":                  {2 * time.Minute, true},
		" 1.5 ":                {1500 * time.Millisecond, true},
		"99999999999999999999": {Max, true},
		"Inf":                  {Max, true},
		date(time.Minute):      {time.Minute, true},
		date(-time.Minute):     {0, true},
		date(100 * time.Hour):  {Max, true},
		"":                     {},
		"soon":                 {},
		"NaN":                  {},
		"-1":                   {},
		"1e999":                {},
		"120, 240":             {},
		"2026-03-01T12:01:00Z": {},
	}
	for header, test := range tests {
		t.Run(header, func(t *testing.T) {
			wait, ok := Read(header, now)
			assert.Equal(t, test.ok, ok)
			assert.Equal(t, test.wait, wait)
		})
	}
}
