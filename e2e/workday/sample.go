package workday

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/pkg/errors"
	gopsutil "github.com/shirou/gopsutil/v4/process"
)

// Sample is how things stand at a moment.
type Sample struct {
	When               string
	Plugin, Mattermost uint64 // resident memory in bytes
	Goroutines         int    // of the plugin
	Webhooks           int    // that the plugin has taken in
}

func (d *day) sample(ctx context.Context, when string) (Sample, error) {
	s := Sample{When: when}
	var err error
	if s.Plugin, err = d.PluginMemory(); err != nil {
		return s, err
	}
	pid, _ := d.PIDs()
	process, err := gopsutil.NewProcess(int32(pid)) //nolint:gosec // a process id
	if err != nil {
		return s, errors.Wrap(err, "find Mattermost's process")
	}
	memory, err := process.MemoryInfo()
	if err != nil {
		return s, errors.Wrap(err, "read Mattermost's memory")
	}
	s.Mattermost = memory.RSS
	metrics, err := d.ask(ctx, http.MethodGet, "/api/v1/admin/metrics", nil)
	if err != nil {
		return s, err
	}
	s.Goroutines = sum(metrics, "go_goroutines")
	s.Webhooks = sum(metrics, "whereby_webhooks_received_total")
	return s, nil
}

// sum adds up a metric's series.
func sum(metrics []byte, name string) int {
	total := 0.0
	for lines := bufio.NewScanner(bytes.NewReader(metrics)); lines.Scan(); {
		series, value, _ := strings.Cut(lines.Text(), " ")
		if bare, _, _ := strings.Cut(series, "{"); bare == name {
			number, _ := strconv.ParseFloat(value, 64) // Prometheus wrote it
			total += number
		}
	}
	return int(total)
}
