package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/post"
)

const (
	// ephemeralHeader asks that an error of a start is also shown in the
	// channel, to the starter alone. The web side sends it.
	ephemeralHeader = "X-Whereby-Ephemeral"

	defaultPage = 50
	maxPage     = 100
)

type startBody struct {
	ChannelID       string `json:"channel_id"`
	RootID          string `json:"root_id"`
	PostID          string `json:"post_id"`
	Topic           string `json:"topic"`
	Template        string `json:"template"`
	DurationMinutes int    `json:"duration_minutes"`
	AudioOnly       *bool  `json:"audio_only"`
	Locked          *bool  `json:"locked"`
	Large           *bool  `json:"large"`
	Record          *bool  `json:"record"`
	Transcribe      *bool  `json:"transcribe"`
	Captions        *bool  `json:"captions"`
	Stream          *bool  `json:"stream"`
	Viewers         *bool  `json:"viewers"`
	// Speakers are the ids of those who take part in a call with viewers.
	Speakers []string `json:"speakers"`
	New      bool     `json:"new"`
	Ask      bool     `json:"ask"`
	InRoom   bool     `json:"in_room"`
}

func (b startBody) request(userID string) call.StartRequest {
	return call.StartRequest{
		UserID: userID, ChannelID: b.ChannelID, RootID: b.RootID, PostID: b.PostID, Second: b.New, Ask: b.Ask, InRoom: b.InRoom,
		Options: call.Options{
			Topic: b.Topic, Template: b.Template, DurationMinutes: b.DurationMinutes,
			AudioOnly: b.AudioOnly, Locked: b.Locked, Large: b.Large, Record: b.Record,
			Transcribe: b.Transcribe, Captions: b.Captions, Stream: b.Stream, Viewers: b.Viewers, Speakers: b.Speakers,
		},
	}
}

// startCall answers 201 with the call, 409 with the one that runs already or
// with how many members are too many to post a call to unasked.
func (a *API) startCall(w http.ResponseWriter, r *http.Request) {
	var body startBody
	if err := decode(r, &body); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	if !model.IsValidId(body.ChannelID) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "channel_id"}, 0)
		return
	}
	if slices.ContainsFunc(body.Speakers, func(id string) bool { return !model.IsValidId(id) }) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "speakers"}, 0)
		return
	}
	req := body.request(r.Header.Get(userHeader))
	started, err := a.Calls.Start(r.Context(), req)
	if err != nil {
		if r.Header.Get(ephemeralHeader) != "" && call.CodeOf(err) != call.CodeLargeChannel {
			a.tell(r, req, err)
		}
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusCreated, a.view(started))
}

// tell explains a failed start in the channel where it was asked for, if the
// starter belongs there.
func (a *API) tell(r *http.Request, req call.StartRequest, err error) {
	if code := call.CodeOf(err); code == call.CodeNotMember || code == call.CodeNotFound {
		return
	}
	words, admin := a.reader(r)
	at := post.Place{UserID: req.UserID, ChannelID: req.ChannelID, RootID: req.RootID}
	a.Notices.Fail(at, words, admin, err, &req)
}

// startByButton is the button under "a call is already running here" and under
// the question about a large channel. All of its body could be forged; it asks
// for no more than POST /calls would give.
func (a *API) startByButton(w http.ResponseWriter, r *http.Request) {
	var action model.PostActionIntegrationRequest
	if err := json.NewDecoder(r.Body).Decode(&action); err != nil {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: err.Error(), Cause: err}, 0)
		return
	}
	if !model.IsValidId(action.ChannelId) {
		a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: "channel_id"}, 0)
		return
	}
	req := call.StartRequest{UserID: r.Header.Get(userHeader), ChannelID: action.ChannelId}
	req.Second, _ = action.Context[post.ContextSecond].(bool)
	req.Ask, _ = action.Context[post.ContextAsk].(bool)
	req.InRoom, _ = action.Context[post.ContextInRoom].(bool)
	req.RootID, _ = action.Context[post.ContextRootID].(string)
	if options, ok := action.Context[post.ContextOptions].(string); ok {
		if err := json.Unmarshal([]byte(options), &req.Options); err != nil {
			a.fail(w, r, &call.Error{Code: call.CodeInvalid, Value: post.ContextOptions, Cause: err}, 0)
			return
		}
	}
	a.Notices.Take(req.UserID, action.PostId)
	if _, err := a.Calls.Start(r.Context(), req); err != nil {
		a.tell(r, req, err)
	}
	send(w, http.StatusOK, struct{}{})
}

// listCalls answers a channel's calls, newest first.
func (a *API) listCalls(w http.ResponseWriter, r *http.Request) {
	query, err := parseQuery(r)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	limit := query.Limit
	query.Limit++ // one more tells whether there is a next page
	calls, err := a.Calls.List(r.Context(), r.Header.Get(userHeader), query)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	answer := struct {
		Calls      []call.View `json:"calls"`
		NextCursor string      `json:"next_cursor"`
	}{Calls: []call.View{}}
	if len(calls) > limit {
		calls = calls[:limit]
		answer.NextCursor = calls[limit-1].Cursor().String()
	}
	for _, c := range calls {
		answer.Calls = append(answer.Calls, a.view(c))
	}
	send(w, http.StatusOK, answer)
}

func parseQuery(r *http.Request) (call.Query, error) {
	values := r.URL.Query()
	q := call.Query{ChannelID: values.Get("channel_id"), Limit: defaultPage}
	invalid := func(name string) (call.Query, error) {
		return q, &call.Error{Code: call.CodeInvalid, Value: name}
	}
	if !model.IsValidId(q.ChannelID) {
		return invalid("channel_id")
	}
	switch values.Get("state") {
	case "":
	case "running":
		q.Running = true
	case "over":
		q.Over = true
	default:
		return invalid("state")
	}
	if text := values.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxPage {
			return invalid("limit")
		}
		q.Limit = n
	}
	if text := values.Get("cursor"); text != "" {
		cursor, ok := call.ParseCursor(text)
		if !ok {
			return invalid("cursor")
		}
		q.Before = &cursor
	}
	return q, nil
}

func (a *API) getCall(w http.ResponseWriter, r *http.Request) {
	c, _, err := a.Calls.Get(r.Context(), r.PathValue("id"), r.Header.Get(userHeader))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, a.view(c))
}

// joinCall answers this person's own link.
func (a *API) joinCall(w http.ResponseWriter, r *http.Request) {
	link, err := a.Calls.Join(r.Context(), r.PathValue("id"), r.Header.Get(userHeader))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, struct {
		URL string `json:"url"`
	}{URL: link})
}

func (a *API) endCall(w http.ResponseWriter, r *http.Request) {
	c, err := a.Calls.End(r.Context(), r.PathValue("id"), r.Header.Get(userHeader))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, a.view(c))
}

// summarise answers before the summary is there: it comes in the call's thread.
func (a *API) summarise(w http.ResponseWriter, r *http.Request) {
	if err := a.Minutes.Write(r.Context(), r.PathValue("id"), r.Header.Get(userHeader)); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusAccepted, struct{}{})
}

func (a *API) view(c call.Call) call.View {
	return c.View(a.Settings().Shown())
}
