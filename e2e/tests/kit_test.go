package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

// kit is the shared stack in the hands of one test: what goes wrong fails it.
type kit struct {
	*stack.Stack
	t                 testing.TB
	ctx               context.Context // that of the test
	alice, bob, carol *stack.User
}

// newKit gives the stack to a test. Settings and sandbox faults that the test
// changes are put back at its end.
func newKit(t testing.TB) *kit {
	t.Helper()
	return newKitFor(t, 3*time.Minute)
}

func newKitFor(t testing.TB, timeout time.Duration) *kit {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	t.Cleanup(cancel)
	s := shared.stack
	k := &kit{Stack: s, t: t, ctx: ctx, alice: s.Users[0], bob: s.Users[1], carol: s.Users[2]}
	before := s.PluginConfig()
	errorsBefore := len(s.Node.PluginErrors())
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("errors of the plugin:", strings.Join(s.Node.PluginErrors()[errorsBefore:], "\n"))
		}
		s.Sandbox.ClearFaults()
		if !equal(before, s.PluginConfig()) {
			require.NoError(t, s.ReplacePluginConfig(context.Background(), before))
		}
	})
	return k
}

func equal(a, b map[string]any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// must fails the test on an error.
func (k *kit) must(err error) {
	k.t.Helper()
	require.NoError(k.t, err)
}

var channelNumber atomic.Int64

// newChannel makes a public channel with these members and gives its id; its
// name is in Channels.
func (k *kit) newChannel(members ...*stack.User) *model.Channel {
	k.t.Helper()
	return k.newChannelOf(model.ChannelTypeOpen, members...)
}

func (k *kit) newChannelOf(kind model.ChannelType, members ...*stack.User) *model.Channel {
	k.t.Helper()
	channel, err := k.AddChannel(k.ctx, fmt.Sprintf("test-%d", channelNumber.Add(1)), kind, members...)
	k.must(err)
	return channel
}

// roomsOf counts the sandbox's rooms for calls with a topic; those of other
// tests come and go meanwhile.
func (k *kit) roomsOf(topic string) (n int) {
	for _, meeting := range k.Sandbox.Meetings() {
		if strings.HasPrefix(meeting.RoomName, "/mattermost-"+topic+"-") {
			n++
		}
	}
	return n
}

// linksAsked counts the requests for hosts' links since ForgetRequests.
func (k *kit) linksAsked() (n int) {
	for _, request := range k.Sandbox.Requests() {
		if request.Method == http.MethodGet && strings.Contains(request.Path, "/meetings/") {
			n++
		}
	}
	return n
}

// types runs a slash command as somebody in a channel.
func (k *kit) types(user *stack.User, channelID, text string) *model.CommandResponse {
	k.t.Helper()
	return k.typesInThread(user, channelID, "", text)
}

func (k *kit) typesInThread(user *stack.User, channelID, rootID, text string) *model.CommandResponse {
	k.t.Helper()
	response, err := k.Command(k.ctx, user, channelID, rootID, text)
	k.must(err)
	return response
}

// callPosts gives the posts that announce calls in a channel, oldest first.
func (k *kit) callPosts(channelID string) []*model.Post {
	k.t.Helper()
	posts, err := k.CallPosts(k.ctx, channelID)
	k.must(err)
	return posts
}

// callPost waits for the channel's first post that announces a call.
func (k *kit) callPost(channelID string) *model.Post {
	k.t.Helper()
	post, err := k.WaitCallPost(k.ctx, channelID)
	k.must(err)
	return post
}

// listen collects a user's websocket events until the test ends.
func (k *kit) listen(user *stack.User) *stack.Listener {
	k.t.Helper()
	listener, err := k.Listen(k.ctx, user)
	k.must(err)
	k.t.Cleanup(listener.Close)
	return listener
}

// ephemeral waits for a post with this text that only the listener sees.
func (k *kit) ephemeral(listener *stack.Listener, text string) *model.Post {
	k.t.Helper()
	post, err := listener.WaitEphemeral(k.ctx, text)
	k.must(err)
	return post
}

// configure changes some of the plugin's settings until the test ends.
func (k *kit) configure(settings map[string]any) {
	k.t.Helper()
	k.must(k.SetPluginConfig(k.ctx, settings))
}

// ask calls the plugin's HTTP interface as a user (nil: not logged in) with a
// JSON body (nil: none), decodes the answer into result unless that is nil, and
// gives the status and the raw answer. An answer that is not as documented
// fails the test.
func (k *kit) ask(user *stack.User, method, path string, body, result any) (status int, raw string) {
	k.t.Helper()
	var payload io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		k.must(err)
		payload = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(k.ctx, method, k.PluginURL(path), payload)
	k.must(err)
	response, err := k.PluginRequest(k.ctx, user, request)
	k.must(err)
	defer response.Body.Close()
	k.must(k.contract().Check(request, response))
	answer, err := io.ReadAll(response.Body)
	k.must(err)
	if result != nil {
		require.NoError(k.t, json.Unmarshal(answer, result), string(answer))
	}
	return response.StatusCode, string(answer)
}

// lazyBrowser starts Chromium for the first test that asks for a page.
type lazyBrowser struct {
	once    sync.Once
	browser *browser.Browser
	err     error
}

func (b *lazyBrowser) close() {
	if b.browser != nil {
		b.browser.Close()
	}
}

// page opens a browser tab in which the user is logged in, until the test
// ends. When the test fails, a screenshot shows how the tab looked.
func (k *kit) page(user *stack.User) *browser.Page {
	k.t.Helper()
	lazy := &shared.browser
	lazy.once.Do(func() { lazy.browser, lazy.err = browser.Start(k.ctx, k.Stack) })
	k.must(lazy.err)
	page, err := lazy.browser.Login(user)
	k.must(err)
	k.t.Cleanup(func() {
		if k.t.Failed() {
			k.screenshot(page, "failed-"+strings.ReplaceAll(k.t.Name(), "/", "-")+"-"+user.Username)
			k.t.Log("errors in the browser:", page.Faults())
		}
		page.Close()
	})
	return page
}

// screenshot takes a picture of the page and logs where it is.
func (k *kit) screenshot(page *browser.Page, name string) {
	k.t.Helper()
	path, err := page.Screenshot(name)
	k.must(err)
	k.t.Log(path)
}
