package whereby_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestTheme(t *testing.T) {
	sandbox, client := newSandbox(t)
	made, err := client.CreateMeeting(t.Context(), inAnHour())
	require.NoError(t, err)
	png := bytes.Repeat([]byte("\x89PNG\r\n--"), 70_000)

	require.NoError(t, client.SetColors(t.Context(), made.RoomName, whereby.Colors{Primary: "#1A2B3C", Focus: "#ffffff"}))
	for _, place := range []whereby.ImagePlace{whereby.PlaceLogo, whereby.PlaceRoom, whereby.PlaceKnock} {
		require.NoError(t, client.SetImage(t.Context(), made.RoomName, place, append(png, place...)))
	}

	theme := sandbox.Theme(made.RoomName)
	assert.Len(t, theme, 4)
	assert.JSONEq(t, `{"tokens":{"colors":{"primary":"#1A2B3C","focus":"#ffffff"}},"tokensPreset":"custom"}`, string(theme["tokens"].JSON))
	assert.Equal(t, "/v1/rooms"+made.RoomName+"/theme/tokens", theme["tokens"].EscapedURL)
	for _, part := range []string{"logo", "room-background", "room-knock-page-background"} {
		assert.Equal(t, append(png, part...), theme[part].Image, part)
		assert.Equal(t, "image/png", theme[part].ImageType)
	}
}

func TestThemeFaults(t *testing.T) {
	tests := []struct {
		fault wherebytest.Fault
		kind  whereby.Kind
		sent  int
	}{
		{wherebytest.Fault{Kind: wherebytest.FaultUnauthorized}, whereby.Unauthorized, 1},
		{wherebytest.Fault{Kind: wherebytest.FaultRateLimited}, whereby.RateLimited, 1},
		{wherebytest.Fault{Kind: wherebytest.FaultServerError}, whereby.Unavailable, 3},
		{wherebytest.Fault{Kind: wherebytest.FaultServerError, Times: 1}, 0, 2},
		{wherebytest.Fault{Kind: wherebytest.FaultCut, Times: 1, AfterWork: true}, 0, 2},
		{wherebytest.Fault{Kind: wherebytest.FaultHang}, whereby.Unavailable, 1},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s %d times", test.fault.Kind, test.fault.Times), func(t *testing.T) {
			t.Parallel()
			sandbox, client := newSandbox(t)
			made, err := client.CreateMeeting(t.Context(), inAnHour())
			require.NoError(t, err)
			test.fault.Path = "/rooms/*/theme/*"
			sandbox.Inject(test.fault)
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if test.fault.Kind == wherebytest.FaultHang {
				ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
			}

			err = client.SetImage(ctx, made.RoomName, whereby.PlaceLogo, []byte("png"))

			assert.Equal(t, test.kind, whereby.KindOf(err))
			sandbox.ClearFaults()
			assert.Eventually(t, func() bool { return puts(sandbox) == test.sent }, 5*time.Second, 10*time.Millisecond)
		})
	}
}

func puts(sandbox *wherebytest.Sandbox) (count int) {
	for _, request := range sandbox.Requests() {
		if request.Method == http.MethodPut {
			count++
		}
	}
	return count
}

func TestThemeRefused(t *testing.T) {
	sandbox, client := newSandbox(t)
	made, err := client.CreateMeeting(t.Context(), inAnHour())
	require.NoError(t, err)
	room := made.RoomName
	for name, test := range map[string]struct {
		err    error
		status int
	}{
		"no colour":        {client.SetColors(t.Context(), room, whereby.Colors{Primary: "red"}), http.StatusBadRequest},
		"large background": {client.SetImage(t.Context(), room, whereby.PlaceRoom, make([]byte, 600_001)), http.StatusBadRequest},
		"empty image":      {client.SetImage(t.Context(), room, whereby.PlaceLogo, nil), http.StatusBadRequest},
	} {
		e := asError(t, test.err)
		assert.Equal(t, whereby.Invalid, e.Kind, name)
		assert.Equal(t, test.status, e.Status, name)
	}
	assert.Equal(t, whereby.NotFound, whereby.KindOf(client.SetColors(t.Context(), "nobody", whereby.Colors{})))
	assert.Empty(t, sandbox.Theme(room))

	sent := len(sandbox.Requests())
	for _, name := range []string{"", "/", "..", "/.."} {
		assert.Equal(t, whereby.Invalid, whereby.KindOf(client.SetColors(t.Context(), name, whereby.Colors{})), name)
		assert.Equal(t, whereby.Invalid, whereby.KindOf(client.SetImage(t.Context(), name, whereby.PlaceLogo, nil)), name)
	}
	assert.Len(t, sandbox.Requests(), sent, "names that cannot be are not sent")
	assert.Equal(t, whereby.NotFound, whereby.KindOf(client.SetColors(t.Context(), "/a/../b?c", whereby.Colors{})))
	assert.Equal(t, "/v1/rooms/a/../b?c/theme/tokens", sandbox.Requests()[sent].Path, "escaped on its way")
}
