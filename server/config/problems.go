package config

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const (
	// maxPrefixLength leaves 15 of Whereby's 39 characters to the topic.
	maxPrefixLength = 24
	// longestDuration is a week; who wants a room for longer wants a lasting one.
	longestDuration = 7 * 24 * 60
	// maxWarmRooms cost 100 of Whereby's points an hour, beside their looks; the
	// smallest plan has as many a minute.
	maxWarmRooms = 20
	// maxLead is 90 days: rooms made ahead must not end before their calls.
	maxLead      = 90 * 24 * 60
	minKeyLength = 32
	// longestRetention is a hundred years, in days.
	longestRetention = 36500
)

// Reason says what is wrong with a setting.
type Reason string

// The reasons; package i18n has the words for them.
const (
	ReasonKeyCharacters    Reason = "key_characters"
	ReasonURL              Reason = "url"
	ReasonURLInsecure      Reason = "url_insecure"
	ReasonSecretCharacters Reason = "secret_characters"
	ReasonPrefix           Reason = "prefix"
	ReasonPrefixLength     Reason = "prefix_length"
	ReasonDuration         Reason = "duration"
	ReasonDurationOrder    Reason = "duration_order"
	ReasonShortKey         Reason = "short_key"
	ReasonOpenIn           Reason = "open_in"
	ReasonNegative         Reason = "negative"
	ReasonTemplate         Reason = "template" // Problem.Value names it
	ReasonTemplateTwice    Reason = "template_twice"
	ReasonTemplates        Reason = "templates"
	ReasonTemplateReserved Reason = "template_reserved"
	ReasonTemplatePriority Reason = "template_priority"
	ReasonTemplateNotify   Reason = "template_notify"
	ReasonTemplatePostTo   Reason = "template_post_to"
	ReasonTemplateReminder Reason = "template_reminder"
	ReasonReminder         Reason = "reminder"
	ReasonLead             Reason = "lead"
	ReasonWarmRooms        Reason = "warm_rooms"
	ReasonRetention        Reason = "retention"
	ReasonStreaming        Reason = "streaming"
	ReasonDomain           Reason = "domain" // Problem.Value is the wrong part, here and below
	ReasonRole             Reason = "role"
	ReasonTeam             Reason = "team"
	ReasonChannel          Reason = "channel"
	ReasonHours            Reason = "hours"
	ReasonZone             Reason = "zone"
	ReasonHoliday          Reason = "holiday"
	ReasonContact          Reason = "contact"
	ReasonAgent            Reason = "agent" // as with those below
	ReasonSummaries        Reason = "summaries"
	ReasonPriorityBy       Reason = "priority_by"
	ReasonKeywords         Reason = "keywords"
	ReasonNotify           Reason = "notify"
	ReasonHighest          Reason = "highest"
	ReasonWait             Reason = "wait"
	ReasonBrand            Reason = "brand" // Problem.Value names it
	ReasonBrandTwice       Reason = "brand_twice"
	ReasonBrands           Reason = "brands"
	ReasonBrandDefault     Reason = "brand_default"
)

// Problem is a setting that cannot be used as it is.
type Problem struct {
	Setting string
	Reason  Reason
	// Limit is the greatest length or number allowed, where the reason has one.
	Limit int
	// Value is the part of the setting that is wrong, where it has parts.
	Value string
}

var (
	prefixPattern = regexp.MustCompile(`^([a-z0-9][a-z0-9-]*)?$`)
	keyPattern    = regexp.MustCompile(`^[!-~]*$`)
)

// Problems returns what is wrong with the settings, in the console's order.
func (c Config) Problems() []Problem {
	var problems []Problem
	found := func(setting string, reason Reason, limit int) {
		problems = append(problems, Problem{Setting: setting, Reason: reason, Limit: limit})
	}
	if !keyPattern.MatchString(c.APIKey) {
		found("APIKey", ReasonKeyCharacters, 0)
	}
	if reason := CheckURL(c.APIURL); reason != "" {
		found("APIURL", reason, 0)
	}
	if c.KeyReminderDays < 0 {
		found("KeyReminderDays", ReasonNegative, 0)
	}
	if !keyPattern.MatchString(c.WebhookSecret) {
		found("WebhookSecret", ReasonSecretCharacters, 0)
	}
	if c.EncryptionKey != "" && len(c.EncryptionKey) < minKeyLength {
		found("EncryptionKey", ReasonShortKey, minKeyLength)
	}
	switch {
	case len(c.RoomPrefix) > maxPrefixLength:
		found("RoomPrefix", ReasonPrefixLength, maxPrefixLength)
	case !prefixPattern.MatchString(c.RoomPrefix):
		found("RoomPrefix", ReasonPrefix, maxPrefixLength)
	}
	switch {
	case c.MaxDurationMinutes < 1 || c.MaxDurationMinutes > longestDuration:
		found("MaxDurationMinutes", ReasonDuration, longestDuration)
	case c.DefaultDurationMinutes < 1:
		found("DefaultDurationMinutes", ReasonDuration, longestDuration)
	case c.DefaultDurationMinutes > c.MaxDurationMinutes:
		found("DefaultDurationMinutes", ReasonDurationOrder, c.MaxDurationMinutes)
	}
	if c.CallWindow != OpenInWindow && c.CallWindow != OpenInTab {
		found("CallWindow", ReasonOpenIn, 0)
	}
	if c.LargeChannelSize < 0 {
		found("LargeChannelSize", ReasonNegative, 0)
	}
	if c.WarmRooms < 0 || c.WarmRooms > maxWarmRooms {
		found("WarmRooms", ReasonWarmRooms, maxWarmRooms)
	}
	if c.StartsPerMinute < 0 {
		found("StartsPerMinute", ReasonNegative, 0)
	}
	if c.RequestsPerMinute < 0 {
		found("RequestsPerMinute", ReasonNegative, 0)
	}
	if c.ReminderMinutes < 0 || c.ReminderMinutes > longestDuration {
		found("ReminderMinutes", ReasonReminder, longestDuration)
	}
	if c.RetentionDays < 0 || c.RetentionDays > longestRetention {
		found("RetentionDays", ReasonRetention, longestRetention)
	}
	if c.RoomLeadMinutes < 1 || c.RoomLeadMinutes > maxLead {
		found("RoomLeadMinutes", ReasonLead, maxLead)
	}
	if c.StreamingURL != "" && !isStreamingURL(c.StreamingURL) {
		found("StreamingURL", ReasonStreaming, 0)
	}
	return slices.Concat(problems, c.ruleProblems(), c.aiProblems(), c.templateProblems(), c.brandProblems())
}

func (c Config) templateProblems() []Problem {
	var problems []Problem
	if len(c.Templates) > maxTemplates {
		problems = append(problems, Problem{Setting: "Templates", Reason: ReasonTemplates, Limit: maxTemplates})
	}
	seen := map[string]bool{}
	for _, t := range c.Templates {
		mistake := t.mistake(longestDuration)
		switch {
		case mistake != "":
			problems = append(problems, Problem{Setting: "Templates", Reason: mistake, Limit: longestDuration, Value: t.Name})
		case seen[t.Name]:
			problems = append(problems, Problem{Setting: "Templates", Reason: ReasonTemplateTwice, Value: t.Name})
		}
		seen[t.Name] = true
	}
	return problems
}

// CheckURL says what is wrong with an address of the API, "" when nothing is.
// It wants https, because the key travels with every request. Plain http is
// for a sandbox on this machine.
func CheckURL(raw string) Reason {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return ReasonURL
	}
	switch u.Scheme {
	case "https":
		return ""
	case "http":
		host := strings.ToLower(u.Hostname())
		if ip := net.ParseIP(host); host == "localhost" || (ip != nil && ip.IsLoopback()) {
			return ""
		}
		return ReasonURLInsecure
	}
	return ReasonURL
}

// isStreamingURL takes what Whereby documents: an RTMP address that ends in the stream's key.
func isStreamingURL(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "rtmp" || u.Scheme == "rtmps") && u.Host != "" && len(u.Path) > 1
}

// reset puts a setting that cannot be used back to its default.
func (c *Config) reset(setting string) {
	d := Defaults()
	switch setting {
	case "APIKey":
		c.APIKey = d.APIKey
	case "StreamingURL":
		c.StreamingURL = ""
	case "KeyReminderDays":
		c.KeyReminderDays = d.KeyReminderDays
	case "ReminderMinutes":
		c.ReminderMinutes = d.ReminderMinutes
	case "RetentionDays":
		c.RetentionDays = d.RetentionDays
	case "RoomLeadMinutes":
		c.RoomLeadMinutes = d.RoomLeadMinutes
	case "RoomPrefix":
		c.RoomPrefix = d.RoomPrefix
	case "MaxDurationMinutes", "DefaultDurationMinutes":
		c.MaxDurationMinutes = d.MaxDurationMinutes
		c.DefaultDurationMinutes = d.DefaultDurationMinutes
	case "CallWindow":
		c.CallWindow = d.CallWindow
	case "LargeChannelSize":
		c.LargeChannelSize = d.LargeChannelSize
	case "WarmRooms":
		c.WarmRooms = d.WarmRooms
	case "StartsPerMinute":
		c.StartsPerMinute = d.StartsPerMinute
	case "RequestsPerMinute":
		c.RequestsPerMinute = d.RequestsPerMinute
	case "Templates":
		c.Templates = slices.DeleteFunc(slices.Clone(c.Templates), func(t Template) bool { return !t.usable(longestDuration) })
	case "Brands":
		c.Brands = slices.DeleteFunc(slices.Clone(c.Brands), func(b Brand) bool { return !b.usable() })
	default:
		c.resetAI(setting)
	}
}
