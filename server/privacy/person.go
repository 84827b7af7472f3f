package privacy

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

const (
	// callsAtOnce is how many calls are worked on with one statement.
	callsAtOnce = 200
	// pageSize is how many records are read at once, and partSize how many
	// bytes of them go into one file.
	pageSize = 1000
	partSize = 8 << 20
	// shortestName is in characters: what is shorter means too much else.
	shortestName = 3
)

// Find returns the person of a username, or of an id, also when the account is
// gone. CodeUnknownPerson tells that there is neither an account nor anything kept.
func (s *Service) Find(ctx context.Context, name string) (Person, Traces, error) {
	unknown := &call.Error{Code: call.CodeUnknownPerson, Value: "@" + name}
	user, appErr := s.API.GetUserByUsername(name)
	if isNotFound(appErr) && model.IsValidId(name) {
		user, appErr = s.API.GetUser(name)
		if isNotFound(appErr) {
			user, appErr = &model.User{Id: name}, nil
		}
	}
	switch {
	case isNotFound(appErr):
		return Person{}, Traces{}, unknown
	case appErr != nil:
		return Person{}, Traces{}, errors.Wrap(appErr, "find the person")
	}
	traces, err := s.Store.Traces(ctx, user.Id)
	if err != nil {
		return Person{}, Traces{}, err
	}
	if user.Username == "" && !traces.Any {
		return Person{}, Traces{}, unknown
	}
	who, err := s.person(ctx, user)
	return who, traces, err
}

// person gathers a person's names.
func (s *Service) person(ctx context.Context, user *model.User) (Person, error) {
	names, err := s.Store.NamesOf(ctx, user.Id)
	if err != nil {
		return Person{}, err
	}
	if user.Username != "" {
		names = append(names, user.Username, user.GetDisplayName(s.Settings().NameFormat), user.GetFullName())
	}
	for _, name := range slices.Clone(names) {
		names = append(names, s.Escape(name))
	}
	names = slices.DeleteFunc(names, func(name string) bool { return utf8.RuneCountInString(name) < shortestName })
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // the longest first: it may have the others in it
	return Person{ID: user.Id, Username: user.Username, Names: append(slices.Compact(names), user.Id), Instead: s.Somebody()}, nil
}

// Export sends what is kept about a person to an admin, in parts.
func (s *Service) Export(who Person, adminID string) {
	s.background(func(ctx context.Context) {
		if err := s.export(ctx, who, adminID); err != nil {
			s.Log.Error("person not exported", "err", err)
			if err = s.Teller.ExportFailed(adminID); err != nil {
				s.Log.Warn("admin not told", "err", err)
			}
		}
	})
}

func (s *Service) export(ctx context.Context, who Person, adminID string) error {
	var part bytes.Buffer
	lines := json.NewEncoder(&part) // one object a line
	if err := lines.Encode(map[string]any{
		"kind": "person", "data": map[string]any{"user_id": who.ID, "username": who.Username, "exported_at": s.Now().UnixMilli()},
	}); err != nil {
		return errors.WithStack(err)
	}
	sent := 0
	for from := (Place{}); ; {
		page, next, err := s.Store.Personal(ctx, who.ID, from, pageSize)
		if err != nil {
			return err
		}
		for _, record := range page {
			if err = lines.Encode(record); err != nil {
				return errors.WithStack(err)
			}
		}
		last := next == Place{}
		if last || part.Len() >= partSize {
			sent++
			if err = s.Teller.Exported(adminID, sent, part.Bytes(), last); err != nil {
				return err
			}
			part.Reset()
		}
		if last {
			return nil
		}
		from = next
	}
}

// Erase makes nobody of a person, and tells the admin when it is done. It is
// refused while a call runs that has to do with the person.
func (s *Service) Erase(ctx context.Context, who Person, adminID string) error {
	traces, err := s.Store.Traces(ctx, who.ID)
	if err != nil {
		return err
	}
	if traces.Running {
		return &call.Error{Code: call.CodePersonInCall}
	}
	if err = s.Store.Mark(ctx, Mark+who.ID, s.Now()); err != nil {
		return err
	}
	s.Log.Info("erasing a person", "admin_id", adminID) // whom, is not to be kept in a log
	s.background(func(ctx context.Context) {
		err := s.erase(ctx, who)
		if err != nil {
			s.Log.Error("person not erased yet", "err", err)
		}
		if err = s.Teller.Erased(adminID, err); err != nil {
			s.Log.Warn("admin not told", "err", err)
		}
	})
	return nil
}

// erase can be done again when it ended half-way.
func (s *Service) erase(ctx context.Context, who Person) error {
	if err := s.Plans.Abandon(ctx, who.ID); err != nil {
		return err
	}
	if err := s.Statuses.Tend(who.ID); err != nil {
		s.Log.Warn("custom status not put back", "err", err)
	}
	for {
		ids, err := s.Store.CallsOf(ctx, who.ID, callsAtOnce)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		if err = s.Store.Disown(ctx, who, ids); err != nil {
			return err
		}
		if err = s.Calls.Forget(ctx, ids, call.Forgotten{UserID: who.ID, Names: who.Names, Instead: who.Instead}); err != nil {
			return err
		}
		if err = s.Store.CleanPosts(ctx, s.BotID, who, ids, s.Now()); err != nil {
			return err
		}
	}
	if err := s.Store.EraseRest(ctx, s.BotID, who, s.Now()); err != nil {
		return err
	}
	traces, err := s.Store.Traces(ctx, who.ID)
	if err != nil {
		return err
	}
	if traces.Any { // a call has begun meanwhile
		return &call.Error{Code: call.CodePersonInCall}
	}
	s.Log.Info("person erased")
	return s.Store.Unmark(ctx, Mark+who.ID)
}

// resume goes on with what ended half-way.
func (s *Service) resume(ctx context.Context) error {
	const left = workTimeout + time.Minute // by then whoever began it has ended
	pending, err := s.Store.Pending(ctx, s.Now().Add(-left))
	if err != nil {
		return err
	}
	for _, userID := range pending {
		if err = s.eraseByID(ctx, userID); err != nil {
			return err
		}
	}
	return nil
}

// eraseByID erases somebody unless a call runs that has to do with him.
func (s *Service) eraseByID(ctx context.Context, userID string) error {
	user, appErr := s.API.GetUser(userID)
	switch {
	case isNotFound(appErr):
		user = &model.User{Id: userID}
	case appErr != nil:
		return errors.Wrap(appErr, "find the person")
	}
	traces, err := s.Store.Traces(ctx, userID)
	if err != nil || traces.Running {
		return err
	}
	who, err := s.person(ctx, user)
	if err != nil {
		return err
	}
	return s.erase(ctx, who)
}

const (
	// accountsMark is when accounts were compared last, accountsEvery how often that is done.
	accountsMark  = "accounts"
	accountsEvery = 24 * time.Hour
	// saneShare is the part of the people known here, and saneNumber how many
	// of a few, whose accounts may be gone on one day: more is a fault.
	saneShare  = 10
	saneNumber = 10
)

// eraseGone erases people whose accounts have been deleted for good, for of that no
// plugin is told. Both Mattermost's table and the plugin API must say so.
func (s *Service) eraseGone(ctx context.Context) error {
	claimed, err := s.Store.Claim(ctx, accountsMark, s.Now(), s.Now().Add(-accountsEvery))
	if err != nil || !claimed {
		return err
	}
	accounts, err := s.Store.Accounts(ctx, callsAtOnce)
	if err != nil || accounts.Missing == 0 {
		return err
	}
	if accounts.Missing == accounts.Known || accounts.Missing > max(saneNumber, accounts.Known/saneShare) {
		s.Log.Error("too many accounts are gone at once, so nobody was erased; if it is right, erase them by the command",
			"missing", accounts.Missing, "known", accounts.Known)
		return nil
	}
	for _, userID := range accounts.Gone {
		if _, appErr := s.API.GetUser(userID); !isNotFound(appErr) {
			s.Log.Warn("an account that the database lacks is not erased", "user_id", userID)
			continue
		}
		if err = s.eraseByID(ctx, userID); err != nil {
			return err
		}
	}
	return nil
}

func isNotFound(appErr *model.AppError) bool {
	return appErr != nil && appErr.StatusCode == http.StatusNotFound
}
