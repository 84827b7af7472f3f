package notify

import (
	"context"
	_ "embed" // for the schema
	"net/http"
	"strconv"
	"time"

	"github.com/pkg/errors"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"mattermost-plugin-whereby/server/call"
)

// Schema is the JSON Schema of what webhooks carry.
//
//go:embed webhooks.schema.json
var Schema []byte

// webhookPayload is what a webhook carries; webhooks.schema.json describes it.
type webhookPayload struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"`
	Data      webhookData `json:"data"`
}

type webhookData struct {
	Test   bool           `json:"test,omitempty"`
	Call   webhookCall    `json:"call"`
	Person *webhookPerson `json:"person,omitempty"`
	FileID string         `json:"file_id,omitempty"`
}

type webhookCall struct {
	ID          string         `json:"id"`
	State       call.State     `json:"state"`
	Topic       string         `json:"topic"`
	Template    string         `json:"template"`
	ChannelID   string         `json:"channel_id"`
	TeamID      string         `json:"team_id"`
	RoomURL     string         `json:"room_url,omitempty"`
	StartedBy   *webhookPerson `json:"started_by,omitempty"`
	CreatedAt   int64          `json:"created_at"`
	StartedAt   int64          `json:"started_at"`
	EndedAt     int64          `json:"ended_at"`
	People      int            `json:"people"`
	ScheduleID  string         `json:"schedule_id"`
	LastingRoom bool           `json:"lasting_room"`
}

// webhookPerson has id and name only where those may be told.
type webhookPerson struct {
	ID    string `json:"user_id,omitempty"`
	Name  string `json:"name,omitempty"`
	Guest bool   `json:"guest"`
}

// webhook sends what Standard Webhooks has.
type webhook struct{}

func (webhook) payload(f facts) any {
	v := f.call.View(f.shown)
	data := webhookData{Test: f.test, FileID: f.event.FileID, Call: webhookCall{
		ID: v.ID, State: v.State, Topic: v.Topic, Template: v.Template, ChannelID: v.ChannelID, TeamID: v.TeamID,
		RoomURL: v.RoomURL, CreatedAt: v.CreatedAt, StartedAt: v.StartedAt, EndedAt: v.EndedAt,
		People: v.People, ScheduleID: v.ScheduleID, LastingRoom: v.Lasting,
	}}
	if f.personal {
		data.Call.StartedBy = &webhookPerson{ID: v.HostID, Name: f.starter}
	}
	if f.event.Kind == call.EventJoined || f.event.Kind == call.EventLeft {
		data.Person = &webhookPerson{Guest: f.event.Who.UserID == ""}
		if f.personal && f.shown.Names {
			data.Person.ID, data.Person.Name = f.event.Who.UserID, f.event.Who.Name
		}
	}
	return webhookPayload{Type: "call." + string(f.event.Kind), Timestamp: f.event.At.UTC(), Data: data}
}

// request adds the headers of Standard Webhooks.
func (webhook) request(ctx context.Context, p parcel) (*http.Request, error) {
	request, err := post(ctx, p.to.URL, p.body)
	if err != nil {
		return nil, err
	}
	signer, err := standardwebhooks.NewWebhook(p.to.Secret)
	if err != nil {
		return nil, errors.Wrap(err, "read the secret")
	}
	signature, err := signer.Sign(p.id, p.now, p.body)
	if err != nil {
		return nil, errors.Wrap(err, "sign")
	}
	request.Header.Set(standardwebhooks.HeaderWebhookID, p.id)
	request.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(p.now.Unix(), 10))
	request.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return request, nil
}

func (webhook) judge(a answer) outcome {
	o := a.outcome()
	if a.status == http.StatusGone {
		o.gone, o.reason = true, Gone
	}
	return o
}
