package notifytest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// SlackPath is the path of the one incoming webhook.
const SlackPath = "/services/T000/B000/secret"

// maxSlackText is in characters. Source: Slack's limits on messages.
const maxSlackText = 40_000

// Slack is an incoming webhook of Slack's.
type Slack struct {
	service
	messages []SlackMessage
}

// SlackMessage is a message as it was posted.
type SlackMessage struct {
	Text   string       `json:"text"`
	Blocks []SlackBlock `json:"blocks"`
}

// SlackBlock is a rich_text block or a part of one.
type SlackBlock struct {
	Type     string       `json:"type"`
	Text     string       `json:"text"`
	URL      string       `json:"url"`
	Elements []SlackBlock `json:"elements"`
}

// ServeHTTP answers 200 "ok", or an error by Slack's words.
func (s *Slack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, func(w http.ResponseWriter, r *http.Request, body []byte) {
		status, words := s.take(r, body)
		Says(status, words)(w, r)
	})
}

func (s *Slack) take(r *http.Request, body []byte) (status int, words string) {
	if r.URL.Path != SlackPath {
		return http.StatusNotFound, "no_service"
	}
	var message SlackMessage
	if r.Header.Get("Content-Type") != "application/json" || json.Unmarshal(body, &message) != nil {
		return http.StatusBadRequest, "invalid_payload"
	}
	switch {
	case message.Text == "":
		return http.StatusBadRequest, "no_text"
	case len([]rune(message.Text)) > maxSlackText, !validSlackBlocks(message.Blocks):
		return http.StatusBadRequest, "invalid_blocks"
	}
	s.messages = append(s.messages, message)
	return http.StatusOK, "ok"
}

func validSlackBlocks(blocks []SlackBlock) bool {
	return len(blocks) > 0 && !slices.ContainsFunc(blocks, func(b SlackBlock) bool { return !validSlackBlock(b) })
}

func validSlackBlock(b SlackBlock) bool {
	switch b.Type {
	case "text":
		return b.Text != ""
	case "link":
		return strings.HasPrefix(b.URL, "http")
	case "rich_text", "rich_text_section":
		return validSlackBlocks(b.Elements)
	default:
		return false
	}
}

// Messages lists what was posted.
func (s *Slack) Messages() []SlackMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Shown is what people see of a message, its links as their addresses in brackets.
func (m SlackMessage) Shown() string {
	var b strings.Builder
	for _, block := range m.Blocks {
		block.show(&b)
	}
	return b.String()
}

func (b SlackBlock) show(to *strings.Builder) {
	to.WriteString(b.Text)
	if b.URL != "" {
		to.WriteString(" (" + b.URL + ")")
	}
	for _, e := range b.Elements {
		e.show(to)
	}
}
