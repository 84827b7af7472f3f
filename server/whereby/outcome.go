package whereby

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Outcome is what became of one attempt at a request. It holds no secret: no
// key, no id, no query, no body.
type Outcome struct {
	Method string
	// Route is the path below the API's address with {id} in place of ids and names.
	Route string
	// Attempt counts from 1; a request that may be sent again has more than one outcome.
	Attempt int
	// Status is the HTTP status, or 0 without an answer.
	Status int
	// Kind is 0 for success.
	Kind Kind
	// Took is the time from dialling to the last byte of the answer.
	Took time.Duration
	// Fingerprint is that of the key the request was made with, empty when there was none.
	Fingerprint string
}

// WithObserver has each attempt's outcome told, in the goroutine that asks and before it gets its
// answer. So the observer must neither block nor panic; it is called by many at once.
func WithObserver(observe func(Outcome)) Option {
	return func(c *Client) { c.observe = observe }
}

// Fingerprint tells API keys apart without telling what they are. It is empty for no key.
func Fingerprint(key string) string {
	key = strings.TrimSpace(key)
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}

// routeOf is a path without ids and names, which stand behind the name of a collection.
func routeOf(path string) string {
	segments := strings.Split(path, "/")
	if len(segments) > 2 && segments[1] != "insights" && segments[2] != "bulk-delete" {
		segments[2] = "{id}"
	}
	return strings.Join(segments, "/")
}
