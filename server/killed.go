package main

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/shared/driver"
)

// noteRunning leaves a file in the plugin's folder until the plugin is stopped,
// and tells whether the last process has left its own there: it was killed.
func (p *Plugin) noteRunning() (killed bool, err error) {
	path, err := p.runningFile()
	if err != nil {
		return false, err
	}
	_, err = os.Stat(path)
	return err == nil, errors.Wrap(os.WriteFile(path, nil, 0o600), "note that the plugin runs")
}

func (p *Plugin) noteStopped() error {
	path, err := p.runningFile()
	if err != nil {
		return err
	}
	if err = os.Remove(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Wrap(err, "note that the plugin was stopped")
}

// runningFile is of one run of Mattermost's server: another has other connections.
func (p *Plugin) runningFile() (string, error) {
	bundle, err := p.API.GetBundlePath()
	return filepath.Join(bundle, fmt.Sprintf(".running-%d", os.Getppid())), errors.Wrap(err, "find the plugin's folder")
}

// dropSpoiltConnections rids Mattermost of the database connections that a killed
// process was using. Mattermost takes them back into its own pool as they are,
// with rows unread or a transaction open (DriverImpl.ShutdownConns,
// channels/app/plugin_db_driver.go of its server 11.1), and the next query on
// each would fail, the chat's too. So does the beginning of a transaction, after
// which the driver gives the connection up.
func (p *Plugin) dropSpoiltConnections(ctx context.Context) {
	settings := p.API.GetUnsanitizedConfig().SqlSettings
	// No more than the dead one can have had, and never all there are.
	most := min(maxConnections, *settings.MaxOpenConns/2)
	tryConnections(ctx, sql.OpenDB(driver.NewConnector(p.Driver, true)), most)
	if len(settings.DataSourceReplicas) > 0 {
		tryConnections(ctx, sql.OpenDB(driver.NewConnector(p.Driver, false)), most)
	}
}

// tryConnections begins a transaction on so many connections at a time.
func tryConnections(ctx context.Context, db *sql.DB, most int) {
	defer db.Close()
	for range most {
		conn, err := db.Conn(ctx)
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }() // held until all are tried: a pool gives what it got last
		if tx, err := conn.BeginTx(ctx, nil); err == nil {
			_ = tx.Rollback()
		}
	}
}
