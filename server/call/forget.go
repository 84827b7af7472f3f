package call

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// nobody begins what stands in place of a person's id, or of a guest's name,
// when it is not remembered any more who that was. A number follows that tells
// the call's people apart, so that their counts and times stay right.
const nobody = "~"

// IsNobody tells whether an id or a guest's name stands for somebody who is
// not known any more.
func IsNobody(idOrName string) bool {
	_, is := numberOf(idOrName)
	return is
}

func numberOf(idOrName string) (number int, is bool) {
	digits, found := strings.CutPrefix(idOrName, nobody)
	number, err := strconv.Atoi(digits)
	return number, found && err == nil && number > 0
}

// Forgotten is whose part in calls is to be forgotten; the zero value is
// everybody who was there.
type Forgotten struct {
	UserID string
	// Names are what the person is called in texts that Whereby wrote.
	Names []string
	// Instead stands in the place of the names.
	Instead string
}

// forget makes nobody of people. Who started the call stays.
func (c *Call) forget(who Forgotten) {
	if who.UserID == "" {
		_, groups := c.grouped()
		for i := range c.Stays {
			if !c.Stays[i].Bot {
				c.unname(i, groups[i]+1)
			}
		}
		c.EndedBy, c.Nameless = "", true
		return
	}
	free := 1
	for _, s := range c.Stays {
		for _, text := range []string{s.UserID, s.Name} {
			if taken, is := numberOf(text); is {
				free = max(free, taken+1)
			}
		}
	}
	names := slices.Clone(who.Names)
	for i, s := range c.Stays {
		if s.UserID == who.UserID {
			names = append(names, s.Name)
			c.unname(i, free)
		}
	}
	if c.EndedBy == who.UserID {
		c.EndedBy = ""
	}
	c.unmention(names, who.Instead)
	c.RepairAt = time.Time{} // insights would tell the name again
}

// unname puts a number in place of what tells who somebody was.
func (c *Call) unname(stay, number int) {
	s := &c.Stays[stay]
	name := nobody + strconv.Itoa(number)
	if s.UserID != "" {
		s.UserID, s.Name = name, ""
	} else {
		s.Name = name // a guest, still
	}
	c.changes().stays[s.ParticipantID] = true
}

// unmention takes names out of what Whereby wrote.
func (c *Call) unmention(names []string, instead string) {
	for _, name := range names {
		c.Summary = replaceName(c.Summary, name, instead)
		for i, f := range c.Files {
			if c.Files[i].Name = replaceName(f.Name, name, instead); c.Files[i].Name != f.Name {
				c.changes().files[f.ID] = true
			}
		}
	}
}

// replaceName replaces a name in a text where it stands as words of its own.
func replaceName(text, name, instead string) string {
	if name = strings.TrimSpace(name); name == "" {
		return text
	}
	var b strings.Builder
	for {
		at := strings.Index(text, name)
		if at < 0 {
			b.WriteString(text)
			return b.String()
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(name):])
		b.WriteString(text[:at])
		if isWordRune(before) || isWordRune(after) {
			b.WriteString(name)
		} else {
			b.WriteString(instead)
		}
		text = text[at+len(name):]
		if text == "" {
			return b.String()
		}
	}
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_'
}

// Forget forgets people's part in those of the calls that are over, and writes
// what was posted of them anew. Calls that change at the same moment are left as
// they are: who has to be forgotten is found in them again. In the calls of one
// person it happens at once, for all others by the sweep.
func (s *Service) Forget(ctx context.Context, callIDs []string, who Forgotten) error {
	if len(callIDs) == 0 {
		return nil
	}
	calls, err := s.Store.Find(ctx, Query{IDs: callIDs})
	if err != nil {
		return err
	}
	var changes []Change
	for _, c := range calls {
		if c.State.Running() {
			continue
		}
		next := c.copyToChange()
		next.forget(who)
		next.plan(s.now())
		changes = append(changes, next.change(nil))
	}
	stale, err := s.save(ctx, changes...)
	if err != nil || who.UserID == "" {
		return err
	}
	for _, change := range changes {
		if slices.Contains(stale, change.Call.ID) {
			continue
		}
		if err = s.tend(ctx, change.saved().Call, false); err != nil {
			s.Log.Warn("call left for later", "call_id", change.Call.ID, "err", err)
		}
	}
	return nil
}

// stayNameless forgets who is reported late in a call of which that was
// forgotten already.
func (c *Call) stayNameless() {
	if c.Nameless {
		c.forget(Forgotten{})
	}
}
