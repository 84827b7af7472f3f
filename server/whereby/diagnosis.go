package whereby

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/pkg/errors"
)

// wire is the connection of a check. It sees what the client does not hand on: the error of the
// network itself, and the date of an answer.
type wire struct {
	transport *http.Transport

	mu     sync.Mutex
	err    error         // of the last attempt
	offset time.Duration // see skew
}

func newWire() *wire {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	if usual, ok := http.DefaultTransport.(*http.Transport); ok {
		transport = usual.Clone()
	}
	return &wire{transport: transport}
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	answer, err := w.transport.RoundTrip(r)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
	if err == nil {
		if date, dateErr := http.ParseTime(answer.Header.Get("Date")); dateErr == nil {
			// The date was written somewhere between question and answer, and is cut to the second.
			w.offset = start.Add(time.Since(start) / 2).Sub(date.Add(time.Second / 2))
		}
	}
	return answer, err
}

// skew is how far our clock is ahead of the last answer's date; 0 when none had one.
func (w *wire) skew() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.offset
}

func (w *wire) lastError() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

func (w *wire) close() { w.transport.CloseIdleConnections() }

// failure is the finding for a request that did not do what it should.
func (c *checker) failure(err error) Finding {
	f := Finding{Level: LevelProblem, Host: c.host}
	e := asOwn(err)
	if e == nil { // all errors of the client are its own
		f.Code = FoundUnreachable
		return f
	}
	f.Status, f.Wait = e.Status, e.RetryAfter
	if e.Status == 0 {
		f.Code = wayLost(c.wire.lastError(), err)
		return f
	}
	switch {
	case e.Kind == Unauthorized:
		f.Code = FoundKeyWrong
	case e.Kind == Forbidden:
		f.Code = FoundForbidden
	case e.Kind == RateLimited:
		f.Code = FoundNoPoints
	case e.Status >= 300 && e.Status < 400:
		f.Code = FoundRedirect
	case e.Status >= 500 || e.Status == http.StatusRequestTimeout:
		f.Code = FoundTrouble
	default: // 404, other refusals, or an answer that is none of the API's
		f.Code = FoundNotAPI
	}
	return f
}

// wayLost tells where on the way to Whereby a request was lost, by the network's own error.
func wayLost(network, err error) FindingCode {
	var (
		name        *net.DNSError
		operation   *net.OpError
		authority   x509.UnknownAuthorityError
		hostname    x509.HostnameError
		certificate x509.CertificateInvalidError
		unverified  *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		timeout     net.Error
	)
	switch {
	case errors.As(network, &operation) && operation.Op == "proxyconnect":
		return FoundProxy
	case errors.As(network, &name):
		return FoundNoName
	case errors.Is(network, syscall.ECONNREFUSED):
		return FoundRefused
	case errors.As(network, &authority):
		return FoundAuthority
	case errors.As(network, &hostname):
		return FoundWrongName
	case errors.As(network, &certificate) && certificate.Reason == x509.Expired:
		return FoundExpired
	case errors.As(network, &unverified), errors.As(network, &record), errors.As(network, &alert),
		errors.Is(network, http.ErrSchemeMismatch):
		return FoundNoTLS
	case errors.Is(err, context.DeadlineExceeded), errors.As(network, &timeout) && timeout.Timeout():
		return FoundTimeout
	default:
		return FoundUnreachable
	}
}

// asOwn is the Error in the chain of err, nil when there is none.
func asOwn(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
