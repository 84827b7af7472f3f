package presence

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestDecide(t *testing.T) {
	now := time.Date(2025, 3, 1, 12, 0, 0, 123_000_000, time.UTC)
	in := func(minutes int) time.Time {
		return now.Add(time.Duration(minutes) * time.Minute).Truncate(time.Second)
	}
	own := func(expiresAt time.Time) model.CustomStatus {
		return model.CustomStatus{Emoji: emoji, Text: "In a call", Duration: byDate, ExpiresAt: expiresAt}
	}
	fresh, running, due, expired := own(in(30)), own(in(11)), own(in(9)), own(in(-60))
	lunch := &model.CustomStatus{Emoji: "pizza", Text: "Lunch", Duration: "one_hour", ExpiresAt: in(20)}
	past := &model.CustomStatus{Emoji: "sun", Text: "Holiday", ExpiresAt: in(-1)}
	forever := &model.CustomStatus{Emoji: "house", Text: "At home"}
	similar := own(in(11).Add(time.Second))

	record := func(state State, earlier *model.CustomStatus, ours ...model.CustomStatus) Record {
		r := Record{UserID: "u", State: state, Earlier: earlier, Ours: ours}
		if state == Set {
			r.RenewAt = ours[0].ExpiresAt.Add(-renewBefore)
		}
		return r
	}
	nothing := func(after Record) step { return step{after: after} }
	sets := func(earlier *model.CustomStatus, ours ...model.CustomStatus) step {
		return step{before: record(Setting, earlier, ours...), after: record(Set, earlier, ours...), changes: true, status: &ours[0]}
	}
	renews := func(earlier *model.CustomStatus, ours ...model.CustomStatus) step {
		next := sets(earlier, ours...)
		next.before.State, next.before.RenewAt = Set, in(-1)
		return next
	}
	restores := func(before Record, status *model.CustomStatus, after State) step {
		before.State, before.RenewAt = Restoring, time.Time{}
		return step{before: before, after: record(after, nil), changes: true, status: status}
	}

	const inside, outside, wanted, unwanted = true, false, true, false
	tests := map[string]struct {
		record  Record
		current *model.CustomStatus
		inside  bool
		wanted  bool
		want    step
	}{
		"comes, no status":               {record(None, nil), nil, inside, wanted, sets(nil, fresh)},
		"comes, with a status":           {record(None, nil), lunch, inside, wanted, sets(lunch, fresh)},
		"comes, with one without an end": {record(None, nil), forever, inside, wanted, sets(forever, fresh)},
		"comes, with an expired one":     {record(None, nil), past, inside, wanted, sets(nil, fresh)},
		"comes, with an empty one":       {record(None, nil), &model.CustomStatus{}, inside, wanted, sets(nil, fresh)},
		"comes, wants none":              {record(None, nil), lunch, inside, unwanted, nothing(record(Unwanted, nil))},
		"has gone before we looked":      {record(None, nil), lunch, outside, unwanted, nothing(record(None, nil))},
		"wants it now":                   {record(Unwanted, nil), lunch, inside, wanted, sets(lunch, fresh)},
		"still wants none":               {record(Unwanted, nil), lunch, inside, unwanted, nothing(record(Unwanted, nil))},
		"left, wanted none":              {record(Unwanted, nil), lunch, outside, unwanted, nothing(record(None, nil))},
		"stays":                          {record(Set, lunch, running), &running, inside, wanted, nothing(record(Set, lunch, running))},
		"stays, time to renew":           {record(Set, lunch, due), &due, inside, wanted, renews(lunch, fresh, due)},
		"stays, was not renewed in time": {record(Set, nil, expired), &expired, inside, wanted, func() step {
			n := renews(nil, fresh, expired)
			n.before.RenewAt = expired.ExpiresAt.Add(-renewBefore)
			return n
		}()},
		"stays, renewal died":             {record(Set, lunch, fresh, due), &due, inside, wanted, nothing(record(Set, lunch, fresh, due))},
		"stays, set another":              {record(Set, lunch, running), forever, inside, wanted, nothing(record(LeftAlone, nil))},
		"stays, removed ours":             {record(Set, lunch, running), nil, inside, wanted, nothing(record(LeftAlone, nil))},
		"stays, put the earlier one back": {record(Set, lunch, running), lunch, inside, wanted, nothing(record(LeftAlone, nil))},
		"stays, chose ours by hand":       {record(Set, lunch, running), &similar, inside, wanted, nothing(record(LeftAlone, nil))},
		"stays with one set meanwhile":    {record(LeftAlone, nil), nil, inside, wanted, nothing(record(LeftAlone, nil))},
		"stays, turned it off":            {record(Set, lunch, running), &running, inside, unwanted, restores(record(Set, lunch, running), lunch, Unwanted)},
		"left":                            {record(Set, lunch, running), &running, outside, unwanted, restores(record(Set, lunch, running), lunch, None)},
		"left, had one without an end":    {record(Set, forever, running), &running, outside, unwanted, restores(record(Set, forever, running), forever, None)},
		"left, had none":                  {record(Set, nil, running), &running, outside, unwanted, restores(record(Set, nil, running), nil, None)},
		"left, earlier one has expired":   {record(Set, past, running), &running, outside, unwanted, restores(record(Set, past, running), nil, None)},
		"left long ago":                   {record(Set, forever, expired), &expired, outside, unwanted, restores(record(Set, forever, expired), forever, None)},
		"left, renewal died":              {record(Set, lunch, fresh, due), &due, outside, unwanted, restores(record(Set, lunch, fresh, due), lunch, None)},
		"left, set another":               {record(Set, lunch, running), forever, outside, unwanted, nothing(record(None, nil))},
		"left with one set meanwhile":     {record(LeftAlone, nil), forever, outside, unwanted, nothing(record(None, nil))},
		"died before setting":             {record(Setting, lunch, running), lunch, inside, wanted, sets(lunch, fresh)},
		"died before setting, no status":  {record(Setting, nil, running), nil, inside, wanted, sets(nil, fresh)},
		"died before setting, expired":    {record(Setting, past, running), past, inside, wanted, sets(nil, fresh)},
		"died before setting, left":       {record(Setting, lunch, running), lunch, outside, unwanted, nothing(record(None, nil))},
		"died before setting, set other":  {record(Setting, lunch, running), forever, inside, wanted, nothing(record(LeftAlone, nil))},
		"died after setting":              {record(Setting, lunch, running), &running, inside, wanted, nothing(record(Set, lunch, running))},
		"died after setting, left":        {record(Setting, lunch, running), &running, outside, unwanted, restores(record(Set, lunch, running), lunch, None)},
		"died before restoring":           {record(Restoring, lunch, running), &running, outside, unwanted, restores(record(Set, lunch, running), lunch, None)},
		"died before restoring, is back":  {record(Restoring, lunch, running), &running, inside, wanted, nothing(record(Set, lunch, running))},
		"died after restoring":            {record(Restoring, lunch, running), lunch, outside, unwanted, nothing(record(None, nil))},
		"died after restoring, is back":   {record(Restoring, lunch, running), lunch, inside, wanted, sets(lunch, fresh)},
		"died after removing":             {record(Restoring, nil, running), nil, outside, unwanted, nothing(record(None, nil))},
		"died restoring, set another":     {record(Restoring, lunch, running), forever, outside, unwanted, nothing(record(None, nil))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := scene{
				record: test.record, current: test.current, inside: test.inside, active: true, wanted: test.wanted,
				text: "In a call", now: now,
			}
			assert.Equal(t, test.want, s.decide())
			s.active, s.wanted = false, false
			assert.False(t, s.decide().changes, "bots and the deactivated are left alone")
		})
	}
}
