package i18n

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/mattermost/mattermost/server/public/model"
)

// locales are the languages beside English.
var locales = []string{"de", "es", "fr", "it", "ja", "nl", "pl", "pt-BR", "ru", "uk", "zh-CN"}

// translation is a language's messages, each by the names of its plural
// forms; a message without forms is under "".
type translation map[string]map[string]string

// read returns the messages of a locale.
func read(t *testing.T, locale string) translation {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "active."+locale+".json"))
	require.NoError(t, err)
	var raw map[string]any
	require.NoError(t, json.Unmarshal(data, &raw))
	messages := translation{}
	for id, value := range raw {
		switch value := value.(type) {
		case string:
			messages[id] = map[string]string{"": value}
		case map[string]any:
			messages[id] = map[string]string{}
			for form, text := range value {
				messages[id][form] = text.(string)
			}
		}
	}
	return messages
}

func TestLanguages(t *testing.T) {
	files, err := filepath.Glob(folder + "/*")
	require.NoError(t, err)
	var found []string
	for _, file := range files {
		found = append(found, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "active."), ".json"))
	}
	slices.Sort(found)
	assert.Equal(t, locales, found)
}

// TestFor asks for each locale that Mattermost offers, and a few beside.
func TestFor(t *testing.T) {
	c := load(t)
	expected := map[string]string{
		"en": "en", "en-AU": "en", "de-AT": "de", "es-MX": "es", "fr-CA": "fr", "zh-SG": "zh-CN",
		"bg": "en", "fa": "en", "hu": "en", "ko": "en", "ro": "en", "sv": "en", "tr": "en", "vi": "en", "zh-TW": "en",
		"": "en", "tlh": "en", "not a locale": "en",
	}
	for _, locale := range locales {
		expected[locale] = locale
	}
	for locale, want := range expected {
		text := DialogTopic.Other
		if want != "en" {
			text = read(t, want)[DialogTopic.ID][""]
		}
		assert.Equal(t, text, c.For(locale).Say(DialogTopic, nil), "%q reads %s", locale, want)
	}
}

func TestAccepted(t *testing.T) {
	c := load(t)
	tests := map[string]string{
		"":                             "fr",
		"*":                            "fr",
		"de-AT,de;q=0.9,en;q=0.8":      "de-AT",
		"en;q=0.5, de":                 "de",
		"sv-SE, de;q=0.5":              "de",    // for which there are words
		"sv-SE, hu;q=0.5":              "sv-SE", // for the room
		"hu, not a language, ja;q=0.1": "ja",
		"en;q=x":                       "fr",
		strings.Repeat("sv,", 5000):    "sv",
		"zh-TW":                        "zh-TW",
	}
	for header, want := range tests {
		assert.Equal(t, want, c.Accepted(header, "fr"), header[:min(40, len(header))])
	}
	for locale, want := range map[string]string{"de-AT": "de", "pt-BR": "pt-BR", "sv": "en", "": "en", "zh-CN": "zh-CN"} {
		assert.Equal(t, want, c.For(locale).Language())
	}
}

// categories tells which plural form a language has for a number by go-i18n's
// own rules, which it does not export.
func categories(t *testing.T, locale string) func(n any) string {
	t.Helper()
	bundle := goi18n.NewBundle(language.English)
	names := &goi18n.Message{ID: "x", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}
	require.NoError(t, bundle.AddMessages(language.MustParse(locale), names))
	localizer := goi18n.NewLocalizer(bundle, locale)
	return func(n any) string {
		name, err := localizer.Localize(&goi18n.LocalizeConfig{MessageID: "x", PluralCount: n})
		require.NoError(t, err)
		return name
	}
}

// TestPluralForms asks of every plural message for exactly the forms that its
// language has, and counts with it.
func TestPluralForms(t *testing.T) {
	c := load(t)
	for _, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			category, messages, words := categories(t, locale), read(t, locale), c.For(locale)
			needed := map[string]bool{category("1.5"): true, category(1000000): true}
			for n := range 200 {
				needed[category(n)] = true
			}
			for _, m := range sources(t) {
				forms := messages[m.id]
				if m.one == "" {
					assert.Equal(t, []string{""}, slices.Collect(maps.Keys(forms)), m.id)
					continue
				}
				assert.ElementsMatch(t, slices.Collect(maps.Keys(needed)), slices.Collect(maps.Keys(forms)), m.id)
				for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 22, 25, 100, 1000000} {
					want := placeholder.ReplaceAllString(strings.ReplaceAll(forms[category(n)], "{{.Count}}", strconv.Itoa(n)), "acme")
					data := Data{"Prefix": "acme", "Length": "acme", "Who": "acme", "Topic": "acme", "Channel": "acme", "Times": "acme", "Links": "acme"}
					assert.Equal(t, want, words.Count(&goi18n.Message{ID: m.id, Other: "missing"}, n, data), m.id)
				}
			}
		})
	}
}

func TestCounts(t *testing.T) {
	c := load(t)
	tests := map[string][]string{ // 1, 3, 21, 25 and a million
		"en":    {"1 person", "3 people", "21 people", "25 people", "1000000 people"},
		"de":    {"1 Person", "3 Personen", "21 Personen", "25 Personen", "1000000 Personen"},
		"es":    {"1 persona", "3 personas", "21 personas", "25 personas", "1000000 de personas"},
		"fr":    {"1 personne", "3 personnes", "21 personnes", "25 personnes", "1000000 de personnes"},
		"it":    {"1 persona", "3 persone", "21 persone", "25 persone", "1000000 di persone"},
		"ja":    {"1人", "3人", "21人", "25人", "1000000人"},
		"nl":    {"1 persoon", "3 personen", "21 personen", "25 personen", "1000000 personen"},
		"pl":    {"1 osoba", "3 osoby", "21 osób", "25 osób", "1000000 osób"},
		"pt-BR": {"1 pessoa", "3 pessoas", "21 pessoas", "25 pessoas", "1000000 de pessoas"},
		"ru":    {"1 человек", "3 человека", "21 человек", "25 человек", "1000000 человек"},
		"uk":    {"1 особа", "3 особи", "21 особа", "25 осіб", "1000000 осіб"},
		"zh-CN": {"1 人", "3 人", "21 人", "25 人", "1000000 人"},
	}
	for locale, want := range tests {
		var said []string
		for _, n := range []int{1, 3, 21, 25, 1000000} {
			said = append(said, c.For(locale).Count(People, n, nil))
		}
		assert.Equal(t, want, said, locale)
	}
}

func TestLengths(t *testing.T) {
	c := load(t)
	tests := map[string]struct{ duration, length, exact string }{
		"en":    {"1 h 30 min", "45 s", "1 h 5 s"},
		"de":    {"1 h 30 min", "45 s", "1 h 5 s"},
		"es":    {"1 h 30 min", "45 s", "1 h 5 s"},
		"fr":    {"1 h 30 min", "45 s", "1 h 5 s"},
		"it":    {"1 h 30 min", "45 s", "1 h 5 s"},
		"ja":    {"1時間30分", "45秒", "1時間 5秒"},
		"nl":    {"1 u 30 min", "45 s", "1 u 5 s"},
		"pl":    {"1 h 30 min", "45 s", "1 h 5 s"},
		"pt-BR": {"1 h 30 min", "45 s", "1 h 5 s"},
		"ru":    {"1 ч 30 мин", "45 с", "1 ч 5 с"},
		"uk":    {"1 год 30 хв", "45 с", "1 год 5 с"},
		"zh-CN": {"1 小时 30 分钟", "45 秒", "1 小时 5 秒"},
	}
	for locale, want := range tests {
		w := c.For(locale)
		assert.Equal(t, want.duration, w.Duration(90*time.Minute), locale)
		assert.Equal(t, want.length, w.Length(45*time.Second), locale)
		assert.Equal(t, want.exact, w.Exact(time.Hour+5*time.Second), locale)
	}
}

// asInEnglish are the texts that read the same in English, by locale, id and
// form. The signs of units do, too.
var asInEnglish = []string{"fr wait.minutes one", "fr wait.minutes other", "nl report.transcript", "de planned.details", "nl planned.details"}

var placeholder = regexp.MustCompile(`{{\.\w+}}`)

// kept are the parts of a text that no language changes: code, flags, links,
// web addresses, the bars and lines of a table, bold, headings.
var kept = regexp.MustCompile("`[^`]+`|--[a-z]+|\\]\\([^)]+\\)|https://[a-z./0-9]+[a-z0-9]|\\*\\*|#### |\\||\n")

func parts(text string) []string {
	found := kept.FindAllString(text, -1)
	slices.Sort(found)
	return found
}

func TestWording(t *testing.T) {
	var same []string
	for _, locale := range locales {
		messages := read(t, locale)
		for _, m := range sources(t) {
			for form, text := range messages[m.id] {
				name := strings.TrimSpace(locale + " " + m.id + " " + form)
				assert.NotRegexp(t, `[ \x{00a0}]{2}`, text, "%s has two spaces", name)
				assert.NotRegexp(t, `(?m)^[ \x{00a0}]|[ \x{00a0}]$`, text, "%s begins or ends a line with a space", name)
				assert.Equal(t, parts(m.text), parts(text), name)
				if (text == m.one || text == m.text) && !strings.HasPrefix(m.id, "duration.") {
					same = append(same, name)
				}
			}
		}
	}
	assert.ElementsMatch(t, asInEnglish, same)
}

// TestDialogFits holds the dialog against what Mattermost allows, in bytes.
func TestDialogFits(t *testing.T) {
	names := []*goi18n.Message{DialogTitle, DialogTopic, DialogTemplate, DialogLength, DialogAudio, DialogLocked, DialogRecord, DialogTranscribe, DialogCaptions, DialogStream, DialogViewers}
	help := []*goi18n.Message{DialogLengthHelp, DialogAudioHelp, DialogLockedHelp, DialogRecordHelp, DialogTranscribeHelp, DialogCaptionsHelp, DialogStreamHelp, DialogViewersHelp}
	c := load(t)
	for _, locale := range append([]string{"en"}, locales...) {
		w := c.For(locale)
		for _, m := range names {
			assert.LessOrEqual(t, len(w.Say(m, nil)), model.DialogElementDisplayNameMaxLength, "%s %s", locale, m.ID)
		}
		for _, m := range help {
			assert.LessOrEqual(t, len(w.Say(m, nil)), model.DialogElementHelpTextMaxLength, "%s %s", locale, m.ID)
		}
		assert.LessOrEqual(t, len([]rune(w.Say(InACall, nil))), model.CustomStatusTextMaxRunes, locale)
	}
}
