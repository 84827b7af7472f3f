package brand_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// shelf is an Images, and counts how often it was asked.
type shelf struct {
	kept   []string // what the last sweep kept
	before time.Time
	mu     sync.Mutex
	images map[string]string
	asked  int
}

func (s *shelf) KeepImages(_ context.Context, ids []string, before time.Time) error {
	s.kept, s.before = ids, before
	return nil
}

func (s *shelf) Image(_ context.Context, id string) (brand.Image, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	data, found := s.images[id]
	if !found {
		return brand.Image{}, &call.Error{Code: call.CodeNoImage}
	}
	return brand.Image{ID: id, Data: []byte(data)}, nil
}

// wardrobe is a Dresser at work on a room of a sandbox.
type wardrobe struct {
	*brand.Dresser
	sandbox  *wherebytest.Sandbox
	client   *whereby.Client
	settings config.Snapshot
	shelf    *shelf
	room     string
	now      time.Time
}

func id(digit string) string { return strings.Repeat(digit, 64) }

func newWardrobe(t *testing.T, points int, brands ...config.Brand) *wardrobe {
	t.Helper()
	w := &wardrobe{
		sandbox: wherebytest.New(wherebytest.WithPoints(points)),
		shelf:   &shelf{images: map[string]string{id("1"): "logo", id("2"): "room", id("3"): "waiting"}},
		now:     time.Now(),
	}
	server := httptest.NewServer(w.sandbox)
	t.Cleanup(server.Close)
	t.Cleanup(w.sandbox.Close)
	w.client = whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: server.URL + "/v1", APIKey: w.sandbox.APIKey()}
	})
	made, err := w.client.CreateMeeting(t.Context(), whereby.CreateMeeting{EndDate: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	w.room = strings.TrimPrefix(made.RoomName, "/")
	w.settings.Config = config.Defaults()
	w.settings.Brands = brands
	w.Dresser = brand.NewDresser(w.client, w.shelf, func() config.Snapshot { return w.settings }, func() time.Time { return w.now })
	return w
}

func whole() config.Brand {
	return config.Brand{
		Name: "acme", Default: true, Primary: "#112233", Secondary: "#445566",
		Logo: id("1"), RoomBackground: id("2"), WaitingBackground: id("3"),
	}
}

func TestDress(t *testing.T) {
	w := newWardrobe(t, 1000, whole(), config.Brand{Name: "plain"}, config.Brand{Name: "coloured", Focus: "#000000"})
	for _, name := range []string{"none", "plain"} {
		sent := len(w.sandbox.Requests())
		require.NoError(t, w.Dress(t.Context(), w.room, name))
		assert.Len(t, w.sandbox.Requests(), sent, "nothing to do for %s", name)
	}

	require.NoError(t, w.Dress(t.Context(), w.room, "coloured"))
	assert.JSONEq(t, `{"tokens":{"colors":{"focus":"#000000"}},"tokensPreset":"custom"}`, string(w.sandbox.Theme(w.room)["tokens"].JSON))

	require.NoError(t, w.Dress(t.Context(), w.room, ""))
	theme := w.sandbox.Theme(w.room)
	assert.JSONEq(t, `{"tokens":{"colors":{"primary":"#112233","secondary":"#445566"}},"tokensPreset":"custom"}`, string(theme["tokens"].JSON))
	assert.Equal(t, "logo", string(theme["logo"].Image))
	assert.Equal(t, "room", string(theme["room-background"].Image))
	assert.Equal(t, "waiting", string(theme["room-knock-page-background"].Image))

	require.NoError(t, w.Dress(t.Context(), w.room, "acme"))
	assert.Equal(t, 3, w.shelf.asked, "images are kept in memory")

	require.ErrorContains(t, w.Dress(t.Context(), w.room, "gone"), `no brand "gone"`)
	w.settings.Brands = nil
	require.NoError(t, w.Dress(t.Context(), w.room, ""), "without a default brand")
}

func TestDressGoesOn(t *testing.T) {
	w := newWardrobe(t, 1000, whole())
	delete(w.shelf.images, id("2"))
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultForbidden, Path: "/rooms/*/theme/tokens"})

	err := w.Dress(t.Context(), w.room, "acme")

	require.ErrorContains(t, err, "room-background (image "+id("2")+"): no_image")
	require.ErrorContains(t, err, "colours: whereby: forbidden")
	assert.Len(t, w.sandbox.Theme(w.room), 2, "what could be sent was")
	w.shelf.images[id("2")] = "back"
	w.sandbox.ClearFaults()
	require.NoError(t, w.Dress(t.Context(), w.room, "acme"), "what is missing is not remembered")
}

func TestDressMindsThePoints(t *testing.T) {
	w := newWardrobe(t, 26, whole()) // 3 of them spent on the room
	sent := len(w.sandbox.Requests())

	err := w.Dress(t.Context(), w.room, "acme")

	assert.Equal(t, call.CodeRateLimited, call.CodeOf(err))
	require.ErrorContains(t, err, "23 points left, the brand costs 12")
	assert.Len(t, w.sandbox.Requests(), sent)
	w.now = w.now.Add(time.Minute + time.Second)
	require.NoError(t, w.Dress(t.Context(), w.room, "acme"), "a minute later there are new ones")
}

func TestDressAfterRefusal(t *testing.T) {
	w := newWardrobe(t, 1000, whole())
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultRateLimited, Times: 1})
	_, err := w.client.ListMeetings(t.Context(), whereby.ListMeetings{})
	require.Error(t, err)
	assert.Equal(t, call.CodeRateLimited, call.CodeOf(w.Dress(t.Context(), w.room, "")))
}

func TestDressInTime(t *testing.T) {
	w := newWardrobe(t, 1000, whole())
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultSlow, Delay: 300 * time.Millisecond, Path: "/rooms/*/theme/*"})
	start := time.Now()
	require.NoError(t, w.Dress(t.Context(), w.room, ""))
	assert.Less(t, time.Since(start), 900*time.Millisecond, "all parts at once")

	w.sandbox.ClearFaults()
	w.sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, Path: "/rooms/*/theme/logo"})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, w.Dress(ctx, w.room, ""), context.DeadlineExceeded)
}

func TestDressForgetsOldImages(t *testing.T) {
	brands := make([]config.Brand, 17)
	w := newWardrobe(t, 1000)
	for i := range brands {
		image := fmt.Sprintf("%064x", i)
		brands[i] = config.Brand{Name: fmt.Sprint("b", i), Logo: image}
		w.shelf.images[image] = "x"
	}
	w.settings.Brands = brands
	for range 2 {
		for i := range brands {
			require.NoError(t, w.Dress(t.Context(), w.room, fmt.Sprint("b", i)))
		}
	}
	assert.Equal(t, 34, w.shelf.asked)
	require.NoError(t, w.Dress(t.Context(), w.room, "b16"))
	assert.Equal(t, 34, w.shelf.asked)
}

func TestSweepDropsUnusedImages(t *testing.T) {
	w := newWardrobe(t, 1000, config.Brand{Name: "acme", Logo: id("1")}, config.Brand{Name: "other", Logo: id("1"), RoomBackground: id("2")})
	require.NoError(t, w.Sweep(t.Context()))
	assert.Equal(t, []string{id("1"), id("2")}, w.shelf.kept)
	assert.Equal(t, w.now.Add(-24*time.Hour), w.shelf.before, "somebody may not have saved yet")

	w.shelf.kept = nil
	garbled, err := config.FromMap(map[string]any{"brands": "[{"})
	require.NoError(t, err)
	w.settings.Config = garbled
	require.NoError(t, w.Sweep(t.Context()))
	assert.Nil(t, w.shelf.kept, "nothing is dropped while the setting cannot be read")
}
