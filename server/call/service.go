package call

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"time"
)

// undoTimeout bounds the tidying up after a failed start. What it does not
// achieve is left to the sweep.
const undoTimeout = 15 * time.Second

// Service is the one way to start, join and end calls.
type Service struct {
	Store     Store
	Journal   Journal
	Rooms     Rooms
	Archive   Archive
	Cards     Cards
	Directory Directory
	Publisher Publisher
	Lasting   RoomStore
	Dresser   Dresser
	Pace      Pace
	Pool      Pool
	Herald    Herald
	// Judge is nil where nobody judges.
	Judge Judge
	// Settings returns the settings in force now.
	Settings func() Settings
	Now      func() time.Time
	Log      *slog.Logger

	work    work
	opening opening
}

// StartRequest asks for a call.
type StartRequest struct {
	UserID    string
	ChannelID string
	RootID    string
	// PostID is the message that the call is about, when it is not RootID.
	PostID string
	// Second starts another call beside the one that runs.
	Second bool
	// Ask is set while the starter can be asked: in a large channel nothing is
	// posted then, and the answer is an Error with CodeLargeChannel.
	Ask bool
	// InRoom starts the call in the channel's lasting room, which is made if
	// there is none.
	InRoom bool
	// ScheduleID and Planned start the call that was planned for that time, in
	// the schedule's room. It is started once, however often that is tried.
	ScheduleID string
	Planned    time.Time
	Options    Options
	// Way is how the person asked; it changes nothing.
	Way Way
	// Failed, if set, lets Start answer as soon as the link is posted. That the
	// call is open is written down beside the answer, and Failed told if that
	// cannot be done.
	Failed func(error)
}

// Start makes a room and posts its link: reserve, room, post, open. Whatever
// fails, the steps done are undone; what a crash leaves is finished by Sweep.
// While a call runs in the channel it answers an Error with CodeRunning and that call.
func (s *Service) Start(ctx context.Context, req StartRequest) (Call, error) {
	ctx, cancel := context.WithTimeout(ctx, StartTimeout)
	defer cancel()

	settings := s.Settings()
	quick := req.ScheduleID == "" && !req.InRoom && req.Options.Topic == "" && s.Pool.Ready()
	room, members := s.roomSoon(ctx, req, quick), s.membersSoon(ctx, req, settings)
	options, access, err := s.allowed(ctx, req, settings)
	if err != nil {
		return Call{}, err
	}
	if err = s.checkSize(ctx, req, settings.LargeChannel, members); err != nil {
		return Call{}, err
	}
	if req.ScheduleID == "" { // the clock keeps its own pace
		if wait := s.Pace.Take(req.UserID, s.now()); wait > 0 {
			return Call{}, &Error{Code: CodeRateLimited, Ours: true, Wait: wait}
		}
	}
	rootID := ""
	if req.RootID != "" {
		if rootID, err = s.Directory.Thread(ctx, req.RootID, req.ChannelID); err != nil {
			return Call{}, err
		}
	}

	now := s.now()
	c := Call{
		ID:        strings.ToLower(rand.Text()),
		ChannelID: access.Channel.ID,
		TeamID:    access.Channel.TeamID,
		RootID:    rootID,
		HostID:    access.Person.ID,
		Second:    req.Second,

		ScheduleID: req.ScheduleID,
		Planned:    req.Planned,
		Options:    options,
		Room:       Room{State: RoomRequested},
		Key:        rand.Text(),
		State:      Creating,
		CreatedAt:  now,
		// Milliseconds by chance, so that a room whose creation went
		// unanswered can be told from others by its end date.
		ExpiresAt: now.Add(options.Duration()).Truncate(time.Second).Add(anyMilliseconds()),
	}
	c.plan(now)
	if c, err = s.place(ctx, c, req, access, settings, quick, room); err != nil {
		return Call{}, err
	}
	fillUp := func() {} // at last: the one who waits for the link comes first
	if s.recipe(c, settings) != "" {
		fillUp = s.Pool.Wanted
	}
	verdict := s.judge(ctx, c, cmp.Or(req.PostID, req.RootID), access.Person)
	if c.Room.Lasting {
		c, err = s.stillThere(ctx, c)
	}
	if err == nil {
		c, err = s.post(ctx, c, settings, access.Person, verdict)
	}
	if err == nil && req.Failed != nil {
		return s.openSoon(c, req.Failed, fillUp), nil
	}
	defer fillUp()
	if err == nil {
		c, err = s.open(ctx, c)
	}
	if err != nil {
		return s.undo(ctx, c, err)
	}
	return c, nil
}

// allowed asks the Policy about a start and returns what it comes to.
func (s *Service) allowed(ctx context.Context, req StartRequest, settings Settings) (Options, Access, error) {
	return s.allowedAt(ctx, req, settings, s.now())
}

func (s *Service) allowedAt(ctx context.Context, req StartRequest, settings Settings, at time.Time) (Options, Access, error) {
	access, err := s.Directory.Access(ctx, req.UserID, req.ChannelID)
	if err != nil {
		return Options{}, access, err
	}
	if err = mayPostCall(access); err != nil { // before anything is said of the options
		return Options{}, access, err
	}
	options, err := settings.resolve(req.Options, access, at)
	if err != nil {
		return options, access, err
	}
	if !settings.Configured {
		return options, access, &Error{Code: CodeNotConfigured}
	}
	template, _ := settings.Template(options.Template)
	return options, access, s.mayStart(ctx, access, options, template.Always, settings, at)
}

// mayStart asks the Policy. Roles and the team are looked up only if its rules need them.
func (s *Service) mayStart(ctx context.Context, a Access, o Options, always bool, settings Settings, at time.Time) (err error) {
	if settings.Policy.NeedsRoles() {
		if a.Roles, err = s.Directory.Roles(ctx, a.Person.ID, a.Channel.ID); err != nil {
			return err
		}
	}
	var team Team
	if a.Channel.TeamID != "" && settings.Policy.NeedsTeam() {
		if team, err = s.Directory.Team(ctx, a.Person.ID, a.Channel.TeamID); err != nil {
			return err
		}
	}
	return settings.Policy.MayStart(a, team, o, always, at)
}

// MayStart tells whether the person may start an ordinary call in the channel now.
func (s *Service) MayStart(ctx context.Context, userID, channelID string) error {
	_, _, err := s.allowed(ctx, StartRequest{UserID: userID, ChannelID: channelID}, s.Settings())
	return err
}

// membersSoon counts the channel's people if the starter may have to be asked.
func (s *Service) membersSoon(ctx context.Context, req StartRequest, settings Settings) func() (int, error) {
	if !req.Ask || settings.LargeChannel <= 0 {
		return func() (int, error) { return 0, nil }
	}
	return soon(&s.work, func() (int, error) { return s.Directory.Members(ctx, req.ChannelID) })
}

// checkSize answers CodeLargeChannel for a channel of more than most people, but
// CodeRunning when there is no call to be started.
func (s *Service) checkSize(ctx context.Context, req StartRequest, most int, count func() (int, error)) error {
	members, err := count()
	if err != nil || members <= most {
		return err
	}
	if !req.Second {
		running, err := s.Store.Find(ctx, Query{ChannelID: req.ChannelID, Running: true, Limit: 1})
		if err != nil {
			return err
		}
		if len(running) > 0 && !running[0].abandoned(s.now()) && !running[0].overdue(s.now()) {
			return &Error{Code: CodeRunning, Call: &running[0]}
		}
	}
	return &Error{Code: CodeLargeChannel, Members: members}
}

// Get returns a call to somebody who may see it, with that person's standing
// in its channel.
func (s *Service) Get(ctx context.Context, callID, userID string) (Call, Access, error) {
	c, err := s.stored(ctx, callID)
	if err != nil {
		return Call{}, Access{}, err
	}
	access, err := s.Directory.Access(ctx, userID, c.ChannelID)
	if err != nil {
		return Call{}, Access{}, err
	}
	if also := c.Options.AlsoIn; also != "" && !access.Member {
		// To whom it was posted there, the call is open too.
		if there, err := s.Directory.Access(ctx, userID, also); err == nil && there.Member {
			return c, access, nil
		}
	}
	return c, access, mayJoin(access)
}

// List returns a channel's calls to one of its members.
func (s *Service) List(ctx context.Context, userID string, q Query) ([]Call, error) {
	access, err := s.Directory.Access(ctx, userID, q.ChannelID)
	if err != nil {
		return nil, err
	}
	if err = mayJoin(access); err != nil {
		return nil, err
	}
	calls, err := s.Store.Find(ctx, q)
	if err == nil && s.opening.await(ctx, calls) {
		calls, err = s.Store.Find(ctx, q)
	}
	return calls, err
}

// Running returns the newest running call of a channel, CodeNoCall when
// nothing runs there.
func (s *Service) Running(ctx context.Context, userID, channelID string) (Call, error) {
	calls, err := s.List(ctx, userID, Query{ChannelID: channelID, Running: true, Limit: 1})
	if err != nil {
		return Call{}, err
	}
	if len(calls) == 0 {
		return Call{}, &Error{Code: CodeNoCall}
	}
	return calls[0], nil
}

func (s *Service) now() time.Time {
	return s.Now().Truncate(time.Millisecond)
}
