// Package apikey looks after the API key: how old it is, and whether Whereby
// takes it. System admins are reminded of an old key, and told once when one
// begins to be refused.
//
// What is known of a key is in the database, for all nodes, under the key's
// fingerprint. The key itself is written nowhere.
package apikey

import (
	"context"
	"log/slog"
	"time"

	"mattermost-plugin-whereby/server/admins"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

const (
	day = 24 * time.Hour
	// remindEvery is how often an old key is brought to mind.
	remindEvery = 7 * day
	// alertEvery is how soon admins may be told of the same key again, after it
	// has worked in between.
	alertEvery = day
)

// Store remembers when things happened, for all nodes.
type Store interface {
	// MarkOnce remembers a time unless one is remembered already, and returns
	// the one that is.
	MarkOnce(ctx context.Context, name string, at time.Time) (time.Time, error)
	// Claim moves a mark that is older, or not there, and tells whether it has.
	Claim(ctx context.Context, name string, at, older time.Time) (claimed bool, err error)
	// Marks returns those of the named marks that there are.
	Marks(ctx context.Context, names ...string) (map[string]time.Time, error)
}

// Keeper looks after the API key in force.
type Keeper struct {
	API      admins.API
	BotID    string
	Store    Store
	Words    *i18n.Catalogue
	Settings func() config.Snapshot
	Now      func() time.Time
	Log      *slog.Logger

	watch watch
}

// Status is what there is to know of the key in force.
type Status struct {
	Source config.KeySource
	// Problem is why there is no key although one is meant to be there.
	Problem config.KeyProblem
	// Since is when the key was first seen.
	Since time.Time
	// AgeDays are the whole days since then.
	AgeDays int
	// RefusedAt is since when Whereby refuses the key, zero when it does not.
	RefusedAt time.Time
}

// Status tells of the key in force.
func (k *Keeper) Status(ctx context.Context) (Status, error) {
	key := k.Settings().Key()
	status := Status{Source: key.Source, Problem: key.Problem}
	if key.Text == "" {
		return status, nil
	}
	r, err := k.record(ctx, whereby.Fingerprint(key.Text))
	if err != nil {
		return status, err
	}
	status.Since, status.AgeDays = r.since, r.age(k.Now())
	if r.refusing() {
		status.RefusedAt = r.refused
	}
	return status, nil
}

// Sweep reminds of an old key, and tells of a refused one what a node that died
// has not told.
func (k *Keeper) Sweep(ctx context.Context) error {
	settings := k.Settings()
	key := settings.Key()
	if key.Text == "" {
		return nil
	}
	r, err := k.record(ctx, whereby.Fingerprint(key.Text))
	if err != nil {
		return err
	}
	if err = k.alert(ctx, key.Source, r); err != nil {
		return err
	}
	return k.remind(ctx, key.Source, settings.Usable().KeyReminderDays, r)
}

// record is what is remembered of a key. Times are zero for what has not happened.
type record struct {
	fingerprint string
	since       time.Time // it was first seen
	worked      time.Time // last, not to the second
	refused     time.Time // first after it had worked
	alerted     time.Time // admins were last told that it is refused
	reminded    time.Time // admins were last told that it is old
}

// The marks of a key; the names have 32 characters at most.
func markSince(fingerprint string) string    { return "key_" + fingerprint }
func markWorked(fingerprint string) string   { return "key_worked_" + fingerprint }
func markRefused(fingerprint string) string  { return "key_refused_" + fingerprint }
func markAlerted(fingerprint string) string  { return "key_alerted_" + fingerprint }
func markReminded(fingerprint string) string { return "key_reminded_" + fingerprint }

// record reads what is remembered of a key, and takes note of a new one.
func (k *Keeper) record(ctx context.Context, fingerprint string) (record, error) {
	r := record{fingerprint: fingerprint}
	marks, err := k.Store.Marks(ctx, markSince(fingerprint), markWorked(fingerprint),
		markRefused(fingerprint), markAlerted(fingerprint), markReminded(fingerprint))
	if err != nil {
		return r, err
	}
	r.since = marks[markSince(fingerprint)]
	r.worked = marks[markWorked(fingerprint)]
	r.refused = marks[markRefused(fingerprint)]
	r.alerted = marks[markAlerted(fingerprint)]
	r.reminded = marks[markReminded(fingerprint)]
	if r.since.IsZero() {
		r.since, err = k.Store.MarkOnce(ctx, markSince(fingerprint), k.Now())
	}
	return r, err
}

// age is in whole days.
func (r record) age(now time.Time) int { return int(max(now.Sub(r.since), 0) / day) }

func (r record) refusing() bool { return r.refused.After(r.worked) }

// alertDue is true once for a key, and again when it had worked in between and
// some time has passed.
func (r record) alertDue(now time.Time) bool {
	if !r.refusing() {
		return false
	}
	return r.alerted.IsZero() || (r.worked.After(r.alerted) && r.alerted.Before(now.Add(-alertEvery)))
}

// reminderDue takes 0 days for never.
func (r record) reminderDue(now time.Time, days int) bool {
	return days > 0 && r.age(now) >= days && r.reminded.Before(now.Add(-remindEvery))
}
