package notify

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/shared/httpservice"
)

// Reason is in short why a try failed, empty when it did not.
type Reason string

// The reasons.
const (
	Refused Reason = "refused" // 4xx
	Gone    Reason = "gone"    // the address is good no more
	Busy    Reason = "busy"    // 429
	Failing Reason = "failing" // 5xx
	// Redirect is an answer that leads elsewhere, where nothing is sent.
	Redirect Reason = "redirect"
	// Invalid is what the service's own check says of an event.
	Invalid  Reason = "invalid"
	NoAnswer Reason = "no_answer" // in time
	// NotAllowed is an address of a private network.
	NotAllowed   Reason = "not_allowed"
	NotFound     Reason = "not_found" // the name leads nowhere
	NoConnection Reason = "no_connection"
	Certificate  Reason = "certificate"
)

// reasonOfStatus is what a status other than 2xx means.
func reasonOfStatus(status int) Reason {
	switch {
	case status >= 500:
		return Failing
	case status == http.StatusTooManyRequests:
		return Busy
	case status >= 400:
		return Refused
	default:
		return Redirect
	}
}

// reasonOfError tells why no answer came, in short and in words. The address,
// which url.Error puts before its cause, is left out.
func reasonOfError(err error) (Reason, string) {
	wrapped := new(url.Error)
	if errors.As(err, &wrapped) {
		if wrapped.Timeout() {
			return NoAnswer, "no answer in time"
		}
		err = wrapped.Err
	}
	unknownName, untrusted := new(net.DNSError), new(tls.CertificateVerificationError)
	switch {
	case strings.Contains(err.Error(), httpservice.ErrAddressForbidden.Error()): // it is not always wrapped
		return NotAllowed, err.Error()
	case errors.As(err, &unknownName):
		return NotFound, err.Error()
	case errors.As(err, &untrusted):
		return Certificate, err.Error()
	default:
		return NoConnection, err.Error()
	}
}
