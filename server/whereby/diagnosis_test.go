package whereby

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"os"
	"testing"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
)

// TestWayLost has the errors that no server on this machine can bring about.
func TestWayLost(t *testing.T) {
	verification := func(err error) error {
		return &url.Error{Op: "Get", URL: "https://x", Err: &tls.CertificateVerificationError{Err: err}}
	}
	for name, test := range map[string]struct {
		network, err error
		want         FindingCode
	}{
		"another's certificate": {verification(x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}), nil, FoundWrongName},
		"expired":               {verification(x509.CertificateInvalidError{Reason: x509.Expired}), nil, FoundExpired},
		"bad certificate":       {verification(x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}), nil, FoundNoTLS},
		"intercepting proxy":    {verification(x509.UnknownAuthorityError{}), nil, FoundAuthority},
		"handshake refused":     {&net.OpError{Op: "remote error", Err: tls.AlertError(40)}, nil, FoundNoTLS},
		"proxy away":            {&net.OpError{Op: "proxyconnect", Err: &net.DNSError{Name: "proxy"}}, nil, FoundProxy},
		"dropped packets":       {&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, nil, FoundTimeout},
		"no answer":             {nil, errors.WithStack(context.DeadlineExceeded), FoundTimeout},
		"anything else":         {errors.New("network is unreachable"), nil, FoundUnreachable},
	} {
		assert.Equal(t, test.want, wayLost(test.network, test.err), name)
	}
}
