package stack

import (
	"context"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

// password of everybody in the stack, which only this machine can reach.
const password = "whereby-Passw0rd"

// User is somebody who is logged in.
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Password string `json:"password"`
	Token    string `json:"token"`
	// Client is Mattermost's API as this user.
	Client *model.Client4 `json:"-"`
}

// makePeople fills an empty server: admin, alice, bob and carol in one team
// with its channels.
func (s *Stack) makePeople(ctx context.Context) error {
	var err error
	// The first account of a server becomes its administrator.
	if s.Admin, err = s.signUp(ctx, model.NewAPIv4Client(s.URL), "admin"); err != nil {
		return err
	}
	team, _, err := s.Admin.Client.CreateTeam(ctx, &model.Team{Name: "acme", DisplayName: "Acme", Type: model.TeamOpen})
	if err != nil {
		return errors.Wrap(err, "create the team")
	}
	s.TeamID, s.TeamName = team.Id, team.Name
	for _, name := range []string{"alice", "bob", "carol"} {
		user, err := s.AddUser(ctx, name)
		if err != nil {
			return err
		}
		s.Users = append(s.Users, user)
	}
	s.Channels = map[string]string{}
	for _, name := range []string{"town-square", "off-topic"} {
		channel, _, err := s.Admin.Client.GetChannelByName(ctx, name, s.TeamID, "")
		if err != nil {
			return errors.Wrapf(err, "find %s", name)
		}
		s.Channels[name] = channel.Id
	}
	if _, err = s.AddChannel(ctx, "support", model.ChannelTypeOpen, s.Users...); err != nil {
		return err
	}
	_, err = s.AddChannel(ctx, "leads", model.ChannelTypePrivate, s.Users[0])
	return err
}

// AddUser makes a user, logs in as them and adds them to the team.
func (s *Stack) AddUser(ctx context.Context, name string) (*User, error) {
	user, err := s.signUp(ctx, s.Admin.Client, name)
	if err != nil {
		return nil, err
	}
	_, _, err = s.Admin.Client.AddTeamMember(ctx, s.TeamID, user.ID)
	return user, errors.Wrapf(err, "add %s to the team", name)
}

// AddTeam makes another team with these members beside the admin.
func (s *Stack) AddTeam(ctx context.Context, name string, members ...*User) (*model.Team, error) {
	team, _, err := s.Admin.Client.CreateTeam(ctx, &model.Team{Name: name, DisplayName: name, Type: model.TeamOpen})
	if err != nil {
		return nil, errors.Wrapf(err, "create team %s", name)
	}
	for _, member := range members {
		if _, _, err = s.Admin.Client.AddTeamMember(ctx, team.Id, member.ID); err != nil {
			return nil, errors.Wrapf(err, "add %s to team %s", member.Username, name)
		}
	}
	return team, nil
}

func (s *Stack) signUp(ctx context.Context, as *model.Client4, name string) (*User, error) {
	created, _, err := as.CreateUser(ctx, &model.User{
		Username: name, Email: name + "@example.com", Password: password,
		FirstName: string(name[0]-'a'+'A') + name[1:], LastName: "Example",
	})
	if err != nil {
		return nil, errors.Wrapf(err, "create user %s", name)
	}
	user := &User{ID: created.Id, Username: name, Password: password, Client: model.NewAPIv4Client(s.URL)}
	if _, _, err = user.Client.Login(ctx, name, password); err != nil {
		return nil, errors.Wrapf(err, "log in as %s", name)
	}
	user.Token = user.Client.AuthToken
	return user, nil
}

// AddChannel makes a channel of the team with these members beside the admin
// and enters it in Channels.
func (s *Stack) AddChannel(ctx context.Context, name string, kind model.ChannelType, members ...*User) (*model.Channel, error) {
	channel, _, err := s.Admin.Client.CreateChannel(ctx, &model.Channel{TeamId: s.TeamID, Name: name, DisplayName: name, Type: kind})
	if err != nil {
		return nil, errors.Wrapf(err, "create channel %s", name)
	}
	for _, member := range members {
		if _, _, err = s.Admin.Client.AddChannelMember(ctx, channel.Id, member.ID); err != nil {
			return nil, errors.Wrapf(err, "add %s to %s", member.Username, name)
		}
	}
	s.Channels[name] = channel.Id
	return channel, nil
}
