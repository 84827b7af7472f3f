// Package workday has people work with the plugin for some minutes as in a day:
// they start, join, leave and end calls in many channels, some of them planned,
// while another service hears of everything. Then it looks whether anything
// was lost.
package workday

import (
	"context"
	"fmt"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/client"
)

const (
	// crowd is how many come to a call.
	crowd = 3
	// plannedEach is how many people there are for each planned call.
	plannedEach = 5
	// settleTime is how long the last calls have to end by themselves.
	settleTime = 4 * time.Minute
)

// Options say how much work there is.
type Options struct {
	// Users start Calls each, one after the other, within Duration.
	Users, Calls int
	Duration     time.Duration
	// Progress is told each step.
	Progress func(step string)
}

func (o Options) check() error {
	switch {
	case o.Users < crowd || o.Users > 500:
		return errors.Errorf("%d users: between %d and 500 are needed", o.Users, crowd)
	case o.Calls < 1:
		return errors.New("no calls to start")
	case o.Duration < time.Minute:
		return errors.New("a minute is the least")
	}
	return nil
}

// day is a run.
type day struct {
	*stack.Stack
	options  Options
	people   []*person
	plans    []plan
	receiver *receiver
	meter    *meter
}

// person is somebody who works.
type person struct {
	*stack.User
	calls *client.Client
	// channelID is where the person starts calls, and others is who comes to them.
	channelID string
	others    []*person
}

// plan is a channel with a planned call in it.
type plan struct {
	channelID string
	owner     *person
	at        time.Time
}

// Run has people work on a stack that nobody else uses.
func Run(ctx context.Context, s *stack.Stack, options Options) (Result, error) {
	if err := options.check(); err != nil {
		return Result{}, err
	}
	d := &day{Stack: s, options: options, meter: newMeter(), receiver: newReceiver()}
	defer d.receiver.Close()
	d.Sandbox.SetPoints(1 << 30)
	options.Progress("making people, channels and the connection")
	if err := d.prepare(ctx); err != nil {
		return Result{}, err
	}
	options.Progress(fmt.Sprintf("working for %s", options.Duration))
	samples, err := d.work(ctx)
	if err != nil {
		return Result{}, err
	}
	options.Progress("waiting for the last calls, and looking at all of them")
	problems, err := d.verify(ctx)
	if err != nil {
		return Result{}, err
	}
	end, err := d.sample(ctx, "end")
	if err != nil {
		return Result{}, err
	}
	return d.result(append(samples, end), problems), nil
}

func (d *day) prepare(ctx context.Context) error {
	for i := range d.options.Users {
		user, err := d.AddUser(ctx, fmt.Sprintf("worker-%03d", i))
		if err != nil {
			return err
		}
		d.people = append(d.people, &person{User: user, calls: client.New(d.URL, user.Token)})
	}
	for i, p := range d.people {
		for n := 1; n < crowd; n++ {
			p.others = append(p.others, d.people[(i+n)%len(d.people)])
		}
		var err error
		if p.channelID, err = d.channel(ctx, fmt.Sprintf("office-%03d", i), p); err != nil {
			return err
		}
	}
	return d.connect(ctx)
}

// channel makes a channel of somebody and those who come to their calls.
func (d *day) channel(ctx context.Context, name string, p *person) (id string, err error) {
	members := []*stack.User{p.User}
	for _, other := range p.others {
		members = append(members, other.User)
	}
	channel, err := d.AddChannel(ctx, name, model.ChannelTypeOpen, members...)
	if err != nil {
		return "", err
	}
	return channel.Id, nil
}

// plan plans calls for the middle of the day.
func (d *day) plan(ctx context.Context) error {
	at := time.Now().UTC().Add(d.options.Duration / 2).Truncate(time.Minute).Add(time.Minute)
	for i := 0; i < len(d.people); i += plannedEach {
		p := d.people[i]
		channelID, err := d.channel(ctx, fmt.Sprintf("meeting-%03d", i), p)
		if err != nil {
			return err
		}
		_, err = p.calls.Plan(ctx, client.Plan{ChannelID: channelID, Topic: "Review", When: at.Format("2006-01-02 15:04"), TimeZone: "UTC"})
		if err != nil {
			return errors.Wrap(err, "plan a call")
		}
		d.plans = append(d.plans, plan{channelID: channelID, owner: p, at: at})
	}
	return nil
}
