package api

import (
	"context"
	"net"
	"net/http"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/pace"
)

// maxOfAddress and maxOfAll are how often the pages for guests are opened in a
// minute on this node.
const (
	maxOfAddress = 30
	maxOfAll     = 1200
)

// paced lets each logged-in person ask as often as the settings allow.
func (a *API) paced(next http.Handler) http.Handler {
	requests := &pace.Limiter{Each: func() int { return a.Settings().RequestsPerMinute }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if userID := r.Header.Get(userHeader); userID != "" {
			if wait := requests.Take(userID, a.Now()); wait > 0 {
				a.fail(w, r, &call.Error{Code: call.CodeRateLimited, Ours: true, Wait: wait}, 0)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

type addressKey struct{}

// WithAddress tells the handler where a request comes from, as Mattermost has
// it: what the request itself says cannot be trusted.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// addressOf returns the address, of IPv6 the network: a household has one.
func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	if ip := net.ParseIP(address); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return address
}
