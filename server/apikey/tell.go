package apikey

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/admins"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
)

// alert tells admins that the key is refused, if they are to be told.
func (k *Keeper) alert(ctx context.Context, source config.KeySource, r record) error {
	if !r.alertDue(k.Now()) {
		return nil
	}
	link := k.Settings().ConsoleURL()
	return k.tell(ctx, markAlerted(r.fingerprint), alertEvery, func(w i18n.Words, zone *time.Location) string {
		since := r.refused.In(zone).Format("2006-01-02 15:04 MST")
		return w.Say(i18n.KeyDead, i18n.Data{"Since": since}) + "\n\n" +
			numbered(w.RenewKey(source, link)) + "\n\n" + w.Say(i18n.KeyToldOnce, nil)
	})
}

// remind tells admins that the key is old, if it is time.
func (k *Keeper) remind(ctx context.Context, source config.KeySource, days int, r record) error {
	now := k.Now()
	if !r.reminderDue(now, days) {
		return nil
	}
	link := k.Settings().ConsoleURL()
	return k.tell(ctx, markReminded(r.fingerprint), remindEvery, func(w i18n.Words, _ *time.Location) string {
		steps := append(w.RenewKey(source, link), w.Say(i18n.KeyDelete, nil))
		return w.Count(i18n.KeyOld, r.age(now), nil) + "\n\n" +
			numbered(steps) + "\n\n" + w.Say(i18n.KeyReminderHow, i18n.Data{"Link": link})
	})
}

func numbered(steps []string) string {
	lines := make([]string, len(steps))
	for i, step := range steps {
		lines[i] = strconv.Itoa(i+1) + ". " + step
	}
	return strings.Join(lines, "\n")
}

// tell sends each admin a direct message in his language, if no other node has
// claimed the mark. A crash after the claim loses the messages: better one too
// few than the same over and over.
func (k *Keeper) tell(ctx context.Context, mark string, every time.Duration, text func(i18n.Words, *time.Location) string) error {
	list, err := admins.List(k.API)
	if err != nil {
		return err
	}
	now := k.Now()
	claimed, err := k.Store.Claim(ctx, mark, now, now.Add(-every))
	if err != nil || !claimed {
		return err
	}
	for _, admin := range list {
		if err = admins.Write(k.API, k.BotID, admin.Id, text(k.Words.For(admin.Locale), admin.GetTimezoneLocation())); err != nil {
			k.Log.Warn("system admin not told of the API key", "user_id", admin.Id, "err", err)
		}
	}
	return nil
}
