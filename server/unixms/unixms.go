// Package unixms has times as they stand in Mattermost, in the tables and in
// the API: in milliseconds since 1970, and 0 for what has not happened.
package unixms

import "time"

// Of gives a time in milliseconds.
func Of(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time gives a time in UTC, as Whereby does: equal times are equal by == too.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
