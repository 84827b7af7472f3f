package call

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGuestURL(t *testing.T) {
	yes := true
	c := Call{ID: "call", Key: "key", Room: Room{URL: "https://acme.whereby.com/room", HostURL: "https://acme.whereby.com/room?roomKey=secret"}}
	tests := map[string]struct {
		name, locale string
		audio        bool
		want         string
	}{
		"named":        {"Zoë Z", "en-US", false, "?displayName=Zo%C3%AB%20Z&lang=en"},
		"nameless":     {"  ", "ja", false, "?lang=jp"},
		"cleaned":      {"<b>Zoe</b>;$!:", "tlh", true, "?cameraAccess=off&displayName=bZoe%2Fb"},
		"bad UTF-8":    {"Zo\xffe", "", false, "?displayName=Zoe"},
		"much":         {strings.Repeat("x", 101), "", false, "?displayName=" + strings.Repeat("x", 100)},
		"an injection": {"a&roomKey=x", "de", false, "?displayName=a%26roomKey%3Dx&lang=de"},
		"nothing":      {"", "", false, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c.Options.AudioOnly = nil
			if test.audio {
				c.Options.AudioOnly = &yes
			}
			link, err := c.GuestURL(test.name, test.locale)
			require.NoError(t, err)
			assert.Equal(t, "https://acme.whereby.com/room"+test.want, link)
		})
	}
}

func TestGuestsOfATownHallWatch(t *testing.T) {
	yes := true
	c := Call{Options: Options{Viewers: &yes}, Room: Room{URL: "https://acme.whereby.com/room", ViewerURL: "https://acme.whereby.com/room?roomKey=viewer"}}
	link, err := c.GuestURL("", "")
	require.NoError(t, err)
	assert.Equal(t, c.Room.ViewerURL.Reveal(), link)
	c.Room.ViewerURL = "" // sealed with another key
	_, err = c.GuestURL("", "")
	assert.Equal(t, CodeUnavailable, CodeOf(err), "nobody becomes a speaker by it")
}
