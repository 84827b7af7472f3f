package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"
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
