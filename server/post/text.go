package post

import (
	"net/url"
	"strings"
	"unicode"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// wordJoiner is invisible; behind @ and ~ it keeps a topic from mentioning
// anybody, for the bot could do what its author may not: @channel.
const wordJoiner = "\u2060"

// escape makes text show as it was typed: no markdown, no mentions, no
// channel links, no hashtags. Emoji still work.
func escape(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		switch r {
		case '\\', '`', '*', '[', ']', '<', '>', '|', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '_':
			if !insideWord(runes, i) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		case '@', '~', '#':
			if r == '~' {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
			b.WriteString(wordJoiner)
		case ':':
			b.WriteRune(r)
			if i+2 < len(runes) && runes[i+1] == '/' && runes[i+2] == '/' {
				b.WriteString(wordJoiner) // no automatic link, no preview
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func insideWord(runes []rune, i int) bool {
	isWord := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
	}
	return isWord(i-1) && isWord(i+1)
}

// markdownLink makes a URL safe inside a markdown link's parentheses.
func markdownLink(link string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", " ", "%20").Replace(link)
}

// Link is the way into a call that may stand in a post: the room's own link,
// or, where links are not to be shown, our page that checks membership first.
func Link(c call.Call, siteURL string, showRoomLinks bool) string {
	if showRoomLinks {
		return c.Room.URL
	}
	return siteURL + "/plugins/whereby/calls/" + url.PathEscape(c.ID)
}

// Text is what a post says where no card is drawn: on mobile, in
// notifications, in e-mail. It is true until the call ends.
func text(w i18n.Words, c call.Call, host, link string) string {
	data := i18n.Data{"Host": escape(host), "Topic": escape(c.Options.Topic), "Link": markdownLink(link)}
	switch {
	case !c.State.Running():
		data["Length"] = w.Duration(c.EndedAt.Sub(c.CreatedAt))
		if c.Options.Topic == "" {
			return w.Say(i18n.EndedUntitled, data)
		}
		return w.Say(i18n.Ended, data)
	case c.Options.Topic == "":
		return w.Say(i18n.StartedUntitled, data)
	}
	return w.Say(i18n.Started, data)
}
