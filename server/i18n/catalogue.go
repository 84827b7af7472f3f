// Package i18n holds every sentence that the server says to people. English
// stands in messages.go, the other languages in assets/i18n.
package i18n

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"
	"golang.org/x/text/language"

	plugini18n "github.com/mattermost/mattermost/server/public/pluginapi/i18n"
)

// Catalogue is all languages.
type Catalogue struct {
	bundle  *goi18n.Bundle
	matcher language.Matcher
}

// Load reads the languages that the plugin's bundle brings.
func Load(api plugini18n.PluginAPI) (*Catalogue, error) {
	bundle, err := plugini18n.InitBundle(api, "assets/i18n")
	if err != nil {
		return nil, errors.Wrap(err, "load translations")
	}
	return &Catalogue{bundle: bundle.Bundle, matcher: language.NewMatcher(bundle.LanguageTags())}, nil
}

// For returns the words of a locale as Mattermost writes it ("de", "pt-BR"),
// English where there is none close: go-i18n alone takes the nearest, Russian
// for Bulgarian, simplified Chinese for traditional.
func (c *Catalogue) For(locale string) Words {
	_, i, confidence := c.matcher.Match(language.Make(locale))
	if confidence < language.High {
		locale, i = language.English.String(), 0
	}
	return Words{localizer: goi18n.NewLocalizer(c.bundle, locale), language: c.bundle.LanguageTags()[i].String()}
}

// Accepted returns the locale that a browser asks for by its Accept-Language
// header: the first for which there are words, else the first of all, and
// fallback when it asks for none.
func (c *Catalogue) Accepted(header, fallback string) string {
	tags := accepted(header)
	if len(tags) == 0 {
		return fallback
	}
	for _, tag := range tags {
		if _, _, confidence := c.matcher.Match(tag); confidence >= language.High {
			return tag.String()
		}
	}
	return tags[0].String()
}

// maxAccepted is how many languages of a browser are looked at.
const maxAccepted = 20

// accepted reads an Accept-Language header, the best first. What is not known
// is left out: ParseAcceptLanguage alone would throw all away for it.
func accepted(header string) []language.Tag {
	type weighted struct {
		tag    language.Tag
		weight float32
	}
	var list []weighted
	for part := range strings.SplitSeq(header, ",") {
		tags, weights, err := language.ParseAcceptLanguage(part)
		if err == nil && len(tags) == 1 && !strings.Contains(part, "*") && len(list) < maxAccepted {
			list = append(list, weighted{tags[0], weights[0]})
		}
	}
	slices.SortStableFunc(list, func(a, b weighted) int { return cmp.Compare(b.weight, a.weight) })
	tags := make([]language.Tag, len(list))
	for i, l := range list {
		tags[i] = l.tag
	}
	return tags
}

// Words says things in one language.
type Words struct {
	localizer *goi18n.Localizer
	language  string
}

// Language returns the language's tag, as HTML has it.
func (w Words) Language() string { return w.language }

// Data fills a message's placeholders.
type Data map[string]any

// Say returns a message in this language.
func (w Words) Say(m *goi18n.Message, data Data) string {
	return w.localize(&goi18n.LocalizeConfig{DefaultMessage: m, TemplateData: data})
}

// Count returns a message in the plural form for n, which fills {{.Count}}.
func (w Words) Count(m *goi18n.Message, n int, data Data) string {
	filled := Data{"Count": n}
	maps.Copy(filled, data)
	return w.localize(&goi18n.LocalizeConfig{DefaultMessage: m, PluralCount: n, TemplateData: filled})
}

// localize falls back to English, which go-i18n returns beside the error.
func (w Words) localize(config *goi18n.LocalizeConfig) string {
	text, err := w.localizer.Localize(config)
	if text == "" && err != nil {
		return config.DefaultMessage.Other
	}
	return text
}

// Duration writes a length in hours and minutes, rounded up to the minute.
func (w Words) Duration(d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	data := Data{"Hours": minutes / 60, "Minutes": minutes % 60}
	switch {
	case minutes < 60:
		return w.Say(Minutes, data)
	case minutes%60 == 0:
		return w.Say(Hours, data)
	}
	return w.Say(HoursMinutes, data)
}

// Length writes how long something was, to the nearest minute, in seconds below one.
func (w Words) Length(d time.Duration) string {
	d = max(d.Round(time.Second), 0)
	if d < time.Minute {
		return w.Exact(d)
	}
	return w.Duration(d.Round(time.Minute))
}

// Exact writes a length to the second.
func (w Words) Exact(d time.Duration) string {
	seconds := int(max(d.Round(time.Second), 0) / time.Second)
	var parts []string
	if hours := seconds / 3600; hours > 0 {
		parts = append(parts, w.Say(Hours, Data{"Hours": hours}))
	}
	if minutes := seconds / 60 % 60; minutes > 0 {
		parts = append(parts, w.Say(Minutes, Data{"Minutes": minutes}))
	}
	if rest := seconds % 60; rest > 0 || len(parts) == 0 {
		parts = append(parts, w.Say(Seconds, Data{"Seconds": rest}))
	}
	return strings.Join(parts, " ")
}

// wait writes how long to wait, in seconds up to two minutes.
func (w Words) wait(d time.Duration) string {
	if d <= 2*time.Minute {
		return w.Count(WaitSeconds, max(1, int((d+time.Second-1)/time.Second)), nil)
	}
	return w.Count(WaitMinutes, int((d+time.Minute-1)/time.Minute), nil)
}
