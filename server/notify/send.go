package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/shared/httpservice"

	"mattermost-plugin-whereby/server/retryafter"
)

const (
	// maxAnswer is how much of an answer is read, and maxText how much of it is kept.
	maxAnswer = 64 << 10
	maxText   = 300
	firstWait = time.Second
	maxWait   = time.Hour
)

// outcome is what came of one try.
type outcome struct {
	ok     bool
	status int    // 0 when no answer came
	reason Reason // why not, in short
	text   string // and in words
	gone   bool   // the address is good no more
	vain   bool   // the event will never be taken
	away   bool   // nothing else will get through now either
	wait   time.Duration
}

// destination is what is particular to a kind of service.
type destination interface {
	// payload is what is kept of an event until it is delivered.
	payload(f facts) any
	request(ctx context.Context, p parcel) (*http.Request, error)
	// judge tells what an answer means.
	judge(a answer) outcome
}

func (k Kind) destination() destination {
	switch k {
	case Slack:
		return slack{}
	case GA4:
		return ga4{}
	case Mixpanel:
		return mixpanel{}
	default:
		return webhook{}
	}
}

// parcel is a delivery on its way.
type parcel struct {
	to   Connection
	id   string // the delivery's
	body []byte
	now  time.Time
	// test asks the service for all that is wrong.
	test bool
}

// answer is what a service said.
type answer struct {
	status int
	header http.Header
	body   []byte
	now    time.Time
}

// NewClient returns a client that goes only where Mattermost lets integrations
// go: to an address of a private network only if
// AllowedUntrustedInternalConnections has it. The address is checked as it is
// dialed, whatever its name led to before. Redirects are not followed.
func NewClient(api plugin.API) *http.Client {
	client := httpservice.MakeHTTPServicePlugin(api).MakeClient(false)
	client.Timeout = requestTimeout
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

// send tries a delivery once.
func (c *Courier) send(ctx context.Context, connection Connection, d Delivery, test bool) outcome {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	to := connection.Kind.destination()
	body, err := compact(d.Payload)
	if err != nil {
		return outcome{text: err.Error()}
	}
	request, err := to.request(ctx, parcel{to: connection, id: d.ID, body: body, now: c.Now(), test: test})
	if err != nil {
		return outcome{text: short(err.Error())}
	}
	response, err := c.Client.Do(request)
	if err != nil {
		reason, text := reasonOfError(err)
		return outcome{away: true, reason: reason, text: short(text)}
	}
	defer func() { _ = response.Body.Close() }()
	said, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return to.judge(answer{status: response.StatusCode, header: response.Header, body: said, now: c.Now()})
}

// compact writes a payload as it was before the database reordered it, always
// the same for the same payload.
func compact(payload json.RawMessage) ([]byte, error) {
	var value any
	if err := json.Unmarshal(payload, &value); err != nil {
		return nil, errors.Wrap(err, "read the payload")
	}
	body, err := json.Marshal(value)
	return body, errors.Wrap(err, "write the payload")
}

// post makes a request of JSON.
func post(ctx context.Context, address string, body []byte) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the address cannot be read") // the error has it, with what is secret in it
	}
	request.Header.Set("Content-Type", "application/json")
	return request, nil
}

// outcome is what an answer means with most services.
func (a answer) outcome() outcome {
	if a.status >= 200 && a.status < 300 {
		return outcome{ok: true, status: a.status}
	}
	o := outcome{status: a.status, reason: reasonOfStatus(a.status), text: short(string(a.body))}
	if a.status == http.StatusTooManyRequests || a.status >= 502 && a.status <= 504 {
		o.away = true
		o.wait, _ = retryafter.Read(a.header.Get("Retry-After"), a.now)
	}
	return o
}

func short(text string) string {
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")), " "))
	return string(runes[:min(len(runes), maxText)])
}

// after returns the delivery as a try leaves it.
func (d Delivery) after(o outcome, now time.Time) Delivery {
	d.Status, d.Reason, d.Error, d.Tries, d.NextAt = o.status, o.reason, o.text, d.Tries+1, time.Time{}
	switch {
	case o.ok:
		d.State, d.DoneAt = Done, now
	case o.gone:
		d.State, d.DoneAt = Dropped, now
	case o.vain, now.Sub(d.CreatedAt) >= giveUpAfter:
		d.State, d.DoneAt = Dead, now
	default:
		d.NextAt = now.Add(max(o.wait, backoff(d.Tries)))
	}
	return d
}

// after returns the connection as a try leaves it.
func (c Connection) after(o outcome, now time.Time) Connection {
	switch {
	case o.gone:
		c.Off = Revoked
	case o.away:
		c.Failures++
		c.PausedUntil = later(c.PausedUntil, now.Add(max(o.wait, backoff(c.Failures))))
	case o.ok:
		c.Failures, c.PausedUntil = 0, time.Time{}
	}
	return c
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// backoff doubles with each try, and differs by up to a quarter so that those
// who failed together do not come back together.
func backoff(tries int) time.Duration {
	wait := min(firstWait<<min(tries-1, 20), maxWait)
	return wait - rand.N(wait/4) //nolint:gosec // no secret
}
