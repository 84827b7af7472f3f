package stack

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// sandboxServer is Whereby's sandbox on a port of this machine.
type sandboxServer struct {
	*wherebytest.Sandbox
	url  string
	http *http.Server
}

func startSandbox(port int) (*sandboxServer, error) {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, errors.Wrap(err, "start the sandbox")
	}
	address := fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port)
	// A key of its own, so that a test can look for it where it must not be.
	sandbox := wherebytest.New(wherebytest.WithAPIKey("sandbox-"+randomHex(16)), wherebytest.WithPublicURL(address))
	server := &http.Server{Handler: sandbox, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // until it is closed
	return &sandboxServer{Sandbox: sandbox, url: address, http: server}, nil
}

func (s *sandboxServer) close() {
	if s == nil {
		return
	}
	s.Close()
	_ = s.http.Close()
}
