package notify

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/shared/httpservice"
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
	text   string // what was wrong
	gone   bool   // the address is good no more
	away   bool   // nothing else will get through now either
	wait   time.Duration
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

func (c *Courier) send(ctx context.Context, connection Connection, d Delivery) outcome {
	body, err := compact(d.Payload)
	if err != nil {
		return outcome{text: err.Error()}
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, connection.URL, bytes.NewReader(body))
	if err != nil {
		return outcome{text: "the address cannot be read"} // the error has it, with what is secret in it
	}
	request.Header.Set("Content-Type", "application/json")
	if err = sign(request, connection, d, body, c.Now()); err != nil {
		return outcome{text: err.Error()}
	}
	response, err := c.Client.Do(request)
	if err != nil {
		return outcome{away: true, text: short(reasonOf(err))}
	}
	defer func() { _ = response.Body.Close() }()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return judge(response, answer, c.Now())
}

func judge(response *http.Response, answer []byte, now time.Time) outcome {
	o := outcome{status: response.StatusCode}
	switch code := response.StatusCode; {
	case code >= 200 && code < 300:
		o.ok = true
		return o
	case code == http.StatusGone:
		o.gone = true
	case code == http.StatusTooManyRequests, code >= 502 && code <= 504:
		o.away = true
		o.wait = retryAfter(response.Header.Get("Retry-After"), now)
	}
	o.text = short(string(answer))
	return o
}

// retryAfter reads both forms of the header, and minds no more than maxWait.
func retryAfter(header string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(header); err == nil && seconds < int(maxWait/time.Second) {
		wait = time.Duration(seconds) * time.Second
	} else if err == nil {
		wait = maxWait
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxWait)
}

// reasonOf leaves out the address, which url.Error puts before its cause.
func reasonOf(err error) string {
	wrapped := new(url.Error)
	if errors.As(err, &wrapped) {
		if wrapped.Timeout() {
			return "no answer in time"
		}
		err = wrapped.Err
	}
	return err.Error()
}

func short(text string) string {
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")), " "))
	return string(runes[:min(len(runes), maxText)])
}

// after returns the delivery as a try leaves it.
func (d Delivery) after(o outcome, now time.Time) Delivery {
	d.Status, d.Error, d.Tries, d.NextAt = o.status, o.text, d.Tries+1, time.Time{}
	switch {
	case o.ok:
		d.State, d.DoneAt = Done, now
	case o.gone:
		d.State, d.DoneAt = Dropped, now
	case now.Sub(d.CreatedAt) >= giveUpAfter:
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
