package tests

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/store"
	"mattermost-plugin-whereby/server/whereby"
)

// stripes is a PNG in two colours.
func (k *kit) stripes(width, height int, first, second color.Color) []byte {
	k.t.Helper()
	picture := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{first, second})
	for y := range height {
		for x := range width {
			picture.SetColorIndex(x, y, uint8((x+y)/100%2)) //nolint:gosec // 0 or 1
		}
	}
	var out bytes.Buffer
	k.must(png.Encode(&out, picture))
	return out.Bytes()
}

// send gives bytes to the plugin as a user.
func (k *kit) send(user *stack.User, method, path string, body []byte) (status int, answer []byte, header http.Header) {
	k.t.Helper()
	request, err := http.NewRequestWithContext(k.ctx, method, k.PluginURL(path), bytes.NewReader(body))
	k.must(err)
	request.Header.Set("Content-Type", "image/png")
	response, err := k.PluginRequest(k.ctx, user, request)
	k.must(err)
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	k.must(err)
	return response.StatusCode, answer, response.Header
}

// upload hands an image to the plugin as an admin, and gives its id.
func (k *kit) upload(kind string, content []byte) string {
	k.t.Helper()
	status, answer, _ := k.send(k.Admin, http.MethodPost, "/api/v1/admin/images?kind="+kind, content)
	require.Equal(k.t, http.StatusCreated, status, string(answer))
	info, err := brand.Check(brand.Kind(kind), content)
	k.must(err)
	require.Contains(k.t, string(answer), info.ID)
	status, served, header := k.send(k.Admin, http.MethodGet, "/api/v1/admin/images/"+info.ID, nil)
	assert.Equal(k.t, http.StatusOK, status)
	assert.Equal(k.t, content, served)
	assert.Equal(k.t, "image/png", header.Get("Content-Type"))
	assert.Equal(k.t, "default-src 'none'; sandbox", header.Get("Content-Security-Policy"))
	return info.ID
}

// acme is a brand with all that a brand may have, for all calls.
func (k *kit) acme() config.Brand {
	k.t.Helper()
	return config.Brand{
		Name: "acme", Default: true, Primary: "#008080", Secondary: "#102A43", Focus: "#DECBA4",
		Logo:              k.upload("logo", k.stripes(400, 100, sand, teal)),
		RoomBackground:    k.upload("room_background", k.stripes(1400, 900, navy, color.RGBA{24, 60, 92, 255})),
		WaitingBackground: k.upload("waiting_background", k.stripes(1400, 900, teal, color.RGBA{0, 110, 110, 255})),
	}
}

// TestBranding uploads a brand's images and dresses a room in them.
func TestBranding(t *testing.T) {
	k := newKit(t)
	settings := config.Snapshot{Config: config.Defaults()}
	settings.Brands = []config.Brand{k.acme()}

	client := whereby.NewClient(func() whereby.Credentials {
		return whereby.Credentials{BaseURL: k.SandboxURL + "/v1", APIKey: k.Sandbox.APIKey()}
	})
	meeting, err := client.CreateMeeting(k.ctx, whereby.CreateMeeting{EndDate: time.Now().Add(time.Hour), IsLocked: true, Fields: []string{"hostRoomUrl"}})
	k.must(err)
	images := store.New(k.DB(), func() []byte { return make([]byte, 32) })
	dresser := brand.NewDresser(client, images, func() config.Snapshot { return settings }, time.Now)
	k.must(dresser.Dress(k.ctx, strings.TrimPrefix(meeting.RoomName, "/"), ""))
	assert.Len(t, k.Sandbox.Theme(meeting.RoomName), 4)

	page := k.page(k.alice)
	k.must(page.Goto(meeting.RoomURL + "?displayName=Guest"))
	k.must(page.Click("#knock"))
	k.must(page.See("#cancel-knock"))
	k.screenshot(page, "branding-waiting")
	k.must(page.Goto(meeting.HostRoomURL + "&displayName=Host"))
	k.must(page.Click("#join"))
	k.must(page.See("#leave"))
	k.screenshot(page, "branding-room")
}

func TestImagesThatAreRefused(t *testing.T) {
	k := newKit(t)
	good := k.stripes(400, 100, color.White, color.Black)
	for name, test := range map[string]struct {
		user   *stack.User
		body   []byte
		status int
		code   string
	}{
		"not logged in": {nil, good, http.StatusUnauthorized, "not_logged_in"},
		"no admin":      {k.alice, good, http.StatusForbidden, "not_admin"},
		"no PNG":        {k.Admin, []byte("GIF89a"), http.StatusBadRequest, "bad_image"},
		"cut off":       {k.Admin, good[:len(good)-4], http.StatusBadRequest, "bad_image"},
		"too large":     {k.Admin, append(bytes.Clone(good), make([]byte, 600_000)...), http.StatusBadRequest, "bad_image"},
		"far too large": {k.Admin, append(bytes.Clone(good), make([]byte, 5_000_000)...), http.StatusBadRequest, "bad_image"},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer, _ := k.send(test.user, http.MethodPost, "/api/v1/admin/images?kind=logo", test.body)
			assert.Equal(t, test.status, status)
			assert.Contains(t, string(answer), `"code":"`+test.code+`"`)
		})
	}
}
