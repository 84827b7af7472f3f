package notify

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"
)

// leadsTo lets every name lead to the addresses, which may change meanwhile.
func leadsTo(t *testing.T, addresses *atomic.Value) {
	t.Helper()
	server, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			var message dnsmessage.Message
			if message.Unpack(buffer[:n]) != nil {
				continue
			}
			message.Response = true
			message.Additionals = nil
			if q := message.Questions[0]; q.Type == dnsmessage.TypeA {
				list, _ := addresses.Load().([]string)
				for _, address := range list {
					message.Answers = append(message.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
						Body:   &dnsmessage.AResource{A: [4]byte(net.ParseIP(address).To4())},
					})
				}
			}
			if packed, err := message.Pack(); err == nil {
				_, _ = server.WriteTo(packed, from)
			}
		}
	}()
	usual := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = usual
		_ = server.Close()
	})
}

// A name that led to an address which is allowed leads inside later.
func TestNamesThatChangeTheirMind(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close") // so that each request dials
	}))
	defer service.Close()
	port := service.URL[strings.LastIndex(service.URL, ":"):]
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.2"+port)
	require.NoError(t, err)
	inside := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") })} //nolint:gosec // nobody comes
	go func() { _ = inside.Serve(listener) }()
	defer func() { _ = inside.Close() }()

	var addresses atomic.Value
	addresses.Store([]string{"127.0.0.1"})
	leadsTo(t, &addresses)
	courier := newCourier(t)
	courier.Client = clientThatMayGoTo("127.0.0.1/32")
	send := func() outcome {
		return courier.send(t.Context(), webhookTo("http://rebinding.example"+port), Delivery{ID: "delivery", Payload: json.RawMessage(`{}`)}, false)
	}
	require.True(t, send().ok)
	addresses.Store([]string{"127.0.0.2"})
	assert.Equal(t, NotAllowed, send().reason)
	addresses.Store([]string{"127.0.0.2", "127.0.0.1"})
	assert.True(t, send().ok, "of several the one that is allowed")
}
