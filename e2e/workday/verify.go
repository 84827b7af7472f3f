package workday

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/client"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// verify waits until everything is as it should be, and tells what is not
// after a time.
func (d *day) verify(ctx context.Context) (problems []string, err error) {
	if err = d.SetPluginConfig(ctx, map[string]any{"warmrooms": 0}); err != nil { // rooms made ahead are none that were left
		return nil, err
	}
	left := d.meter.calls()
	for deadline := time.Now().Add(settleTime); ; {
		problems = nil
		var wrong []held
		for _, h := range left {
			found, err := d.wrongs(ctx, h)
			if err != nil {
				return nil, err
			}
			if len(found) > 0 {
				wrong = append(wrong, h)
				problems = append(problems, found...)
			}
		}
		if rooms := d.Sandbox.Meetings(); len(rooms) > 0 {
			problems = append(problems, fmt.Sprintf("%d rooms are left at Whereby, such as %s", len(rooms), rooms[0].RoomName))
		}
		if len(problems) == 0 || time.Now().After(deadline) {
			return problems, nil
		}
		left = wrong
		if !wait(ctx, 2*time.Second) {
			return nil, ctx.Err()
		}
	}
}

// wrongs tells what is wrong with a call that was held.
func (d *day) wrongs(ctx context.Context, h held) (problems []string, err error) {
	is := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Sprintf("call %s: ", h.call.ID)+fmt.Sprintf(format, args...))
		}
	}
	call, err := h.owner.calls.Get(ctx, h.call.ID)
	if err != nil {
		is(true, "%v", err)
		return problems, nil
	}
	is(call.State != client.Ended, "it is %s", call.State)
	is(!sameStays(h, call.Attendance), "the sandbox has %v, the plugin %v", h.stays, call.Attendance)

	post, _, err := h.owner.Client.GetPost(ctx, call.PostID, "")
	if err != nil {
		is(true, "its post: %v", err)
		return problems, nil
	}
	is(post.GetProp("meeting_status") != "ENDED", "its post says %q", post.Message)

	sent, kinds, err := d.sent(ctx, call.ID)
	if err != nil {
		return nil, err
	}
	want := map[string]int{"created": 1, "started": 1, "joined": len(h.stays), "left": len(h.stays), "ended": 1}
	for kind, n := range want {
		is(kinds[kind] != n, "%d events %s, want %d", kinds[kind], kind, n)
	}
	is(len(sent) != 3+2*len(h.stays), "%d events", len(sent))
	is(!slices.Equal(sent, d.receiver.of(call.ID)), "the service was not told all, or not in order")
	return problems, nil
}

// sameStays compares who was there, and when, by the sandbox and by the plugin.
// The sandbox has no time for those who were inside when the call was ended.
func sameStays(h held, noted []client.Stay) bool {
	return slices.EqualFunc(h.stays, noted, func(played wherebytest.PlayedStay, noted client.Stay) bool {
		left := noted.LeftAt == played.Left.UnixMilli() || played.Left.IsZero() && noted.LeftAt > 0
		return noted.UserID == played.Who && noted.JoinedAt == played.Joined.UnixMilli() && left
	})
}

// sent is what the service is to be told of a call, in order.
func (d *day) sent(ctx context.Context, callID string) (ids []string, kinds map[string]int, err error) {
	rows, err := d.DB().QueryContext(ctx,
		"SELECT id, kind FROM whereby_deliveries WHERE call_id = $1 AND connection_id = $2 ORDER BY seq", callID, d.receiver.connection)
	if err != nil {
		return nil, nil, errors.Wrap(err, "list deliveries")
	}
	defer func() { _ = rows.Close() }()
	kinds = map[string]int{}
	for rows.Next() {
		var id, kind string
		if err = rows.Scan(&id, &kind); err != nil {
			return nil, nil, errors.Wrap(err, "read deliveries")
		}
		ids = append(ids, id)
		kinds[kind]++
	}
	return ids, kinds, errors.Wrap(rows.Err(), "read deliveries")
}
