package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"
)

const (
	// maxParam is in characters. Source: "Limitations" of GA4's Measurement Protocol.
	maxParam = 100
	// oldestEvent is how far back an event can be.
	oldestEvent = 72 * time.Hour
	// engaged is what an event counts as that has no length.
	engaged = time.Millisecond
)

// ga4 sends events by the Measurement Protocol of Google Analytics 4.
type ga4 struct{}

type ga4Payload struct {
	ClientID        string     `json:"client_id"`
	UserID          string     `json:"user_id,omitempty"`
	TimestampMicros int64      `json:"timestamp_micros"`
	Events          []ga4Event `json:"events"`
}

type ga4Event struct {
	Name   string         `json:"name"`
	Params map[string]any `json:"params"`
}

// payload names nobody: Google forbids names. With leave to tell of people it
// has their ids.
func (ga4) payload(f facts) any {
	params := map[string]any{
		// Without both a person is not counted as active.
		"session_id":           strconv.FormatInt(f.call.CreatedAt.Unix(), 10),
		"engagement_time_msec": max(f.stayed(), engaged).Milliseconds(),
	}
	for name, value := range f.properties() {
		switch value := value.(type) {
		case string:
			runes := []rune(value)
			params[name] = string(runes[:min(len(runes), maxParam)])
		case bool: // params are strings and numbers
			params[name] = strconv.FormatBool(value)
		default:
			params[name] = value
		}
	}
	if f.test {
		params["debug_mode"] = 1
	}
	who := f.actor()
	p := ga4Payload{
		ClientID: who.id, TimestampMicros: f.event.At.UnixMicro(), Events: []ga4Event{{Name: f.eventName(), Params: params}},
	}
	if who.named {
		p.ClientID, p.UserID = pseudonym(f.key, who.id), who.id
	}
	if p.ClientID == "" { // there has to be one
		p.ClientID = pseudonym(f.key, f.call.ID)
	}
	return p
}

// request asks for GA4's check of a test: events are accepted whatever is wrong.
func (ga4) request(ctx context.Context, p parcel) (*http.Request, error) {
	var payload ga4Payload
	if err := json.Unmarshal(p.body, &payload); err != nil {
		return nil, errors.Wrap(err, "read the payload")
	}
	payload.TimestampMicros = max(payload.TimestampMicros, p.now.Add(time.Minute-oldestEvent).UnixMicro())
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, errors.Wrap(err, "write the payload")
	}
	prefix := ""
	if p.test {
		prefix = "/debug"
	}
	return post(ctx, endpoint(p.to.URL, prefix, "/mp/collect", url.Values{
		"measurement_id": {p.to.Account}, "api_secret": {p.to.Secret},
	}), body)
}

func (ga4) judge(a answer) outcome {
	o := a.outcome()
	var check struct {
		Messages []struct {
			FieldPath   string `json:"fieldPath"`
			Description string `json:"description"`
		} `json:"validationMessages"`
	}
	if !o.ok || json.Unmarshal(a.body, &check) != nil || len(check.Messages) == 0 {
		return o
	}
	said := make([]string, len(check.Messages))
	for i, m := range check.Messages {
		said[i] = m.FieldPath + ": " + m.Description
	}
	return outcome{status: a.status, reason: Invalid, text: short(strings.Join(said, "; ")), vain: true}
}
