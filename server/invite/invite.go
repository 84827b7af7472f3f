// Package invite lets people from outside into running calls, by links of our
// own that expire, can be revoked and lead to the visitor's link of the room.
package invite

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

const (
	// longest is how long an invite is good for at most.
	longest = 7 * 24 * time.Hour
	// maxMade is how many invites a person may make within madeWithin.
	maxMade    = 20
	madeWithin = time.Hour
	// maxLive is how many live invites a call may have.
	maxLive = 50
)

// kept is how long an invite is remembered after its end.
const kept = 30 * 24 * time.Hour

// Invite lets one person from outside into a call.
type Invite struct {
	ID     string
	CallID string
	// Name is whom the invite is for, as the inviter calls him; may be an
	// e-mail address or empty.
	Name      string
	MadeBy    string // the inviter's user id
	MadeAt    time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero while it is not
	UsedAt    time.Time // when the guest first came by it; zero until then
	// Browser is the hash of the mark of the browser that used it.
	Browser string
}

// live tells whether the invite can still let somebody in.
func (i Invite) live(now time.Time) bool {
	return i.RevokedAt.IsZero() && now.Before(i.ExpiresAt)
}

// usedElsewhere tells whether the invite is bound to another browser than that of the mark.
func (i Invite) usedElsewhere(mark string) bool {
	return i.Browser != "" && (mark == "" || i.Browser != hash(mark))
}

// View is an invite as the API shows it. Times are milliseconds since 1970, 0
// for not.
type View struct {
	ID         string `json:"id"`
	CallID     string `json:"call_id"`
	Name       string `json:"name"`
	MadeBy     string `json:"made_by"`
	MadeByName string `json:"made_by_name"`
	MadeAt     int64  `json:"made_at"`
	ExpiresAt  int64  `json:"expires_at"`
	RevokedAt  int64  `json:"revoked_at"`
	UsedAt     int64  `json:"used_at"`
}

// View returns the invite for the outside.
func (i Invite) View(madeByName string) View {
	return View{
		ID: i.ID, CallID: i.CallID, Name: i.Name, MadeBy: i.MadeBy, MadeByName: madeByName,
		MadeAt: unixms.Of(i.MadeAt), ExpiresAt: unixms.Of(i.ExpiresAt), RevokedAt: unixms.Of(i.RevokedAt), UsedAt: unixms.Of(i.UsedAt),
	}
}

// Store remembers invites. Of their tokens it knows the hashes only.
type Store interface {
	AddInvite(ctx context.Context, i Invite, tokenHash string) error
	DropInvite(ctx context.Context, id string) error
	// FindInvites lists invites, newest first.
	FindInvites(ctx context.Context, q Query) ([]Invite, error)
	// InviteLoad counts what the limits are about.
	InviteLoad(ctx context.Context, userID string, since time.Time, callID string, now time.Time) (Load, error)
	RevokeInvite(ctx context.Context, id string, at time.Time) error
	// ClaimInvite binds a live invite to a browser, unless it is bound to another.
	ClaimInvite(ctx context.Context, id, browser string, at time.Time) (claimed bool, err error)
	// ForgetInvites drops invites that were over before that time.
	ForgetInvites(ctx context.Context, before time.Time) error
}

// Query selects invites. Its zero values select nothing special.
type Query struct {
	ID        string
	CallID    string
	TokenHash string
	// LiveAt selects those that are neither revoked nor expired at that time.
	LiveAt time.Time
}

// Load is how much was made already.
type Load struct {
	Made   int       // by the person, since the time asked for
	Oldest time.Time // of these
	Live   int       // of the call
}

// randomText matches what random makes.
var randomText = regexp.MustCompile(`^[a-z2-7]{26}$`)

// random returns 130 random bits that can stand in a URL.
func random() string { return strings.ToLower(rand.Text()) }

// NewMark returns a mark by which a browser is known again.
func NewMark() string { return random() }

// IsMark tells whether a text can be a mark.
func IsMark(text string) bool { return randomText.MatchString(text) }

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// PagePath is where an invite's page is, below the plugin's address. What
// follows it is secret.
const PagePath = "/i/"

// url is an invite's link. It is told once and kept nowhere.
func url(siteURL, token string) string {
	return siteURL + "/plugins/whereby" + PagePath + token
}

// mayInvite tells whether the person may invite guests to the channel's calls.
func mayInvite(a call.Access, allowed bool) error {
	switch {
	case !a.Member:
		return &call.Error{Code: call.CodeNotMember}
	case !allowed:
		return &call.Error{Code: call.CodeInvitesOff}
	case a.Person.Guest:
		return &call.Error{Code: call.CodeGuestMayNotInvite}
	case !a.MayPost || a.Channel.Archived:
		return &call.Error{Code: call.CodeMayNotInvite}
	}
	return nil
}
