// Package post shows calls in Mattermost: as posts, as notices to one person,
// and as events to open screens.
package post

import (
	"context"
	"net/http"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
)

// Type is the type of a call's post; the web side draws a card for it.
const Type = "custom_whereby_call"

// propCallID names the prop that ties a post to its call.
const propCallID = "call_id"

// API is what Cards needs of the plugin API.
type API interface {
	CreatePost(post *model.Post) (*model.Post, *model.AppError)
	GetPost(postID string) (*model.Post, *model.AppError)
	UpdatePost(post *model.Post) (*model.Post, *model.AppError)
	DeletePost(postID string) *model.AppError
	GetPostThread(postID string) (*model.PostList, *model.AppError)
	GetPostsSince(channelID string, time int64) (*model.PostList, *model.AppError)
	GetChannel(channelID string) (*model.Channel, *model.AppError)
	UpdateChannel(channel *model.Channel) (*model.Channel, *model.AppError)
	HasPermissionToChannel(userID, channelID string, permission *model.Permission) bool
}

// People knows who is who on this server.
type People interface {
	Person(userID string) (call.Person, error)
}

// Cards posts calls as the bot; it implements call.Cards.
type Cards struct {
	api      API
	botID    string
	settings func() config.Snapshot
	words    *i18n.Catalogue
	people   People
}

// NewCards returns the cards of a bot.
func NewCards(api API, botID string, settings func() config.Snapshot, words *i18n.Catalogue, people People) *Cards {
	return &Cards{api: api, botID: botID, settings: settings, words: words, people: people}
}

// Post implements call.Cards.
func (p *Cards) Post(_ context.Context, c call.Call, host call.Person) (string, error) {
	post := p.callPost(c, host)
	post.ChannelId, post.RootId = c.ChannelID, c.RootID
	if c.Options.Priority != "" && c.RootID == "" { // replies have none
		priority := string(c.Options.Priority)
		post.Metadata = &model.PostMetadata{Priority: &model.PostPriority{Priority: &priority}}
	}
	return p.create(post)
}

// callPost is the post of a call, wherever it goes.
func (p *Cards) callPost(c call.Call, host call.Person) *model.Post {
	settings := p.settings()
	link := Link(c, settings.SiteURL, settings.ShowRoomLinks)
	return &model.Post{
		UserId:  p.botID,
		Type:    Type,
		Message: startedText(p.words.For(settings.Locale), c, host.DisplayName, link),
		Props: model.StringInterface{
			propCallID: c.ID,
			// The names that the Zoom and Teams plugins use, so that each
			// other's running meetings are recognised.
			"meeting_provider":         "Whereby",
			"meeting_link":             link,
			"meeting_status":           "STARTED",
			"meeting_creator_username": host.Username,
		},
	}
}

func (p *Cards) create(post *model.Post) (string, error) {
	created, appErr := p.api.CreatePost(post)
	if appErr != nil {
		return "", errors.Wrap(appErr, "create post")
	}
	if created == nil {
		return "", errors.New("create post: no answer")
	}
	return created.Id, nil
}

// Update implements call.Cards. What a post says stays true while its call
// runs. A post that somebody has deleted needs no update.
func (p *Cards) Update(_ context.Context, c call.Call) error {
	if c.State.Running() {
		return nil
	}
	existing, appErr := p.api.GetPost(c.PostID)
	if isGone(appErr) {
		return nil
	}
	if appErr != nil {
		return errors.Wrap(appErr, "get post")
	}
	changed := existing.Clone()
	changed.Message = overText(p.words.For(p.settings().Locale), c)
	changed.AddProp("meeting_status", "ENDED")
	changed.DelProp("meeting_link")
	if c.HostID == "" {
		changed.DelProp("meeting_creator_username")
	}
	return p.save(changed)
}

// save ends well also when the post was deleted meanwhile, or its channel is
// archived: nothing is to be done then.
func (p *Cards) save(changed *model.Post) error {
	_, appErr := p.api.UpdatePost(changed)
	if appErr == nil || isGone(appErr) || isRefused(appErr) {
		return nil
	}
	return errors.Wrap(appErr, "update post")
}

// Delete implements call.Cards.
func (p *Cards) Delete(_ context.Context, postID string) error {
	if appErr := p.api.DeletePost(postID); appErr != nil && !isGone(appErr) {
		return errors.Wrap(appErr, "delete post")
	}
	return nil
}

// Lookup implements call.Cards. Only the bot's own posts count: anybody can
// write a post of any type with any props.
func (p *Cards) Lookup(_ context.Context, c call.Call) (string, error) {
	return p.lookupIn(c.ChannelID, c)
}

func (p *Cards) lookupIn(channelID string, c call.Call) (string, error) {
	list, appErr := p.api.GetPostsSince(channelID, c.CreatedAt.UnixMilli())
	if appErr != nil {
		return "", errors.Wrap(appErr, "get posts")
	}
	for _, candidate := range list.Posts {
		if candidate.UserId == p.botID && candidate.DeleteAt == 0 && candidate.GetProp(propCallID) == c.ID {
			return candidate.Id, nil
		}
	}
	return "", nil
}

func isGone(appErr *model.AppError) bool {
	return appErr != nil && appErr.StatusCode == http.StatusNotFound
}

func isRefused(appErr *model.AppError) bool {
	return appErr != nil && appErr.StatusCode == http.StatusBadRequest
}
