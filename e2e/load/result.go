package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Result is what came of a Run.
type Result struct {
	// Sent events are those that a request was begun for.
	Sent int
	// Missed were due, but Options.Workers requests were on their way already; they were never sent.
	Missed int
	// OK were answered with 2xx.
	OK int
	// Others counts all other answers by their status.
	Others map[int]int
	// Failed had no answer; FirstError is why the first of them had none.
	Failed     int
	FirstError string
	// Took is from the first event's time to the last answer.
	Took time.Duration
	// Latency of all answers, from the beginning of the request to the end of the answer.
	Latency Spread
	// Lag is how much later than planned requests were begun. When it is large, this machine could
	// not keep up, and the latencies say little.
	Lag Spread
}

// Spread is the distribution of durations: half of them are at most P50, and so on.
type Spread struct {
	P50, P95, P99, Max time.Duration
}

// spreadOf sorts the durations.
func spreadOf(all []time.Duration) Spread {
	if len(all) == 0 {
		return Spread{}
	}
	slices.Sort(all)
	// The least duration that so many percent do not exceed.
	at := func(percent int) time.Duration { return all[(len(all)*percent+99)/100-1] }
	return Spread{P50: at(50), P95: at(95), P99: at(99), Max: at(100)}
}

func (s Spread) String() string {
	round := func(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }
	return fmt.Sprintf("p50 %s  p95 %s  p99 %s  max %s", round(s.P50), round(s.P95), round(s.P99), round(s.Max))
}

func (r Result) String() string {
	var text strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&text, "%-9s %s\n", name, fmt.Sprintf(format, args...))
	}
	line("sent", "%d in %s, %.1f a second", r.Sent, r.Took.Round(time.Millisecond), float64(r.Sent)/max(r.Took.Seconds(), 1e-9))
	line("missed", "%d", r.Missed)
	line("2xx", "%d", r.OK)
	for _, status := range slices.Sorted(maps.Keys(r.Others)) {
		line(fmt.Sprint(status), "%d", r.Others[status])
	}
	if r.Failed > 0 {
		line("failed", "%d, the first: %s", r.Failed, r.FirstError)
	}
	line("latency", "%s", r.Latency)
	line("lag", "%s", r.Lag)
	return text.String()
}
