package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/stack"
)

const command = "/whereby team-standup 2h"

// startCall starts a call as alice in town-square, shows the post and makes
// sure that its link opens the call's room.
func startCall(ctx context.Context, s *stack.Stack) error {
	alice, channel := s.Users[0], s.Channels["town-square"]
	step(fmt.Sprintf("%s types %s in town-square", alice.Username, command))
	listener, err := s.Listen(ctx, alice)
	if err != nil {
		return err
	}
	defer listener.Close()
	if _, err = s.Command(ctx, alice, channel, "", command); err != nil {
		return err
	}
	post, err := s.WaitCallPost(ctx, channel)
	if err != nil {
		for _, ephemeral := range listener.Ephemerals() {
			err = errors.Wrap(err, ephemeral.Message)
		}
		return err
	}
	fmt.Printf("\n%s\n\n", indent(post.Message))

	link, err := roomLink(post)
	if err != nil {
		return err
	}
	if err = opensRoom(ctx, link); err != nil {
		return err
	}
	step("the link opens the room: " + link)
	return nil
}

var anyLink = regexp.MustCompile(`https?://[^\s<>()\[\]"]+`)

// roomLink finds the room's address in the text of the post, where everybody,
// on every device, finds it.
func roomLink(post *model.Post) (string, error) {
	for _, link := range anyLink.FindAllString(post.Message, -1) {
		if address, err := url.Parse(link); err == nil && strings.Trim(address.Path, "/") != "" {
			return link, nil
		}
	}
	return "", errors.Errorf("the post has no link: %s", post.Message)
}

// opensRoom fetches the page as a browser does and looks for the room's name.
func opensRoom(ctx context.Context, link string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request) //nolint:gosec // the link that was posted
	if err != nil {
		return errors.Wrap(err, "open the link")
	}
	defer response.Body.Close()
	page, err := io.ReadAll(io.LimitReader(response.Body, 4<<20))
	if err != nil {
		return errors.Wrap(err, "read the room's page")
	}
	if response.StatusCode != http.StatusOK {
		return errors.Errorf("%s answered %s", link, response.Status)
	}
	name := strings.Trim(request.URL.Path, "/")
	if !strings.Contains(html.UnescapeString(string(page)), name) {
		return errors.Errorf("the page of %s does not name the room", link)
	}
	return nil
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(text, "\n", "\n    ")
}
