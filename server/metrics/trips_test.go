package metrics

import (
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/assert"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"
)

// lone is a plugin.Driver with one connection.
type lone struct{ plugin.Driver }

func (lone) Conn(bool) (string, error) { return "connection", nil }

func TestTrips(t *testing.T) {
	m := New("1.0.0", slog.New(slog.DiscardHandler))
	behind := &plugintest.API{}
	behind.On("GetUser", "alice").Return(&model.User{Id: "alice"}, nil)
	behind.On("GetServerVersion").Return("11.1.0")
	api := m.API(behind)
	for range 2 {
		user, appErr := api.GetUser("alice")
		assert.Nil(t, appErr)
		assert.Equal(t, "alice", user.Id)
	}
	assert.Equal(t, "11.1.0", api.GetServerVersion(), "what is not counted goes through too")
	id, err := m.Driver(lone{}).Conn(true)
	assert.NoError(t, err)
	assert.Equal(t, "connection", id)
	assert.InDelta(t, 2, testutil.ToFloat64(m.trips.WithLabelValues("GetUser")), 0)
	assert.InDelta(t, 1, testutil.ToFloat64(m.trips.WithLabelValues("sql_Conn")), 0)
	assert.Equal(t, 2, testutil.CollectAndCount(m.trips))
}
