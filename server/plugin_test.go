package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/doctor"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/jobs"
	"mattermost-plugin-whereby/server/metrics"
	"mattermost-plugin-whereby/server/whereby"
)

// TestBeforeActivation calls the hooks that Mattermost may call at any time.
func TestBeforeActivation(t *testing.T) {
	p := &Plugin{}
	w := httptest.NewRecorder()
	p.ServeHTTP(&plugin.Context{}, w, httptest.NewRequest(http.MethodGet, "/api/v1/calls", http.NoBody))
	assert.Equal(t, http.StatusServiceUnavailable, w.Code)

	response, appErr := p.ExecuteCommand(&plugin.Context{}, &model.CommandArgs{Command: "/whereby"})
	assert.NotNil(t, response, "or Mattermost claims not to know the command")
	assert.Nil(t, appErr)

	changed := &model.Post{Message: "after"}
	saved, reason := p.MessageWillBeUpdated(&plugin.Context{}, changed, &model.Post{Message: "before"})
	assert.Same(t, changed, saved)
	assert.Empty(t, reason)

	w = httptest.NewRecorder()
	p.ServeMetrics(&plugin.Context{}, w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	assert.Equal(t, http.StatusServiceUnavailable, w.Code)
	files, err := p.GenerateSupportData(&plugin.Context{})
	assert.Empty(t, files)
	require.Error(t, err)

	newConfig, err := p.ConfigurationWillBeSaved(&model.Config{})
	assert.Nil(t, newConfig)
	require.NoError(t, err)
	require.NoError(t, p.OnDeactivate())
}

func TestServerLog(t *testing.T) {
	api := &plugintest.API{}
	api.On("LogWarn", "room not removed yet", "call_id", "id", "err", "it is away").Once()
	api.On("LogInfo", "started", "call_id", "id").Once()
	log := slog.New(serverLog{api: api}).With("call_id", "id")
	log.Warn("room not removed yet", "err", errors.New("it is away"))
	log.Info("started")
	api.AssertExpectations(t)
}

// patient is an empty plugin on an empty database.
type patient struct{}

func (patient) Status(context.Context) (apikey.Status, error)     { return apikey.Status{}, nil }
func (patient) Heard(context.Context) (time.Time, error)          { return time.Time{}, nil }
func (patient) Marked(context.Context, string) (time.Time, error) { return time.Time{}, nil }
func (patient) Facts(context.Context) (doctor.Facts, error) {
	return doctor.Facts{}, errors.New("away")
}
func (patient) Backlog(context.Context) (doctor.Backlog, error) { return doctor.Backlog{}, nil }
func (patient) Last(context.Context) ([]jobs.Run, error)        { return nil, nil }
func (patient) GetServerVersion() string                        { return "11.1.0" }
func (patient) GetBot(string, bool) (*model.Bot, *model.AppError) {
	return &model.Bot{Username: "whereby"}, nil
}

// TestSupportPacket has no secret, and is written although the database is away.
func TestSupportPacket(t *testing.T) {
	api := &plugintest.API{}
	api.On("GetBundlePath").Return("..", nil)
	words, err := i18n.Load(api)
	require.NoError(t, err)
	settings := config.Snapshot{Config: config.Defaults()}
	settings.APIKey, settings.WebhookSecret, settings.EncryptionKey = "the-key", "hush-hush", "an-encryption-key-that-is-long-enough"
	log := slog.New(slog.DiscardHandler)
	active := &parts{words: words, metrics: metrics.New("1.2.3", log), doctor: &doctor.Doctor{
		Settings: func() config.Snapshot { return settings }, Key: patient{}, Database: patient{}, Jobs: patient{}, Server: patient{}, Version: "1.2.3",
		Look:     func(context.Context, whereby.Credentials) []whereby.Finding { return nil },
		Refusals: &doctor.Refusals{Now: time.Now}, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }, Log: log,
	}}
	p := &Plugin{}
	p.parts.Store(active)
	files, err := p.GenerateSupportData(&plugin.Context{})
	require.NoError(t, err)
	require.Len(t, files, 2)
	assert.Equal(t, supportReport, files[0].Filename)
	report := string(files[0].Body)
	assert.True(t, strings.HasPrefix(report, "2027-01-15T08:00:00Z\n\n#### How the Whereby plugin fares\n- "), report)
	assert.Contains(t, report, "\n- ✗ `database`: could not be examined.")
	assert.Contains(t, report, "\n- ✓ Versions: Whereby plugin 1.2.3, Mattermost 11.1.0, go")
	assert.Equal(t, supportMetrics, files[1].Filename)
	assert.Contains(t, string(files[1].Body), "\nwhereby_build_info{")
	for _, file := range files {
		for _, secret := range []string{settings.APIKey, settings.WebhookSecret, settings.EncryptionKey} {
			assert.NotContains(t, string(file.Body), secret)
		}
	}
	w := httptest.NewRecorder()
	p.ServeMetrics(&plugin.Context{}, w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, w.Body.String(), "\nwhereby_build_info{")
}
