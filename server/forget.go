package main

import (
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/pluginapi/cluster"

	"mattermost-plugin-whereby/server/directory"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/privacy"
)

// forgetter forgets by itself, on one node at a time. It has a job of its own:
// what it has to do may take long, and the sweep is not to wait for it.
type forgetter struct {
	*privacy.Service
	job *cluster.Job
}

// newForgetter begins to forget; service has the parts that it works on.
func (p *Plugin) newForgetter(service *privacy.Service, people *directory.Directory, words *i18n.Catalogue, runs *jobs.Keeper) (*forgetter, error) {
	service.API, service.Now, service.Settings, service.Escape = p.API, time.Now, p.privacySettings, post.Escape
	service.Somebody = func() string { return words.For(p.settings.Get().Locale).Say(i18n.Nameless, nil) }
	service.Teller = post.Privacy{API: p.API, BotID: service.BotID, People: people, Words: words}
	service.Open()
	job, err := cluster.Schedule(p.API, "privacy", cluster.MakeWaitForInterval(sweepInterval), runs.Counted(jobs.Forgetter, service.Sweep))
	return &forgetter{service, job}, errors.Wrap(err, "schedule the privacy sweep")
}

func (f *forgetter) close() error {
	f.Close()
	return errors.Wrap(f.job.Close(), "stop the privacy sweep")
}

func (p *Plugin) privacySettings() privacy.Settings {
	settings := p.settings.Get()
	return privacy.Settings{RetentionDays: settings.Usable().RetentionDays, Names: settings.AttendanceNames, NameFormat: settings.NameFormat}
}
