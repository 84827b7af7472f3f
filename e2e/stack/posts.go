package stack

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

// CallPostType is the type of the post that announces a call.
const CallPostType = "custom_whereby_call"

// Command runs a slash command as somebody types it in a channel, or in the
// thread of the post rootID when that is not empty.
func (s *Stack) Command(ctx context.Context, user *User, channelID, rootID, text string) (*model.CommandResponse, error) {
	payload := &model.CommandArgs{ChannelId: channelID, TeamId: s.TeamID, RootId: rootID, Command: text}
	response, err := user.Client.DoAPIPostJSON(ctx, "/commands/execute", payload)
	if err != nil {
		return nil, errors.Wrapf(err, "run %q", text)
	}
	defer response.Body.Close()
	answer, err := model.CommandResponseFromJSON(response.Body)
	return answer, errors.Wrapf(err, "read the answer to %q", text)
}

// Posts gives the posts of a channel, oldest first.
func (s *Stack) Posts(ctx context.Context, channelID string) ([]*model.Post, error) {
	list, _, err := s.Admin.Client.GetPostsForChannel(ctx, channelID, 0, 200, "", false, false)
	if err != nil {
		return nil, errors.Wrap(err, "read the channel's posts")
	}
	posts := make([]*model.Post, 0, len(list.Order))
	for _, id := range slices.Backward(list.Order) {
		posts = append(posts, list.Posts[id])
	}
	return posts, nil
}

// CallPosts gives those posts of a channel that announce calls, oldest first.
func (s *Stack) CallPosts(ctx context.Context, channelID string) ([]*model.Post, error) {
	posts, err := s.Posts(ctx, channelID)
	if err != nil {
		return nil, err
	}
	calls := make([]*model.Post, 0, len(posts))
	for _, post := range posts {
		if post.Type == CallPostType {
			calls = append(calls, post)
		}
	}
	return calls, nil
}

// WaitCallPost waits for a channel's first post that announces a call.
func (s *Stack) WaitCallPost(ctx context.Context, channelID string) (*model.Post, error) {
	var post *model.Post
	err := poll(ctx, 10*time.Second, 50*time.Millisecond, func() error {
		posts, err := s.CallPosts(ctx, channelID)
		if err != nil {
			return fatal(err)
		}
		if len(posts) == 0 {
			return errors.New("the channel has no post of a call")
		}
		post = posts[0]
		return nil
	})
	return post, err
}

// PluginRequest calls the plugin's HTTP interface as a user; nil stands for
// somebody who is not logged in. The path begins with a slash, below
// /plugins/whereby. The caller closes the body. A status of 400 or more is no
// error here.
func (s *Stack) PluginRequest(ctx context.Context, user *User, request *http.Request) (*http.Response, error) {
	request = request.Clone(ctx)
	if user != nil {
		request.Header.Set("Authorization", "Bearer "+user.Token)
	}
	response, err := http.DefaultClient.Do(request) //nolint:gosec // to our own server
	return response, errors.Wrap(err, "ask the plugin")
}

// PluginURL gives the full address of a path of the plugin, such as /api/v1/calls.
func (s *Stack) PluginURL(path string) string { return s.URL + "/plugins/" + PluginID + path }
