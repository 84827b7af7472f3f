package main

import (
	"context"
	"net/http"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/pluginapi"

	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/metrics"
)

// The names of the plugin's files in a support packet.
const (
	supportReport  = "whereby/doctor.md"
	supportMetrics = "whereby/metrics.txt"
)

// ServeMetrics answers /plugins/whereby/metrics where Mattermost has its own metrics.
func (p *Plugin) ServeMetrics(_ *plugin.Context, w http.ResponseWriter, r *http.Request) {
	active := p.begin()
	if active == nil {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	defer active.use.done()
	active.metrics.ServeHTTP(w, r)
}

// GenerateSupportData adds to Mattermost's support packet what /whereby doctor
// shows, in English, and what was measured on this node.
func (p *Plugin) GenerateSupportData(*plugin.Context) ([]*model.FileData, error) {
	active := p.begin()
	if active == nil {
		return nil, errors.New("the plugin is not active")
	}
	defer active.use.done()
	report := active.doctor.Examine(context.Background())
	measured, err := active.metrics.Text()
	if err != nil {
		measured = append(measured, []byte("# "+err.Error()+"\n")...)
	}
	text := report.At.UTC().Format(time.RFC3339) + "\n\n" + report.Markdown(active.words.For(model.DefaultLocale))
	return []*model.FileData{
		{Filename: supportReport, Body: []byte(text)},
		{Filename: supportMetrics, Body: measured},
	}, nil
}

// version is the plugin's, from its manifest.
func (p *Plugin) version(client *pluginapi.Client) (string, error) {
	manifest, err := client.System.GetManifest()
	if err != nil {
		return "", errors.Wrap(err, "read the manifest")
	}
	return manifest.Version, nil
}

// courierMeter measures the courier, whose rounds are a job.
type courierMeter struct {
	*metrics.Metrics
	runs *jobs.Keeper
}

// Round implements notify.Meter.
func (m courierMeter) Round(began time.Time, err error) { m.runs.Ran(jobs.Courier, began, err) }
