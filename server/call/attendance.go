package call

import (
	"cmp"
	"slices"
	"time"
)

// Stay is one time that somebody, or a bot, was in the room, as reported:
// either time is zero when it is not known.
type Stay struct {
	Visitor
	// Number counts the stays of one participant, from 0.
	Number   int
	JoinedAt time.Time
	LeftAt   time.Time
}

// mark is one report of a participant's coming or going.
type mark struct {
	at   time.Time
	left bool
}

// see adds a report to a participant's stays. The stays are the same in
// whatever order the reports come, and however often.
func (c *Call) see(who Visitor, m mark) (isNew bool) {
	var marks []mark
	rest := make([]Stay, 0, len(c.Stays)+1)
	for _, s := range c.Stays {
		if s.ParticipantID != who.ParticipantID {
			rest = append(rest, s)
			continue
		}
		who = mergeVisitor(who, s.Visitor)
		marks = append(marks, s.marks()...)
	}
	if slices.ContainsFunc(marks, func(known mark) bool { return known.left == m.left && known.at.Equal(m.at) }) {
		return false
	}
	marks = append(marks, m)
	slices.SortFunc(marks, func(a, b mark) int {
		return cmp.Or(a.at.Compare(b.at), compareBool(a.left, b.left))
	})
	c.Stays = slices.Concat(rest, pair(who, marks))
	slices.SortStableFunc(c.Stays, func(a, b Stay) int {
		return cmp.Or(a.from().Compare(b.from()), cmp.Compare(a.ParticipantID, b.ParticipantID), cmp.Compare(a.Number, b.Number))
	})
	c.changes().stays[who.ParticipantID] = true
	return true
}

// pair makes stays of marks in their order. Somebody who comes twice without
// having been seen leaving is taken to have left in between.
func pair(who Visitor, marks []mark) []Stay {
	var stays []Stay
	for _, m := range marks {
		last := len(stays) - 1
		switch {
		case !m.left:
			stays = append(stays, Stay{Visitor: who, Number: len(stays), JoinedAt: m.at})
		case last >= 0 && stays[last].LeftAt.IsZero():
			stays[last].LeftAt = m.at
		default:
			stays = append(stays, Stay{Visitor: who, Number: len(stays), LeftAt: m.at})
		}
	}
	return stays
}

func (s Stay) marks() []mark {
	var marks []mark
	if !s.JoinedAt.IsZero() {
		marks = append(marks, mark{at: s.JoinedAt})
	}
	if !s.LeftAt.IsZero() {
		marks = append(marks, mark{at: s.LeftAt, left: true})
	}
	return marks
}

// mergeVisitor brings nobody back who was forgotten.
func mergeVisitor(newer, older Visitor) Visitor {
	if IsNobody(older.UserID) || older.UserID == "" && IsNobody(older.Name) {
		newer.UserID, newer.Name = older.UserID, older.Name
	}
	return Visitor{
		ParticipantID: newer.ParticipantID,
		UserID:        cmp.Or(newer.UserID, older.UserID),
		Name:          cmp.Or(newer.Name, older.Name),
		Role:          cmp.Or(newer.Role, older.Role),
		Bot:           newer.Bot || older.Bot,
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// from is when the stay began, at the latest.
func (s Stay) from() time.Time {
	if s.JoinedAt.IsZero() {
		return s.LeftAt
	}
	return s.JoinedAt
}

// open tells whether nothing says that the stay is over.
func (c Call) open(s Stay) bool {
	if !s.LeftAt.IsZero() {
		return false
	}
	for _, other := range c.Stays {
		if other.ParticipantID == s.ParticipantID && other.Number > s.Number {
			return false
		}
	}
	return true
}

// until is when the stay ended, zero when it goes on.
func (c Call) until(s Stay) time.Time {
	if !s.LeftAt.IsZero() {
		return s.LeftAt
	}
	for _, other := range c.Stays { // in order of time
		if other.ParticipantID == s.ParticipantID && other.Number == s.Number+1 {
			return other.from()
		}
	}
	switch {
	case c.State.Running() && c.Empty():
		return latest(c.CountedAt, s.from())
	case c.State.Running():
		return time.Time{}
	}
	return latest(c.EndedAt, s.from())
}

// Empty tells whether nobody is inside, as far as anybody has told us. Bots do
// not count.
func (c Call) Empty() bool {
	var left time.Time
	for _, s := range c.Stays {
		if s.Bot {
			continue
		}
		left = latest(left, s.LeftAt)
		if c.open(s) && (c.CountedAt.IsZero() || c.Inside > 0 || !s.JoinedAt.Before(c.CountedAt)) {
			return false
		}
	}
	return c.CountedAt.IsZero() || c.Inside == 0 || left.After(c.CountedAt)
}

// attended tells whether any person was seen inside.
func (c Call) attended() bool {
	return slices.ContainsFunc(c.Stays, func(s Stay) bool { return !s.Bot })
}

// lastSeen is when the last person was seen inside, or leaving.
func (c Call) lastSeen() time.Time {
	var last time.Time
	for _, s := range c.Stays {
		if !s.Bot {
			last = latest(last, latest(s.from(), s.LeftAt))
		}
	}
	if c.Inside == 0 {
		last = latest(last, c.CountedAt)
	}
	return last
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Attendee is one person's part in a call.
type Attendee struct {
	UserID string // empty for people from outside
	Name   string // as the room showed it
	// Time is how long the person was inside, in all.
	Time   time.Duration
	Times  int // how often the person came
	Inside bool

	spans []span
}

type span struct{ from, to time.Time }

// People lists who was in the call, in order of coming. A person of
// Mattermost is one however often he came. People from outside have no
// identity: those of one name who were never there together count as one.
func (c Call) People() []Attendee {
	people, _ := c.grouped()
	return people
}

// grouped returns people and, for each stay, whose it is by his place among
// them; a bot's is nobody's.
func (c Call) grouped() (people []Attendee, groups []int) {
	groups = make([]int, len(c.Stays))
	for n, s := range c.Stays {
		if s.Bot {
			groups[n] = -1
			continue
		}
		part := span{s.from(), c.until(s)}
		i := slices.IndexFunc(people, func(p Attendee) bool {
			if s.UserID != "" || p.UserID != "" {
				return p.UserID == s.UserID
			}
			return p.Name == s.Name && !p.overlaps(part)
		})
		if i < 0 {
			people = append(people, Attendee{UserID: s.UserID, Name: s.Name})
			i = len(people) - 1
		}
		people[i].add(part)
		groups[n] = i
	}
	return people, groups
}

func (p *Attendee) overlaps(s span) bool {
	last := p.spans[len(p.spans)-1] // spans come in order of time
	return last.to.IsZero() || s.from.Before(last.to)
}

// add counts time spent on two devices at once only once.
func (p *Attendee) add(s span) {
	p.Inside = p.Inside || s.to.IsZero()
	if n := len(p.spans); n > 0 && p.overlaps(s) {
		last := &p.spans[n-1]
		if s.to.IsZero() || last.to.IsZero() {
			last.to = time.Time{}
		} else if s.to.After(last.to) {
			p.Time += s.to.Sub(last.to)
			last.to = s.to
		}
		return
	}
	p.Times++
	p.spans = append(p.spans, s)
	if !s.to.IsZero() {
		p.Time += s.to.Sub(s.from)
	}
}
