package notify

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"mattermost-plugin-whereby/server/call"
)

// Kind is what kind of service a connection leads to.
type Kind string

// The kinds.
const (
	Webhook  Kind = "webhook"
	Slack    Kind = "slack"
	GA4      Kind = "ga4"
	Mixpanel Kind = "mixpanel"
)

// Need is a part of a connection that a kind cannot do without.
type Need string

// The needs.
const (
	NeedsURL     Need = "url"
	NeedsSecret  Need = "secret"
	NeedsAccount Need = "account"
)

// Traits are what connections of a kind have and what is usual for them.
type Traits struct {
	Kind Kind `json:"kind"`
	// Events are those that the service can be told of.
	Events        []call.EventKind `json:"events"`
	UsualEvents   []call.EventKind `json:"usual_events"`
	UsualPersonal bool             `json:"usual_personal"`
	UsualURL      string           `json:"usual_url"`
	Needs         []Need           `json:"needs"`
}

// Kinds lists the kinds.
func Kinds() []Traits {
	all := []call.EventKind{
		call.EventCreated, call.EventStarted, call.EventJoined, call.EventLeft, call.EventEnded, call.EventMissed,
		call.EventRecordingReady, call.EventTranscriptReady, call.EventSummaryReady,
	}
	posted := []call.EventKind{call.EventCreated, call.EventEnded, call.EventMissed}
	counted := []call.EventKind{
		call.EventCreated, call.EventStarted, call.EventJoined, call.EventLeft, call.EventEnded, call.EventMissed,
	}
	usuallyCounted := []call.EventKind{call.EventCreated, call.EventStarted, call.EventJoined, call.EventEnded, call.EventMissed}
	return []Traits{
		{Kind: Webhook, Events: all, UsualEvents: all, Needs: []Need{NeedsURL}},
		{Kind: Slack, Events: posted, UsualEvents: posted, UsualPersonal: true, Needs: []Need{NeedsURL}},
		{
			Kind: GA4, Events: counted, UsualEvents: usuallyCounted, Needs: []Need{NeedsAccount, NeedsSecret},
			UsualURL: "https://www.google-analytics.com/mp/collect",
		},
		{
			Kind: Mixpanel, Events: counted, UsualEvents: usuallyCounted, Needs: []Need{NeedsAccount},
			UsualURL: "https://api.mixpanel.com/import?strict=1",
		},
	}
}

// traits are empty for a kind that there is not.
func (k Kind) traits() Traits {
	for _, t := range Kinds() {
		if t.Kind == k {
			return t
		}
	}
	return Traits{}
}

// Events returns the kinds of events that connections of a kind can have.
func (k Kind) Events() []call.EventKind { return k.traits().Events }

// UsualRules are those of a connection that was given none.
func (k Kind) UsualRules() Rules {
	t := k.traits()
	return Rules{Events: t.UsualEvents, Personal: t.UsualPersonal}
}

var (
	measurementID = regexp.MustCompile(`^G-[A-Za-z0-9]{4,20}$`)
	projectToken  = regexp.MustCompile(`^[A-Za-z0-9]{8,64}$`)
	apiSecret     = regexp.MustCompile(`^[!-~]{8,128}$`)
)

// goodAccount also takes none where none is needed.
func (k Kind) goodAccount(account string) bool {
	switch k {
	case GA4:
		return measurementID.MatchString(account)
	case Mixpanel:
		return projectToken.MatchString(account)
	default:
		return true
	}
}

func (k Kind) goodSecret(secret string) bool {
	switch k {
	case Webhook:
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
		return err == nil && strings.HasPrefix(secret, secretPrefix) && len(key) >= minSecret && len(key) <= maxSecret
	case GA4:
		return apiSecret.MatchString(secret)
	default:
		return true
	}
}

// Complete fills in what is usual where nothing was given, and leaves out what
// the kind has no use for.
func (c Connection) Complete() Connection {
	t := c.Kind.traits()
	if c.URL == "" {
		c.URL = t.UsualURL
	}
	if c.Key == "" {
		c.Key = randomKey()
	}
	switch {
	case c.Kind == Webhook && c.Secret == "":
		c.Secret = secretPrefix + randomKey()
	case c.Kind != Webhook && !slices.Contains(t.Needs, NeedsSecret):
		c.Secret = ""
	}
	if !slices.Contains(t.Needs, NeedsAccount) {
		c.Account = ""
	}
	return c
}
