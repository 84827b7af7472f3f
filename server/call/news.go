package call

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"
)

// news is what a call has that its stored copy has not.
type news struct {
	stays  map[string]bool // by participant
	files  map[string]bool // by id
	events []Event
}

// changes returns the call's news, to add to.
func (c *Call) changes() *news {
	if c.news == nil {
		c.news = &news{stays: map[string]bool{}, files: map[string]bool{}}
	}
	return c.news
}

// copyToChange returns a copy that can be changed without the original's noticing.
func (c Call) copyToChange() Call {
	c.Stays = slices.Clone(c.Stays)
	c.Files = slices.Clone(c.Files)
	c.news = nil
	return c
}

func (c *Call) happened(kind EventKind, at time.Time, who Visitor, fileID string) {
	n := c.changes()
	n.events = append(n.events, Event{ID: strings.ToLower(rand.Text()), Kind: kind, At: at, Who: who, FileID: fileID})
}

// change gathers what has to be saved.
func (c Call) change(seen []string) Change {
	change := Change{Call: c, Seen: seen}
	change.Call.news = nil
	if c.news == nil {
		return change
	}
	for _, s := range c.Stays {
		if c.news.stays[s.ParticipantID] {
			change.Stays = append(change.Stays, s)
		}
	}
	for _, f := range c.Files {
		if c.news.files[f.ID] {
			change.Files = append(change.Files, f)
		}
	}
	change.Events = slices.Clone(c.news.events)
	return change
}
