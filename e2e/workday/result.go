package workday

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Result is what a day was like.
type Result struct {
	// Times are by what was asked for.
	Times map[string]Times
	// Planned are how late planned calls were seen in their channels, which
	// are looked at once a second.
	Planned Times
	// Calls were held. The plugin took in Webhooks about them, and told the
	// service of Events; Again is how often it told something once more.
	Calls, Webhooks, Events, Again int
	Samples                        []Sample
	// Errors are counted by kind, and Problems are what was lost.
	Errors   map[string]int
	Problems []string
}

func (d *day) result(samples []Sample, problems []string) Result {
	r := Result{Times: map[string]Times{}, Samples: samples, Errors: d.meter.errors, Problems: problems, Calls: len(d.meter.calls())}
	for what, took := range d.meter.took {
		r.Times[what] = TimesOf(took)
	}
	r.Planned = TimesOf(d.meter.late)
	r.Webhooks = samples[len(samples)-1].Webhooks - samples[0].Webhooks
	r.Events, r.Again = d.receiver.counts()
	return r
}

// OK tells whether nothing went wrong and nothing was lost.
func (r Result) OK() bool { return len(r.Errors) == 0 && len(r.Problems) == 0 && r.Calls > 0 }

// String is a table for people.
func (r Result) String() string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, t Times) {
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t\n", name, t.Count, short(t.P50), short(t.P95), short(t.Max))
	}
	fmt.Fprintln(table, "\tcount\tp50\tp95\tmax\t")
	for _, what := range []string{start, join, end, list} {
		row(what, r.Times[what])
	}
	row("planned, late", r.Planned)
	fmt.Fprintln(table, "\t\t\t\t\t")
	fmt.Fprintln(table, "\tplugin\tMattermost\tgoroutines\t\t")
	for _, s := range r.Samples {
		fmt.Fprintf(table, "%s\t%d MB\t%d MB\t%d\t\t\n", s.When, s.Plugin>>20, s.Mattermost>>20, s.Goroutines)
	}
	_ = table.Flush() // to memory
	fmt.Fprintf(&text, "\n%d calls held, %d webhooks taken in, %d events told (%d of them again)\n", r.Calls, r.Webhooks, r.Events, r.Again)
	for _, kind := range slices.Sorted(maps.Keys(r.Errors)) {
		fmt.Fprintf(&text, "error ×%d: %s\n", r.Errors[kind], kind)
	}
	for i, problem := range r.Problems {
		if i == 20 {
			fmt.Fprintf(&text, "lost: and %d more\n", len(r.Problems)-i)
			break
		}
		fmt.Fprintln(&text, "lost:", problem)
	}
	if r.OK() {
		fmt.Fprintln(&text, "nothing was lost")
	}
	return text.String()
}

func short(d time.Duration) string { return d.Round(time.Millisecond).String() }
