package invite

import (
	"time"
)

// Zone returns a person's time zone by its name, UTC when there is none such.
func Zone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return time.UTC
	}
	return zone
}
