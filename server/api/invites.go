package api

import (
	"context"
	"net/http"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/invite"
)

// Invites is what the API needs of invite.Service.
type Invites interface {
	Create(ctx context.Context, req invite.Request) (invite.Made, error)
	List(ctx context.Context, callID, userID string) ([]invite.Invite, error)
	Revoke(ctx context.Context, callID, inviteID, userID string) (invite.Invite, error)
	Look(ctx context.Context, token, mark string) (invite.Visit, error)
	Enter(ctx context.Context, token, mark, name, locale string) (invite.Visit, string, error)
}

type inviteBody struct {
	Name      string `json:"name"`
	ExpiresAt int64  `json:"expires_at"`
}

// createInvite answers 201 with the invite and its link, which is told only here.
func (a *API) createInvite(w http.ResponseWriter, r *http.Request) {
	var body inviteBody
	if err := decode(r, &body); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	req := invite.Request{CallID: r.PathValue("id"), UserID: r.Header.Get(userHeader), Name: body.Name}
	if body.ExpiresAt != 0 {
		req.ExpiresAt = time.UnixMilli(body.ExpiresAt)
	}
	made, err := a.Invites.Create(r.Context(), req)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusCreated, struct {
		Invite invite.View `json:"invite"`
		URL    string      `json:"url"`
	}{a.inviteViews(made.Invite)[0], made.URL})
}

// listInvites answers a call's invites that still work.
func (a *API) listInvites(w http.ResponseWriter, r *http.Request) {
	list, err := a.Invites.List(r.Context(), r.PathValue("id"), r.Header.Get(userHeader))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, struct {
		Invites []invite.View `json:"invites"`
	}{a.inviteViews(list...)})
}

func (a *API) revokeInvite(w http.ResponseWriter, r *http.Request) {
	inviteID := r.PathValue("invite")
	if !model.IsValidId(inviteID) {
		a.fail(w, r, &call.Error{Code: call.CodeNoInvite}, 0)
		return
	}
	revoked, err := a.Invites.Revoke(r.Context(), r.PathValue("id"), inviteID, r.Header.Get(userHeader))
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusOK, a.inviteViews(revoked)[0])
}

// inviteViews adds the names of who made the invites: a client does not know
// everybody.
func (a *API) inviteViews(list ...invite.Invite) []invite.View {
	views := make([]invite.View, len(list))
	names := map[string]string{}
	for i, made := range list {
		name, known := names[made.MadeBy]
		if !known {
			if person, err := a.People.Person(made.MadeBy); err == nil {
				name = person.DisplayName
			}
			names[made.MadeBy] = name
		}
		views[i] = made.View(name)
	}
	return views
}
