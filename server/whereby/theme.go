package whereby

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// Colors are a room's, each like #1A2B3C. An empty one stays as the organization has it.
type Colors struct {
	Primary   string `json:"primary,omitempty"`
	Secondary string `json:"secondary,omitempty"`
	Focus     string `json:"focus,omitempty"`
}

// ImagePlace is where in a room an image is shown.
type ImagePlace string

const (
	// PlaceLogo is the logo's; at least 400 pixels wide.
	PlaceLogo ImagePlace = "logo"
	// PlaceRoom is the background of the room; at least 1400 pixels wide, 600 kB at most.
	PlaceRoom ImagePlace = "room-background"
	// PlaceKnock is the background that people see while they knock; sizes as of PlaceRoom.
	PlaceKnock ImagePlace = "room-knock-page-background"
)

// SetColors gives a room colours of its own. Rooms cannot be asked what they have.
func (c *Client) SetColors(ctx context.Context, roomName string, colors Colors) error {
	path, err := themePath(roomName, "tokens")
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{
		"tokens":       map[string]Colors{"colors": colors},
		"tokensPreset": "custom",
	})
	if err != nil {
		return &Error{Kind: Invalid, Message: "the colours cannot be written as JSON"}
	}
	return c.put(ctx, request{path: path, body: body})
}

// SetImage gives a room an image of its own, a PNG.
func (c *Client) SetImage(ctx context.Context, roomName string, place ImagePlace, png []byte) error {
	path, err := themePath(roomName, string(place))
	if err != nil {
		return err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="image"; filename="image.png"`},
		"Content-Type":        {"image/png"},
	})
	if err == nil {
		_, err = part.Write(png)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil { // a buffer takes all
		return &Error{Kind: Invalid, Message: "the image cannot be written as a form"}
	}
	return c.put(ctx, request{path: path, body: body.Bytes(), contentType: form.FormDataContentType()})
}

// put sends a setting, which may be sent again: the last one counts.
func (c *Client) put(ctx context.Context, r request) error {
	r.method = http.MethodPut
	return c.call(ctx, r, nil)
}

// themePath is the one place that knows how a room is named in a path: without its slash. The
// documentation's example has the slash and does not tell how it is sent.
func themePath(roomName, part string) (string, error) {
	path, err := pathOf("/rooms/", strings.TrimPrefix(roomName, "/"))
	return path + "/theme/" + part, err
}
