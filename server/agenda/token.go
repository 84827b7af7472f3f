package agenda

import (
	"regexp"
	"strings"
)

// token is a word, a quoted text or a cron line.
type token struct {
	text       string // as typed, without quotes
	low        string // in lower case; empty for what is quoted or cron
	cron       bool
	start, end int // where it stands
	used       bool
	zone       bool // used, as the time zone
}

const (
	wordPattern = `[^\s,]+`
	// quotedPattern has the quotes of keyboards, of word processors and of Germans.
	quotedPattern = `"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»`
)

var (
	tokenPattern = regexp.MustCompile(quotedPattern + `|` + wordPattern)
	cronPattern  = regexp.MustCompile(`^\s+(?:(` + quotedPattern + `)|([\d*]\S*(?:\s+[\dA-Za-z*?][\w*?,/-]*){0,4}))`)
	quotedWhole  = regexp.MustCompile(`^(?:` + quotedPattern + `)$`)
	quotes       = `"“”„«»`
)

// tokens cuts words apart at spaces and commas.
func tokens(words string) []token {
	var cut []token
	for at := 0; at < len(words); {
		place := tokenPattern.FindStringIndex(words[at:])
		if place == nil {
			break
		}
		t := token{start: at + place[0], end: at + place[1]}
		t.text = words[t.start:t.end]
		if quotedWhole.MatchString(t.text) {
			t.text = strings.Trim(t.text, quotes)
		} else {
			t.low = strings.ToLower(strings.ReplaceAll(t.text, "–", "-"))
		}
		if t.low == "cron" {
			t = withLine(t, words)
		}
		cut = append(cut, t)
		at = t.end
	}
	return cut
}

// withLine adds to the word cron the line that follows, if one does.
func withLine(t token, words string) token {
	line := cronPattern.FindStringSubmatchIndex(words[t.end:])
	if line == nil {
		return t
	}
	text := strings.TrimSpace(words[t.end : t.end+line[1]])
	return token{text: strings.Trim(text, quotes), cron: true, start: t.start, end: t.end + line[1]}
}

// rest returns the words that were not used, in their order.
func rest(words string, tokens []token) string {
	var parts []string
	for i := 0; i < len(tokens); i++ {
		switch t := tokens[i]; {
		case t.used:
		case t.low == "": // quoted: kept as it is
			parts = append(parts, t.text)
		default:
			// What stands between two of them, such as a comma, stays.
			last := i
			for last+1 < len(tokens) && !tokens[last+1].used && tokens[last+1].low != "" {
				last++
			}
			parts = append(parts, strings.Trim(words[t.start:tokens[last].end], ",;: "))
			i = last
		}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// timeWords returns the words that say when, in their order. The zone is told
// beside them.
func timeWords(words string, tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if !t.used || t.zone {
			continue
		}
		between := " "
		if i > 0 && tokens[i-1].used && !tokens[i-1].zone {
			between = words[tokens[i-1].end:t.start] // such as a comma
		}
		b.WriteString(between + words[t.start:t.end])
	}
	return strings.Trim(strings.Join(strings.Fields(b.String()), " "), ",;: ")
}
