package tests

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
)

func TestStoreKeepsImages(t *testing.T) {
	s := newStoreKit(t)
	now := time.Now().UTC().Truncate(time.Millisecond)
	add := func(id string, madeAt time.Time) brand.Image {
		image := brand.Image{
			ID: id, Kind: brand.RoomBackground, Width: 1400, Height: 900, MadeBy: "admin", MadeAt: madeAt,
			Data: bytes.Repeat([]byte("\x00\xff\x89PNG\r\n'\\"), 60_000),
		}
		s.must(s.AddImage(s.ctx, image))
		return image
	}
	gone := func(id string) {
		t.Helper()
		_, err := s.Image(s.ctx, id)
		assert.Equal(t, call.CodeNoImage, call.CodeOf(err))
	}
	there := func(image brand.Image) {
		t.Helper()
		read, err := s.Image(s.ctx, image.ID)
		require.NoError(t, err)
		assert.Equal(t, image, read)
	}
	dayAgo := now.Add(-24 * time.Hour)
	used, unused := add("used", now.Add(-48*time.Hour)), add("unused", now.Add(-25*time.Hour))
	fresh, again := add("fresh", now), add("again", now.Add(-48*time.Hour))
	there(unused)
	gone("other")
	s.must(s.AddImage(s.ctx, brand.Image{ID: "again", MadeAt: now})) // all but the time is as it was

	s.must(s.KeepImages(s.ctx, []string{"used", "not there"}, dayAgo))
	there(used)
	there(fresh)
	there(again)
	gone("unused")

	s.must(s.KeepImages(s.ctx, nil, dayAgo))
	there(used) // until a day after it was taken out of the settings
	s.must(s.KeepImages(s.ctx, nil, now.Add(time.Hour)))
	gone("used")
	gone("fresh")
	assert.Zero(t, s.count("whereby_images"))
}
