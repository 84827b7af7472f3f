package call

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

const (
	// emptyGrace is for people who come back: an empty call is over after it.
	// Whereby ends its sessions after about as long.
	emptyGrace = time.Minute
	// insightsLag is how far Whereby's insights are behind. Source: Whereby's
	// "Insights suite and API" guide, which says 10 to 15 minutes.
	insightsLag = 16 * time.Minute
	// quietTime is how long no webhook may come before insights are asked.
	quietTime = 20 * time.Minute
	// reportDelay lets the last webhooks of a call come in before its report.
	reportDelay = 10 * time.Second
	// grantedVisitor is Whereby's role of somebody who knocked and was let in.
	grantedVisitor = "granted_visitor"
)

// observe takes in what Whereby reported. Any order and any number of times
// lead to the same record.
func (c *Call) observe(o Observation, now time.Time) {
	c.HeardAt = latest(c.HeardAt, now)
	switch o.Kind {
	case SawJoined, SawLeft:
		c.observePerson(o)
	case SawKnock:
		if c.State.Running() {
			c.happened(EventKnocked, o.At, c.visitor(o.Who), "")
		}
	case SawKnockOver:
		c.happened(EventKnockOver, o.At, c.visitor(o.Who), "")
	case SawSessionEnd:
		if c.State == Live && c.attended() && c.Empty() {
			c.end(ReasonLeft, "", c.lastSeen())
		}
	case SawFile:
		c.addFile(o.File)
	}
	c.stayNameless()
	c.follow(now)
}

func (c *Call) observePerson(o Observation) {
	who := c.visitor(o.Who)
	left := o.Kind == SawLeft
	isNew := c.see(who, mark{at: o.At, left: left})
	// Of two counts of one moment, as when everybody is removed at once, the lower is the later.
	// A bot's leaving says nothing of when people left.
	if o.Inside >= 0 && !who.Bot && (o.At.After(c.CountedAt) || o.At.Equal(c.CountedAt) && o.Inside < c.Inside) {
		c.Inside, c.CountedAt = o.Inside, o.At
	}
	if !isNew {
		return
	}
	c.begin()
	if left {
		c.happened(EventLeft, o.At, who, "")
		return
	}
	if who.Role == grantedVisitor {
		c.happened(EventKnockOver, o.At, who, "")
	}
	c.happened(EventJoined, o.At, who, "")
}

// learn takes in what insights tell of people: late, but whole for sessions of
// two or more. What webhooks have told stays as it is.
func (c *Call) learn(sightings []Sighting, now time.Time) {
	isNew := false
	for _, s := range sightings {
		isNew = c.learnStay(s) || isNew
	}
	if isNew {
		c.happened(EventCorrected, now, Visitor{}, "")
		if c.State.Running() {
			c.Inferred = true
		}
	}
	c.stayNameless()
	c.follow(now)
}

func (c *Call) learnStay(s Sighting) bool {
	const near = 5 * time.Second
	who := c.visitor(s)
	isNear := func(a, b time.Time) bool { return !a.IsZero() && !b.IsZero() && a.Sub(b).Abs() <= near }
	var own []Stay
	for _, stay := range c.Stays {
		if stay.ParticipantID == s.ParticipantID {
			own = append(own, stay)
		}
	}
	isNew := false
	known := slices.ContainsFunc(own, func(stay Stay) bool { return isNear(stay.JoinedAt, s.JoinedAt) })
	if !known && !s.JoinedAt.IsZero() {
		isNew = c.see(who, mark{at: s.JoinedAt})
	}
	known = slices.ContainsFunc(own, func(stay Stay) bool { return isNear(stay.LeftAt, s.LeftAt) })
	if !known && !s.LeftAt.IsZero() {
		isNew = c.see(who, mark{at: s.LeftAt, left: true}) || isNew
	}
	return isNew
}

// visitor tells who somebody is. Only an id that we issued for this call
// makes him a person of Mattermost.
func (c Call) visitor(s Sighting) Visitor {
	return Visitor{ParticipantID: s.ParticipantID, UserID: c.issuedTo(s.ExternalID), Name: s.Name, Role: s.Role, Bot: s.Bot}
}

func (c *Call) addFile(f File) {
	for _, known := range c.Files {
		if known.ID == f.ID {
			return
		}
	}
	c.Files = append(c.Files, f)
	slices.SortStableFunc(c.Files, func(a, b File) int { return a.ReadyAt.Compare(b.ReadyAt) })
	c.changes().files[f.ID] = true
	kind := EventRecordingReady
	if f.Kind == Transcript {
		kind = EventTranscriptReady
	}
	c.happened(kind, f.ReadyAt, Visitor{}, f.ID)
}

// begin makes an open call live when somebody was seen in it. That it has
// started is told before who came.
func (c *Call) begin() {
	if c.State != Open || !c.attended() {
		return
	}
	c.State = Live
	c.retime()
	c.happened(EventStarted, c.StartedAt, Visitor{}, "")
}

// follow brings the call's state in line with who was seen in it.
func (c *Call) follow(now time.Time) {
	c.begin()
	if c.State == Missed && c.attended() {
		c.State = Ended
		if c.Empty() {
			c.EndReason = ReasonLeft
		}
		c.happened(EventEnded, now, Visitor{}, "")
	}
	switch {
	case c.State != Live || !c.Empty():
		c.EmptySince, c.Inferred = time.Time{}, c.Inferred && !c.State.Running()
	case c.EmptySince.IsZero():
		c.EmptySince = now
	}
	c.retime()
	c.plan(now)
}

// retime computes the times that follow from who was there.
func (c *Call) retime() {
	if !c.attended() || c.State == Failed {
		return
	}
	started := time.Time{}
	for _, s := range c.Stays {
		if !s.Bot && (started.IsZero() || s.from().Before(started)) {
			started = s.from()
		}
	}
	c.StartedAt = started
	if c.EndReason == ReasonLeft {
		c.EndedAt = c.lastSeen()
	}
}

// end makes a running call an ended one.
func (c *Call) end(reason EndReason, by string, at time.Time) {
	c.State, c.EndReason, c.EndedBy, c.EndedAt = Ended, reason, by, at
	c.EmptySince = time.Time{}
	c.retime()
	c.happened(EventEnded, c.EndedAt, Visitor{}, "")
	c.RepairAt, c.Repairs = c.EndedAt.Add(insightsLag), 0
}

// miss makes an open call a missed one.
func (c *Call) miss(at time.Time) {
	c.State, c.EndReason, c.EndedAt = Missed, ReasonTime, at
	c.happened(EventMissed, at, Visitor{}, "")
	c.RepairAt, c.Repairs = at.Add(insightsLag), 0
}

// tick does what the clock demands. webhooksWork tells that silence means
// that nobody came.
func (c *Call) tick(now time.Time, webhooksWork bool) {
	askedAfterEnd := c.RepairAt.After(c.ExpiresAt.Add(insightsLag))
	switch {
	case c.State != Open && c.State != Live:
	case c.State == Live && !c.EmptySince.IsZero() && !now.Before(c.emptyUntil()):
		c.end(ReasonLeft, "", c.lastSeen())
	case c.State == Open && !now.Before(c.ExpiresAt) && (webhooksWork || askedAfterEnd):
		c.miss(c.ExpiresAt)
	case !now.Before(c.silentAt()):
		at := c.ExpiresAt
		if c.State == Live {
			at = at.Add(roomGrace)
		}
		c.end(ReasonTime, "", at)
	}
	c.plan(now)
}

// silentAt is from when on Whereby reports nothing any more. Of a lasting room
// it goes on reporting, so only a long silence counts there.
func (c Call) silentAt() time.Time {
	at := c.ExpiresAt.Add(roomGrace)
	if c.Room.Lasting && c.State == Live {
		at = latest(at, latest(c.HeardAt, c.StartedAt).Add(webhooksSilent))
	}
	return at
}

// emptyUntil is how long an empty call waits for people to come back. Without
// webhooks it must be seen empty for long: insights do not know of now.
func (c Call) emptyUntil() time.Time {
	if c.HeardAt.IsZero() {
		return c.lastSeen().Add(2 * insightsLag)
	}
	return c.EmptySince.Add(emptyGrace)
}

// plan notes when the call needs to be looked at next.
func (c *Call) plan(now time.Time) {
	next := time.Time{}
	at := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	if c.postDiffers() {
		at(now)
	}
	if !c.RepairAt.IsZero() {
		at(c.RepairAt)
	}
	switch c.State {
	case Creating:
		at(c.CreatedAt.Add(startLease + time.Millisecond))
	case Open, Live:
		at(c.silentAt())
		if c.alsoMissing() {
			at(now)
		}
		if due, ok := c.remindAt(); ok {
			at(due)
		}
		if c.State == Open && now.Before(c.ExpiresAt) {
			at(c.ExpiresAt)
		}
		if !c.EmptySince.IsZero() {
			at(c.emptyUntil())
		}
	default:
		if due, ok := c.roomDue(now); ok {
			at(due)
		}
		if c.reportDiffers() {
			at(latest(now, c.EndedAt).Add(reportDelay))
		}
	}
	// An earlier look than needed does no harm, and spares the index.
	if next.IsZero() || !c.CheckAt.After(now) || next.Before(c.CheckAt) {
		c.CheckAt = next
	}
}

// planRepair notes when insights are asked next, after they have been asked.
func (c *Call) planRepair(now time.Time) {
	c.RepairAt = time.Time{}
	switch {
	case c.State == Open || c.State == Live:
		c.RepairAt = now.Add(quietTime)
		if last := c.ExpiresAt.Add(insightsLag); now.Before(last) && c.RepairAt.After(last) {
			c.RepairAt = last
		}
	case !c.attended():
	case c.Repairs == 0:
		c.RepairAt = now.Add(time.Hour)
	case c.Repairs == 1 && len(c.Files) > 0 && c.Summary == "":
		c.RepairAt = now.Add(3 * time.Hour)
	}
	if !c.State.Running() {
		c.Repairs++
	}
}

// roomDue tells when the room of a call that is over is to be removed.
func (c Call) roomDue(now time.Time) (time.Time, bool) {
	switch {
	case c.Room.Lasting, c.Room.State != RoomMade && c.Room.State != RoomRequested:
		return time.Time{}, false
	case c.State == Ended && (c.EndReason == ReasonTime || c.Inferred):
		return c.ExpiresAt.Add(roomGrace), true // people may be inside unseen; nobody asked them to leave
	}
	return now, true
}

// remindAt tells when it is to be said that nobody has joined.
func (c Call) remindAt() (time.Time, bool) {
	if c.State != Open || c.Reminded || c.Options.RemindMinutes <= 0 {
		return time.Time{}, false
	}
	due := c.CreatedAt.Add(time.Duration(c.Options.RemindMinutes) * time.Minute)
	return due, due.Before(c.ExpiresAt)
}

// alsoMissing tells whether the call still has to be posted in its second channel.
func (c Call) alsoMissing() bool {
	return (c.State == Open || c.State == Live) && c.Options.AlsoIn != "" && c.AlsoPostID == ""
}

// face is what the post shows, in short; it is written anew when this changes.
func (c Call) face() string {
	switch c.State {
	case Creating, Open, Live:
		return string(Open)
	case Ended:
		return fmt.Sprintf("ended/%d/%d", c.EndedAt.Sub(c.StartedAt)/time.Second, len(c.People())) + c.hostMark()
	}
	return string(c.State) + c.hostMark()
}

// hostMark makes the post be written anew when it was forgotten who started the call.
func (c Call) hostMark() string {
	if c.HostID == "" {
		return "/" + nobody
	}
	return ""
}

func (c Call) postDiffers() bool {
	return c.PostID != "" && c.State != Creating && c.Shown != c.face()
}

// reportMark is what the report in the thread tells, in short: empty when
// there is nothing to tell.
func (c Call) reportMark() string {
	if c.State != Ended || !c.attended() {
		return ""
	}
	told, err := json.Marshal([]any{c.StartedAt.UnixMilli(), c.EndedAt.UnixMilli(), c.EndedBy, c.People(), c.Files, c.Summary})
	if err != nil { // it holds nothing that cannot be encoded
		return "?"
	}
	sum := sha256.Sum256(told)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func (c Call) reportDiffers() bool {
	return (c.PostID != "" || c.RootID != "") && c.Reported != c.reportMark()
}

// issuedTo returns the person for whom an id was made, empty when we did not
// make it for this call.
func (c Call) issuedTo(id string) string {
	const userIDLength = 26
	if len(id) <= userIDLength {
		return ""
	}
	userID := id[:userIDLength]
	if !hmac.Equal([]byte(id), []byte(externalID(c, userID))) {
		return ""
	}
	return userID
}
