package wherebytest

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// maxBackground is how large a background image may be, in bytes. Logos have no limit.
const maxBackground = 600_000

// Theme is what was set for a room: by the last part of the path ("tokens", "logo",
// "room-background", "room-knock-page-background").
type Theme map[string]ThemePart

// ThemePart is one setting: the JSON that was sent, or an image.
type ThemePart struct {
	JSON       json.RawMessage `json:"json,omitempty"`
	Image      []byte          `json:"image,omitempty"`
	ImageType  string          `json:"image_type,omitempty"`
	EscapedURL string          `json:"escaped_url"` // the path as it was spelled
}

// Theme is what was set for a room by its name.
func (s *Sandbox) Theme(room string) Theme {
	s.lock()
	defer s.unlock()
	return maps.Clone(s.themes["/"+strings.TrimPrefix(room, "/")])
}

// putTheme serves PUT /v1/rooms/{roomName}/theme/{part}. The documentation leaves open whether the
// name's own slash is sent; the spellings name, %2Fname and /name are all taken.
func (s *Sandbox) putTheme(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.EscapedPath(), "/v1/rooms/")
	escapedName, part, found := strings.Cut(path, "/theme/")
	name, err := url.PathUnescape(escapedName)
	if !found || err != nil || !slices.Contains([]string{"tokens", "logo", "room-background", "room-knock-page-background"}, part) {
		writeError(w, http.StatusNotFound, "not found")
		return
	}
	setting, err := readThemePart(r, part)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	setting.EscapedURL = r.URL.EscapedPath()

	s.lock()
	defer s.unlock()
	m, err := s.room(name)
	if err != nil {
		writeError(w, http.StatusNotFound, "does not exist")
		return
	}
	if s.themes[m.roomName] == nil {
		s.themes[m.roomName] = Theme{}
	}
	s.themes[m.roomName][part] = setting
	w.WriteHeader(http.StatusNoContent)
}

func readThemePart(r *http.Request, part string) (ThemePart, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && mediaType == "application/json":
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return ThemePart{}, errors.New("body cannot be read")
		}
		return ThemePart{JSON: raw}, checkThemeJSON(part, raw)
	case err == nil && mediaType == "multipart/form-data" && part != "tokens":
		return readImage(r, part)
	default:
		return ThemePart{}, errors.New("content type must be multipart/form-data or application/json")
	}
}

func readImage(r *http.Request, part string) (ThemePart, error) {
	file, header, err := r.FormFile("image")
	if err != nil {
		return ThemePart{}, errors.New("the part named image is missing")
	}
	defer func() { _ = file.Close() }()
	image, err := io.ReadAll(file)
	if err != nil || len(image) == 0 {
		return ThemePart{}, errors.New("the image is empty")
	}
	if part != "logo" && len(image) > maxBackground {
		return ThemePart{}, errors.New("the image is larger than 600 kB")
	}
	return ThemePart{Image: image, ImageType: header.Header.Get("Content-Type")}, nil
}

// pageTheme is how a room's page looks.
type pageTheme struct {
	Colors map[string]string `json:"colors"` // by their names: primary, secondary, focus
	Images map[string]string `json:"images"` // where they are, by the last part of the path
}

func themeOf(roomName string, theme Theme) pageTheme {
	look := pageTheme{Colors: map[string]string{}, Images: map[string]string{}}
	for name, part := range theme {
		if part.Image != nil {
			look.Images[name] = "/_room" + roomName + "/theme/" + name
		}
	}
	var tokens themeTokens
	if json.Unmarshal(theme["tokens"].JSON, &tokens) == nil && tokens.TokensPreset == "custom" {
		maps.Copy(look.Colors, tokens.Tokens.Colors)
	}
	return look
}

// serveThemeImage serves an image to the room's page.
func (s *Sandbox) serveThemeImage(w http.ResponseWriter, r *http.Request) {
	part := s.Theme(r.PathValue("room"))[r.PathValue("part")]
	if part.Image == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png") // whatever was sent
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(part.Image)
}

var colour = regexp.MustCompile(`^#[a-fA-F0-9]{6}$`)

// themeTokens is the body of PUT …/theme/tokens.
type themeTokens struct {
	Tokens struct {
		Colors map[string]string `json:"colors"`
	} `json:"tokens"`
	TokensPreset string `json:"tokensPreset"`
}

func checkThemeJSON(part string, raw []byte) error {
	var body struct {
		themeTokens
		Palette string `json:"palette"`
		Theme   string `json:"theme"`
	}
	if json.Unmarshal(raw, &body) != nil {
		return errors.New("body is not valid JSON")
	}
	switch part {
	case "tokens":
		for name, value := range body.Tokens.Colors {
			if !slices.Contains([]string{"primary", "secondary", "focus"}, name) || !colour.MatchString(value) {
				return errors.Errorf("tokens.colors.%s must be primary, secondary or focus, and a colour like #1A2B3C", name)
			}
		}
		return oneOf("tokensPreset", body.TokensPreset, "", "custom", "default")
	case "logo":
		return oneOf("theme", body.Theme, "default")
	default:
		if err := oneOf("palette", body.Palette, "", "default", "grey", "purple", "burgund"); err != nil {
			return err
		}
		return oneOf("theme", body.Theme, "", "default", "mountains", "characters", "rocks")
	}
}

func oneOf(field, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return errors.Errorf("%s must be one of: %s", field, strings.TrimSpace(strings.Join(allowed, " ")))
}
