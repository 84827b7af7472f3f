package main

import (
	"context"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/pluginapi"
	"github.com/mattermost/mattermost/server/public/pluginapi/cluster"

	"mattermost-plugin-whereby/server/store"
)

// maxConnections to the database are taken at most.
const maxConnections = 16

func (p *Plugin) openStore(client *pluginapi.Client) (*store.Store, error) {
	db, err := client.Store.GetMasterDB()
	if err != nil {
		return nil, errors.Wrap(err, "open the database")
	}
	// Each is one of Mattermost's own; without a limit a flood of webhooks
	// would leave the chat none.
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections / 2)
	db.SetConnMaxIdleTime(time.Minute)
	lock, err := cluster.NewMutex(p.API, "migrations")
	if err != nil {
		return nil, errors.Wrap(err, "make the migrations' lock")
	}
	if err = store.Migrate(context.Background(), db, lock); err != nil {
		return nil, err
	}
	return store.New(db, func() []byte { return p.settings.Get().SealingKey() }), nil
}

// openReports uses a replica where there is one.
func openReports(client *pluginapi.Client) (*store.Reports, error) {
	db, err := client.Store.GetReplicaDB()
	if err != nil {
		return nil, errors.Wrap(err, "open the database for reports")
	}
	db.SetMaxOpenConns(maxConnections)
	return store.NewReports(db), nil
}
