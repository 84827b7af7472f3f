// Package privacy forgets: calls after their time, people who are to be erased
// or whose accounts are gone, and, where names are not wanted, who was in a call.
package privacy

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

// Mark begins the names of the marks of people whose erasure has begun; it and
// an id are as long as a mark's name may be.
const Mark = "erase:"

// workTimeout bounds one piece of work; a sweep goes on where it ended.
const workTimeout = 10 * time.Minute

// Settings are what an admin chooses.
type Settings struct {
	// RetentionDays is for how long calls are remembered after their end; 0 for ever.
	RetentionDays int
	// Names tells whether it is remembered who was in a call.
	Names bool
	// NameFormat is how Mattermost writes people's names.
	NameFormat string
}

// Person is somebody about whom something is kept; the account may be gone.
type Person struct {
	ID string
	// Username is empty when the account is gone.
	Username string
	// Names are what he is called, in calls and in what the bot posts. The id is one of them.
	Names []string
	// Instead stands in the place of his names in texts.
	Instead string
}

// Traces are what is kept about a person, in short.
type Traces struct {
	Calls   int // that have to do with him
	Planned int // of his that are still to come
	Running bool
	Any     bool
}

// Accounts tells how the people known here compare with Mattermost's accounts.
type Accounts struct {
	Known   int
	Missing int      // how many of them have no account
	Gone    []string // some of these
}

// Record is something kept about a person.
type Record struct {
	Kind string          `json:"kind"`
	Data json.RawMessage `json:"data"`
}

// Place is where to go on with a person's records; the zero value is the begin.
type Place struct {
	Kind  int
	After string
}

// Store is what Service needs of the database.
type Store interface {
	RetentionStore
	PersonStore
}

// PersonStore knows what is kept about people.
type PersonStore interface {
	Traces(ctx context.Context, userID string) (Traces, error)
	// NamesOf returns what a person is called in calls and their posts.
	NamesOf(ctx context.Context, userID string) ([]string, error)
	// CallsOf lists some of the calls that are over and have to do with a person.
	CallsOf(ctx context.Context, userID string, limit int) (callIDs []string, err error)
	// Disown takes a person out of what was asked for in calls that are over.
	Disown(ctx context.Context, who Person, callIDs []string) error
	// CleanPosts takes a person out of what calls' posts said before, and of posts that could not be written anew.
	CleanPosts(ctx context.Context, botID string, who Person, callIDs []string, now time.Time) error
	// EraseRest takes a person out of everything but calls.
	EraseRest(ctx context.Context, botID string, who Person, now time.Time) error
	// Personal reads what is kept about a person, page by page; next is the zero Place at the end.
	Personal(ctx context.Context, userID string, from Place, limit int) (page []Record, next Place, err error)
	Accounts(ctx context.Context, limit int) (Accounts, error)
	// Pending lists people whose erasure was begun before that time and not ended.
	Pending(ctx context.Context, before time.Time) (userIDs []string, err error)
	Mark(ctx context.Context, name string, at time.Time) error
	Unmark(ctx context.Context, name string) error
	// Claim moves a mark that is older to a later time, and tells one of many that he has.
	Claim(ctx context.Context, name string, at, older time.Time) (claimed bool, err error)
}

// Calls is what Service needs of call.Service.
type Calls interface {
	Forget(ctx context.Context, callIDs []string, who call.Forgotten) error
}

// Plans is what Service needs of schedule.Service.
type Plans interface {
	// Abandon cancels what a person has planned.
	Abandon(ctx context.Context, userID string) error
}

// Statuses is what Service needs of presence.Keeper.
type Statuses interface {
	// Tend puts a person's own status back after calls.
	Tend(userID string) error
}

// API is what Service needs of the plugin API.
type API interface {
	GetUser(userID string) (*model.User, *model.AppError)
	GetUserByUsername(name string) (*model.User, *model.AppError)
}

// Teller tells admins how it went.
type Teller interface {
	// Exported sends a part of a person's data; the last one says so.
	Exported(adminID string, part int, data []byte, last bool) error
	Erased(adminID string, err error) error
	ExportFailed(adminID string) error
}

// Service does it.
type Service struct {
	Store    Store
	API      API
	Calls    Calls
	Plans    Plans
	Statuses Statuses
	Teller   Teller
	BotID    string
	// Escape writes a name as posts have it.
	Escape func(string) string
	// Somebody is what people are called who are forgotten.
	Somebody func() string
	Settings func() Settings
	Now      func() time.Time
	Log      *slog.Logger

	ctx    context.Context // of what outlasts the command that asked for it
	cancel context.CancelFunc
	work   sync.WaitGroup
}

// Open lets work begin, until Close.
func (s *Service) Open() { s.ctx, s.cancel = context.WithCancel(context.Background()) }

// Close stops what is being worked on and waits for it. The sweep of any node
// goes on with what has to be finished.
func (s *Service) Close() {
	s.cancel()
	s.work.Wait()
}

// background does work that outlasts the command that asked for it.
func (s *Service) background(work func(context.Context)) {
	s.work.Go(func() { s.guarded(work) })
}

// guarded survives panics, which would end the plugin's process.
func (s *Service) guarded(work func(context.Context)) {
	defer func() {
		if cause := recover(); cause != nil {
			s.Log.Error("privacy work panicked", "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(s.ctx, workTimeout)
	defer cancel()
	work(ctx)
}
