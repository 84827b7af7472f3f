package api

import (
	"context"
	"net"
	"sync"
	"time"
)

const (
	limitWindow = time.Minute
	// maxOfAddress and maxOfAll are how often the pages for guests are opened
	// in a minute on this node.
	maxOfAddress = 30
	maxOfAll     = 1200
)

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

// limiter counts requests in windows of a minute. It remembers as many
// addresses as it lets requests through.
type limiter struct {
	mu     sync.Mutex
	begun  time.Time
	counts map[string]int
	all    int
}

// take returns how long to wait, 0 when the request may go through.
func (l *limiter) take(address string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if since := now.Sub(l.begun); since >= limitWindow || since < 0 {
		l.begun, l.counts, l.all = now, map[string]int{}, 0
	}
	if l.counts[address] >= maxOfAddress || l.all >= maxOfAll {
		return l.begun.Add(limitWindow).Sub(now)
	}
	l.counts[address]++
	l.all++
	return 0
}
