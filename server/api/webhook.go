package api

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	// intakeTimeout stays below the 5 s after which Whereby takes a webhook for lost.
	intakeTimeout = 4 * time.Second
	// refusalInterval is how often a refusal is written down: anybody can send us refuse.
	refusalInterval = time.Minute
)

// intake takes in Whereby's webhooks.
type intake struct {
	api    *API
	logged seldom
	marked map[string]*seldom
}

func newIntake(a *API) *intake {
	return &intake{api: a, marked: map[string]*seldom{doctor.RefusedSecret: {}, doctor.RefusedSignature: {}, doctor.RefusedStale: {}}}
}

// receive believes nothing that is not signed, and reads nothing that cannot
// be. Whereby sends again what is answered by a 5xx or too late, so only a
// failure of ours is; what does not concern us is taken for good.
func (i *intake) receive(w http.ResponseWriter, r *http.Request) {
	secret, header := i.api.Settings().WebhookSecret, r.Header.Get(whereby.SignatureHeader)
	switch {
	case header == "":
		i.refuse(w, http.StatusUnauthorized, whereby.ErrNoSignature)
		return
	case secret == "":
		i.refuse(w, http.StatusUnauthorized, whereby.ErrNoSecret)
		return
	case announcedLength(r) > maxBody:
		i.refuse(w, http.StatusRequestEntityTooLarge, errors.New("the body is too large"))
		return
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		i.refuse(w, http.StatusRequestEntityTooLarge, err)
		return
	}
	if err != nil {
		i.refuse(w, http.StatusBadRequest, err)
		return
	}
	if err = whereby.VerifySignature(secret, header, body, i.api.Now(), whereby.SignatureWindow); err != nil {
		i.refuse(w, http.StatusUnauthorized, err)
		return
	}
	event, err := whereby.ParseEvent(body)
	if err != nil {
		i.refuse(w, http.StatusBadRequest, err)
		return
	}
	if observation, matters := whereby.Observation(event); matters {
		ctx, cancel := context.WithTimeout(r.Context(), intakeTimeout)
		defer cancel()
		if err = i.api.Calls.Receive(ctx, observation); err != nil {
			i.api.Log.Error("webhook not taken in; Whereby sends it again", "event_id", event.ID, "type", event.Type, "meeting_id", observation.MeetingID, "err", err)
			i.api.Meter.Refused("failed")
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
	}
	i.api.Meter.Received(i.api.Now().Sub(event.CreatedAt))
	w.WriteHeader(http.StatusNoContent)
}

// announcedLength is what the sender says. Mattermost hands plugins the header
// only, not the field made of it.
func announcedLength(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.Header.Get("Content-Length"), 10, 64)
	if err != nil {
		return r.ContentLength
	}
	return max(n, r.ContentLength)
}

// refuse tells the admins, in the log and in /whereby setup, without being
// made to write much by whoever sends much.
func (i *intake) refuse(w http.ResponseWriter, status int, err error) {
	i.api.Meter.Refused(reasonOf(status, err))
	now := i.api.Now()
	if i.logged.due(now) {
		i.api.Log.Warn("webhook refused; further refusals of this minute are not logged", "status", status, "err", err)
	}
	if name := markOf(err); name != "" && i.marked[name].due(now) {
		ctx, cancel := context.WithTimeout(context.Background(), intakeTimeout)
		defer cancel()
		if err := i.api.Marks.Mark(ctx, name, now); err != nil {
			i.api.Log.Warn("refusal not remembered", "err", err)
		}
	}
	w.WriteHeader(status)
}

// markOf tells what is worth an admin's attention: what could be Whereby's.
// What is not signed at all is not.
func markOf(err error) string {
	switch {
	case errors.Is(err, whereby.ErrNoSecret):
		return doctor.RefusedSecret
	case errors.Is(err, whereby.ErrWrongSignature):
		return doctor.RefusedSignature
	case errors.Is(err, whereby.ErrStaleSignature):
		return doctor.RefusedStale
	}
	return ""
}

// seldom lets something happen once an interval.
type seldom struct{ last atomic.Int64 }

func (s *seldom) due(now time.Time) bool {
	last := s.last.Load()
	return now.UnixNano()-last >= int64(refusalInterval) && s.last.CompareAndSwap(last, now.UnixNano())
}

// reasonOf names why a webhook was refused, in one of a few words.
func reasonOf(status int, err error) string {
	switch {
	case errors.Is(err, whereby.ErrNoSignature):
		return "unsigned"
	case status == http.StatusRequestEntityTooLarge:
		return "too_large"
	case status == http.StatusBadRequest:
		return "malformed"
	default:
		return strings.TrimPrefix(markOf(err), doctor.RefusalPrefix)
	}
}
