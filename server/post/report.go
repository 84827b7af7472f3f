package post

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/i18n"
)

// propReport names the prop that ties a report to its call.
const propReport = "whereby_report"

// Together these stay below Mattermost's limit for a post, whatever the names.
const (
	maxReported = 50
	maxFiles    = 20
	maxSummary  = 4000
)

// Report implements call.Cards. A report that was posted, but not remembered,
// is found in the thread; one that somebody has deleted stays so.
func (p *Cards) Report(_ context.Context, c call.Call) (string, error) {
	message := p.reportText(c)
	if c.ReportID != "" {
		existing, appErr := p.api.GetPost(c.ReportID)
		if isGone(appErr) {
			return c.ReportID, nil
		}
		if appErr != nil {
			return "", errors.Wrap(appErr, "get report")
		}
		return existing.Id, p.rewrite(existing, message)
	}
	rootID := cmp.Or(c.RootID, c.PostID)
	if rootID == "" {
		return "", nil // the call's post is known to be deleted
	}
	thread, appErr := p.api.GetPostThread(rootID)
	if isGone(appErr) || isRefused(appErr) {
		return "", nil
	}
	if appErr != nil {
		return "", errors.Wrap(appErr, "get thread")
	}
	if root := thread.Posts[rootID]; root == nil || root.DeleteAt != 0 {
		return "", nil
	}
	for _, candidate := range thread.Posts {
		if candidate.UserId == p.botID && candidate.DeleteAt == 0 && candidate.GetProp(propReport) == c.ID {
			return candidate.Id, p.rewrite(candidate, message)
		}
	}
	return p.postReport(c, rootID, message)
}

func (p *Cards) rewrite(existing *model.Post, message string) error {
	if existing.Message == message {
		return nil
	}
	changed := existing.Clone()
	changed.Message = message
	return p.save(changed)
}

func (p *Cards) postReport(c call.Call, rootID, message string) (string, error) {
	created, appErr := p.api.CreatePost(&model.Post{
		UserId:    p.botID,
		ChannelId: c.ChannelID,
		RootId:    rootID,
		Message:   message,
		Props:     model.StringInterface{propReport: c.ID},
	})
	if isGone(appErr) || isRefused(appErr) {
		return "", nil // the thread was deleted meanwhile, or its channel is archived
	}
	if appErr != nil {
		return "", errors.Wrap(appErr, "create report")
	}
	if created == nil {
		return "", errors.New("create report: no answer")
	}
	return created.Id, nil
}

// reportText tells what a call was like.
func (p *Cards) reportText(c call.Call) string {
	settings := p.settings()
	w := p.words.For(settings.Locale)
	var parts []string
	add := func(part string) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if !c.StartedAt.IsZero() {
		add(w.Say(i18n.ReportLasted, i18n.Data{"Length": w.Exact(c.EndedAt.Sub(c.StartedAt))}))
	}
	if settings.AttendanceNames && !c.Nameless {
		add(p.peopleTable(w, c.People()))
	} else {
		add(peopleCount(w, c.People()))
	}
	if c.EndedBy != "" && settings.AttendanceNames {
		add(w.Say(i18n.ReportEndedBy, i18n.Data{"Name": p.name(w, c.EndedBy, "")}))
	}
	add(fileList(w, c, settings.SiteURL))
	if c.Summary != "" {
		add(w.Say(i18n.ReportSummary, nil) + "\n" + cut(quote(Escape(c.Summary)), maxSummary))
	}
	return strings.Join(parts, "\n\n")
}

func (p *Cards) peopleTable(w i18n.Words, people []call.Attendee) string {
	if len(people) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("| " + w.Say(i18n.ReportWho, nil) + " | " + w.Say(i18n.ReportTime, nil) + " |\n| --- | --- |")
	for _, a := range people[:min(len(people), maxReported)] {
		name := p.name(w, a.UserID, a.Name)
		if a.UserID == "" {
			name = w.Say(i18n.Guest, i18n.Data{"Name": name})
		}
		inside := "—" // only the leaving was seen
		if a.Time > 0 {
			inside = w.Exact(a.Time)
		}
		if a.Times > 1 {
			inside += " (" + strconv.Itoa(a.Times) + " ×)"
		}
		b.WriteString("\n| " + name + " | " + inside + " |")
	}
	if more := len(people) - maxReported; more > 0 {
		b.WriteString("\n\n" + w.Say(i18n.ReportMore, i18n.Data{"Count": more}))
	}
	return b.String()
}

// peopleCount stands in place of the table where names are not wanted.
func peopleCount(w i18n.Words, people []call.Attendee) string {
	if len(people) == 0 {
		return ""
	}
	var total time.Duration
	for _, a := range people {
		total += a.Time
	}
	return w.Count(i18n.ReportCounts, len(people), i18n.Data{"Length": w.Exact(total)})
}

// name is what somebody is called on this server, else what the room showed.
func (p *Cards) name(w i18n.Words, userID, shown string) string {
	if call.IsNobody(userID) {
		return w.Say(i18n.Nameless, nil)
	}
	if userID != "" {
		if person, err := p.people.Person(userID); err == nil {
			shown = person.DisplayName
		}
	}
	return nameText(w, shown)
}

// fileList links to our page that checks membership and asks Whereby for a
// short-lived link.
func fileList(w i18n.Words, c call.Call, siteURL string) string {
	var lines []string
	counts := map[call.FileKind]int{}
	for _, f := range c.Files {
		counts[f.Kind]++
		label := w.Say(i18n.Recording, nil)
		if f.Kind == call.Transcript {
			label = w.Say(i18n.Transcript, nil)
		}
		if n := counts[f.Kind]; n > 1 {
			label += " " + strconv.Itoa(n)
		}
		if f.Elsewhere {
			lines = append(lines, "- "+w.Say(i18n.FileElsewhere, i18n.Data{"File": label}))
			continue
		}
		link := pageLink(c, siteURL) + "/files/" + url.PathEscape(f.ID)
		lines = append(lines, "- ["+label+"]("+markdownLink(link)+")")
	}
	return strings.Join(lines[:min(len(lines), maxFiles)], "\n")
}

func quote(text string) string {
	return "> " + strings.Join(strings.Split(strings.TrimSpace(text), "\n"), "\n> ")
}
