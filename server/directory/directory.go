// Package directory knows people and channels, from Mattermost's plugin API.
package directory

import (
	"context"
	"net/http"
	"strings"

	"github.com/pkg/errors"
	"golang.org/x/sync/errgroup"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

// API is what Directory needs of the plugin API.
type API interface {
	GetUser(userID string) (*model.User, *model.AppError)
	GetChannel(channelID string) (*model.Channel, *model.AppError)
	GetChannelMember(channelID, userID string) (*model.ChannelMember, *model.AppError)
	GetTeam(teamID string) (*model.Team, *model.AppError)
	GetTeamMember(teamID, userID string) (*model.TeamMember, *model.AppError)
	GetChannelStats(channelID string) (*model.ChannelStats, *model.AppError)
	GetDirectChannel(userID1, userID2 string) (*model.Channel, *model.AppError)
	GetGroupChannel(userIDs []string) (*model.Channel, *model.AppError)
	GetPost(postID string) (*model.Post, *model.AppError)
	GetPreferenceForUser(userID, category, name string) (model.Preference, *model.AppError)
	UpdatePreferencesForUser(userID string, preferences []model.Preference) *model.AppError
	HasPermissionToTeam(userID, teamID string, permission *model.Permission) bool
	HasPermissionToChannel(userID, channelID string, permission *model.Permission) bool
}

// Memberships knows who belongs to which channel.
type Memberships interface {
	IsMember(ctx context.Context, userID, channelID string) (bool, error)
}

// Directory implements call.Directory.
type Directory struct {
	api     API
	members Memberships
	// nameFormat returns how the server writes people's names.
	nameFormat func() string
}

// New returns the directory of this Mattermost server.
func New(api API, members Memberships, nameFormat func() string) *Directory {
	return &Directory{api: api, members: members, nameFormat: nameFormat}
}

// Person returns somebody of this server.
func (d *Directory) Person(userID string) (call.Person, error) {
	user, appErr := d.api.GetUser(userID)
	if appErr != nil {
		return call.Person{}, translate(appErr, "get user")
	}
	return call.Person{
		ID:          user.Id,
		Username:    user.Username,
		DisplayName: user.GetDisplayName(d.nameFormat()),
		Email:       user.Email,
		Locale:      user.Locale,
		TimeZone:    user.GetPreferredTimezone(),
		Roles:       strings.Fields(user.Roles),
		Admin:       user.IsSystemAdmin(),
		Guest:       user.IsGuest(),
		Gone:        user.DeleteAt != 0,
	}, nil
}

// Access implements call.Directory. Membership is asked for by itself: a
// system admin has every permission in channels he does not belong to. The
// questions are independent, so they go out together.
func (d *Directory) Access(ctx context.Context, userID, channelID string) (call.Access, error) {
	var access call.Access
	var questions errgroup.Group
	questions.Go(func() (err error) {
		access.Person, err = d.Person(userID)
		return err
	})
	questions.Go(func() (err error) {
		access.Channel, err = d.Channel(channelID)
		return err
	})
	questions.Go(func() error {
		access.MayPost = d.api.HasPermissionToChannel(userID, channelID, model.PermissionCreatePost)
		return nil
	})
	// Asked without waiting for the others' turn: this alone is not in Mattermost's memory.
	isMember, memberErr := d.members.IsMember(ctx, userID, channelID)
	access.Member = isMember
	if err := questions.Wait(); err != nil {
		return access, err
	}
	return access, memberErr
}

// Channel returns what is known of a channel; those of direct messages have no
// name.
func (d *Directory) Channel(channelID string) (call.Channel, error) {
	channel, appErr := d.api.GetChannel(channelID)
	if appErr != nil {
		return call.Channel{}, translate(appErr, "get channel")
	}
	known := call.Channel{
		ID: channel.Id, TeamID: channel.TeamId, Public: channel.Type == model.ChannelTypeOpen, Archived: channel.DeleteAt != 0,
	}
	if known.TeamID != "" { // the names of others are made of ids
		known.Name, known.DisplayName = channel.Name, channel.DisplayName
	}
	return known, nil
}

// Roles implements call.Directory.
func (d *Directory) Roles(_ context.Context, userID, channelID string) ([]string, error) {
	member, appErr := d.api.GetChannelMember(channelID, userID)
	if appErr != nil && appErr.StatusCode == http.StatusNotFound {
		return nil, nil
	}
	if appErr != nil {
		return nil, errors.Wrap(appErr, "get channel member")
	}
	return strings.Fields(member.Roles), nil
}

// Team implements call.Directory. Who is not in the team has no roles there.
func (d *Directory) Team(_ context.Context, userID, teamID string) (call.Team, error) {
	team, appErr := d.api.GetTeam(teamID)
	if appErr != nil {
		return call.Team{}, translate(appErr, "get team")
	}
	known := call.Team{Name: team.Name}
	member, appErr := d.api.GetTeamMember(teamID, userID)
	switch {
	case appErr == nil:
		known.Roles = strings.Fields(member.Roles)
	case appErr.StatusCode != http.StatusNotFound:
		return call.Team{}, errors.Wrap(appErr, "get team member")
	}
	return known, nil
}

// Members implements call.Directory.
func (d *Directory) Members(_ context.Context, channelID string) (int, error) {
	stats, appErr := d.api.GetChannelStats(channelID)
	if appErr != nil {
		return 0, translate(appErr, "get channel stats")
	}
	return int(stats.MemberCount), nil
}

// Conversation implements schedule.Conversations.
func (d *Directory) Conversation(_ context.Context, userIDs []string) (string, error) {
	get := func() (*model.Channel, *model.AppError) { return d.api.GetGroupChannel(userIDs) }
	if len(userIDs) == 2 {
		if userIDs[0] == userIDs[1] {
			return "", &call.Error{Code: call.CodeInvalid, Value: "two different people"}
		}
		get = func() (*model.Channel, *model.AppError) { return d.api.GetDirectChannel(userIDs[0], userIDs[1]) }
	}
	channel, appErr := get()
	if appErr != nil {
		return "", translate(appErr, "get conversation")
	}
	return channel.Id, nil
}

// Thread implements call.Directory.
func (d *Directory) Thread(_ context.Context, postID, channelID string) (string, error) {
	invalid := &call.Error{Code: call.CodeInvalid, Value: "root_id"}
	if !model.IsValidId(postID) {
		return "", invalid
	}
	post, appErr := d.api.GetPost(postID)
	switch {
	case appErr != nil && appErr.StatusCode == http.StatusNotFound:
		return "", invalid
	case appErr != nil:
		return "", errors.Wrap(appErr, "get post")
	case post.ChannelId != channelID || post.DeleteAt != 0:
		return "", invalid
	case post.RootId != "":
		return post.RootId, nil
	}
	return post.Id, nil
}

// Manages implements call.Directory. The permission to set members' roles is
// what channel, team and system admins have in every kind of channel.
func (d *Directory) Manages(_ context.Context, userID, channelID string) (bool, error) {
	return d.api.HasPermissionToChannel(userID, channelID, model.PermissionManageChannelRoles), nil
}

// ManagesTeam implements report.Directory: team and system admins do.
func (d *Directory) ManagesTeam(_ context.Context, userID, teamID string) (bool, error) {
	if _, appErr := d.api.GetTeam(teamID); appErr != nil {
		return false, translate(appErr, "get team")
	}
	return d.api.HasPermissionToTeam(userID, teamID, model.PermissionManageTeam), nil
}

// preferences is where Mattermost keeps what people choose in a plugin's
// settings. Source: webapp/channels/src/utils/plugins/preferences.ts.
const preferences = "pp_whereby"

// Preference returns what the person chose, empty when nothing.
func (d *Directory) Preference(userID, name string) string {
	// An error is also how Mattermost says that there is none.
	preference, appErr := d.api.GetPreferenceForUser(userID, preferences, name)
	if appErr != nil {
		return ""
	}
	return preference.Value
}

// Prefer remembers a choice. Its failure is no matter: the next is remembered again.
func (d *Directory) Prefer(userID, name, value string) {
	_ = d.api.UpdatePreferencesForUser(userID, []model.Preference{{UserId: userID, Category: preferences, Name: name, Value: value}})
}

func translate(appErr *model.AppError, what string) error {
	if appErr.StatusCode == http.StatusNotFound {
		return &call.Error{Code: call.CodeNotFound, Cause: errors.Wrap(appErr, what)}
	}
	return errors.Wrap(appErr, what)
}
