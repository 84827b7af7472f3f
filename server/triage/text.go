package triage

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
)

// maxText is how many characters of what a call is about are looked at.
const maxText = 4000

// text is what the call is about: its topic, the message that it is started
// about, and the newest of the rest of its thread. All of it is in the channel
// that the starter starts the call in.
func (j *Judge) text(m call.Matter) string {
	parts := []string{m.Topic}
	if m.PostID != "" {
		if message, appErr := j.API.GetPost(m.PostID); appErr == nil {
			parts = append(parts, j.textOf(message, m.ChannelID))
		}
	}
	if m.RootID != "" {
		if thread, appErr := j.API.GetPostThread(m.RootID); appErr == nil {
			newestFirst := slices.SortedFunc(maps.Values(thread.Posts), func(a, b *model.Post) int {
				return cmp.Or(cmp.Compare(b.CreateAt, a.CreateAt), cmp.Compare(a.Id, b.Id))
			})
			for _, p := range newestFirst {
				if p.Id != m.PostID {
					parts = append(parts, j.textOf(p, m.ChannelID))
				}
			}
		}
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return cut(strings.Join(parts, "\n"), maxText)
}

// textOf is a message's text with that of its attachments: alerts have theirs there.
func (j *Judge) textOf(p *model.Post, channelID string) string {
	if p.ChannelId != channelID || p.DeleteAt != 0 || p.Type != model.PostTypeDefault || p.UserId == j.BotID {
		return ""
	}
	parts := []string{p.Message}
	for _, a := range p.Attachments() {
		if a != nil {
			parts = append(parts, a.Pretext, a.Title, a.Text)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func cut(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}
