package wherebytest

import (
	"context"
	"slices"
	"time"

	"github.com/pkg/errors"
)

// ErrClosed means that the sandbox was closed meanwhile.
var ErrClosed = errors.New("the sandbox is closed")

// Played is what happened while a Script played. Times are those of the webhooks and of insights,
// to the millisecond.
type Played struct {
	Steps []PlayedStep `json:"steps"`
	// Stays are the times that people and bots were inside, in order of coming.
	Stays []PlayedStay `json:"stays"`
}

// PlayedStep is a step that was done.
type PlayedStep struct {
	Who string    `json:"who,omitempty"`
	Do  Action    `json:"do"`
	At  time.Time `json:"at"`
	// ID of the participant, or of the recording, transcript or summary; empty for DoEndForAll.
	ID string `json:"id,omitempty"`
}

// PlayedStay is a time that somebody was inside.
type PlayedStay struct {
	Who           string    `json:"who"`
	ParticipantID string    `json:"participant_id"`
	DisplayName   string    `json:"display_name"`
	ExternalID    string    `json:"external_id,omitempty"`
	Role          string    `json:"role"`
	Joined        time.Time `json:"joined"`
	Left          time.Time `json:"left,omitzero"` // zero while he is inside
}

// Play plays a script in a room, by its name, and comes back after the last step. Steps wait by the
// sandbox's clock: real time, less what the clock is turned on meanwhile. After an error the answer
// is what was played before.
func (s *Sandbox) Play(ctx context.Context, room string, script Script) (Played, error) {
	if err := script.check(); err != nil {
		return Played{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-s.done:
			cancel(ErrClosed)
		case <-ctx.Done():
		}
	}()
	p := &player{Sandbox: s, room: room, script: script, ids: map[string]string{}, names: map[string]string{}, steps: []PlayedStep{}}
	due := s.clock.Now()
	for i, step := range script.Steps {
		due = due.Add(step.After)
		if script.Hurry {
			s.clock.Advance(step.After)
		}
		if !script.Hurry && s.clock.wait(ctx, due) != nil || ctx.Err() != nil {
			return p.played(), context.Cause(ctx)
		}
		if err := p.do(step); err != nil {
			return p.played(), errors.Wrapf(err, "step %d, %s %s", i+1, step.Who, step.Do)
		}
	}
	return p.played(), nil
}

// player is a script that plays.
type player struct {
	*Sandbox
	room       string
	script     Script
	ids        map[string]string // of the last participant that somebody was
	names      map[string]string // of all participants in the script, by id
	transcript string            // id of the last one
	steps      []PlayedStep
}

func (p *player) do(step Step) error {
	done := PlayedStep{Who: step.Who, Do: step.Do, At: p.clock.Now(), ID: p.ids[step.Who]}
	length := step.Length
	if length == 0 && len(p.steps) > 0 {
		length = done.At.Sub(p.steps[0].At)
	}
	var err error
	switch step.Do {
	case DoJoin:
		err = p.arrive(&done, p.Join)
	case DoKnock:
		err = p.arrive(&done, p.Knock)
	case DoBot:
		err = p.arrive(&done, func(room string, _ Person) (Participant, error) { return p.AddBot(room, step.Who) })
	case DoReconnect:
		var participant Participant
		participant, err = p.Reconnect(p.room, done.ID)
		done.At = participant.Since
	case DoLetIn, DoTurnAway:
		err = p.AnswerKnock(p.room, done.ID, step.Do == DoLetIn)
	case DoLeave:
		err = p.Leave(p.room, done.ID)
	case DoEndForAll:
		done.ID, err = "", p.EndForAll(p.room)
	case DoRecording:
		var recording Recording
		recording, err = p.AddRecording(p.room, length)
		done.ID, done.At = recording.ID, recording.End
	case DoTranscript:
		var transcription Transcription
		transcription, err = p.AddTranscription(p.room, Transcript{Length: length, Failure: step.Text})
		done.ID, done.At, p.transcript = transcription.ID, transcription.End, transcription.ID
	case DoSummary:
		var summary Summary
		summary, err = p.AddSummary(p.transcript, step.Text)
		done.ID = summary.ID
	}
	if err != nil {
		return err
	}
	done.At = done.At.Truncate(time.Millisecond)
	p.steps = append(p.steps, done)
	return nil
}

// arrive brings somebody into the room or to its door who is at neither.
func (p *player) arrive(done *PlayedStep, by func(room string, person Person) (Participant, error)) error {
	p.lock()
	m, err := p.Sandbox.room(p.room)
	if err == nil && m.find(done.ID) != nil {
		err = errors.New("is there already")
	}
	var person Person
	if err == nil {
		person, err = p.script.person(done.Who, m)
	}
	p.unlock()
	if err != nil {
		return err
	}
	participant, err := by(p.room, person)
	if err != nil {
		return err
	}
	p.ids[done.Who], p.names[participant.ID] = participant.ID, done.Who
	done.ID, done.At = participant.ID, participant.Since
	return nil
}

func (p *player) played() Played {
	p.lock()
	defer p.unlock()
	played := Played{Steps: slices.Clone(p.steps), Stays: []PlayedStay{}}
	h, err := p.history(p.room)
	if err != nil {
		return played // there was no such room
	}
	for _, stay := range h.stays {
		if who, mine := p.names[stay.ID]; mine {
			played.Stays = append(played.Stays, PlayedStay{
				Who: who, ParticipantID: stay.ID, DisplayName: stay.DisplayName, ExternalID: stay.ExternalID, Role: stay.Role,
				Joined: stay.joined.Truncate(time.Millisecond), Left: stay.left.Truncate(time.Millisecond),
			})
		}
	}
	return played
}
