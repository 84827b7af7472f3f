package notify

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

// facts are what there is to say of an event to a connection.
type facts struct {
	event    call.Event
	call     call.Call
	starter  string
	shown    call.Shown
	personal bool
	test     bool
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
				d, err := c.delivery(connection, n, about, false)
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

func (c *Courier) delivery(connection Connection, n Noted, about call.Call, test bool) (Delivery, error) {
	f := facts{event: n.Event, call: about, shown: c.Shown(), personal: connection.Rules.Personal, test: test}
	if f.personal {
		if person, err := c.People.Person(about.HostID); err == nil {
			f.starter = person.DisplayName
		}
	}
	payload, err := json.Marshal(webhookBody(f))
	if err != nil {
		return Delivery{}, errors.Wrap(err, "write the payload")
	}
	now := c.Now()
	return Delivery{
		ID: model.NewId(), EventID: n.Event.ID, Seq: n.Seq, CallID: about.ID, ConnectionID: connection.ID, Kind: n.Event.Kind,
		Payload: payload, State: Pending, NextAt: now, CreatedAt: now,
	}, nil
}

// Test sends an event of a call that never was, and tells what came back.
func (c *Courier) Test(ctx context.Context, connection Connection) (Delivery, error) {
	now := c.Now().Truncate(time.Millisecond)
	example := call.Call{
		ID: model.NewId(), HostID: connection.MadeBy, State: call.Open, CreatedAt: now, Options: call.Options{Topic: "Test"},
	}
	d, err := c.delivery(connection, Noted{Event: call.Event{ID: model.NewId(), Kind: call.EventCreated, At: now}}, example, true)
	if err != nil {
		return d, err
	}
	o := c.send(ctx, connection, d)
	d.Status, d.Error = o.status, o.text
	if o.ok {
		d.State = Done
	}
	return d, nil
}
