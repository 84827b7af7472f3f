package brand

import (
	"context"
	stderrors "errors"
	"time"

	"github.com/pkg/errors"
	"golang.org/x/sync/errgroup"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	// partCost is what one part of a brand costs of Whereby's points per minute.
	partCost = 3
	// budgetAge is how long what Whereby said about points counts.
	budgetAge = time.Minute
)

// Rooms is what a Dresser needs of whereby.Client.
type Rooms interface {
	SetColors(ctx context.Context, roomName string, colors whereby.Colors) error
	SetImage(ctx context.Context, roomName string, place whereby.ImagePlace, png []byte) error
	Budget() whereby.Budget
}

// Images is where uploaded images are.
type Images interface {
	// KeepImages drops those that are older than before and not among the ids.
	KeepImages(ctx context.Context, ids []string, before time.Time) error
	// Image returns a call.Error with call.CodeNoImage when there is none of this id.
	Image(ctx context.Context, id string) (Image, error)
}

// Dresser gives rooms the looks of a brand. Make it with NewDresser.
type Dresser struct {
	rooms    Rooms
	images   *cache
	settings func() config.Snapshot
	now      func() time.Time
}

// NewDresser returns a dresser that asks for the settings every time.
func NewDresser(rooms Rooms, images Images, settings func() config.Snapshot, now func() time.Time) *Dresser {
	return &Dresser{rooms: rooms, images: newCache(images), settings: settings, now: now}
}

// Dress gives a room the looks of a brand by its name: "" is the default brand,
// call.NoBrand none.
//
// It costs 3 points for each of up to four parts (colours, logo, two
// backgrounds), 12 for a whole brand, of the 100 or 1000 that an organization
// has per minute. While less than twice as much is left it spends none and
// fails with call.CodeRateLimited: making rooms comes first. The parts are sent
// at the same time, so it takes as long as the slowest, usually the upload of a
// background of up to 600 kB; ctx bounds it. A part that fails leaves the room
// as the organization has it there; the other parts are sent all the same.
func (d *Dresser) Dress(ctx context.Context, roomName, brandName string) error {
	if brandName == call.NoBrand {
		return nil
	}
	looks, found := d.settings().Usable().Brand(brandName)
	switch {
	case !found && brandName == "": // there is no default brand
		return nil
	case !found:
		return errors.Errorf("there is no brand %q", brandName)
	}
	parts := d.parts(roomName, looks)
	if len(parts) == 0 {
		return nil
	}
	if err := d.afford(len(parts) * partCost); err != nil {
		return err
	}
	// A part that fails does not cancel the others, and all failures are told.
	failures := make([]error, len(parts))
	var sent errgroup.Group
	for i, send := range parts {
		sent.Go(func() error {
			failures[i] = send(ctx)
			return nil
		})
	}
	_ = sent.Wait()
	return errors.Wrapf(stderrors.Join(failures...), "dress %s as %s", roomName, looks.Name)
}

// unusedFor is how long an image is kept without a brand that has it: somebody
// may have uploaded it and not saved the settings yet.
const unusedFor = 24 * time.Hour

// Sweep drops images that no brand has.
func (d *Dresser) Sweep(ctx context.Context) error {
	ids, known := d.settings().BrandImages()
	if !known {
		return nil
	}
	return errors.Wrap(d.images.images.KeepImages(ctx, ids, d.now().Add(-unusedFor)), "drop unused images")
}

// parts are what has to be sent for a brand.
func (d *Dresser) parts(roomName string, looks config.Brand) (parts []func(context.Context) error) {
	colors := whereby.Colors{Primary: looks.Primary, Secondary: looks.Secondary, Focus: looks.Focus}
	if colors != (whereby.Colors{}) {
		parts = append(parts, func(ctx context.Context) error {
			return errors.Wrap(d.rooms.SetColors(ctx, roomName, colors), "colours")
		})
	}
	for _, image := range []struct {
		place whereby.ImagePlace
		id    string
	}{
		{whereby.PlaceLogo, looks.Logo},
		{whereby.PlaceRoom, looks.RoomBackground},
		{whereby.PlaceKnock, looks.WaitingBackground},
	} {
		if image.id == "" {
			continue
		}
		parts = append(parts, func(ctx context.Context) error {
			png, err := d.images.png(ctx, image.id)
			if err == nil {
				err = d.rooms.SetImage(ctx, roomName, image.place, png)
			}
			return errors.Wrapf(err, "%s (image %s)", image.place, image.id)
		})
	}
	return parts
}

// afford tells whether there are points to spend, as far as Whereby has said so
// within this minute.
func (d *Dresser) afford(cost int) error {
	budget, now := d.rooms.Budget(), d.now()
	if budget.RetryAt.After(now) {
		return &call.Error{Code: call.CodeRateLimited, Wait: budget.RetryAt.Sub(now)}
	}
	back := budget.ResetAt
	if back.IsZero() {
		back = budget.SeenAt.Add(budgetAge)
	}
	fresh := now.Sub(budget.SeenAt) < budgetAge && now.Before(back)
	if !budget.Known || !fresh || budget.Remaining >= 2*cost {
		return nil
	}
	return &call.Error{
		Code: call.CodeRateLimited, Wait: back.Sub(now),
		Cause: errors.Errorf("%d points left, the brand costs %d", budget.Remaining, cost),
	}
}
