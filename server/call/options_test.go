package call

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRoomNamePrefix(t *testing.T) {
	tests := map[string]struct{ prefix, topic, want string }{
		"no topic":      {"mattermost-", "", "mattermost-"},
		"plain":         {"mattermost-", "team-standup", "mattermost-team-standup-"},
		"spaces, case":  {"mattermost-", "Team  Standup", "mattermost-team-standup-"},
		"umlauts":       {"mattermost-", "Größe über alles", "mattermost-grosse-uber-alles-"},
		"cyrillic":      {"mattermost-", "встреча", "mattermost-vstrecha-"},
		"emoji only":    {"mattermost-", "🎉🎉", "mattermost-"},
		"quotes":        {"mattermost-", `Bob's "big" day`, "mattermost-bobs-big-day-"},
		"underscores":   {"", "a_b", "a-b-"},
		"cut":           {"mattermost-", strings.Repeat("abcde ", 20), "mattermost-abcde-abcde-abcde-abcde-abc-"},
		"full prefix":   {strings.Repeat("p", 39), "topic", strings.Repeat("p", 39)},
		"path and tags": {"x-", "../../<script>", "x-script-"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, roomNamePrefix(test.prefix, test.topic))
		})
	}
}

func FuzzRoomNamePrefix(f *testing.F) {
	legal := regexp.MustCompile(`^[a-z0-9-]{0,39}$`)
	for _, topic := range []string{"", "team-standup", "日本語", "🎉", "a\x00b", "\xff", "--", "_"} {
		f.Add(topic)
	}
	f.Fuzz(func(t *testing.T, topic string) {
		name := roomNamePrefix("mattermost-", topic)
		if !legal.MatchString(name) || !strings.HasPrefix(name, "mattermost-") {
			t.Errorf("%q became %q", topic, name)
		}
	})
}

func TestCleanTopic(t *testing.T) {
	tests := map[string]string{
		" a\tb\nc ":              "a b c",
		"x\u202eevil\u202cy":     "xevily",
		"bell\a":                 "bell",
		"👩‍👩‍👧 family":           "👩‍👩‍👧 family",
		`"quoted" & <b>bold</b>`: `"quoted" & <b>bold</b>`,
	}
	for topic, want := range tests {
		assert.Equal(t, want, CleanTopic(topic))
	}
}

func TestDisplayName(t *testing.T) {
	tests := map[string]struct {
		person Person
		want   string
	}{
		"as it is":     {Person{DisplayName: "Zoë Müller"}, "Zoë Müller"},
		"username":     {Person{Username: "zoe"}, "zoe"},
		"forbidden":    {Person{DisplayName: "<Zoë>: $1! ;"}, "Zoë 1"},
		"too long":     {Person{DisplayName: strings.Repeat("ü", 130)}, strings.Repeat("ü", 100)},
		"nothing left": {Person{DisplayName: "$$$"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, displayName(test.person))
		})
	}
}

func TestRoomLanguage(t *testing.T) {
	for locale, want := range map[string]string{
		"en": "en", "en-AU": "en", "de": "de", "pt-BR": "pt", "ja": "jp", "zh-TW": "zh-hant", "zh-CN": "", "uk": "uk", "ru": "", "no": "nb", "": "",
	} {
		assert.Equal(t, want, roomLanguage(locale), locale)
	}
}

func TestExternalIDBelongsToOneCall(t *testing.T) {
	const user = "abcdefghijklmnopqrstuvwxyz"
	c := Call{ID: "call", Key: "key"}
	id := externalID(c, user)
	assert.Len(t, id, 36)
	assert.Equal(t, id, externalID(c, user))
	assert.NotEqual(t, id, externalID(Call{ID: "other", Key: "key"}, user))
	assert.NotEqual(t, id, externalID(Call{ID: "call", Key: "other"}, user))
}
