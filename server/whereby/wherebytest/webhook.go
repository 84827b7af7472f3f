package wherebytest

import (
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"mattermost-plugin-whereby/server/whereby"
)

const (
	webhookTimeout = 5 * time.Second
	webhookTries   = 3
	// webhookPause before the second try; it doubles.
	webhookPause = 200 * time.Millisecond

	maxDeliveries = 2000
)

// Webhook is where events go. An empty URL switches them off. The real Whereby takes https only.
type Webhook struct {
	URL    string `json:"url"`
	Secret string `json:"secret"`
}

// Event is the envelope of every webhook.
type Event struct {
	ID         string         `json:"id"`
	APIVersion string         `json:"apiVersion"`
	CreatedAt  string         `json:"createdAt"`
	Type       string         `json:"type"`
	Data       map[string]any `json:"data"`
}

// Delivery is one try to deliver an event.
type Delivery struct {
	EventID string    `json:"event_id"`
	Type    string    `json:"type"`
	Try     int       `json:"try"` // from 1; 0 when it was lost on purpose
	At      time.Time `json:"at"`  // real time, not the sandbox's
	// Status of the answer, or 0 with Error.
	Status int    `json:"status"`
	Error  string `json:"error,omitempty"`
}

// SetWebhook changes where events go from now on.
func (s *Sandbox) SetWebhook(webhook Webhook) {
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	s.sender.target = webhook
}

// Deliveries are all tries to deliver so far, oldest first.
func (s *Sandbox) Deliveries() []Delivery {
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	return append([]Delivery{}, s.sender.deliveries...)
}

// Flush waits until all events so far are delivered or given up.
func (s *Sandbox) Flush(ctx context.Context) error {
	s.sender.mu.Lock()
	idle := s.sender.idle
	s.sender.mu.Unlock()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// NewEvent makes an event with a fresh id at the sandbox's time.
func (s *Sandbox) NewEvent(eventType string, data map[string]any) Event {
	return newEvent(eventType, s.clock.Now(), data)
}

// Send delivers any event as it is: again, late, or of a type the sandbox does not know.
func (s *Sandbox) Send(event Event) { s.sender.enqueue(event) }

func newEvent(eventType string, at time.Time, data map[string]any) Event {
	id := make([]byte, 32)
	_, _ = cryptorand.Read(id) // never fails
	return Event{
		ID: hex.EncodeToString(id), APIVersion: "1.0", CreatedAt: at.Format(apiDate), Type: eventType, Data: data,
	}
}

func (s *Sandbox) fireSession(m *meeting, eventType string, at time.Time) {
	if m.active(at) && !m.quiet {
		s.sender.enqueue(newEvent(eventType, at, s.roomData(m)))
	}
}

// fireClient tells what a participant did; it has happened already, at the moment that insights tell too.
func (s *Sandbox) fireClient(m *meeting, p *participant, eventType string, at time.Time) {
	if !m.active(at) || m.quiet {
		return
	}
	data := s.roomData(m)
	data["participantId"] = p.ID
	data["displayName"] = p.DisplayName
	data["metadata"] = orNull(p.Metadata)
	data["externalId"] = orNull(p.ExternalID)
	if eventType == "room.client.joined" || eventType == "room.client.left" {
		byRole := map[string]int{}
		for _, other := range m.inside() {
			byRole[other.Role]++
		}
		data["roleName"] = p.Role
		data["numClients"] = len(m.inside())
		data["numClientsByRoleName"] = byRole
		data["isDialIn"] = false
	}
	s.sender.enqueue(newEvent(eventType, at, data))
}

func (s *Sandbox) roomData(m *meeting) map[string]any {
	return map[string]any{
		"meetingId": m.id, "roomName": m.roomName, "subdomain": s.subdomain, "roomSessionId": orNull(m.session),
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// sender delivers events one after the other, in the order they are due. It has a goroutine only while there is something to deliver.
type sender struct {
	client *http.Client
	ctx    context.Context // ends with close
	cancel context.CancelFunc

	changed chan struct{} // has one element when something was queued

	mu         sync.Mutex
	target     Webhook
	trouble    Trouble
	random     *rand.Rand
	run, lost  int           // places in a run of events of which one is lost
	queue      []queued      // by the time they are due
	idle       chan struct{} // closed when the queue is empty again; nil while idle
	deliveries []Delivery
}

func newSender() *sender {
	ctx, cancel := context.WithCancel(context.Background())
	return &sender{
		client: &http.Client{
			Transport:     &http.Transport{DisableKeepAlives: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		ctx:     ctx,
		cancel:  cancel,
		changed: make(chan struct{}, 1),
	}
}

func (s *sender) close() {
	s.cancel()
	s.mu.Lock()
	idle := s.idle
	s.mu.Unlock()
	if idle != nil {
		<-idle
	}
}

func (s *sender) enqueue(event Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.target.URL == "" || s.ctx.Err() != nil {
		return
	}
	if s.loses() {
		s.note(Delivery{EventID: event.ID, Type: event.Type, At: time.Now(), Error: ErrLost})
		return
	}
	s.schedule(event)
	select {
	case s.changed <- struct{}{}:
	default: // already told
	}
	if s.idle == nil {
		s.idle = make(chan struct{})
		go s.work()
	}
}

func (s *sender) work() {
	for {
		s.mu.Lock()
		if len(s.queue) == 0 || s.ctx.Err() != nil {
			s.queue = nil
			close(s.idle)
			s.idle = nil
			s.mu.Unlock()
			return
		}
		next, target := s.queue[0], s.target
		if wait := time.Until(next.due); wait > 0 {
			s.mu.Unlock()
			s.pause(wait, s.changed)
			continue
		}
		s.queue = s.queue[1:]
		s.mu.Unlock()
		s.deliver(next.event, target)
	}
}

// pause waits for a time, for close, or for an element of sooner.
func (s *sender) pause(wait time.Duration, sooner <-chan struct{}) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-sooner:
	case <-s.ctx.Done():
	}
}

// deliver tries again after a 5xx or a timeout, as Whereby does; anything else loses the event.
func (s *sender) deliver(event Event, target Webhook) {
	pause := webhookPause
	for try := 1; try <= webhookTries; try++ {
		if again := s.try(event, target, try); !again || s.ctx.Err() != nil {
			return
		}
		s.pause(pause, nil)
		pause *= 2
	}
}

func (s *sender) try(event Event, target Webhook, try int) (again bool) {
	ctx, cancel := context.WithTimeout(s.ctx, webhookTimeout)
	defer cancel()
	delivery := Delivery{EventID: event.ID, Type: event.Type, Try: try, At: time.Now()}
	answer, err := s.post(ctx, event, target)
	if err != nil {
		delivery.Error = err.Error()
		again = ctx.Err() != nil
	} else {
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
		_ = answer.Body.Close()
		delivery.Status = answer.StatusCode
		again = answer.StatusCode >= 500
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(delivery)
	return again
}

// note keeps a line about a delivery; the caller holds the lock.
func (s *sender) note(delivery Delivery) {
	s.deliveries = append(s.deliveries, delivery)
	if len(s.deliveries) > maxDeliveries {
		s.deliveries = s.deliveries[len(s.deliveries)-maxDeliveries:]
	}
}

func (s *sender) post(ctx context.Context, event Event, target Webhook) (*http.Response, error) {
	body, err := compactJSON(event)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	// Receivers compare with their own clock, so the signature has the real time.
	t := strconv.FormatInt(time.Now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(whereby.SignatureHeader, "t="+t+",v1="+whereby.Sign(target.Secret, t, body))
	return s.client.Do(request)
}

// compactJSON writes as JavaScript does: no white space, and < > & as they are.
func compactJSON(event Event) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(event); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}
