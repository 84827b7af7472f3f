package notify

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

const (
	// pollEvery is how soon is found what no call of this node has told of.
	pollEvery = 3 * time.Second
	// atOnce is how much goes to a connection at the same time, and to one
	// that has just failed, one.
	atOnce = 8
	// tellAtOnce is how many events become deliveries in one go.
	tellAtOnce = 200
	// requestTimeout bounds one try; lease exceeds it and the noting of it.
	requestTimeout = 10 * time.Second
	noteTimeout    = 10 * time.Second
	lease          = 45 * time.Second
	// giveUpAfter is how long it is tried.
	giveUpAfter = 24 * time.Hour
	// keep is how long settled deliveries stay in the log.
	keep = 7 * 24 * time.Hour
)

// Store is what a Courier needs of the database.
type Store interface {
	Connections
	Deliveries
	// Find lists calls.
	Find(ctx context.Context, q call.Query) ([]call.Call, error)
	// Claim moves a mark that is older, or not there, and tells whether it has.
	Claim(ctx context.Context, name string, at, older time.Time) (claimed bool, err error)
}

// Directory knows the names of people and channels.
type Directory interface {
	Person(userID string) (call.Person, error)
	Channel(channelID string) (call.Channel, error)
}

// Settings are what of the plugin's settings deliveries follow.
type Settings struct {
	Shown call.Shown
	// SiteURL has no slash at its end.
	SiteURL string
	Locale  string
}

// Teller tells people of the plugin of connections that fail.
type Teller interface {
	// GaveUp tells system admins that events could not be delivered.
	GaveUp(c Connection)
	// SwitchedOff tells who set the connection up that it is not used any more.
	SwitchedOff(c Connection)
}

// Courier carries events to connections. Every node has one.
type Courier struct {
	Store     Store
	Directory Directory
	Teller    Teller
	Words     *i18n.Catalogue
	// Client decides where a request may go, and follows no redirects; see NewClient.
	Client   *http.Client
	Settings func() Settings
	// Wake holds one value, put there by who has news.
	Wake chan struct{}
	Now  func() time.Time
	Log  *slog.Logger
	// Meter measures what comes of it.
	Meter Meter

	stop context.CancelFunc
	busy struct {
		group sync.WaitGroup
		mu    sync.Mutex
		with  map[string]bool // connections, by id
	}
}

// Start begins to deliver, until Stop.
func (c *Courier) Start() {
	ctx, stop := context.WithCancel(context.Background())
	c.stop, c.busy.with = stop, map[string]bool{}
	c.busy.group.Go(func() { c.loop(ctx) })
}

// Stop lets what is under way end.
func (c *Courier) Stop() {
	c.stop()
	c.busy.group.Wait()
}

// Publish implements call.Publisher. Events are read from the database, where
// they stand already; this only says that there are some.
func (c *Courier) Publish(events []call.Event) {
	if len(events) > 0 && !slices.ContainsFunc(events, func(e call.Event) bool { return e.Kind != call.EventAnswered }) {
		return // which is not written down
	}
	select {
	case c.Wake <- struct{}{}:
	default:
	}
}

func (c *Courier) loop(ctx context.Context) {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		c.guarded(func() {
			began := c.Now()
			err := c.Round(ctx)
			c.Meter.Round(began, err)
			if err != nil && ctx.Err() == nil {
				c.Log.Warn("events not passed on yet", "err", err)
			}
		})
		select {
		case <-ctx.Done():
			return
		case <-c.Wake:
		case <-ticker.C:
		}
	}
}

// guarded keeps a panic from ending the plugin's process.
func (c *Courier) guarded(do func(), about ...any) {
	defer func() {
		if cause := recover(); cause != nil {
			c.Log.With(about...).Error("delivery panicked", "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	do()
}

// Round makes deliveries of events and begins to carry out those that are due,
// each connection's by themselves.
func (c *Courier) Round(ctx context.Context) error {
	connections, err := c.Store.Connections(ctx)
	if err != nil {
		return err
	}
	if len(connections) == 0 {
		return c.Store.TellNobody(ctx)
	}
	if err = c.tell(ctx, connections); err != nil {
		return err
	}
	due, err := c.Store.Due(ctx, c.Now())
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, id := range due {
		wanted[id] = true
	}
	for _, connection := range connections {
		if wanted[connection.ID] && c.begin(connection.ID) {
			c.busy.group.Go(func() {
				defer c.end(connection.ID)
				c.guarded(func() { c.serve(ctx, connection) }, "connection_id", connection.ID)
			})
		}
	}
	return nil
}

func (c *Courier) begin(id string) bool {
	c.busy.mu.Lock()
	defer c.busy.mu.Unlock()
	if c.busy.with[id] {
		return false
	}
	c.busy.with[id] = true
	return true
}

func (c *Courier) end(id string) {
	c.busy.mu.Lock()
	defer c.busy.mu.Unlock()
	delete(c.busy.with, id)
}

// serve delivers to a connection until nothing is due or it fails.
func (c *Courier) serve(ctx context.Context, connection Connection) {
	for ctx.Err() == nil && connection.Active() && !c.Now().Before(connection.PausedUntil) {
		limit := atOnce
		if connection.Failures > 0 || connection.Kind == Slack { // which takes about one a second
			limit = 1
		}
		now := c.Now()
		claimed, err := c.Store.ClaimDeliveries(ctx, connection.ID, now, now.Add(lease), limit)
		if err != nil || len(claimed) == 0 {
			if err != nil && ctx.Err() == nil {
				c.Log.Warn("deliveries not looked at", "connection_id", connection.ID, "err", err)
			}
			return
		}
		// What is under way is brought to its end, and noted, also when the plugin stops.
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout+noteTimeout)
		connection, err = c.deliver(ending, connection, claimed)
		cancel()
		if err != nil { // it is delivered once more, under the same id
			c.Log.Warn("deliveries not noted", "connection_id", connection.ID, "err", err)
			return
		}
	}
}

// deliver tries claimed deliveries, notes what became of them and returns how
// the connection fares then.
func (c *Courier) deliver(ctx context.Context, connection Connection, claimed []Delivery) (Connection, error) {
	outcomes := make([]outcome, len(claimed))
	var group sync.WaitGroup
	for i, d := range claimed {
		group.Go(func() {
			outcomes[i] = outcome{text: "the delivery panicked"}
			c.guarded(func() { outcomes[i] = c.send(ctx, connection, d, false) }, "connection_id", connection.ID, "call_id", d.CallID)
		})
	}
	group.Wait()
	now, before, gaveUp := c.Now(), connection.Off, false
	for i, o := range outcomes {
		claimed[i] = claimed[i].after(o, now)
		c.Meter.Delivered(connection.Kind, claimed[i].State)
		connection = connection.after(o, now)
		gaveUp = gaveUp || claimed[i].State == Dead
	}
	if err := c.Store.Settle(ctx, connection, claimed); err != nil {
		return connection, err
	}
	if connection.Off != before {
		c.Teller.SwitchedOff(connection)
	}
	if gaveUp {
		c.tellGaveUp(ctx, connection)
	}
	return connection, nil
}

// tellGaveUp tells of it once a day.
func (c *Courier) tellGaveUp(ctx context.Context, connection Connection) {
	now := c.Now()
	claimed, err := c.Store.Claim(ctx, "dead "+connection.ID, now, now.Add(-24*time.Hour))
	if err != nil {
		c.Log.Warn("admins not told of failed deliveries", "connection_id", connection.ID, "err", err)
	}
	if claimed {
		c.Teller.GaveUp(connection)
	}
}

// Sweep gives up what was tried for too long and drops what is long over.
func (c *Courier) Sweep(ctx context.Context) error {
	now := c.Now()
	expired, err := c.Store.Expire(ctx, now, now.Add(-giveUpAfter))
	if err != nil {
		return err
	}
	if len(expired) > 0 {
		connections, err := c.Store.Connections(ctx)
		if err != nil {
			return err
		}
		for _, connection := range connections {
			for _, id := range expired {
				if id == connection.ID {
					c.tellGaveUp(ctx, connection)
				}
			}
		}
	}
	return c.Store.ForgetDeliveries(ctx, now.Add(-keep))
}
