package notify

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// facts are what there is to say of an event to a connection.
type facts struct {
	deliveryID string
	event      call.Event
	call       call.Call
	starter    string // empty if people may not be named
	channel    string
	words      i18n.Words
	siteURL    string
	shown      call.Shown
	personal   bool
	key        string
	test       bool
}

func (c *Courier) facts(connection Connection, event call.Event, about call.Call) facts {
	settings := c.Settings()
	f := facts{
		deliveryID: model.NewId(), event: event, call: about, personal: connection.Rules.Personal, key: connection.Key,
		siteURL: settings.SiteURL, shown: settings.Shown,
	}
	if f.personal {
		if person, err := c.Directory.Person(about.HostID); err == nil {
			f.starter = person.DisplayName
		}
	}
	if connection.Kind == Slack { // the others have no sentences
		f.words = c.Words.For(settings.Locale)
		if channel, err := c.Directory.Channel(about.ChannelID); err == nil {
			f.channel = channel.DisplayName
		}
	}
	return f
}

// tell makes deliveries of the events that are not told yet.
func (c *Courier) tell(ctx context.Context, connections []Connection) error {
	for {
		noted, err := c.Store.Untold(ctx, tellAtOnce)
		if err != nil || len(noted) == 0 {
			return err
		}
		calls, err := c.callsOf(ctx, noted)
		if err != nil {
			return err
		}
		var deliveries []Delivery
		ids := make([]string, len(noted))
		for i, n := range noted {
			ids[i] = n.Event.ID
			about, found := calls[n.Event.Call.ID]
			for _, connection := range connections {
				if !found || !connection.Active() || !connection.Rules.want(n.Event.Kind, about) {
					continue
				}
				d, err := c.delivery(connection, n.Seq, c.facts(connection, n.Event, about))
				if err != nil {
					return err
				}
				deliveries = append(deliveries, d)
			}
		}
		if err = c.Store.Tell(ctx, deliveries, ids); err != nil {
			return err
		}
		if len(noted) < tellAtOnce {
			return nil
		}
	}
}

func (c *Courier) callsOf(ctx context.Context, noted []Noted) (map[string]call.Call, error) {
	ids := []string{}
	for _, n := range noted {
		ids = append(ids, n.Event.Call.ID)
	}
	list, err := c.Store.Find(ctx, call.Query{IDs: ids})
	if err != nil {
		return nil, errors.Wrap(err, "find the events' calls")
	}
	calls := make(map[string]call.Call, len(list))
	for _, found := range list {
		calls[found.ID] = found
	}
	return calls, nil
}

// delivery is made of facts for a connection.
func (c *Courier) delivery(connection Connection, seq int64, f facts) (Delivery, error) {
	payload, err := json.Marshal(connection.Kind.destination().payload(f))
	if err != nil {
		return Delivery{}, errors.Wrap(err, "write the payload")
	}
	now := c.Now()
	return Delivery{
		ID: f.deliveryID, EventID: f.event.ID, Seq: seq, CallID: f.call.ID, ConnectionID: connection.ID, Kind: f.event.Kind,
		Payload: payload, State: Pending, NextAt: now, CreatedAt: now,
	}, nil
}

// Test sends an event of a call that never was, and tells what came back.
func (c *Courier) Test(ctx context.Context, connection Connection) (Delivery, error) {
	now := c.Now().Truncate(time.Millisecond)
	example := call.Call{
		ID: model.NewId(), HostID: connection.MadeBy, State: call.Open, CreatedAt: now, Options: call.Options{Topic: "Test"},
	}
	f := c.facts(connection, call.Event{ID: model.NewId(), Kind: call.EventCreated, At: now}, example)
	f.test = true
	d, err := c.delivery(connection, 0, f)
	if err != nil {
		return d, err
	}
	o := c.send(ctx, connection, d, true)
	if o.ok && connection.Kind == GA4 { // that was only the check
		o = c.send(ctx, connection, d, false)
	}
	d.Status, d.Reason, d.Error = o.status, o.reason, o.text
	if o.ok {
		d.State = Done
	}
	return d, nil
}
