package whereby

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pkg/errors"
)

// Kind is what an error means for the caller.
type Kind int

const (
	// Unauthorized means that the API key is missing, wrong or withdrawn (401).
	Unauthorized Kind = iota + 1
	// Forbidden means that the organization's plan does not have what was asked for (403).
	Forbidden
	// NotFound means that there is no such meeting, or that it is deleted (404, 410).
	NotFound
	// Invalid means that Whereby does not accept the request (other 4xx), or it could not be made.
	Invalid
	// RateLimited means that the organization's points of this minute are used up (429); see RetryAfter.
	RateLimited
	// Unavailable means no answer, or none that makes sense (5xx, network, timeout, garbage).
	Unavailable
)

// String names the kind for logs.
func (k Kind) String() string {
	names := [...]string{"ok", "unauthorized", "forbidden", "not found", "invalid", "rate limited", "unavailable"}
	if k < 0 || int(k) >= len(names) {
		return "unknown"
	}
	return names[k]
}

// KindOf is the kind of the Error in the chain of err, or 0.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

// Error is every error of this package.
type Error struct {
	Kind Kind
	// Status is the HTTP status, or 0 without an answer.
	Status int
	// Message is for the operator's log: what the far side said, or what went wrong on the way.
	// It never holds the API key, nor the body of a successful answer (that may hold host links).
	Message string
	// RetryAfter is how long to wait; set for RateLimited.
	RetryAfter time.Duration

	mayHaveHappened bool
	unsent          bool
	// cause is a context's error or nil: never one that could quote an address or a header.
	cause error
}

func (e *Error) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("whereby: %s: %s", e.Kind, e.Message)
	}
	return fmt.Sprintf("whereby: %s (HTTP %d): %s", e.Kind, e.Status, e.Message)
}

// Unwrap gives context.Canceled or context.DeadlineExceeded when one of them was the reason.
func (e *Error) Unwrap() error { return e.cause }

// MayHaveHappened says that a create may have made a room although it failed: the request went out
// and no clear refusal came back (timeout, cut connection, 5xx, an answer of no use).
func (e *Error) MayHaveHappened() bool { return e.mayHaveHappened }

// errorFromAnswer reads a refusal. The shape of error bodies is documented for 429 only:
// {"error": "…", "data": {"msLeft": 1}}; anything else may come, also HTML or nothing.
func errorFromAnswer(answer *http.Response, body []byte, creates bool, now time.Time) *Error {
	var said struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Data    struct {
			MsLeft    float64 `json:"msLeft"`
			MsLeftOld float64 `json:"ms_left"`
		} `json:"data"`
	}
	parsed := json.Unmarshal(body, &said) == nil

	e := &Error{Kind: kindOfStatus(answer.StatusCode), Status: answer.StatusCode}
	var text string
	switch {
	case parsed && json.Unmarshal(said.Error, &text) == nil && text != "":
		e.Message = text
	case parsed && said.Message != "":
		e.Message = said.Message
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		e.Message = "the address answers with a redirect, which is not followed; check the API address"
	default:
		e.Message = string(body)
	}
	if e.Kind == Unavailable && answer.StatusCode >= 400 {
		e.mayHaveHappened = creates
	}
	if e.Kind == RateLimited {
		e.RetryAfter = retryAfter(answer.Header.Get("Retry-After"), max(said.Data.MsLeft, said.Data.MsLeftOld), now)
	}
	return e
}

func kindOfStatus(status int) Kind {
	switch {
	case status == http.StatusUnauthorized:
		return Unauthorized
	case status == http.StatusForbidden:
		return Forbidden
	case status == http.StatusNotFound, status == http.StatusGone:
		return NotFound
	case status == http.StatusTooManyRequests:
		return RateLimited
	case status == http.StatusRequestTimeout, status < 400, status >= 500:
		return Unavailable
	default:
		return Invalid
	}
}

// hide puts a word in place of a secret, also where the far side quotes it as in JSON or a URL.
func hide(message, secret, word string) string {
	inJSON := strings.ReplaceAll(secret, "/", `\/`)
	for _, text := range []string{secret, inJSON, url.QueryEscape(secret), url.PathEscape(secret)} {
		if text != "" {
			message = strings.ReplaceAll(message, text, word)
		}
	}
	return message
}

// maxMessage is where a message is cut, in characters: enough to act on, too little to flood a log.
const maxMessage = 300

// tidy makes far-side text fit for a log: without the key, on one line, short.
func tidy(message, key string) string {
	message = hide(message, key, "[API key]")
	message = strings.Join(strings.Fields(strings.ToValidUTF8(message, "")), " ")
	if runes := []rune(message); len(runes) > maxMessage {
		message = string(runes[:maxMessage]) + "…"
	}
	if message == "" {
		return "no reason given"
	}
	return message
}
