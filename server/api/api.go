// Package api is the plugin's HTTP side, under /plugins/whereby.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/invite"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/ring"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	// userHeader is set by Mattermost alone, on every request of a logged-in
	// person; one that the client sent is removed before it gets here.
	userHeader = "Mattermost-User-Id"
	// feedPath is schedule.FeedPath as it gets here.
	feedPath = "/calendar/"
	// maxBody is far more than any request needs but an upload.
	maxBody = 64 << 10
)

// Calls is what the API needs of call.Service.
type Calls interface {
	Start(ctx context.Context, req call.StartRequest) (call.Call, error)
	Get(ctx context.Context, callID, userID string) (call.Call, call.Access, error)
	List(ctx context.Context, userID string, q call.Query) ([]call.Call, error)
	Join(ctx context.Context, callID, userID string) (string, error)
	End(ctx context.Context, callID, userID string) (call.Call, error)
	MayStart(ctx context.Context, userID, channelID string) error
	LookUpRoom(ctx context.Context, userID, channelID string) (call.LastingRoom, error)
	EnterRoom(ctx context.Context, userID, channelID string) (string, error)
	File(ctx context.Context, callID, fileID, userID string) (call.SecretURL, error)
	RemoveStrays(ctx context.Context, userID string, meetingIDs []string) (removed int, err error)
	Receive(ctx context.Context, o call.Observation) error
}

// Marks remembers when something last happened, for all nodes. A time is zero
// when it never has.
type Marks interface {
	Mark(ctx context.Context, name string, at time.Time) error
	Marked(ctx context.Context, name string) (time.Time, error)
	// Heard is when the last webhook came.
	Heard(ctx context.Context) (time.Time, error)
}

// Key knows the API key in force.
type Key interface {
	Status(ctx context.Context) (apikey.Status, error)
}

// People knows who asks.
type People interface {
	Person(userID string) (call.Person, error)
	Prefer(userID, name, value string)
}

// Rings is what the API needs of ring.Ringer.
type Rings interface {
	Unanswered(ctx context.Context, userID string) ([]ring.View, error)
	Decline(ctx context.Context, callID, userID string) error
}

// Minutes is what the API needs of minutes.Service.
type Minutes interface {
	Write(ctx context.Context, callID, userID string) error
	Available(ctx context.Context, userID string) bool
}

// Images is where the images of brands are.
type Images interface {
	AddImage(ctx context.Context, image brand.Image) error
	Image(ctx context.Context, id string) (brand.Image, error)
}

// Doctor examines the plugin.
type Doctor interface {
	Examine(ctx context.Context) doctor.Report
}

// API answers HTTP requests.
type API struct {
	Calls   Calls
	Rings   Rings
	Invites Invites
	Plans   Plans
	Reports Reports
	// Announce posts that calls are planned.
	Announce Announcer
	Planner  Planner
	People   People
	Notices  post.Notices
	Images   Images
	Minutes  Minutes
	// Connections are other services that hear of calls, by Courier.
	Connections ConnectionStore
	Courier     Courier
	// Check tries a connection to Whereby; see whereby.Check.
	Check  func(context.Context, whereby.Credentials, whereby.Wants) []whereby.Finding
	Words  *i18n.Catalogue
	Marks  Marks
	Key    Key
	Doctor Doctor
	Meter  Meter
	// Metrics answers what was measured on this node.
	Metrics http.Handler
	// Budget is what is known of Whereby's points.
	Budget   func() whereby.Budget
	Settings func() config.Snapshot
	Now      func() time.Time
	Log      *slog.Logger
}

// Handler returns the routes.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range a.routes() {
		mux.HandleFunc(route.pattern, route.handler)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: r.Method + " " + r.URL.Path}, http.StatusNotFound)
	})
	return a.metered(mux, a.guard(mux, a.paced(mux)))
}

// guard is around every route: it caps bodies, survives panics (one would end
// the plugin's process) and sets the headers that Mattermost does not.
func (a *API) guard(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if cause := recover(); cause != nil {
				a.Log.With(about(r)...).Error("request panicked", "path", loggable(r), "cause", cause, "stack", string(debug.Stack()))
				a.failPlainly(w)
			}
		}()
		if r.Body == nil {
			r.Body = http.NoBody
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyCap(mux, r))
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		if !readable(r) {
			a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "address"}, 0)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// readable tells whether the database can take what the address says.
func readable(r *http.Request) bool {
	isText := func(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
	for name, values := range r.URL.Query() {
		if !isText(name) || !isText(strings.Join(values, "")) {
			return false
		}
	}
	return isText(r.URL.Path)
}

// bodyCap is how long a request's body may be, by its route.
func bodyCap(routes *http.ServeMux, r *http.Request) int64 {
	if _, route := routes.Handler(r); route == uploadRoute {
		return maxUpload
	}
	return maxBody
}

// loggedIn lets only logged-in people through. A browser's request without a
// valid CSRF token arrives as nobody's.
func (a *API) loggedIn(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(userHeader) == "" {
			a.fail(w, r, &call.Error{Code: call.CodeNotLoggedIn}, 0)
			return
		}
		next(w, r)
	}
}

// withID spares the database ids that cannot be.
func (a *API) withID(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !model.IsValidId(r.PathValue("id")) {
			a.fail(w, r, &call.Error{Code: call.CodeNotFound}, 0)
			return
		}
		next(w, r)
	}
}

// decode reads a JSON body strictly: what we would ignore, the caller would
// take for granted.
func decode(r *http.Request, dest any) error {
	decoder := json.NewDecoder(r.Body)
	var object json.RawMessage
	err := decoder.Decode(&object)
	if err == nil && decoder.More() {
		err = errors.New("more than one value")
	}
	if err == nil && string(object) == "null" {
		err = errors.New("null")
	}
	if err == nil {
		decoder = json.NewDecoder(bytes.NewReader(object))
		decoder.DisallowUnknownFields()
		err = decoder.Decode(dest)
	}
	if err != nil {
		return &call.Error{Code: call.CodeInvalid, Value: err.Error(), Cause: err}
	}
	return nil
}

// send writes v as JSON, in one piece: Mattermost keeps only the last piece of
// an answer to a button.
func send(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil { // our own types all encode
		status, data = http.StatusInternalServerError, []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json")
	if status != http.StatusOK { // which goes without saying
		w.WriteHeader(status)
	}
	_, _ = w.Write(data)
}

type errorBody struct {
	Code    call.Code `json:"code"`
	Message string    `json:"message"`
	// Value is what cannot be read, with code "invalid_request".
	Value string `json:"value,omitempty"`
}

// errorAnswer is every answer that is not a success.
type errorAnswer struct {
	Error errorBody `json:"error"`
	// Call is the call that runs already, with code "running".
	Call *call.View `json:"call,omitempty"`
	// Members is how many people the channel has, with code "large_channel".
	Members int `json:"members,omitempty"`
}

// fail answers an error in the reader's language. A status of 0 means the
// usual one for the error.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error, status int) {
	known := new(call.Error)
	if !errors.As(err, &known) {
		known = &call.Error{Code: call.CodeInternal}
		a.Log.With(about(r)...).Error("request failed", "method", r.Method, "path", loggable(r), "err", err)
	}
	if status == 0 {
		status = statusOf(err)
	}
	retryAfter(w, known.Wait)
	settings := a.Settings()
	words, admin := a.reader(r)
	answer := errorAnswer{Members: known.Members, Error: errorBody{
		Code:    known.Code,
		Message: words.Explain(err, i18n.ReaderBy(settings, admin)),
	}}
	if known.Code == call.CodeInvalid {
		answer.Error.Value = known.Value
	}
	if known.Code == call.CodeRunning && known.Call != nil {
		view := known.Call.View(settings.Shown())
		answer.Call = &view
	}
	send(w, status, answer)
}

// failPlainly asks nobody who is reading: that may be what panicked.
func (a *API) failPlainly(w http.ResponseWriter) {
	text := a.Words.For(a.Settings().Locale).Explain(&call.Error{Code: call.CodeInternal}, i18n.Reader{})
	send(w, http.StatusInternalServerError, errorAnswer{Error: errorBody{Code: call.CodeInternal, Message: text}})
}

func retryAfter(w http.ResponseWriter, wait time.Duration) {
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
}

// loggable is a request's path without what is secret in it.
func loggable(r *http.Request) string {
	for _, secret := range []string{invite.PagePath, feedPath} {
		if strings.HasPrefix(r.URL.Path, secret) {
			return secret + "…"
		}
	}
	return r.URL.Path
}

// about names what a request is about, for the log.
func about(r *http.Request) []any {
	id := r.PathValue("id")
	if !model.IsValidId(id) {
		return nil
	}
	for part, name := range map[string]string{
		"/calls/": "call_id", "/schedules/": "schedule_id", "/connections/": "connection_id", "/channels/": "channel_id", "/rooms/": "channel_id",
	} {
		if strings.Contains(r.Pattern, part+"{id}") {
			return []any{name, id}
		}
	}
	return nil
}

// reader returns the language to answer in, and whether to tell all.
func (a *API) reader(r *http.Request) (words i18n.Words, admin bool) {
	if userID := r.Header.Get(userHeader); userID != "" {
		if person, err := a.People.Person(userID); err == nil {
			return a.Words.For(person.Locale), person.Admin
		}
	}
	return a.Words.For(a.Settings().Locale), false
}

func statusOf(err error) int {
	switch call.CodeOf(err) {
	case call.CodeInvalid, call.CodeTopicTooLong, call.CodeBadDuration, call.CodeDurationTooLong, call.CodeUnknownFlag, call.CodeUnknownTemplate,
		call.CodeUnknownPerson, call.CodeBadImage, call.CodeNameTooLong, call.CodeBadUntil, call.CodePastUntil, call.CodeBadWhen, call.CodeBadPeriod:
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return http.StatusRequestEntityTooLarge
		}
		return http.StatusBadRequest
	case call.CodeNotLoggedIn:
		return http.StatusUnauthorized
	case call.CodeNotMember, call.CodeMayNotPost, call.CodeMayNotEnd, call.CodeMayNotRecord, call.CodeArchived, call.CodeNotAdmin,
		call.CodeMayNotTranscribe, call.CodeMayNotStream, call.CodeMayNotManageRoom,
		call.CodeRuleGuests, call.CodeRuleEmail, call.CodeRuleRoles, call.CodeRuleTeam, call.CodeRuleChannel, call.CodeRuleRecording, call.CodeRuleHours,
		call.CodeInvitesOff, call.CodeGuestMayNotInvite, call.CodeMayNotInvite, call.CodeMayNotRevoke, call.CodeInviteUsed, call.CodePersonGone, call.CodeMayNotChange,
		call.CodeMinutesOff, call.CodeAgentRefused:
		return http.StatusForbidden
	case call.CodeNotFound, call.CodeNoCall, call.CodeElsewhere, call.CodeNoFile, call.CodeNoRoom, call.CodeNoImage, call.CodeNoInvite, call.CodeNoSchedule, call.CodeNoTranscript:
		return http.StatusNotFound
	case call.CodeOver, call.CodeInviteExpired, call.CodeInviteRevoked, call.CodeScheduleOver:
		return http.StatusGone
	case call.CodePersonInCall, call.CodeLargeChannel, call.CodeRunning, call.CodeStarting, call.CodeNoPrefix, call.CodeRoomFixed, call.CodeRoomInUse, call.CodeRoomBusy, call.CodeNotYet, call.CodePlanPaused, call.CodePlanStarting,
		call.CodeTooManyInvites, call.CodeTooManyPlans, call.CodeMinutesThere, call.CodeMinutesBusy:
		return http.StatusConflict
	case call.CodeRateLimited:
		return http.StatusTooManyRequests
	case call.CodeNotConfigured, call.CodeReportTooLong, call.CodeNoAgent:
		return http.StatusServiceUnavailable
	case call.CodeKeyRefused, call.CodeNotInPlan, call.CodeRoomRefused, call.CodeUnavailable, call.CodeAgentFailed:
		return http.StatusBadGateway
	default:
		return http.StatusInternalServerError
	}
}
