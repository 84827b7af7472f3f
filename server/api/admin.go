package api

import (
	"net/http"

	"mattermost-plugin-whereby/server/call"
)

// adminOnly lets only system admins through.
func (a *API) adminOnly(next http.HandlerFunc) http.HandlerFunc {
	return a.loggedIn(func(w http.ResponseWriter, r *http.Request) {
		person, err := a.People.Person(r.Header.Get(userHeader))
		if err == nil && !person.Admin {
			err = &call.Error{Code: call.CodeNotAdmin}
		}
		if err != nil {
			a.fail(w, r, err, 0)
			return
		}
		next(w, r)
	})
}
