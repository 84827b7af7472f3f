package whereby

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/call"
)

const (
	// checkTime bounds a whole check; the last of it is left for cleaning up.
	checkTime   = 15 * time.Second
	cleanupTime = 4 * time.Second
	// checkAttempt is for one attempt at one request.
	checkAttempt = 5 * time.Second
	// checkPrefix begins the names of the rooms that a check makes.
	checkPrefix = "mattermost-check-"
	// tolerableSkew is how far the clocks may differ before anybody is warned.
	tolerableSkew = time.Minute
)

// Wants are the features of a plan that the settings let people ask for.
type Wants struct {
	Record     bool
	Transcribe bool
	Stream     bool
}

// Level is how bad a Finding is.
type Level string

// The levels.
const (
	LevelOK      Level = "ok"
	LevelWarning Level = "warning" // calls work, something about them does not
	LevelProblem Level = "problem" // calls do not work
)

// Finding is one thing that a check found out.
type Finding struct {
	Level Level
	Code  FindingCode
	// Host is who was asked, for what happened on the way there. No Finding has more of the address,
	// or anything of the key.
	Host string
	// Status of the answer, where one came.
	Status int
	// Wait is how long until there are points again, with FoundNoPoints.
	Wait time.Duration
	// Skew is how far our clock is ahead of Whereby's, negative when it is behind, with FoundSkew.
	Skew time.Duration
	// Remaining of Limit points of this minute are left, with FoundPoints.
	Remaining, Limit int
}

// FindingCode names a finding; package i18n has the words for it.
type FindingCode string

// What a check finds.
const (
	FoundKeyWorks FindingCode = "key_works"
	FoundRoomMade FindingCode = "room_made" // and deleted
	FoundPoints   FindingCode = "points"
	FoundClock    FindingCode = "clock_right" // of Look alone

	FoundRecording     FindingCode = "recording"
	FoundTranscription FindingCode = "transcription"
	FoundStreaming     FindingCode = "streaming"

	FoundNoRecording     FindingCode = "no_recording"
	FoundNoTranscription FindingCode = "no_transcription"
	FoundNoStreaming     FindingCode = "no_streaming"
	FoundPlanUnknown     FindingCode = "plan_unknown" // the answer told nothing about the plan
	FoundRoomLeft        FindingCode = "room_left"    // made, but not deleted
	FoundSkew            FindingCode = "clock"

	FoundNoKey      FindingCode = "no_key"
	FoundKeyGarbled FindingCode = "key_characters"
	FoundBadAddress FindingCode = "address"

	FoundNoName      FindingCode = "name_not_found"
	FoundRefused     FindingCode = "refused"
	FoundUnreachable FindingCode = "unreachable"
	FoundTimeout     FindingCode = "timeout"
	FoundProxy       FindingCode = "proxy"
	FoundAuthority   FindingCode = "tls_authority" // the certificate's issuer is not trusted
	FoundWrongName   FindingCode = "tls_name"      // the certificate is another's
	FoundExpired     FindingCode = "tls_expired"   // or not valid yet
	FoundNoTLS       FindingCode = "tls"

	FoundRedirect    FindingCode = "redirect"
	FoundNotAPI      FindingCode = "not_the_api"
	FoundKeyWrong    FindingCode = "key_wrong"
	FoundForbidden   FindingCode = "forbidden"
	FoundNoPoints    FindingCode = "points_used_up"
	FoundTrouble     FindingCode = "whereby_trouble"
	FoundRoomRefused FindingCode = "room_refused"
)

// Check tries credentials out: it lists a meeting, makes a room and deletes it, and another one for
// each feature that is wanted. That costs 6 points and 5 for each feature, and no minutes: nobody
// enters the rooms. It ends after 15 s at the latest, with at least one finding.
func Check(ctx context.Context, credentials Credentials, wants Wants) []Finding {
	c := newChecker(credentials)
	defer c.wire.close()
	ctx, cancel := context.WithTimeout(ctx, checkTime-cleanupTime)
	defer cancel()

	if !c.credentialsPossible(ctx) {
		return c.findings
	}
	if c.keyWorks(ctx) && c.roomWorks(ctx) {
		c.features(ctx, wants)
	}
	c.clock()
	c.points()
	return c.findings
}

// checker is one check.
type checker struct {
	credentials Credentials
	host        string
	client      *Client
	wire        *wire
	findings    []Finding
}

func newChecker(credentials Credentials) *checker {
	credentials.APIKey = strings.TrimSpace(credentials.APIKey)
	c := &checker{credentials: credentials, wire: newWire()}
	if u, err := url.Parse(strings.TrimSpace(credentials.BaseURL)); err == nil {
		c.host = u.Host
	}
	c.client = NewClient(func() Credentials { return credentials },
		WithHTTPClient(&http.Client{Transport: c.wire}), WithTimeout(checkAttempt))
	return c
}

func (c *checker) found(level Level, code FindingCode) {
	c.findings = append(c.findings, Finding{Level: level, Code: code, Host: c.host})
}

// credentialsPossible finds what cannot be sent at all.
func (c *checker) credentialsPossible(ctx context.Context) bool {
	_, err := c.client.newRequest(ctx, request{method: http.MethodGet}, c.credentials)
	switch {
	case c.credentials.APIKey == "":
		c.found(LevelProblem, FoundNoKey)
	case err != nil && err.Kind == Unauthorized:
		c.found(LevelProblem, FoundKeyGarbled)
	case err != nil:
		c.found(LevelProblem, FoundBadAddress)
	}
	return err == nil
}

func (c *checker) keyWorks(ctx context.Context) bool {
	if _, err := c.client.ListMeetings(ctx, ListMeetings{Limit: 1}); err != nil {
		c.findings = append(c.findings, c.failure(err))
		return false
	}
	c.found(LevelOK, FoundKeyWorks)
	return true
}

// roomWorks makes a plain room.
func (c *checker) roomWorks(ctx context.Context) bool {
	deleted, err := c.try(ctx, CreateMeeting{})
	switch {
	case err != nil:
		f := c.failure(err)
		if f.Code == FoundNotAPI && KindOf(err) == Invalid {
			f.Code = FoundRoomRefused
		}
		c.findings = append(c.findings, f)
	case !deleted:
		c.found(LevelWarning, FoundRoomLeft)
	default:
		c.found(LevelOK, FoundRoomMade)
	}
	return err == nil
}

// features asks for one feature after the other, so that it is clear which of them is refused.
// None of them starts: nobody is there, and all wait for the host.
func (c *checker) features(ctx context.Context, wants Wants) {
	for _, feature := range []struct {
		wanted  bool
		has     FindingCode
		lacks   FindingCode
		meeting CreateMeeting
	}{
		{wants.Record, FoundRecording, FoundNoRecording, CreateMeeting{
			Recording: &Recording{Type: RecordingCloud, StartTrigger: TriggerNone},
		}},
		{wants.Transcribe, FoundTranscription, FoundNoTranscription, CreateMeeting{
			LiveTranscription: &LiveTranscription{Language: "en", StartTrigger: TriggerManual},
		}},
		{wants.Stream, FoundStreaming, FoundNoStreaming, CreateMeeting{
			Streaming: &Streaming{Destination: StreamingDestination{URL: "rtmps://example.com/live/check"}, StartTrigger: TriggerNone},
		}},
	} {
		if !feature.wanted {
			continue
		}
		deleted, err := c.try(ctx, feature.meeting)
		switch {
		case KindOf(err) == Forbidden:
			c.found(LevelWarning, feature.lacks)
		case err != nil:
			c.found(LevelWarning, FoundPlanUnknown)
			return
		default:
			c.found(LevelOK, feature.has)
		}
		if !deleted {
			c.found(LevelWarning, FoundRoomLeft)
			return
		}
	}
}

// try makes a room that ends in a minute, and deletes it: also one that may have been made although
// no answer told so.
func (c *checker) try(ctx context.Context, meeting CreateMeeting) (deleted bool, err error) {
	theirNow := time.Now().Add(-c.wire.skew()).UTC()
	meeting.EndDate = theirNow.Add(time.Minute).Truncate(time.Millisecond)
	meeting.RoomNamePrefix = checkPrefix
	made, err := c.client.CreateMeeting(ctx, meeting)
	// Also when the time is up, or the caller has gone.
	cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	ids := []string{made.ID}
	if made.ID == "" {
		if e := asOwn(err); e == nil || !e.MayHaveHappened() {
			return true, err
		}
		found, lookupErr := NewRooms(c.client).Lookup(cleanup, call.RoomSpec{
			NamePrefix: checkPrefix, EndDate: meeting.EndDate, RequestedAt: theirNow,
		})
		if lookupErr != nil {
			return false, err
		}
		ids = found
	}
	deleted = true
	for _, id := range ids {
		deleted = c.client.DeleteMeeting(cleanup, id) == nil && deleted
	}
	return deleted, err
}

// clock compares the clocks. Links that end and signed webhooks need both to agree.
func (c *checker) clock() {
	if skew := c.wire.skew(); skew.Abs() > tolerableSkew && c.answeredByWhereby() {
		c.findings = append(c.findings, Finding{Level: LevelWarning, Code: FoundSkew, Host: c.host, Skew: skew})
	}
}

func (c *checker) answeredByWhereby() bool {
	for _, f := range c.findings {
		switch f.Code {
		case FoundRedirect, FoundNotAPI:
			return false
		}
	}
	return true
}

func (c *checker) points() {
	if budget := c.client.Budget(); budget.Known {
		c.findings = append(c.findings, Finding{
			Level: LevelOK, Code: FoundPoints, Host: c.host, Remaining: budget.Remaining, Limit: budget.Limit,
		})
	}
}
