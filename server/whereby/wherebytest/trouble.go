package wherebytest

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/pkg/errors"
)

// Trouble is what happens to events on their way. The same seed and the same events have the same
// trouble. Times are real time.
type Trouble struct {
	// Duplicate delivers every event twice.
	Duplicate bool
	// Delay is how long each delivery is held back.
	Delay time.Duration
	// Shuffle holds each delivery back for up to this time more, by chance, so that they overtake
	// each other within it.
	Shuffle time.Duration
	// LoseOneIn loses one of so many events, with all its copies, at a random place in each such
	// run; 0 loses none, 1 all. Deliveries tells of them with an Error.
	LoseOneIn int
	Seed      uint64
}

// ErrLost is the Error of a Delivery that Trouble lost.
const ErrLost = "lost on purpose"

// SetTrouble changes what happens to events from now on; those on their way stay as they are.
func (s *Sandbox) SetTrouble(trouble Trouble) {
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	s.sender.trouble = trouble
	s.sender.random = rand.New(rand.NewPCG(trouble.Seed, 0)) //nolint:gosec // repeatable
	s.sender.run, s.sender.lost = 0, 0
}

type wireTrouble struct {
	Duplicate bool   `json:"duplicate"`
	DelayMs   int64  `json:"delay_ms"`
	ShuffleMs int64  `json:"shuffle_ms"`
	LoseOneIn int    `json:"lose_one_in"`
	Seed      uint64 `json:"seed"`
}

func (s *Sandbox) setWireTrouble(t wireTrouble) error {
	if t.DelayMs < 0 || t.ShuffleMs < 0 || t.LoseOneIn < 0 {
		return errors.New("no trouble is less than none")
	}
	s.SetTrouble(Trouble{
		Duplicate: t.Duplicate,
		Delay:     time.Duration(t.DelayMs) * time.Millisecond,
		Shuffle:   time.Duration(t.ShuffleMs) * time.Millisecond,
		LoseOneIn: t.LoseOneIn, Seed: t.Seed,
	})
	return nil
}

// queued is an event on its way.
type queued struct {
	event Event
	due   time.Time
}

// loses says whether the next event is lost.
func (s *sender) loses() bool {
	if s.trouble.LoseOneIn <= 0 {
		return false
	}
	if s.run == 0 {
		s.lost = s.random.IntN(s.trouble.LoseOneIn)
	}
	place := s.run
	s.run = (s.run + 1) % s.trouble.LoseOneIn
	return place == s.lost
}

// schedule puts an event into the queue as often and as late as the trouble wants it.
func (s *sender) schedule(event Event) {
	copies := 1
	if s.trouble.Duplicate {
		copies = 2
	}
	for range copies {
		due := time.Now().Add(s.trouble.Delay)
		if s.trouble.Shuffle > 0 {
			due = due.Add(time.Duration(s.random.Int64N(int64(s.trouble.Shuffle))))
		}
		place, _ := slices.BinarySearchFunc(s.queue, due, func(q queued, due time.Time) int {
			if q.due.After(due) {
				return 1
			}
			return -1 // behind those of the same moment
		})
		s.queue = slices.Insert(s.queue, place, queued{event, due})
	}
}
