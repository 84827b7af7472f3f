package post

import (
	"net/url"
	"strings"
	"unicode"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// wordJoiner is invisible; behind @ and ~ it keeps a topic from mentioning
// anybody, for the bot could do what its author may not: @channel.
const wordJoiner = "\u2060"

// Escape makes text show as it was typed: no markdown, no mentions, no
// channel links, no hashtags. Emoji still work.
func Escape(text string) string {
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

// maxName is how much of a name is shown. Whoever opens a room's link can call
// himself anything.
const maxName = 64

// nameText makes somebody's name show as typed, on one line. A cut through an
// escape shows no more than a stray backslash.
func nameText(w i18n.Words, name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return w.Say(i18n.Nameless, nil)
	}
	return cut(Escape(name), maxName)
}

// cut shortens text to that many characters.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

// Link is the way into a call that may stand in a post: the room's own link,
// or, where that is not to be shown, our page that checks membership first.
func Link(c call.Call, siteURL string, showRoomLinks bool) string {
	if link := c.PublicURL(); showRoomLinks && link != "" {
		return link
	}
	return pageLink(c, siteURL)
}

// pageLink leads to our page of the call.
func pageLink(c call.Call, siteURL string) string {
	return siteURL + "/plugins/whereby/calls/" + url.PathEscape(c.ID)
}

// startedText is what a post says where no card is drawn: on mobile, in
// notifications, in e-mail. It is true until the call ends.
func startedText(w i18n.Words, c call.Call, host, link string) string {
	data := i18n.Data{"Host": Escape(host), "Topic": Escape(c.Options.Topic), "Link": markdownLink(link)}
	message := i18n.Started
	switch {
	case c.Unasked:
		message = i18n.StartedInRoom
	case c.Options.Topic == "":
		message = i18n.StartedUntitled
	}
	parts := []string{w.Say(message, data)}
	for _, consent := range []struct {
		asked bool
		m     *goi18n.Message
	}{
		{c.Options.IsRecorded(), i18n.WillBeRecorded},
		{c.Options.IsTranscribed(), i18n.WillBeTranscribed},
		{c.Options.IsStreamed(), i18n.WillBeStreamed},
	} {
		if consent.asked {
			parts = append(parts, w.Say(consent.m, nil))
		}
	}
	if why := i18n.WhyPriority(c.Options); why != nil {
		parts = append(parts, w.Say(why, i18n.Data{"Word": Escape(c.Options.Word), "Reason": Escape(c.Options.Reason)}))
	}
	if mentioned := mentions(c.Options.Notify); mentioned != "" {
		parts = append(parts, mentioned)
	}
	return strings.Join(parts, " · ")
}

// mentions are whom a template or a priority notifies. Only an admin writes that.
func mentions(names []string) string {
	marked := make([]string, len(names))
	for i, name := range names {
		marked[i] = "@" + name
	}
	return strings.Join(marked, " ")
}

// overText is what the post says after the call.
func overText(w i18n.Words, c call.Call) string {
	data := i18n.Data{"Topic": Escape(c.Options.Topic)}
	titled, untitled := i18n.Ended, i18n.EndedUntitled
	if c.State == call.Missed {
		titled, untitled = i18n.Missed, i18n.MissedUntitled
	}
	people := len(c.People())
	if c.StartedAt.IsZero() || people == 0 {
		data["Length"] = w.Duration(c.EndedAt.Sub(c.CreatedAt))
	} else {
		data["Length"] = w.Length(c.EndedAt.Sub(c.StartedAt)) + " · " + w.Count(i18n.People, people, nil)
	}
	if c.Options.Topic == "" {
		return w.Say(untitled, data)
	}
	return w.Say(titled, data)
}
