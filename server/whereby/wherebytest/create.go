package wherebytest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/pkg/errors"
)

const maxPrefix = 39

// createRequest is the body of POST /meetings; nil: not given, or null.
type createRequest struct {
	EndDate         *string  `json:"endDate"`
	IsLocked        *bool    `json:"isLocked"`
	RoomMode        *string  `json:"roomMode"`
	RoomNamePrefix  *string  `json:"roomNamePrefix"`
	RoomNamePattern *string  `json:"roomNamePattern"`
	TemplateType    *string  `json:"templateType"`
	Fields          []string `json:"fields"`
	Recording       *struct {
		Type         *string      `json:"type"`
		Destination  *destination `json:"destination"`
		StartTrigger *string      `json:"startTrigger"`
	} `json:"recording"`
	LiveTranscription *struct {
		Destination  *destination `json:"destination"`
		StartTrigger *string      `json:"startTrigger"`
		Language     *string      `json:"language"`
		LiveCaptions *bool        `json:"liveCaptions"`
	} `json:"liveTranscription"`
	Streaming *struct {
		Destination *struct {
			URL *string `json:"url"`
		} `json:"destination"`
		StartTrigger *string `json:"startTrigger"`
	} `json:"streaming"`
}

type destination struct {
	Provider           *string `json:"provider"`
	AuthenticationType *string `json:"authenticationType"`
	Bucket             *string `json:"bucket"`
	FileFormat         *string `json:"fileFormat"`
}

// readCreate decodes the body. Fields it does not know are ignored, as everywhere at Whereby.
func readCreate(r *http.Request) (createRequest, json.RawMessage, error) {
	var asked createRequest
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return asked, nil, errors.New("content type must be application/json")
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return asked, nil, errors.New("body cannot be read")
	}
	if json.Unmarshal(raw, &asked) != nil {
		return asked, nil, errors.New("body is not a valid JSON object of a meeting")
	}
	return asked, raw, nil
}

var prefixPattern = regexp.MustCompile(`^[a-z0-9-]*$`)

// languages of session transcription.
const languages = "ca zh zh-TW cs da nl en en-US en-GB fi fr de de-CH el hi id it ja ko lv ms no pl pt pt-BR ro ru sk es sv th tr uk vi"

// check validates by the documentation, and strictly where it is silent: what passes here should
// pass at Whereby.
func (c *createRequest) check(now time.Time) (time.Time, error) {
	if c.EndDate == nil {
		return time.Time{}, errors.New("endDate is required")
	}
	endDate, err := parseDate(*c.EndDate)
	if err != nil {
		return time.Time{}, errors.New("endDate must be an ISO 8601 date")
	}
	if endDate.Before(now.Truncate(time.Millisecond)) {
		return time.Time{}, errors.New("endDate must not be in the past")
	}
	prefix := c.prefix()
	switch {
	case strings.HasPrefix(value(c.RoomNamePrefix), "/"):
		return time.Time{}, errors.New("roomNamePrefix must not start with a slash")
	case len(prefix) > maxPrefix:
		return time.Time{}, errors.New("roomNamePrefix must have at most 39 characters")
	case !prefixPattern.MatchString(prefix):
		return time.Time{}, errors.New("roomNamePrefix may have letters a-z, digits and hyphens")
	}
	return endDate, c.checkEnums()
}

func (c *createRequest) checkEnums() error {
	checks := []enumCheck{
		{"roomMode", c.RoomMode, "normal group"},
		{"roomNamePattern", c.RoomNamePattern, "uuid human-short"},
		{"templateType", c.TemplateType, "viewerMode"},
	}
	if r := c.Recording; r != nil {
		if r.Type == nil {
			return errors.New("recording.type is required")
		}
		checks = append(checks, enumCheck{"recording.type", r.Type, "none local cloud"},
			enumCheck{"recording.startTrigger", r.StartTrigger, "none prompt automatic automatic-2nd-participant"})
		checks = append(checks, r.Destination.checks("recording")...)
	}
	if t := c.LiveTranscription; t != nil {
		checks = append(checks, enumCheck{"liveTranscription.language", t.Language, languages},
			enumCheck{"liveTranscription.startTrigger", t.StartTrigger, "none manual automatic automatic-2nd-participant"})
		checks = append(checks, t.Destination.checks("liveTranscription")...)
	}
	if t := c.Streaming; t != nil {
		if t.Destination == nil || value(t.Destination.URL) == "" {
			return errors.New("streaming.destination.url is required")
		}
		checks = append(checks, enumCheck{"streaming.startTrigger", t.StartTrigger, "none prompt automatic"})
	}
	for _, check := range checks {
		if check.value != nil && !slices.Contains(strings.Fields(check.allowed), *check.value) {
			return errors.Errorf("%s must be one of: %s", check.field, check.allowed)
		}
	}
	return nil
}

// enumCheck is a field that, if given, must be one of the allowed words.
type enumCheck struct {
	field   string
	value   *string
	allowed string
}

func (d *destination) checks(parent string) []enumCheck {
	if d == nil {
		return nil
	}
	return []enumCheck{
		{parent + ".destination.provider", d.Provider, "s3 whereby"},
		{parent + ".destination.authenticationType", d.AuthenticationType, "accessKey roleBased"},
		{parent + ".destination.fileFormat", d.FileFormat, "mkv mp4"},
	}
}

func (c *createRequest) needsPaidPlan() bool {
	return c.LiveTranscription != nil || c.Streaming != nil || c.Recording != nil && value(c.Recording.Type) == "cloud"
}

// prefix is what Whereby makes of the prefix: lower case, without white space.
func (c *createRequest) prefix() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, value(c.RoomNamePrefix))
}

// parseDate reads an ISO date; without an offset it is UTC.
func parseDate(text string) (time.Time, error) {
	var date time.Time
	var err error
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if date, err = time.Parse(layout, text); err == nil {
			return date.UTC().Truncate(time.Millisecond), nil
		}
	}
	return date, err
}

// randomPart of a room name. The alphabet of human-short is not known; this one has no look-alikes.
func randomPart(pattern string) string {
	if pattern != "human-short" {
		return uuid.NewString()
	}
	const alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
	random := make([]byte, 6)
	_, _ = rand.Read(random) // never fails
	for i, b := range random {
		random[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(random)
}

// newRoomKey looks like the JWT of a real link, and is as opaque.
func newRoomKey(role string) string {
	signature := make([]byte, 32)
	_, _ = rand.Read(signature) // never fails
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		encode([]byte(`{"id":"`+uuid.NewString()+`","role":"`+role+`"}`)) + "." + encode(signature)
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
