package main

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/pluginapi"
	"github.com/mattermost/mattermost/server/public/pluginapi/cluster"
	commandicon "github.com/mattermost/mattermost/server/public/pluginapi/experimental/command"

	"mattermost-plugin-whereby/server/agents"
	"mattermost-plugin-whereby/server/api"
	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/command"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/dialog"
	"mattermost-plugin-whereby/server/directory"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/invite"
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

const (
	botUsername = "whereby"
	// sweepInterval is how soon is done what only the clock brings about, and
	// what crashes and outages have left.
	sweepInterval = 15 * time.Second
	sweepTimeout  = 5 * time.Minute
	// commandTimeout bounds one command; a start has less, its undo the rest.
	commandTimeout = 40 * time.Second
)

// Plugin is Mattermost's handle on us: hooks in, plugin API out. It wires the
// parts together and holds no rules.
type Plugin struct {
	plugin.MattermostPlugin

	settings config.Holder
	// parts is nil until the plugin is active.
	parts atomic.Pointer[parts]
}

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

// The hooks that Mattermost calls: a near miss in a signature would be ignored
// silently.
var _ interface {
	OnActivate() error
	OnDeactivate() error
	OnConfigurationChange() error
	ConfigurationWillBeSaved(*model.Config) (*model.Config, error)
	ServeHTTP(*plugin.Context, http.ResponseWriter, *http.Request)
	ExecuteCommand(*plugin.Context, *model.CommandArgs) (*model.CommandResponse, *model.AppError)
	MessageWillBeUpdated(*plugin.Context, *model.Post, *model.Post) (*model.Post, string)
	MessageHasBeenDeleted(*plugin.Context, *model.Post)
	PreferencesHaveChanged(*plugin.Context, []model.Preference)
} = (*Plugin)(nil)

// OnActivate puts the plugin together. Missing settings do not fail it.
func (p *Plugin) OnActivate() error {
	client := pluginapi.NewClient(p.API, p.Driver)
	log := slog.New(serverLog{api: p.API})

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

	people := directory.New(p.API, func() string { return p.settings.Get().NameFormat })
	cards := post.NewCards(p.API, botID, p.settings.Get, words, people)
	notices := post.Notices{API: p.API, BotID: botID, Settings: p.settings.Get}
	screens := post.Screens{
		API: p.API, BotID: botID, People: people, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	ringer := &ring.Ringer{API: p.API, Store: records, People: people, Hosts: screens, Now: time.Now, Log: log}
	keeper := &presence.Keeper{
		API: p.API, Store: records, People: people, Words: words,
		Enabled: func() bool { return p.settings.Get().CustomStatuses }, Now: time.Now, Log: log,
	}
	key := &apikey.Keeper{
		API: p.API, BotID: botID, Store: records, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	breaker := whereby.NewBreaker(records, log)
	account := whereby.NewClient(p.credentials, whereby.WithObserver(key.Observe), whereby.WithBreaker(breaker))
	dresser := brand.NewDresser(account, records, p.settings.Get, time.Now)
	courier := &notify.Courier{
		Store: records, Directory: people, Teller: notify.Bot{API: p.API, BotID: botID, Words: words, Log: log}, Words: words,
		Client: notify.NewClient(p.API), Wake: make(chan struct{}, 1), Settings: p.notifySettings, Now: time.Now, Log: log,
	}
	warm := &pool.Pool{
		Store: records, Rooms: whereby.NewRooms(account), Dresser: dresser, Afford: func() bool { return account.Budget().Ample(time.Now()) },
		Settings: func() call.Settings { return p.settings.Get().Call() }, Now: time.Now, Log: log,
	}
	archive := whereby.NewArchive(account)
	asked := agents.NewClient(p.API)
	scribe := &minutes.Service{
		Archive: archive, Agents: asked, Store: records, Poster: post.Scribe{Cards: cards, Notices: notices},
		Rules: func() minutes.Rules { return p.settings.Get().Minutes() }, Now: time.Now, Log: log,
	}
	judge := &triage.Judge{
		API: p.API, Agents: asked, BotID: botID, Rules: func() triage.Rules { return p.settings.Get().Triage() }, Log: log,
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
	invites := &invite.Service{
		Store: records, Calls: records, Directory: people, Settings: p.inviteSettings, Now: time.Now, Log: log,
	}
	reports := report.NewService(counted, people, func() bool { return p.settings.Get().AttendanceNames }, time.Now)
	planned := post.Plans{
		API: p.API, BotID: botID, People: people, Reminded: records, Posts: records, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	plans := &schedule.Service{
		Store: records, Feeds: records, Calls: service, Directory: people, Conversations: people, Teller: planned, Publisher: planned,
		Settings: func() schedule.Settings { return p.settings.Get().Plans() }, Now: time.Now, Log: log,
	}
	planner := dialog.Planner{
		API: p.API, People: people, Words: words, Settings: func() call.Settings { return p.settings.Get().Call() }, Now: time.Now,
	}
	router := &api.API{
		Plans: plans, Announce: planned, Planner: planner, Reports: reports,
		Calls: service, Rings: ringer, Invites: invites, Minutes: scribe, People: people, Notices: notices, Marks: records, Key: key, Budget: account.Budget,
		Images: records, Connections: records, Courier: courier, Check: whereby.Check, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
	}
	personal, err := p.newForgetter(&privacy.Service{Store: records, Calls: service, Plans: plans, Statuses: keeper, BotID: botID, Log: log}, people, words)
	if err != nil {
		return err
	}
	active := &parts{
		client: client,
		words:  words,
		command: &command.Handler{
			Plans: plans, Announce: planned, Planner: planner, Reports: reports, Channels: p.API, Privacy: personal,
			Calls: service, Invites: invites, People: people, Notices: notices, Dialogs: p.API, Webhooks: records, Key: key, Words: words, Settings: p.settings.Get, Now: time.Now, Log: log,
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
	}
	active.sweep, err = cluster.Schedule(p.API, "sweep", cluster.MakeWaitForInterval(sweepInterval), func() {
		sweep(log, keeper, key, service, courier, warm, &hourly{part: dresser}, &hourly{part: invites})
	})
	if err != nil {
		return errors.Wrap(err, "schedule the sweep")
	}
	if err = p.registerCommands(active); err != nil {
		return err
	}
	active.clock = schedule.StartClock(plans)
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
	return errors.Wrap(active.client.Store.Close(), "close the database")
}

// OnConfigurationChange takes over new settings; they count from the next call on.
func (p *Plugin) OnConfigurationChange() error {
	before := p.settings.Get()
	keyMissing, err := p.loadSettings()
	if err != nil {
		return err
	}
	active := p.parts.Load()
	if active == nil {
		return nil
	}
	active.pool.Reconsider()
	if keyMissing {
		go p.ensureEncryptionKey() // it saves, which calls this hook again
	}
	if p.settings.Get().Locale != before.Locale || !reflect.DeepEqual(p.settings.Get().Templates, before.Templates) {
		return p.registerCommands(active)
	}
	return nil
}

// ConfigurationWillBeSaved refuses settings that cannot work. It runs at every
// save of any of the server's settings, so it does nothing slow.
func (p *Plugin) ConfigurationWillBeSaved(newConfig *model.Config) (*model.Config, error) {
	active := p.parts.Load()
	stored, found := newConfig.PluginSettings.Plugins[manifestID]
	if active == nil || !found {
		return nil, nil
	}
	next, err := config.FromMap(stored)
	if err != nil {
		return nil, err
	}
	if problems := next.Problems(); len(problems) > 0 {
		text := active.words.For(p.settings.Get().Locale).Problem(problems[0])
		return nil, model.NewAppError("ConfigurationWillBeSaved", text, nil, "", http.StatusBadRequest)
	}
	return nil, nil
}

// ServeHTTP answers /plugins/whereby/….
func (p *Plugin) ServeHTTP(c *plugin.Context, w http.ResponseWriter, r *http.Request) {
	active := p.begin()
	if active == nil {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	defer active.use.done()
	active.handler.ServeHTTP(w, r.WithContext(api.WithAddress(r.Context(), c.IPAddress)))
}

// ExecuteCommand runs /whereby.
func (p *Plugin) ExecuteCommand(_ *plugin.Context, args *model.CommandArgs) (response *model.CommandResponse, _ *model.AppError) {
	response = &model.CommandResponse{}
	defer func() {
		if cause := recover(); cause != nil {
			p.API.LogError("command panicked", "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	active := p.begin()
	if active == nil {
		return response, nil
	}
	defer active.use.done()
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	return active.command.Execute(ctx, args), nil
}

// MessageWillBeUpdated keeps everybody else's hands off the posts of calls.
func (p *Plugin) MessageWillBeUpdated(c *plugin.Context, changed, existing *model.Post) (*model.Post, string) {
	active := p.parts.Load()
	if active == nil {
		return changed, ""
	}
	return active.cards.Guard(c.SessionId, changed, existing)
}

// MessageHasBeenDeleted takes note when a call loses its post. Its hook runs
// for every post that is deleted, so all others are passed over at once.
func (p *Plugin) MessageHasBeenDeleted(_ *plugin.Context, deleted *model.Post) {
	active := p.begin()
	if active == nil {
		return
	}
	defer active.use.done()
	callID := active.cards.CallOf(deleted)
	if callID == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	if err := active.calls.PostDeleted(ctx, callID, deleted.Id); err != nil {
		p.API.LogWarn("deleted post not noted", "call_id", callID, "err", err)
	}
}

// PreferencesHaveChanged runs for every choice that anybody makes anywhere.
func (p *Plugin) PreferencesHaveChanged(_ *plugin.Context, preferences []model.Preference) {
	active := p.begin()
	if active == nil {
		return
	}
	defer active.use.done()
	active.keeper.PreferencesChanged(preferences)
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

// registerCommands makes /whereby known, and the commands of templates that
// have their own; those of templates that have none any more go. Each node
// does so for itself.
func (p *Plugin) registerCommands(active *parts) error {
	active.commands.mu.Lock()
	defer active.commands.mu.Unlock()
	icon, err := commandicon.GetIconData(&active.client.System, "assets/icon.svg")
	if err != nil {
		return errors.Wrap(err, "read the icon")
	}
	settings := p.settings.Get()
	registered := map[string]bool{}
	for _, definition := range command.Definitions(active.words.For(settings.Locale), icon, settings.Call().Templates) {
		if err = active.client.SlashCommand.Register(definition); err != nil {
			return errors.Wrapf(err, "register /%s", definition.Trigger)
		}
		registered[definition.Trigger] = true
	}
	for trigger := range active.commands.registered {
		if !registered[trigger] {
			if err = active.client.SlashCommand.Unregister("", trigger); err != nil {
				return errors.Wrapf(err, "unregister /%s", trigger)
			}
		}
	}
	active.commands.registered = registered
	return nil
}
