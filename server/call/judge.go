package call

import "context"

// Judge says how urgent a call is by what it is about.
type Judge interface {
	// Judge answers the zero Verdict when it has none. It keeps to the time
	// that the admin gives it, for the call's post waits.
	Judge(ctx context.Context, m Matter) Verdict
}

// Matter is what a call is about.
type Matter struct {
	Starter   Person
	ChannelID string
	Topic     string
	// PostID is the message that the call is started about, and RootID its
	// thread; both empty when there is none.
	PostID string
	RootID string
}

// Verdict is a priority for a call, and why.
type Verdict struct {
	Priority Priority
	// Notify are whom the post mentions, as in Extras.
	Notify []string
	Why
}

// Why is what speaks for a priority that nobody asked for.
type Why struct {
	// JudgedBy is empty for a priority that somebody asked for.
	JudgedBy Decider `json:"judged_by,omitempty"`
	// Word is the keyword that was found, with ByKeywords.
	Word string `json:"judged_word,omitempty"`
	// Reason is the machine's, plain text on one line, with ByAgents; it may be empty.
	Reason string `json:"judged_reason,omitempty"`
}

// Decider is who gave a priority.
type Decider string

// The deciders.
const (
	ByKeywords Decider = "keywords"
	ByAgents   Decider = "agents"
)

// judge lets the Judge think while the room is made; what it returns waits for
// the verdict. Nothing is asked about a call that has a priority, that was
// planned ahead, or of which nothing is known.
func (s *Service) judge(ctx context.Context, c Call, postID string, starter Person) func() Verdict {
	if s.Judge == nil || c.Options.Priority != "" || c.ScheduleID != "" || c.Options.Topic == "" && c.RootID == "" {
		return noVerdict
	}
	verdict := make(chan Verdict, 1)
	go func() {
		verdict <- s.Judge.Judge(ctx, Matter{
			Starter: starter, ChannelID: c.ChannelID, Topic: c.Options.Topic, PostID: postID, RootID: c.RootID,
		})
	}()
	return func() Verdict { return <-verdict }
}

func noVerdict() Verdict { return Verdict{} }

// heed makes the verdict the call's own. Whom a template notifies is notified
// as it says.
func (o *Options) heed(v Verdict) {
	if v.Priority == "" {
		return
	}
	o.Priority, o.Why = v.Priority, v.Why
	if len(o.Notify) == 0 {
		o.Notify = v.Notify
	}
}
