package workday

import (
	"context"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/client"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// held is a call as the sandbox had it.
type held struct {
	owner *person
	call  client.Call
	stays []wherebytest.PlayedStay // Who is the user's id
}

// work is the day itself; the samples are of its begin and middle.
func (d *day) work(ctx context.Context) ([]Sample, error) {
	if err := d.plan(ctx); err != nil {
		return nil, err
	}
	begin, err := d.sample(ctx, "begin")
	if err != nil {
		return nil, err
	}
	var work sync.WaitGroup
	for i, p := range d.people {
		work.Go(func() { d.worker(ctx, i, p) })
	}
	for _, planned := range d.plans {
		work.Go(func() { d.attend(ctx, planned) })
	}
	wait(ctx, d.options.Duration/2)
	middle, err := d.sample(ctx, "middle")
	work.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return []Sample{begin, middle}, err
}

// worker starts one call after the other, not at the same moment as everybody else.
func (d *day) worker(ctx context.Context, number int, p *person) {
	pause := d.options.Duration / time.Duration(d.options.Calls)
	next := time.Now().Add(pause * time.Duration(number) / time.Duration(len(d.people)))
	for n := range d.options.Calls {
		if !wait(ctx, time.Until(next)) {
			return
		}
		next = next.Add(pause)
		var call client.Call
		if !d.meter.measure(start, func() (err error) {
			call, err = p.calls.Start(ctx, client.Start{ChannelID: p.channelID, Topic: "Work"})
			return err
		}) {
			continue
		}
		last := n == d.options.Calls-1
		d.meet(ctx, p, call, pause, last)
		d.meter.measure(list, func() error {
			_, _, err := p.calls.List(ctx, p.channelID, "")
			return err
		})
	}
}

// attend waits for a planned call and meets there.
func (d *day) attend(ctx context.Context, planned plan) {
	if !wait(ctx, time.Until(planned.at)) {
		return
	}
	for began := time.Now(); time.Since(began) < 2*time.Minute && wait(ctx, time.Second); {
		calls, _, err := planned.owner.calls.List(ctx, planned.channelID, "")
		if err == nil && len(calls) == 1 && calls[0].State == client.Open {
			d.meter.planned(time.Since(planned.at))
			d.meet(ctx, planned.owner, calls[0], time.Minute, true) // nobody is put out of a room that may be used again
			return
		}
	}
	d.meter.fail(list, errors.New("a planned call did not start"))
}

// meet has all come, and one leave. Then the owner ends the call, or all leave
// and it ends by itself.
func (d *day) meet(ctx context.Context, owner *person, call client.Call, pause time.Duration, leave bool) {
	h := held{owner: owner, call: call}
	defer func() { d.meter.hold(h) }()
	script := wherebytest.Script{People: map[string]wherebytest.Actor{}}
	all := append([]*person{owner}, owner.others...)
	for _, p := range all {
		var link string
		if !d.meter.measure(join, func() (err error) {
			link, err = p.calls.Join(ctx, call.ID)
			return err
		}) {
			continue
		}
		script.People[p.ID] = wherebytest.Actor{Link: link}
		script.Steps = append(script.Steps, wherebytest.Step{Who: p.ID, Do: wherebytest.DoJoin, After: pause / 50})
	}
	for i, step := range script.Steps {
		if leave || i == len(script.Steps)-1 {
			script.Steps = append(script.Steps, wherebytest.Step{Who: step.Who, Do: wherebytest.DoLeave, After: pause / 5})
		}
	}
	played, err := d.Sandbox.Play(ctx, "/"+call.RoomName, script)
	h.stays = played.Stays
	if err != nil {
		d.meter.fail("play", err)
	}
	if leave {
		return
	}
	d.meter.measure(end, func() error {
		_, err := owner.calls.End(ctx, call.ID)
		return err
	})
}

// wait answers false when the context ended.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
