package main

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/pluginapi"
	"github.com/mattermost/mattermost/server/public/pluginapi/cluster"

	"mattermost-plugin-whereby/server/agents"
	"mattermost-plugin-whereby/server/api"
	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/command"
	"mattermost-plugin-whereby/server/dialog"
	"mattermost-plugin-whereby/server/directory"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/invite"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/metrics"
	"mattermost-plugin-whereby/server/minutes"
	"mattermost-plugin-whereby/server/notify"
	"mattermost-plugin-whereby/server/pace"
	"mattermost-plugin-whereby/server/pool"
	"mattermost-plugin-whereby/server/post"
	"mattermost-plugin-whereby/server/presence"
	"mattermost-plugin-whereby/server/privacy"
	"mattermost-plugin-whereby/server/report"
	"mattermost-plugin-whereby/server/ring"
	"mattermost-plugin-whereby/server/schedule"
	"mattermost-plugin-whereby/server/triage"
	"mattermost-plugin-whereby/server/whereby"
)

// parts is what an active plugin consists of.
type parts struct {
	client  *pluginapi.Client
	words   *i18n.Catalogue
	command *command.Handler
	cards   *post.Cards
	handler http.Handler
	calls   *call.Service
	ringer  *ring.Ringer
	keeper  *presence.Keeper
	key     *apikey.Keeper
	sweep   *cluster.Job
	forget  *forgetter
	doctor  *doctor.Doctor
	metrics *metrics.Metrics
	clock   *schedule.Clock
	courier *notify.Courier
	pool    *pool.Pool
	breaker *whereby.Breaker
	minutes *minutes.Service

	commands struct {
		mu         sync.Mutex
		registered map[string]bool // by trigger
	}
	use use
}

// OnActivate puts the plugin together. Missing settings do not fail it.
func (p *Plugin) OnActivate() error {
	log := slog.New(serverLog{api: p.API})
	killed, err := p.noteRunning()
	if err != nil {
		log.Warn("not noted that the plugin runs", "err", err)
	}
	if killed {
		log.Warn("the plugin was killed: trying the connections to the database that it may have used")
		p.dropSpoiltConnections(context.Background())
	}
	version, err := p.version(pluginapi.NewClient(p.API, p.Driver))
	if err != nil {
		return err
	}
	measured := metrics.New(version, log)
	trips := measured.API(p.API)
	client := pluginapi.NewClient(trips, measured.Driver(p.Driver))

	words, err := i18n.Load(p.API)
	if err != nil {
		return err
	}
	if p.settings.Get().EncryptionKey == "" {
		p.ensureEncryptionKey()
	}
	botID, err := p.ensureBot(client, words.For(p.settings.Get().Locale))
	if err != nil {
		return err
	}
	records, err := p.openStore(client)
	if err != nil {
		return err
	}
	counted, err := openReports(client)
	if err != nil {
		return err
	}

	people := directory.New(trips, records, func() string { return p.settings.Get().NameFormat })
	cards := post.NewCards(trips, botID, p.settings.Get, words, people)
	notices := post.Notices{API: trips, BotID: botID, Settings: p.settings.Get}
	screens := post.Screens{
		API: trips, BotID: botID, People: people, Members: records, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	ringer := &ring.Ringer{API: trips, Store: records, People: people, Hosts: screens, Now: time.Now, Log: log}
	keeper := &presence.Keeper{
		API: trips, Store: records, People: people, Words: words,
		Enabled: func() bool { return p.settings.Get().CustomStatuses }, Now: time.Now, Log: log,
	}
	key := &apikey.Keeper{
		API: trips, BotID: botID, Store: records, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	breaker := whereby.NewBreaker(records, log)
	refusals := &doctor.Refusals{Now: time.Now}
	account := whereby.NewClient(p.credentials, whereby.WithObserver(func(o whereby.Outcome) {
		key.Observe(o)
		refusals.Observe(o)
		measured.Asked(o)
	}), whereby.WithBreaker(breaker))
	measured.Watch(records.Backlog, account.Budget, time.Now)
	runs := &jobs.Keeper{Marks: records, Meter: measured, Now: time.Now, Log: log}
	dresser := brand.NewDresser(account, records, p.settings.Get, time.Now)
	courier := &notify.Courier{
		Store: records, Directory: people, Teller: notify.Bot{API: trips, BotID: botID, Words: words, Log: log}, Words: words,
		Client: notify.NewClient(trips), Wake: make(chan struct{}, 1), Settings: p.notifySettings, Now: time.Now, Log: log,
		Meter: courierMeter{measured, runs},
	}
	warm := &pool.Pool{
		Store: records, Rooms: whereby.NewRooms(account), Dresser: dresser, Afford: func() bool { return account.Budget().Ample(time.Now()) },
		Settings: func() call.Settings { return p.settings.Get().Call() }, Now: time.Now, Log: log,
	}
	archive := whereby.NewArchive(account)
	bridge := agents.NewClient(trips)
	scribe := &minutes.Service{
		Archive: archive, Agents: bridge, Store: records, Poster: post.Scribe{Cards: cards, Notices: notices},
		Rules: func() minutes.Rules { return p.settings.Get().Minutes() }, Now: time.Now, Log: log,
	}
	judge := &triage.Judge{
		API: trips, Agents: bridge, BotID: botID, Rules: func() triage.Rules { return p.settings.Get().Triage() }, Log: log,
	}
	service := &call.Service{
		Store:     records,
		Journal:   records,
		Rooms:     whereby.NewRooms(account),
		Archive:   archive,
		Cards:     cards,
		Directory: people,
		Lasting:   records,
		Herald:    cards,
		Dresser:   dresser,
		Pace:      &pace.Limiter{Each: func() int { return p.settings.Get().StartsPerMinute }},
		Pool:      warm,
		Judge:     judge,
		Publisher: call.Publishers{screens, ringer, keeper, courier, scribe},
		Settings:  func() call.Settings { return p.settings.Get().Call() },
		Now:       time.Now,
		Log:       log,
	}
	ringer.Calls = service
	scribe.Calls = service
	asked := metrics.Calls{Service: service, Metrics: measured}
	physician := &doctor.Doctor{
		Settings: p.settings.Get, Key: key, Database: records, Jobs: runs, Server: trips, BotID: botID, Version: version,
		Look: whereby.Look, Away: breaker.Away, Frame: whereby.FrameOf, Refusals: refusals, Now: time.Now, Log: log,
	}
	invites := &invite.Service{
		Store: records, Calls: records, Directory: people, Settings: p.inviteSettings, Now: time.Now, Log: log,
	}
	reports := report.NewService(counted, people, func() bool { return p.settings.Get().AttendanceNames }, time.Now)
	planned := post.Plans{
		API: trips, BotID: botID, People: people, Reminded: records, Posts: records, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	plans := &schedule.Service{
		Store: records, Feeds: records, Calls: asked, Directory: people, Conversations: people, Teller: planned, Publisher: planned,
		Settings: func() schedule.Settings { return p.settings.Get().Plans() }, Now: time.Now, Log: log,
	}
	planner := dialog.Planner{
		API: trips, People: people, Words: words, Settings: func() call.Settings { return p.settings.Get().Call() }, Now: time.Now,
	}
	router := &api.API{
		Plans: plans, Announce: planned, Planner: planner, Reports: reports,
		Doctor: physician, Meter: measured, Metrics: measured,
		Calls: asked, Rings: ringer, Invites: invites, Minutes: scribe, People: people, Notices: notices, Marks: records, Key: key, Budget: account.Budget,
		Images: records, Connections: records, Courier: courier, Check: whereby.Check, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	personal, err := p.newForgetter(&privacy.Service{Store: records, Calls: service, Plans: plans, Statuses: keeper, BotID: botID, Log: log}, people, words, runs)
	if err != nil {
		return err
	}
	active := &parts{
		client: client,
		words:  words,
		command: &command.Handler{
			Plans: plans, Announce: planned, Planner: planner, Reports: reports, Channels: trips, Privacy: personal,
			Doctor: physician, Meter: measured,
			Calls: asked, Invites: invites, People: people, Notices: notices, Dialogs: trips, Webhooks: records, Key: key, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
		},
		cards:   cards,
		handler: router.Handler(),
		calls:   service,
		ringer:  ringer,
		keeper:  keeper,
		key:     key,
		forget:  personal,
		pool:    warm,
		breaker: breaker,
		minutes: scribe,
		doctor:  physician,
		metrics: measured,
	}
	sweepers := []sweeper{keeper, key, service, courier, warm, &hourly{part: dresser}, &hourly{part: invites}}
	active.sweep, err = cluster.Schedule(p.API, "sweep", cluster.MakeWaitForInterval(sweepInterval),
		runs.Counted(jobs.Sweep, func() error { return sweep(log, sweepers...) }))
	if err != nil {
		return errors.Wrap(err, "schedule the sweep")
	}
	if err = p.registerCommands(active); err != nil {
		return err
	}
	active.clock = schedule.StartClock(plans, func(began time.Time, err error) { runs.Ran(jobs.Clock, began, err) })
	active.courier = courier
	courier.Start()
	warm.Wanted()
	p.parts.Store(active)
	return nil
}

// OnDeactivate lets what is being worked on end.
func (p *Plugin) OnDeactivate() error {
	active := p.parts.Swap(nil)
	if active == nil {
		return nil
	}
	active.use.end()
	if err := active.sweep.Close(); err != nil {
		return errors.Wrap(err, "stop the sweep")
	}
	if err := active.forget.close(); err != nil {
		return err
	}
	active.clock.Stop()
	active.minutes.Close()
	active.calls.Wait()
	active.ringer.Wait()
	active.keeper.Close()
	active.key.Close()
	active.courier.Stop()
	active.pool.Close()
	active.breaker.Close()
	if err := active.client.Store.Close(); err != nil {
		return errors.Wrap(err, "close the database")
	}
	return p.noteStopped()
}

func (p *Plugin) inviteSettings() invite.Settings {
	settings := p.settings.Get()
	return invite.Settings{Allowed: settings.AllowInvites, SiteURL: settings.SiteURL}
}

func (p *Plugin) notifySettings() notify.Settings {
	settings := p.settings.Get()
	return notify.Settings{Shown: settings.Shown(), SiteURL: settings.SiteURL, Locale: settings.Locale}
}

func (p *Plugin) credentials() whereby.Credentials {
	settings := p.settings.Get()
	return whereby.Credentials{BaseURL: settings.APIURL, APIKey: settings.Key().Text}
}
