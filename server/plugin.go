package main

import (
	"context"
	"net/http"
	"reflect"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	commandicon "github.com/mattermost/mattermost/server/public/pluginapi/experimental/command"

	"mattermost-plugin-whereby/server/api"
	"mattermost-plugin-whereby/server/command"
	"mattermost-plugin-whereby/server/config"
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
	ServeMetrics(*plugin.Context, http.ResponseWriter, *http.Request)
	GenerateSupportData(*plugin.Context) ([]*model.FileData, error)
} = (*Plugin)(nil)

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
			p.API.LogError("command panicked", "user_id", args.UserId, "channel_id", args.ChannelId, "cause", cause, "stack", string(debug.Stack()))
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
