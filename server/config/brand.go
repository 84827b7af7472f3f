package config

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"mattermost-plugin-whereby/server/call"
)

const maxBrands = 20

var (
	colour  = regexp.MustCompile(`^(#[0-9a-fA-F]{6})?$`)
	imageID = regexp.MustCompile(`^([0-9a-f]{64})?$`)
)

// Brand is how rooms look. What it leaves empty is as the organization has it
// at Whereby.
type Brand struct {
	// Name is what templates call it by, of the same form as theirs.
	Name string `json:"name"`
	// Default makes it the brand of calls whose template names none.
	Default bool `json:"default,omitempty"`
	// Primary, Secondary and Focus are colours like #1A2B3C.
	Primary   string `json:"primary,omitempty"`
	Secondary string `json:"secondary,omitempty"`
	Focus     string `json:"focus,omitempty"`
	// Logo, RoomBackground and WaitingBackground are ids of uploaded images.
	Logo              string `json:"logo,omitempty"`
	RoomBackground    string `json:"room_background,omitempty"`
	WaitingBackground string `json:"waiting_background,omitempty"`
}

// usable tells whether the brand can be asked for, and has nothing that
// Whereby would refuse.
func (b Brand) usable() bool {
	if !templateName.MatchString(b.Name) || b.Name == call.NoBrand {
		return false
	}
	for _, c := range []string{b.Primary, b.Secondary, b.Focus} {
		if !colour.MatchString(c) {
			return false
		}
	}
	return !slices.ContainsFunc(b.images(), func(id string) bool { return !imageID.MatchString(id) })
}

func (b Brand) images() []string {
	return []string{b.Logo, b.RoomBackground, b.WaitingBackground}
}

// Brand returns the brand of a name, the default brand for no name.
func (c Config) Brand(name string) (Brand, bool) {
	i := slices.IndexFunc(c.Brands, func(b Brand) bool {
		return b.Name == name || (name == "" && b.Default)
	})
	if i < 0 {
		return Brand{}, false
	}
	return c.Brands[i], true
}

// looks is the same for the same looks of a room by default.
func (c Config) looks() string {
	b, _ := c.Brand("")
	return strings.Join(append(b.images(), b.Primary, b.Secondary, b.Focus), " ")
}

// BrandImages returns the ids of the images that brands have. They are not
// known when the setting cannot be read: then no image may be taken for unused.
func (c Config) BrandImages() (ids []string, known bool) {
	for _, b := range c.Brands {
		if b.Name == unreadable {
			return nil, false
		}
		for _, id := range b.images() {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, true
}

func (c Config) brandProblems() []Problem {
	var problems []Problem
	found := func(reason Reason, limit int, name string) {
		problems = append(problems, Problem{Setting: "Brands", Reason: reason, Limit: limit, Value: name})
	}
	if len(c.Brands) > maxBrands {
		found(ReasonBrands, maxBrands, "")
	}
	seen, defaults := map[string]bool{}, 0
	for _, b := range c.Brands {
		switch {
		case !b.usable():
			found(ReasonBrand, 0, b.Name)
		case seen[b.Name]:
			found(ReasonBrandTwice, 0, b.Name)
		}
		seen[b.Name] = true
		if b.Default {
			defaults++
		}
	}
	if defaults > 1 {
		found(ReasonBrandDefault, 1, "")
	}
	return problems
}

// brands are read from a list, or from its JSON as text.
type brands []Brand

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (b *brands) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		if text == "" {
			*b = nil
			return nil
		}
		data = []byte(text)
	}
	if json.Unmarshal(data, (*[]Brand)(b)) != nil {
		*b = brands{{Name: unreadable}}
	}
	return nil
}
