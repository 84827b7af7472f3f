// Package load sends webhooks as Whereby does, at a steady rate whatever the receiver does.
package load

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby"
)

const (
	defaultWorkers = 256
	// defaultTimeout is Whereby's own.
	defaultTimeout = 5 * time.Second
)

// Room is one that events are about.
type Room struct {
	MeetingID string `json:"meeting_id"`
	RoomName  string `json:"room_name"` // with its slash
	// ExternalIDs are given to those who come, in turns; without them all are guests.
	ExternalIDs []string `json:"external_ids,omitempty"`
}

// Options say what to send.
type Options struct {
	URL    string
	Secret string
	// Rooms take turns. With few of them and a high rate a room's events may overtake each other.
	Rooms []Room
	// Rate is in events a second.
	Rate     float64
	Duration time.Duration
	// Workers is how many requests may be on their way at once (default 256).
	Workers int
	// Timeout of a request (default 5 s). There is no second try.
	Timeout time.Duration
}

// ReadRooms reads a JSON array of rooms.
func ReadRooms(from io.Reader) ([]Room, error) {
	var rooms []Room
	decoder := json.NewDecoder(from)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rooms); err != nil {
		return nil, errors.Wrap(err, "read rooms")
	}
	return rooms, nil
}

func (o Options) check() error {
	address, err := url.Parse(o.URL)
	switch {
	case err != nil:
		return errors.Wrap(err, "URL")
	case address.Scheme != "http" && address.Scheme != "https" || address.Host == "":
		return errors.Errorf("URL %q is not an http address", o.URL)
	case o.Secret == "":
		return errors.New("no secret to sign with")
	case len(o.Rooms) == 0:
		return errors.New("no rooms to tell of")
	case !(o.Rate > 0 && o.Rate <= 1e6):
		return errors.Errorf("rate %v is not between 0 and a million a second", o.Rate)
	case o.Duration <= 0:
		return errors.New("the duration must be more than none")
	case o.Workers < 0 || o.Timeout < 0:
		return errors.New("workers and timeout cannot be negative")
	}
	for _, room := range o.Rooms {
		if room.MeetingID == "" || !strings.HasPrefix(room.RoomName, "/") {
			return errors.Errorf("room %q of meeting %q: an id and a name with its slash are needed", room.RoomName, room.MeetingID)
		}
	}
	return nil
}

// Run sends Rate times Duration events, each at its own time by the schedule, and waits for the
// answers. When ctx ends it sends no more and gives what there is with ctx's error.
func Run(ctx context.Context, options Options) (Result, error) {
	if err := options.check(); err != nil {
		return Result{}, err
	}
	if options.Workers == 0 {
		options.Workers = defaultWorkers
	}
	if options.Timeout == 0 {
		options.Timeout = defaultTimeout
	}
	s := newSender(options)
	defer s.client.CloseIdleConnections()

	crowds := newCrowds(options.Rooms)
	free := make(chan struct{}, options.Workers)
	var requests sync.WaitGroup
	missed := 0
	began := time.Now()
	err := onSchedule(ctx, began, options, func(n int, due time.Time) error {
		select {
		case free <- struct{}{}:
		default:
			missed++ // never wait: the receiver must not slow the sender down
			return nil
		}
		body, err := crowds[n%len(crowds)].next(due)
		if err != nil {
			return errors.Wrap(err, "make an event")
		}
		requests.Go(func() {
			s.send(body, due)
			<-free
		})
		return nil
	})
	requests.Wait()
	result := s.result()
	result.Missed, result.Took = missed, time.Since(began)
	return result, err
}

// onSchedule does something for each event when it is due, or as soon after as it can.
func onSchedule(ctx context.Context, began time.Time, options Options, do func(n int, due time.Time) error) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	total := int(math.Ceil(options.Rate * options.Duration.Seconds()))
	for n := range total {
		due := began.Add(time.Duration(float64(n) / options.Rate * float64(time.Second)))
		timer.Reset(time.Until(due))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
		if err := do(n, due); err != nil {
			return err
		}
	}
	return nil
}

// sender sends events and notes what came of them.
type sender struct {
	url     string
	secret  string
	timeout time.Duration
	client  *http.Client

	mu        sync.Mutex
	sum       Result
	latencies []time.Duration
	lags      []time.Duration
}

func newSender(options Options) *sender {
	return &sender{
		url: options.URL, secret: options.Secret, timeout: options.Timeout,
		client: &http.Client{
			Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: options.Workers},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		sum: Result{Others: map[int]int{}},
	}
}

func (s *sender) send(body []byte, due time.Time) {
	began := time.Now()
	status, err := s.post(body, began)
	took := time.Since(began)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.sum.Sent++
	s.lags = append(s.lags, began.Sub(due))
	if err != nil {
		if s.sum.Failed++; s.sum.Failed == 1 {
			s.sum.FirstError = err.Error()
		}
		return
	}
	s.latencies = append(s.latencies, took)
	if status/100 == 2 {
		s.sum.OK++
	} else {
		s.sum.Others[status]++
	}
}

// post has no context from outside: what is on its way when a run ends has its time to be answered.
func (s *sender) post(body []byte, now time.Time) (status int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	t := strconv.FormatInt(now.Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(whereby.SignatureHeader, "t="+t+",v1="+whereby.Sign(s.secret, t, body))
	answer, err := s.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20)); err != nil {
		return 0, err
	}
	return answer.StatusCode, nil
}

func (s *sender) result() Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sum.Latency, s.sum.Lag = spreadOf(s.latencies), spreadOf(s.lags)
	return s.sum
}
