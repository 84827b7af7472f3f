package doctor

import (
	"context"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/apikey"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
	"mattermost-plugin-whereby/server/whereby"
)

// The marks of webhooks that were refused, each with what it means.
const (
	RefusalPrefix    = "refused_"
	RefusedSecret    = RefusalPrefix + "secret"    // no secret is set here
	RefusedSignature = RefusalPrefix + "signature" // signed with another secret
	RefusedStale     = RefusalPrefix + "stale"     // signed at another time
)

// webhookPath is where Whereby sends events, below the site's address.
const webhookPath = "/plugins/whereby/webhooks/whereby"

// Grace is how long after somebody has entered a call its webhook may come.
const Grace = 5 * time.Minute

// Marked knows when something last happened.
type Marked interface {
	// Marked answers zero when it never has.
	Marked(ctx context.Context, name string) (time.Time, error)
}

// LastRefusal returns the mark of the newest webhook that was refused, empty
// if none was.
func LastRefusal(ctx context.Context, marks Marked) (mark string, at time.Time, err error) {
	for _, name := range []string{RefusedSecret, RefusedSignature, RefusedStale} {
		when, err := marks.Marked(ctx, name)
		if err != nil {
			return "", time.Time{}, err
		}
		if when.After(at) {
			mark, at = name, when
		}
	}
	return mark, at, nil
}

// SayRefusal tells of a webhook that was refused some time ago.
func SayRefusal(w i18n.Words, mark string, ago time.Duration) string {
	reason := map[string]*goi18n.Message{
		RefusedSecret:    i18n.SetupRefusedSecret,
		RefusedSignature: i18n.SetupRefusedSignature,
		RefusedStale:     i18n.SetupRefusedStale,
	}[mark]
	return w.Say(reason, i18n.Data{"Ago": w.Length(ago), "Window": w.Duration(whereby.SignatureWindow)})
}

// SayKey tells of the API key: where it is from, how old it is, whether it works.
func SayKey(w i18n.Words, key apikey.Status, now time.Time) string {
	if key.Source == config.NoKey {
		return strings.TrimSpace(w.Say(i18n.SetupNoKey, nil) + " " + w.KeyProblem(key.Problem))
	}
	parts := []string{w.Say(i18n.SetupKey, nil)}
	switch key.Source {
	case config.KeyInEnvironment:
		parts = append(parts, w.Say(i18n.SetupKeyEnvironment, nil))
	case config.KeyInFile:
		parts = append(parts, w.Say(i18n.SetupKeyFile, nil))
	}
	if key.AgeDays == 0 {
		parts = append(parts, w.Say(i18n.SetupKeyNew, nil))
	} else {
		parts = append(parts, w.Count(i18n.SetupKeyAge, key.AgeDays, nil))
	}
	if !key.RefusedAt.IsZero() {
		parts = append(parts, w.Say(i18n.SetupKeyRefused, i18n.Data{"Ago": w.Length(now.Sub(key.RefusedAt))}))
	}
	return strings.Join(parts, " ")
}

func (d *Doctor) settings(context.Context) ([]Line, error) {
	settings := d.Settings()
	var lines []Line
	for _, problem := range settings.Problems() {
		lines = append(lines, Line{Level: whereby.LevelWarning, Say: func(w i18n.Words) string { return w.Problem(problem) }})
	}
	if settings.EncryptionKey == "" {
		lines = append(lines, line(whereby.LevelProblem, i18n.DoctorEncryption, nil))
	}
	return lines, nil
}

func (d *Doctor) key(ctx context.Context) ([]Line, error) {
	status, err := d.Key.Status(ctx)
	if err != nil {
		return nil, err
	}
	level := whereby.LevelOK
	if status.Source == config.NoKey || !status.RefusedAt.IsZero() {
		level = whereby.LevelProblem
	}
	now := d.Now()
	return []Line{{Level: level, Say: func(w i18n.Words) string { return SayKey(w, status, now) }}}, nil
}

// whereby asks Whereby, at the cost of a point.
func (d *Doctor) whereby(ctx context.Context) ([]Line, error) {
	settings := d.Settings()
	var lines []Line
	for _, f := range d.Look(ctx, whereby.Credentials{BaseURL: settings.APIURL, APIKey: settings.Key().Text}) {
		switch {
		case f.Code == whereby.FoundNoKey: // the key's own line says so
		case f.Code == whereby.FoundPoints && f.Remaining*10 < f.Limit:
			lines = append(lines, line(whereby.LevelWarning, i18n.DoctorPointsLow, i18n.Data{"Remaining": f.Remaining, "Limit": f.Limit}))
		default:
			lines = append(lines, Line{Level: f.Level, Say: func(w i18n.Words) string { return w.Finding(f) }})
		}
	}
	if d.Away() { // looking goes past the breaker: it may have found Whereby back already
		lines = append(lines, Line{Level: whereby.LevelProblem, Say: func(w i18n.Words) string {
			return w.Say(i18n.DoctorAway, i18n.Data{"Pause": w.Exact(whereby.ProbeAfter)})
		}})
	}
	return lines, nil
}

func (d *Doctor) webhooks(ctx context.Context) ([]Line, error) {
	heard, err := d.Database.Heard(ctx)
	if err != nil {
		return nil, err
	}
	refusal, refusedAt, err := LastRefusal(ctx, d.Database)
	if err != nil {
		return nil, err
	}
	backlog, err := d.Database.Backlog(ctx)
	if err != nil {
		return nil, err
	}
	settings := d.Settings()
	address := i18n.Data{"Address": settings.SiteURL + webhookPath}
	lines := []Line{line(whereby.LevelOK, i18n.SetupSecret, nil)}
	if settings.WebhookSecret == "" {
		lines = []Line{line(whereby.LevelWarning, i18n.SetupNoSecret, nil)}
	}
	silent := backlog.Entered.Sub(heard) > Grace
	switch {
	case heard.IsZero() && silent:
		lines = append(lines, Line{Level: whereby.LevelWarning, Say: func(w i18n.Words) string {
			return w.Say(i18n.SetupNotHeard, nil) + " " + w.Say(i18n.SetupAddress, address)
		}})
	case heard.IsZero():
		lines = append(lines, line(whereby.LevelOK, i18n.SetupNotHeard, nil))
	case silent:
		lines = append(lines, when(whereby.LevelWarning, i18n.DoctorSilent, d.since(heard), address))
	default:
		lines = append(lines, when(whereby.LevelOK, i18n.SetupHeard, d.since(heard), nil))
	}
	if refusal != "" {
		level := whereby.LevelOK // what has come since was taken
		if refusedAt.After(heard) {
			level = whereby.LevelWarning
		}
		ago := d.since(refusedAt)
		lines = append(lines, Line{Level: level, Say: func(w i18n.Words) string { return SayRefusal(w, refusal, ago) }})
	}
	return lines, nil
}

func (d *Doctor) embedding(ctx context.Context) ([]Line, error) {
	backlog, err := d.Database.Backlog(ctx)
	if err != nil {
		return nil, err
	}
	if backlog.Room == "" {
		return []Line{line(whereby.LevelOK, i18n.DoctorFrameLater, nil)}, nil
	}
	site := d.Settings().SiteURL
	frame, err := d.Frame(ctx, backlog.Room, site)
	data := i18n.Data{"Host": frame.Host, "Site": frame.Site}
	switch {
	case err != nil:
		return []Line{line(whereby.LevelWarning, i18n.DoctorFrameUnknown, data)}, nil
	case !frame.Allowed:
		return []Line{line(whereby.LevelWarning, i18n.DoctorFrameNo, data)}, nil
	}
	return []Line{line(whereby.LevelOK, i18n.DoctorFrameYes, data)}, nil
}

// links are those in posts, which people open on phones.
func (d *Doctor) links(context.Context) ([]Line, error) {
	site := d.Settings().SiteURL
	switch {
	case site == "":
		return []Line{line(whereby.LevelWarning, i18n.DoctorNoSite, nil)}, nil
	case !strings.HasPrefix(site, "https://"):
		return []Line{line(whereby.LevelWarning, i18n.SetupInsecure, nil)}, nil
	}
	return []Line{line(whereby.LevelOK, i18n.DoctorSite, i18n.Data{"Site": site})}, nil
}
