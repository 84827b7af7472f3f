// Package whereby speaks Whereby's REST API v1 (https://docs.whereby.com/reference/whereby-rest-api-reference)
// and knows how its webhooks are signed.
package whereby

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/pkg/errors"
)

// DefaultBaseURL is where the API lives.
const DefaultBaseURL = "https://api.whereby.dev/v1"

const (
	// defaultTimeout is for one attempt, from dialling to the last byte of the answer.
	defaultTimeout = 8 * time.Second
	// maxAnswer is the longest answer read: a page of 100 meetings with links is far below.
	maxAnswer = 1 << 20

	maxTries = 3
	// maxRetrying is how long after the start of a call another attempt may still begin.
	maxRetrying = 3 * time.Second
	// maxPause is the longest wait for points; beyond it the caller gets RateLimited at once.
	maxPause = 2 * time.Second
)

// Credentials are an organization's address and key. They hide the key from logs and from %v.
type Credentials struct {
	// BaseURL of the API with its version, such as DefaultBaseURL; a slash at the end does not matter.
	BaseURL string
	APIKey  string
}

// String names the address only.
func (c Credentials) String() string { return "credentials for " + c.BaseURL }

// Format writes the same for every verb, %#v and %d too.
func (c Credentials) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, c.String()) }

// LogValue is what structured logs show.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText stands in where loggers write JSON.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Client calls Whereby. It is safe for concurrent use, and all its errors are of type *Error.
type Client struct {
	credentials func() Credentials
	http        *http.Client
	userAgent   string
	timeout     time.Duration
	observe     func(Outcome)
	budget      budgetKeeper
	breaker     *Breaker // nil for none
}

// Option changes a Client at its making.
type Option func(*Client)

// WithHTTPClient takes connections from client. Redirects stay refused.
func WithHTTPClient(client *http.Client) Option {
	return func(c *Client) {
		own := *client
		c.http = &own
	}
}

// WithUserAgent names the caller to Whereby.
func WithUserAgent(userAgent string) Option {
	return func(c *Client) { c.userAgent = userAgent }
}

// WithTimeout limits one attempt (default 8 s). The context limits the whole call.
func WithTimeout(timeout time.Duration) Option {
	return func(c *Client) { c.timeout = timeout }
}

// NewClient makes a client that asks credentials at every request, so a changed key works at once.
func NewClient(credentials func() Credentials, options ...Option) *Client {
	c := &Client{
		credentials: credentials,
		http:        &http.Client{},
		userAgent:   "mattermost-plugin-whereby",
		timeout:     defaultTimeout,
		observe:     func(Outcome) {},
	}
	for _, option := range options {
		option(c)
	}
	// The API has no redirects, and the key must not travel to wherever one points.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// String keeps the client's inside out of logs.
func (c *Client) String() string { return "whereby client" }

// request is one call, the same at each attempt.
type request struct {
	method string
	path   string // below the base URL, escaped
	query  url.Values
	body   []byte
	// contentType is the body's, JSON when empty.
	contentType string
	// secret is what the body has that no log may show.
	secret string
}

func (r request) creates() bool { return r.method == http.MethodPost }

// call sends the request, again where that is safe and short, and decodes the answer into result
// (nil: whatever it is).
func (c *Client) call(ctx context.Context, r request, result any) error {
	end := func(*Error) {}
	if c.breaker != nil {
		var refused *Error
		if end, refused = c.breaker.begin(); refused != nil {
			return refused
		}
	}
	var last *Error
	defer func() { end(last) }()
	tries := 0
	attempt := func() (struct{}, error) {
		tries++
		last = c.attempt(ctx, r, tries, result)
		switch {
		case last == nil:
			return struct{}{}, nil
		case !worthRetrying(ctx, r, last):
			return struct{}{}, backoff.Permanent(last)
		case last.Kind == RateLimited:
			return struct{}{}, &backoff.RetryAfterError{Duration: last.RetryAfter}
		default:
			return struct{}{}, last
		}
	}

	pauses := backoff.NewExponentialBackOff() // with jitter
	pauses.InitialInterval = 200 * time.Millisecond
	pauses.MaxInterval = time.Second
	_, _ = backoff.Retry(ctx, attempt,
		backoff.WithBackOff(pauses), backoff.WithMaxTries(maxTries), backoff.WithMaxElapsedTime(maxRetrying))
	if last == nil {
		return nil
	}
	return last
}

// worthRetrying says whether the same request may be sent again: never when a room may have been
// made already, never when waiting is longer than anybody wants.
func worthRetrying(ctx context.Context, r request, e *Error) bool {
	switch {
	case ctx.Err() != nil:
		return false
	case e.Kind == RateLimited:
		deadline, limited := ctx.Deadline()
		return e.RetryAfter <= maxPause && (!limited || time.Until(deadline) > e.RetryAfter)
	case e.Kind != Unavailable:
		return false
	case r.creates():
		return e.unsent
	default:
		return e.Status < 300 || e.Status >= 500
	}
}

// attempt is one request and its answer, the number-th try.
func (c *Client) attempt(ctx context.Context, r request, number int, result any) *Error {
	credentials := c.credentials()
	credentials.APIKey = strings.TrimSpace(credentials.APIKey)
	began := time.Now()
	status, e := c.exchange(ctx, r, credentials, result)
	outcome := Outcome{
		Method: r.method, Route: routeOf(r.path), Attempt: number, Status: status,
		Took: time.Since(began), Fingerprint: Fingerprint(credentials.APIKey),
	}
	if e != nil {
		e.Message = tidy(hide(e.Message, r.secret, "[secret]"), credentials.APIKey)
		outcome.Kind = e.Kind
	}
	c.observe(outcome)
	return e
}

// exchange sends and reads; the status is 0 without an answer.
func (c *Client) exchange(parent context.Context, r request, credentials Credentials, result any) (status int, _ *Error) {
	ctx, cancel := context.WithTimeout(parent, c.timeout)
	defer cancel()
	// From the moment there is a connection we cannot know how much of the request got through.
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})

	outgoing, e := c.newRequest(ctx, r, credentials)
	if e != nil {
		return 0, e
	}
	answer, err := c.http.Do(outgoing)
	if err != nil {
		return 0, c.noAnswer(parent, err, !connected.Load(), r.creates())
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))

	now := time.Now()
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		e := errorFromAnswer(answer, body, r.creates(), now)
		c.budget.see(answer.Header, e.RetryAfter, now)
		return answer.StatusCode, e
	}
	c.budget.see(answer.Header, 0, now)
	if err != nil {
		return answer.StatusCode, c.noAnswer(parent, err, false, r.creates())
	}
	if result == nil && (r.method != http.MethodDelete || len(bytes.TrimSpace(body)) == 0 || json.Valid(body)) {
		return answer.StatusCode, nil
	}
	// A web page that something between us and Whereby shows has deleted nothing.
	if result == nil || len(body) > maxAnswer || json.Unmarshal(body, result) != nil {
		return answer.StatusCode, &Error{
			Kind: Unavailable, Status: answer.StatusCode,
			Message: "the answer is too long or not what the API answers", mayHaveHappened: r.creates(),
		}
	}
	return answer.StatusCode, nil
}

func (c *Client) newRequest(ctx context.Context, r request, credentials Credentials) (*http.Request, *Error) {
	if credentials.APIKey == "" {
		return nil, &Error{Kind: Unauthorized, Message: "no API key is set", unsent: true}
	}
	if strings.ContainsFunc(credentials.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, &Error{Kind: Unauthorized, Message: "the API key has a character that no key has", unsent: true}
	}
	base, err := url.Parse(strings.TrimSpace(credentials.BaseURL))
	if err != nil || (base.Scheme != "https" && base.Scheme != "http") || base.Host == "" ||
		base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, &Error{Kind: Invalid, Message: "the API address is not a plain https address", unsent: true}
	}
	address := strings.TrimRight(base.String(), "/") + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	outgoing, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(r.body))
	if err != nil {
		return nil, &Error{Kind: Invalid, Message: "the request cannot be made from the API address", unsent: true}
	}
	outgoing.Header.Set("Authorization", "Bearer "+credentials.APIKey)
	outgoing.Header.Set("Accept", "application/json")
	outgoing.Header.Set("User-Agent", c.userAgent)
	if r.body != nil {
		outgoing.Header.Set("Content-Type", cmp.Or(r.contentType, "application/json"))
	}
	return outgoing, nil
}

// noAnswer tells why there is none, without the address: it could hold more than one wants in a log.
func (c *Client) noAnswer(parent context.Context, err error, unsent, creates bool) *Error {
	e := &Error{Kind: Unavailable, unsent: unsent, mayHaveHappened: creates && !unsent}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	switch {
	case parent.Err() != nil:
		e.cause = parent.Err()
		e.Message = "given up before an answer came: " + parent.Err().Error()
	case errors.Is(err, context.DeadlineExceeded):
		e.cause = context.DeadlineExceeded
		e.Message = fmt.Sprintf("no answer within %s", c.timeout)
	default:
		e.Message = err.Error()
	}
	return e
}
