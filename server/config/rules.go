package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// Rules are who may start calls, where and when, as System Console has it:
// lists are separated by commas, and an empty one leaves all free.
type Rules struct {
	AllowedEmailDomains string
	AllowGuests         bool
	AllowedRoles        string
	AllowedTeams        string
	BlockedTeams        string
	// AllowedChannels and BlockedChannels hold team/channel, ids, and "direct"
	// for direct and group messages.
	AllowedChannels string
	BlockedChannels string
	RecordingRoles  string
	// WorkingHours are as parseHours reads them; empty for always.
	WorkingHours    string
	WorkingTimeZone string
	Holidays        string
	// Contact is who helps where a rule is in the way.
	Contact string
}

// policy is what the rules come to. A rule that cannot be read is one that
// nobody meets: a mistake must not open what was to be closed.
func (r Rules) policy() call.Policy {
	p := call.Policy{
		EmailDomains:   words(strings.ReplaceAll(r.AllowedEmailDomains, "@", "")),
		Guests:         r.AllowGuests,
		Roles:          words(r.AllowedRoles),
		Teams:          call.List{Allowed: words(r.AllowedTeams), Blocked: words(r.BlockedTeams)},
		Channels:       call.List{Allowed: words(r.AllowedChannels), Blocked: words(r.BlockedChannels)},
		RecordingRoles: words(r.RecordingRoles),
	}
	days, badHours := parseHours(r.WorkingHours)
	zone, err := time.LoadLocation(r.WorkingTimeZone)
	holidays, badHoliday := parseHolidays(r.Holidays)
	p.Hours = call.Hours{Days: days, Zone: zone, Holidays: holidays, Closed: badHours != "" || err != nil || badHoliday != ""}
	return p
}

// words splits a list; case does not matter in any of them.
func words(list string) []string {
	return strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\t' || r == '\r' })
}

var (
	domainPattern  = regexp.MustCompile(`^([a-z0-9-]+\.)*[a-z0-9-]+$`)
	rolePattern    = regexp.MustCompile(`^[a-z0-9_]+$`)
	teamPattern    = regexp.MustCompile(`^[a-z0-9-]+$`)
	channelPattern = regexp.MustCompile(`^([a-z0-9-]+/[a-z0-9_-]+|[a-z0-9]{26}|direct)$`)
)

// problems returns what is wrong with the rules, in the console's order.
func (r Rules) ruleProblems() []Problem {
	var problems []Problem
	for _, list := range []struct {
		setting, value string
		pattern        *regexp.Regexp
		reason         Reason
	}{
		{"AllowedEmailDomains", strings.ReplaceAll(r.AllowedEmailDomains, "@", ""), domainPattern, ReasonDomain},
		{"AllowedRoles", r.AllowedRoles, rolePattern, ReasonRole},
		{"AllowedTeams", r.AllowedTeams, teamPattern, ReasonTeam},
		{"BlockedTeams", r.BlockedTeams, teamPattern, ReasonTeam},
		{"AllowedChannels", r.AllowedChannels, channelPattern, ReasonChannel},
		{"BlockedChannels", r.BlockedChannels, channelPattern, ReasonChannel},
		{"RecordingRoles", r.RecordingRoles, rolePattern, ReasonRole},
	} {
		for _, word := range words(list.value) {
			if !list.pattern.MatchString(word) {
				problems = append(problems, Problem{Setting: list.setting, Reason: list.reason, Value: word})
				break
			}
		}
	}
	if _, wrong := parseHours(r.WorkingHours); wrong != "" {
		problems = append(problems, Problem{Setting: "WorkingHours", Reason: ReasonHours, Value: wrong})
	}
	if _, err := time.LoadLocation(r.WorkingTimeZone); err != nil || r.WorkingTimeZone == "Local" {
		problems = append(problems, Problem{Setting: "WorkingTimeZone", Reason: ReasonZone, Value: r.WorkingTimeZone})
	}
	if _, wrong := parseHolidays(r.Holidays); wrong != "" {
		problems = append(problems, Problem{Setting: "Holidays", Reason: ReasonHoliday, Value: wrong})
	}
	if len([]rune(r.Contact)) > maxContact {
		problems = append(problems, Problem{Setting: "Contact", Reason: ReasonContact, Limit: maxContact})
	}
	return problems
}

const maxContact = 100

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

var (
	spanPattern = regexp.MustCompile(`^([01]?\d|2[0-4])(?::([0-5]\d))?-([01]?\d|2[0-4])(?::([0-5]\d))?$`)
	dayPattern  = regexp.MustCompile(`^(sun|mon|tue|wed|thu|fri|sat)(?:-(sun|mon|tue|wed|thu|fri|sat))?$`)
)

// parseHours reads lines or parts separated by semicolons, each some days and
// some spans: "mon-fri 09:00-12:00, 13:00-17:30; sat 10-14". A span whose end
// is not after its begin goes on until then the next day. wrong is the part
// that cannot be read, empty when all can.
func parseHours(text string) (days [7][]call.Span, wrong string) {
	for _, line := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ';' || r == '\n' || r == '\r' }) {
		line = strings.NewReplacer("–", "-", " - ", "-").Replace(strings.TrimSpace(line))
		if line == "" {
			continue
		}
		var on []int
		var spans []call.Span
		for _, word := range words(line) {
			if m := dayPattern.FindStringSubmatch(word); m != nil && len(spans) == 0 {
				on = append(on, dayRange(m[1], m[2])...)
			} else if s, ok := parseSpan(word); ok && len(on) > 0 {
				spans = append(spans, s)
			} else {
				return [7][]call.Span{}, line
			}
		}
		if len(spans) == 0 {
			return [7][]call.Span{}, line
		}
		for _, day := range on {
			for _, s := range spans {
				addSpan(&days, day, s)
			}
		}
	}
	return days, ""
}

func dayRange(from, to string) []int {
	indexOf := func(name string) int {
		for i, day := range weekdays {
			if day == name {
				return i
			}
		}
		return 0
	}
	day := indexOf(from)
	list := []int{day}
	for to != "" && weekdays[day] != to {
		day = (day + 1) % len(weekdays)
		list = append(list, day)
	}
	return list
}

func parseSpan(word string) (call.Span, bool) {
	m := spanPattern.FindStringSubmatch(word)
	if m == nil {
		return call.Span{}, false
	}
	minutes := func(hour, minute string) int {
		h, _ := strconv.Atoi(hour)
		m, _ := strconv.Atoi(minute) // 0 for none
		return h*60 + m
	}
	s := call.Span{From: minutes(m[1], m[2]), To: minutes(m[3], m[4])}
	const day = 24 * 60
	return s, s.From < day && s.To <= day
}

// addSpan cuts a span that goes past midnight in two.
func addSpan(days *[7][]call.Span, day int, s call.Span) {
	const midnight = 24 * 60
	if s.From < s.To {
		days[day] = append(days[day], s)
		return
	}
	days[day] = append(days[day], call.Span{From: s.From, To: midnight})
	if s.To > 0 {
		next := (day + 1) % len(days)
		days[next] = append(days[next], call.Span{From: 0, To: s.To})
	}
}

// parseHolidays reads days such as 2026-12-24, and 12-25 for every year.
func parseHolidays(text string) (days map[string]bool, wrong string) {
	days = map[string]bool{}
	for _, word := range words(text) {
		_, once := time.Parse(time.DateOnly, word)
		_, yearly := time.Parse(time.DateOnly, "2024-"+word) // a leap year
		if once != nil && yearly != nil {
			return nil, word
		}
		days[word] = true
	}
	return days, ""
}
