package admins_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/admins"
)

// server answers as Mattermost does, a page of people at a time.
type server struct {
	admins.API
	people []*model.User
	failed *model.AppError
}

func (s server) GetUsers(o *model.UserGetOptions) ([]*model.User, *model.AppError) {
	from := min(o.Page*o.PerPage, len(s.people))
	return s.people[from:min(from+o.PerPage, len(s.people))], s.failed
}

func people(n int, change func(*model.User)) (list []*model.User) {
	for i := range n {
		user := &model.User{Id: fmt.Sprint(i), Roles: model.SystemAdminRoleId}
		change(user)
		list = append(list, user)
	}
	return list
}

func TestList(t *testing.T) {
	asTheyAre := func(*model.User) {}
	tests := map[string]struct {
		people []*model.User
		want   int
	}{
		"nobody":        {nil, 0},
		"all":           {people(3, asTheyAre), 3},
		"bots":          {people(3, func(u *model.User) { u.IsBot = true }), 0},
		"the gone":      {people(3, func(u *model.User) { u.DeleteAt = 1 }), 0},
		"no admins":     {people(3, func(u *model.User) { u.Roles = model.SystemUserRoleId }), 0},
		"too many":      {people(admins.Most+1, asTheyAre), admins.Most},
		"a second page": {append(people(admins.PageSize, func(u *model.User) { u.IsBot = true }), people(2, asTheyAre)...), 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			list, err := admins.List(server{people: test.people})
			require.NoError(t, err)
			assert.Len(t, list, test.want)
		})
	}

	_, err := admins.List(server{failed: model.NewAppError("GetUsers", "down", nil, "", 500)})
	assert.ErrorContains(t, err, "list system admins")
}
