package report

import (
	"context"
	"iter"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/call"
)

const (
	// atOnce is how many statements of reports this node lets run at once, and
	// patience how long others wait for their turn.
	atOnce   = 2
	patience = 20 * time.Second
	// exportTime bounds one answer: Mattermost cuts off those that take 5 minutes.
	exportTime = 4 * time.Minute
	exportPage = 500
	// MaxPage is how many calls a page for people has at most.
	MaxPage = 200
)

// Directory knows people, channels and teams.
type Directory interface {
	Person(userID string) (call.Person, error)
	// Access answers CodeNotFound for an unknown channel or person.
	Access(ctx context.Context, userID, channelID string) (call.Access, error)
	// ManagesTeam answers CodeNotFound for an unknown team.
	ManagesTeam(ctx context.Context, userID, teamID string) (bool, error)
}

// Service makes reports and lists for those who may see them.
type Service struct {
	Store     Store
	Directory Directory
	// Names tells whether people may be named.
	Names func() bool
	Now   func() time.Time

	turns chan struct{}
}

// NewService returns a service.
func NewService(store Store, directory Directory, names func() bool, now func() time.Time) *Service {
	return &Service{Store: store, Directory: directory, Names: names, Now: now, turns: make(chan struct{}, atOnce)}
}

// Allow returns what of the scope the person may see. Members see their
// channel; team admins their team's public channels, and those private ones
// that they are in; system admins all. Others learn no more than of a channel
// or team that does not exist.
func (s *Service) Allow(ctx context.Context, userID string, scope Scope, period Period) (Filter, error) {
	f := Filter{Scope: scope, Period: period, Reader: userID}
	switch scope.Kind {
	case Channel:
		access, err := s.Directory.Access(ctx, userID, scope.ID)
		if err != nil {
			return Filter{}, err
		}
		if !access.Member && !access.Person.Admin {
			return Filter{}, &call.Error{Code: call.CodeNotFound}
		}
		f.Unnamed = access.Channel.TeamID == "" && !access.Member
		return f, nil
	case Team:
		manages, err := s.Directory.ManagesTeam(ctx, userID, scope.ID)
		if err != nil {
			return Filter{}, err
		}
		if !manages {
			return Filter{}, &call.Error{Code: call.CodeNotFound}
		}
	}
	person, err := s.Directory.Person(userID)
	switch {
	case err != nil:
		return Filter{}, err
	case person.Admin:
		return f, nil
	case scope.Kind == Team:
		f.MemberID = userID
		return f, nil
	}
	return Filter{}, &call.Error{Code: call.CodeNotAdmin}
}

// Summary counts the calls of a scope.
func (s *Service) Summary(ctx context.Context, f Filter) (Summary, error) {
	var counts Counts
	steps := f.Steps()
	err := s.inTurn(ctx, func() (err error) {
		counts, err = s.Store.Counts(ctx, f, steps)
		return err
	})
	if err != nil {
		return Summary{}, err
	}
	if !s.Names() || f.Unnamed {
		counts.Busiest = nil
	}
	return summarize(f, steps, counts, s.displayName), nil
}

func (s *Service) displayName(p PersonCount) string {
	if person, err := s.Directory.Person(p.UserID); err == nil {
		return person.DisplayName
	}
	return p.Username
}

// Total returns how many calls a list has from there on.
func (s *Service) Total(ctx context.Context, f Filter, after *call.Cursor) (total int, err error) {
	err = s.inTurn(ctx, func() (err error) {
		total, err = s.Store.Total(ctx, f, after)
		return err
	})
	return total, err
}

// Newest returns a page of calls, newest first.
func (s *Service) Newest(ctx context.Context, f Filter, after *call.Cursor, limit int) ([]Row, error) {
	return s.list(ctx, f, Page{After: after, Newest: true, Limit: limit})
}

// Export returns pages of calls, oldest first, at most limit of them unless
// that is 0. It ends early rather than be cut off, so that whoever reads it
// goes on after the last call that he got.
func (s *Service) Export(ctx context.Context, f Filter, after *call.Cursor, limit int) iter.Seq2[[]Row, error] {
	return func(yield func([]Row, error) bool) {
		until := s.Now().Add(exportTime)
		for left := limit; (limit == 0 || left > 0) && s.Now().Before(until); {
			page := Page{After: after, Limit: exportPage}
			if limit > 0 {
				page.Limit = min(left, exportPage)
			}
			rows, err := s.list(ctx, f, page)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(rows) > 0 && !yield(rows, nil) || len(rows) < page.Limit {
				return
			}
			left -= len(rows)
			last := rows[len(rows)-1].Call.Cursor()
			after = &last
		}
	}
}

func (s *Service) list(ctx context.Context, f Filter, page Page) (rows []Row, err error) {
	err = s.inTurn(ctx, func() error {
		rows, err = s.Store.List(ctx, f, page)
		return err
	})
	unnamed := f.Unnamed || !s.Names()
	for i := range rows {
		rows[i].Unnamed = rows[i].Unnamed || unnamed
	}
	return rows, err
}

// inTurn keeps reports from taking the database away from the chat.
func (s *Service) inTurn(ctx context.Context, read func() error) error {
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
		return read()
	case <-wait.C:
		return &call.Error{Code: call.CodeRateLimited, Wait: patience, Ours: true}
	case <-ctx.Done():
		return errors.WithStack(ctx.Err())
	}
}
