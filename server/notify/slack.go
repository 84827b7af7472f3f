package notify

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// maxPart is in characters, of what people have written.
const maxPart = 200

// slack posts to an incoming webhook.
type slack struct{}

type slackPayload struct {
	// Text is for notifications and screen readers.
	Text        string       `json:"text"`
	Blocks      []slackBlock `json:"blocks"`
	UnfurlLinks bool         `json:"unfurl_links"`
	UnfurlMedia bool         `json:"unfurl_media"`
}

// slackBlock is a rich_text block, or a section of one. In it text is only
// text; in mrkdwn it could address people and channels.
type slackBlock struct {
	Type     string         `json:"type"`
	Elements []slackElement `json:"elements"`
}

type slackElement struct {
	Type     string         `json:"type"`
	Text     string         `json:"text,omitempty"`
	URL      string         `json:"url,omitempty"`
	Style    *slackStyle    `json:"style,omitempty"`
	Elements []slackElement `json:"elements,omitempty"`
}

type slackStyle struct {
	Bold bool `json:"bold"`
}

func (slack) payload(f facts) any {
	var line []slackElement
	add := func(e slackElement) {
		if len(line) > 0 {
			line = append(line, slackElement{Type: "text", Text: " · "})
		}
		line = append(line, e)
	}
	if topic := part(f.call.Options.Topic); topic != "" {
		add(slackElement{Type: "text", Text: topic, Style: &slackStyle{Bold: true}})
	}
	for _, text := range f.sentences() {
		add(slackElement{Type: "text", Text: text})
	}
	text := plain(line)
	if link, label := f.link(); link != "" {
		add(slackElement{Type: "link", Text: label, URL: link})
	}
	return slackPayload{
		Text:   text,
		Blocks: []slackBlock{{Type: "rich_text", Elements: []slackElement{{Type: "rich_text_section", Elements: line}}}},
	}
}

// sentences are what there is to say besides the topic.
func (f facts) sentences() (said []string) {
	switch f.event.Kind {
	case call.EventEnded:
		said = []string{f.words.Say(i18n.EndedUntitled, i18n.Data{"Length": f.words.Length(f.lasted())})}
		if people := len(f.call.People()); people > 0 {
			said = append(said, f.words.Count(i18n.People, people, nil))
		}
	case call.EventMissed:
		said = []string{f.words.Say(i18n.MissedUntitled, nil)}
	default:
		if f.starter == "" {
			said = []string{f.words.Say(i18n.SlackStarted, nil)}
		} else {
			said = []string{f.words.Say(i18n.SlackStartedBy, i18n.Data{"Host": part(f.starter)})}
		}
	}
	if channel := part(f.channel); channel != "" {
		said = append(said, channel)
	}
	if f.test {
		said = append(said, f.words.Say(i18n.SlackTest, nil))
	}
	return said
}

// link leads into the room while it may be shown, else to the call's post.
func (f facts) link() (link, label string) {
	switch v := f.call.View(f.shown); {
	case v.RoomURL != "":
		return v.RoomURL, f.words.Say(i18n.PageJoin, nil)
	case v.PostID != "":
		return f.siteURL + "/_redirect/pl/" + url.PathEscape(v.PostID), f.words.Say(i18n.SlackOpen, nil)
	default:
		return "", ""
	}
}

// part makes one line, not too long, of what people have written.
func part(text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > maxPart {
		return string(runes[:maxPart-1]) + "…"
	}
	return string(runes)
}

// plain writes a line as mrkdwn in which nothing means anything.
func plain(line []slackElement) string {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	var b strings.Builder
	for _, e := range line {
		b.WriteString(escape.Replace(e.Text))
	}
	return b.String()
}

func (slack) request(ctx context.Context, p parcel) (*http.Request, error) {
	return post(ctx, p.to.URL, p.body)
}

// goneFor are Slack's words, with 403, for a webhook that will never work again.
var goneFor = []string{"invalid_token", "no_active_hooks", "no_team", "team_disabled"}

// judge follows "Handling errors" of Slack's incoming webhooks.
func (slack) judge(a answer) outcome {
	o := a.outcome()
	switch {
	case a.status == http.StatusNotFound, a.status == http.StatusGone,
		a.status == http.StatusForbidden && slices.Contains(goneFor, strings.TrimSpace(string(a.body))):
		o.gone, o.reason = true, Gone
	case o.reason == Refused && a.status != http.StatusRequestTimeout:
		o.vain = true
	}
	return o
}
