package history

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"mattermost-plugin-whereby/server/call"
)

const (
	// Of a hundred calls so many are …
	failedCalls, missedCalls, recordedCalls, guestCalls, topicCalls = 2, 6, 8, 12, 40
	// Of a hundred people in a call so many come twice.
	comeAgain = 15

	longestCall = 4 * time.Hour
)

// call makes the number-th call of a history, the same whoever asks.
func (h *History) call(number int) call.Call {
	r := rand.New(rand.NewPCG(h.Seed, uint64(number)+1)) //nolint:gosec // the same for the same seed
	channel, circle := h.World.channel(r)
	if h.Steady.ID != "" && r.Float64()*float64(h.Calls) < float64(h.SteadyCalls) {
		channel, circle = h.Steady, 0
	}
	size := 1 + int(r.ExpFloat64()*4.2)
	if channel.TeamID == "" {
		size = min(size, 2)
	}
	company := h.World.company(r, circle, size)
	created := h.clock.at((float64(number) + r.Float64()) / float64(h.Calls))
	c := call.Call{
		ID: newID(r), ChannelID: channel.ID, TeamID: channel.TeamID, HostID: company[0].ID,
		Options: newOptions(r), Key: newID(r), PostID: newID(r), State: call.Ended, Shown: "ended",
		Room: newRoom(r), CreatedAt: created, ExpiresAt: created.Add(2 * time.Hour), EndReason: call.ReasonLeft,
	}
	kind := r.IntN(100)
	switch {
	case kind < failedCalls:
		c.State, c.EndedAt, c.EndReason, c.PostID, c.Shown = call.Failed, created.Add(3*time.Second), "", "", ""
		c.Room = call.Room{}
		return c
	case kind < failedCalls+missedCalls:
		c.State, c.EndedAt, c.EndReason, c.Shown = call.Missed, c.ExpiresAt, call.ReasonTime, "missed"
		return c
	}
	length := min(time.Duration(25*math.Exp(0.8*r.NormFloat64())*float64(time.Minute)), longestCall).Truncate(time.Second) + 10*time.Second
	c.StartedAt = created.Add(time.Duration(r.IntN(120)) * time.Second)
	c.EndedAt = c.StartedAt.Add(length)
	for i, person := range company {
		c.Stays = append(c.Stays, stays(r, c, person, i == 0)...)
	}
	if r.IntN(100) < guestCalls {
		for range 1 + r.IntN(3) {
			c.Stays = append(c.Stays, stays(r, c, Person{Name: newName(r)}, false)...)
		}
	}
	if r.IntN(100) < recordedCalls {
		bot := call.Visitor{ParticipantID: newUUID(r), Role: "recorder", Bot: true}
		c.Stays = append(c.Stays, call.Stay{Visitor: bot, JoinedAt: c.StartedAt, LeftAt: c.EndedAt})
		c.Files = append(c.Files, call.File{ID: newUUID(r), Kind: call.Recording, Name: "recording.mp4", ReadyAt: c.EndedAt.Add(time.Minute)})
	}
	return c
}

// stays are a person's in a call; the first to come was there all the time.
func stays(r *rand.Rand, c call.Call, person Person, all bool) []call.Stay {
	who := call.Visitor{ParticipantID: newUUID(r), UserID: person.ID, Name: person.Name, Role: "visitor"}
	length := c.EndedAt.Sub(c.StartedAt)
	from, to := c.StartedAt, c.EndedAt
	if all {
		who.Role = "host"
	} else {
		from = from.Add(time.Duration(r.Float64() * 0.2 * float64(length))).Truncate(time.Millisecond)
		to = to.Add(-time.Duration(r.Float64() * 0.2 * float64(length))).Truncate(time.Millisecond)
	}
	if r.IntN(100) >= comeAgain {
		return []call.Stay{{Visitor: who, JoinedAt: from, LeftAt: to}}
	}
	away := from.Add(to.Sub(from) / 2).Truncate(time.Millisecond)
	return []call.Stay{
		{Visitor: who, JoinedAt: from, LeftAt: away},
		{Visitor: who, Number: 1, JoinedAt: away.Add(time.Second), LeftAt: to.Add(time.Second)},
	}
}

var topics = []string{"Stand-up", "Planning", "=SUM(A1)", "Retro 🎉", "Interview, second round", "1:1", `The "big" release`, "Sales weekly"}

func newOptions(r *rand.Rand) call.Options {
	no := false
	options := call.Options{
		DurationMinutes: 60, AudioOnly: &no, Locked: &no, Large: &no, Record: &no,
		Viewers: &no, Transcribe: &no, Captions: &no, Stream: &no,
	}
	if r.IntN(100) < topicCalls {
		options.Topic = topics[r.IntN(len(topics))]
		if r.IntN(3) == 0 {
			options.Template = "weekly"
		}
	}
	return options
}

func newRoom(r *rand.Rand) call.Room {
	name := "mattermost-" + newUUID(r)
	return call.Room{
		State: call.RoomGone, MeetingID: fmt.Sprint(1_000_000_000 + r.Uint64N(1e15)), Name: name,
		URL: "https://acme.whereby.com/" + name,
	}
}
