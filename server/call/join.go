package call

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pkg/errors"
)

// maxDisplayName is in characters. Source: Whereby's table of URL parameters,
// which also forbids the characters of forbiddenInNames.
const (
	maxDisplayName   = 100
	forbiddenInNames = "$!<>:;"
)

// Join returns the person's own link into the call: the host's for the host,
// the viewer's for those who only watch a town hall, the visitor's for
// everybody else. Membership is checked each time.
func (s *Service) Join(ctx context.Context, callID, userID string) (string, error) {
	c, access, err := s.Get(ctx, callID, userID)
	if err != nil {
		return "", err
	}
	if err = c.CheckJoinable(); err != nil {
		return "", err
	}
	link, err := s.linkFor(ctx, c, userID)
	if err != nil {
		return "", err
	}
	link, err = joinURL(link, c, access.Person)
	if err == nil {
		s.Publisher.Publish([]Event{{Kind: EventAnswered, At: s.now(), Call: c, Who: Visitor{UserID: userID}}})
	}
	return link, err
}

// linkFor picks the link that goes with what the person is in the call.
func (s *Service) linkFor(ctx context.Context, c Call, userID string) (string, error) {
	switch {
	case c.HostID == userID:
		return s.secretURL(ctx, c, c.Room.HostURL, func(l RoomLinks) SecretURL { return l.Host })
	case c.Options.IsTownHall() && !slices.Contains(c.Options.Speakers, userID):
		return s.secretURL(ctx, c, c.Room.ViewerURL, func(l RoomLinks) SecretURL { return l.Viewer })
	}
	return c.Room.URL, nil
}

// secretURL asks Whereby again when our copy of a link cannot be read, as
// after a change of the encryption key.
func (s *Service) secretURL(ctx context.Context, c Call, known SecretURL, pick func(RoomLinks) SecretURL) (string, error) {
	if known != "" {
		return known.Reveal(), nil
	}
	links, err := s.Rooms.Links(ctx, c.Room.MeetingID)
	if err != nil {
		return "", err
	}
	if pick(links) == "" {
		return "", &Error{Code: CodeUnavailable, Cause: errors.New("the link is not in Whereby's answer")}
	}
	return pick(links).Reveal(), nil
}

// joinURL adds to a room's link what makes it this person's own. Somebody from
// outside has no id, and none at Whereby.
func joinURL(link string, c Call, p Person) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", errors.New("the room's link cannot be read") // the link itself may be a secret
	}
	q := u.Query()
	if name := displayName(p); name != "" {
		q.Set("displayName", name)
	}
	if lang := roomLanguage(p.Locale); lang != "" {
		q.Set("lang", lang)
	}
	if p.ID != "" {
		q.Set("externalId", externalID(c, p.ID))
	}
	if c.Options.IsAudioOnly() {
		q.Set("cameraAccess", "off")
	}
	// %20 and + both mean a space here, but only %20 means it everywhere.
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	return u.String(), nil
}

func displayName(p Person) string {
	name := p.DisplayName
	if name == "" {
		name = p.Username
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(forbiddenInNames, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, CleanTopic(name))
	if runes := []rune(name); len(runes) > maxDisplayName {
		name = string(runes[:maxDisplayName])
	}
	return strings.TrimSpace(name)
}

// roomLanguage maps Mattermost's locale to Whereby's spelling of the
// languages it has, empty when it has none. Source: Whereby's table of URL parameters.
func roomLanguage(locale string) string {
	locale = strings.ToLower(locale)
	switch locale {
	case "zh-tw":
		return "zh-hant"
	case "zh-cn":
		return ""
	}
	lang, _, _ := strings.Cut(locale, "-")
	switch lang {
	case "ja":
		return "jp"
	case "no", "nn":
		return "nb"
	case "cs", "da", "nl", "en", "fr", "de", "el", "hi", "hu", "it", "nb", "pt", "pl", "es", "sv", "uk":
		return lang
	}
	return ""
}

// externalID is the id under which Whereby reports a person of this call back
// to us: the user id and ten characters that only we can make. Whereby takes
// 36 characters of [A-Za-z0-9-_] at most; a Mattermost id has 26.
func externalID(c Call, userID string) string {
	scope := c.ID
	if c.Room.Lasting { // who stays for the next call is known in it too
		scope = c.Room.MeetingID
	}
	mac := hmac.New(sha256.New, []byte(c.Key))
	mac.Write([]byte(scope + "/" + userID))
	return userID + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))[:10]
}
