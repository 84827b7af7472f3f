package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/notify"
	"mattermost-plugin-whereby/server/unixms"
)

// Courier is what the API needs of notify.Courier.
type Courier interface {
	Test(ctx context.Context, connection notify.Connection) (notify.Delivery, error)
	Publish(events []call.Event)
}

// ConnectionStore is where connections and their deliveries are.
type ConnectionStore interface {
	notify.Connections
	notify.Deliveries
}

// connectionInput is a connection as an admin writes it. What is left out stays
// as it is, with a new one as is usual.
type connectionInput struct {
	Kind    *notify.Kind  `json:"kind"`
	Name    *string       `json:"name"`
	Enabled *bool         `json:"enabled"`
	URL     *string       `json:"url"`
	Account *string       `json:"account"`
	Secret  *string       `json:"secret"`
	Rules   *notify.Rules `json:"rules"`
}

func (in connectionInput) over(c notify.Connection) notify.Connection {
	setIf(&c.Kind, in.Kind)
	setIf(&c.Name, in.Name)
	setIf(&c.Enabled, in.Enabled)
	setIf(&c.URL, in.URL)
	setIf(&c.Account, in.Account)
	setIf(&c.Secret, in.Secret)
	setIf(&c.Rules, in.Rules)
	return c
}

func setIf[T any](dest, value *T) {
	if value != nil {
		*dest = *value
	}
}

// connectionView is a connection as it is shown: of its address, which may be a
// secret itself, only the host.
type connectionView struct {
	ID          string       `json:"id"`
	Kind        notify.Kind  `json:"kind"`
	Name        string       `json:"name"`
	Enabled     bool         `json:"enabled"`
	Host        string       `json:"host"`
	Account     string       `json:"account"`
	Rules       notify.Rules `json:"rules"`
	MadeBy      string       `json:"made_by"`
	MadeAt      int64        `json:"made_at"`
	Off         notify.Off   `json:"off"` // why it is not used any more
	Failures    int          `json:"failures"`
	PausedUntil int64        `json:"paused_until"`
	// Secret is told once, when the server has made it.
	Secret string `json:"secret,omitempty"`
}

func viewOf(c notify.Connection) connectionView {
	return connectionView{
		ID: c.ID, Kind: c.Kind, Name: c.Name, Enabled: c.Enabled, Host: c.Host(), Account: c.Account, Rules: c.Rules,
		MadeBy: c.MadeBy, MadeAt: unixms.Of(c.MadeAt), Off: c.Off, Failures: c.Failures,
		PausedUntil: unixms.Of(c.PausedUntil),
	}
}

func (a *API) listConnections(w http.ResponseWriter, r *http.Request) {
	list, err := a.Connections.Connections(r.Context())
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	views := []connectionView{}
	for _, c := range list {
		views = append(views, viewOf(c))
	}
	send(w, http.StatusOK, map[string]any{"connections": views, "kinds": notify.Kinds()})
}

func (a *API) createConnection(w http.ResponseWriter, r *http.Request) {
	list, err := a.Connections.Connections(r.Context())
	if err == nil && len(list) >= notify.MaxConnections {
		err = invalid("connections: " + strconv.Itoa(notify.MaxConnections))
	}
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	var input connectionInput
	if err = decode(r, &input); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	a.saveConnection(w, r, input.over(a.newConnection(r, input)), http.StatusCreated)
}

// newConnection is one as is usual for the kind that the input names.
func (a *API) newConnection(r *http.Request, input connectionInput) notify.Connection {
	kind := notify.Webhook
	setIf(&kind, input.Kind)
	return notify.Connection{
		ID: model.NewId(), Kind: kind, Enabled: true, Rules: kind.UsualRules(), MadeBy: r.Header.Get(userHeader), MadeAt: a.Now(),
	}
}

func (a *API) editConnection(w http.ResponseWriter, r *http.Request) {
	c, found := a.connection(w, r, r.PathValue("id"))
	if !found {
		return
	}
	var input connectionInput
	if err := decode(r, &input); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	if c.Off == notify.Unreadable && input.URL == nil { // the usual one may not be what it was
		a.fail(w, r, invalid("url"), 0)
		return
	}
	a.saveConnection(w, r, input.over(c), http.StatusOK)
}

// saveConnection saves a connection. Whatever had gone wrong with it before, it
// is tried anew.
func (a *API) saveConnection(w http.ResponseWriter, r *http.Request, given notify.Connection, status int) {
	c := given.Complete()
	c.Off, c.Failures, c.PausedUntil = "", 0, time.Time{}
	if problem := c.Problem(); problem != "" {
		a.fail(w, r, invalid(problem), 0)
		return
	}
	if err := a.Connections.SaveConnection(r.Context(), c); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	view := viewOf(c)
	if c.Secret != given.Secret {
		view.Secret = c.Secret
	}
	send(w, status, view)
}

func (a *API) dropConnection(w http.ResponseWriter, r *http.Request) {
	found, err := a.Connections.DropConnection(r.Context(), r.PathValue("id"))
	if err != nil || !found {
		a.failConnection(w, r, err)
		return
	}
	send(w, http.StatusOK, struct{}{})
}

// testDelivery sends a test event to a saved connection.
func (a *API) testDelivery(w http.ResponseWriter, r *http.Request) {
	if c, found := a.connection(w, r, r.PathValue("id")); found {
		a.sendTest(w, r, c)
	}
}

// tryConnection sends a test event to a connection that need not be saved.
func (a *API) tryConnection(w http.ResponseWriter, r *http.Request) {
	var input struct {
		connectionInput
		ID string `json:"id"` // a saved one, for what is left out
	}
	if err := decode(r, &input); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	c := a.newConnection(r, input.connectionInput)
	if input.ID != "" {
		saved, found := a.connection(w, r, input.ID)
		if !found {
			return
		}
		c = saved
	}
	c = input.over(c).Complete()
	if c.Name == "" { // it may come last
		c.Name = string(c.Kind)
	}
	if problem := c.Problem(); problem != "" {
		a.fail(w, r, invalid(problem), 0)
		return
	}
	a.sendTest(w, r, c)
}

func (a *API) sendTest(w http.ResponseWriter, r *http.Request, c notify.Connection) {
	d, err := a.Courier.Test(r.Context(), c)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, map[string]any{"ok": d.State == notify.Done, "status": d.Status, "reason": d.Reason, "error": d.Error})
}

// connection finds a saved connection; when there is none, it is answered.
func (a *API) connection(w http.ResponseWriter, r *http.Request, id string) (notify.Connection, bool) {
	list, err := a.Connections.Connections(r.Context())
	i := slices.IndexFunc(list, func(c notify.Connection) bool { return c.ID == id })
	if err != nil || i < 0 {
		a.failConnection(w, r, err)
		return notify.Connection{}, false
	}
	return list[i], true
}

func (a *API) failConnection(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	a.fail(w, r, invalid("id"), http.StatusNotFound)
}

func invalid(value string) error { return &call.Error{Code: call.CodeInvalid, Value: value} }

// deliveryView is a delivery as the log shows it.
type deliveryView struct {
	ID           string         `json:"id"`
	ConnectionID string         `json:"connection_id"`
	CallID       string         `json:"call_id"`
	Event        call.EventKind `json:"event"`
	State        notify.State   `json:"state"`
	Tries        int            `json:"tries"`
	Status       int            `json:"status"`
	Reason       notify.Reason  `json:"reason"`
	Error        string         `json:"error"`
	CreatedAt    int64          `json:"created_at"`
	NextAt       int64          `json:"next_at"`
	DoneAt       int64          `json:"done_at"`
}

const maxDeliveries = 100

// listDeliveries answers the newest deliveries; next is where a further page begins.
func (a *API) listDeliveries(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	list, err := a.Connections.FindDeliveries(r.Context(), notify.Query{
		ConnectionID: query.Get("connection"), State: notify.State(query.Get("state")), Before: query.Get("before"), Limit: maxDeliveries,
	})
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	views, next := []deliveryView{}, ""
	for _, d := range list {
		views = append(views, deliveryView{
			ID: d.ID, ConnectionID: d.ConnectionID, CallID: d.CallID, Event: d.Kind, State: d.State, Tries: d.Tries,
			Status: d.Status, Reason: d.Reason, Error: d.Error, CreatedAt: unixms.Of(d.CreatedAt),
			NextAt: unixms.Of(d.NextAt), DoneAt: unixms.Of(d.DoneAt),
		})
	}
	if len(views) == maxDeliveries {
		next = views[len(views)-1].ID
	}
	send(w, http.StatusOK, map[string]any{"deliveries": views, "next": next})
}

func (a *API) retryDelivery(w http.ResponseWriter, r *http.Request) {
	found, err := a.Connections.Retry(r.Context(), r.PathValue("id"), a.Now())
	if err != nil || !found {
		a.failConnection(w, r, err)
		return
	}
	a.Courier.Publish(nil)
	send(w, http.StatusOK, struct{}{})
}

func webhookSchema(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/schema+json")
	_, _ = w.Write(notify.Schema)
}
