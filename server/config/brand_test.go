package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var anImage = strings.Repeat("0a", 32)

func TestBrandsFromMap(t *testing.T) {
	tests := map[string]struct {
		stored any
		want   []Brand
	}{
		"list":      {[]any{map[string]any{"name": "acme", "default": true, "primary": "#1A2B3C", "logo": anImage}}, []Brand{{Name: "acme", Default: true, Primary: "#1A2B3C", Logo: anImage}}},
		"text":      {`[{"name":"acme","waiting_background":"` + anImage + `"}]`, []Brand{{Name: "acme", WaitingBackground: anImage}}},
		"empty":     {[]any{}, []Brand{}},
		"not set":   {"", nil},
		"null":      {nil, nil},
		"untouched": {masked, nil},
		"garbled":   {"[{", []Brand{{Name: unreadable}}},
		"a number":  {7, []Brand{{Name: unreadable}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := FromMap(map[string]any{"brands": test.stored})
			require.NoError(t, err)
			assert.Equal(t, test.want, c.Brands)
		})
	}
}

func TestBrandProblems(t *testing.T) {
	many := make([]Brand, 21)
	for i := range many {
		many[i].Name = "b" + strings.Repeat("x", i)
	}
	tests := map[string]struct {
		brands []Brand
		reason Reason
		value  string
	}{
		"none":            {nil, "", ""},
		"all of it":       {[]Brand{{"acme-2", true, "#1A2B3C", "#ffffff", "#000000", anImage, anImage, anImage}}, "", ""},
		"no name":         {[]Brand{{}}, ReasonBrand, ""},
		"capitals":        {[]Brand{{Name: "Acme"}}, ReasonBrand, "Acme"},
		"called none":     {[]Brand{{Name: "none"}}, ReasonBrand, "none"},
		"a colour's name": {[]Brand{{Name: "a", Secondary: "red"}}, ReasonBrand, "a"},
		"short colour":    {[]Brand{{Name: "a", Focus: "#fff"}}, ReasonBrand, "a"},
		"an address":      {[]Brand{{Name: "a", Logo: "https://x/logo.png"}}, ReasonBrand, "a"},
		"two alike":       {[]Brand{{Name: "a"}, {Name: "a"}}, ReasonBrandTwice, "a"},
		"two defaults":    {[]Brand{{Name: "a", Default: true}, {Name: "b", Default: true}}, ReasonBrandDefault, ""},
		"too many":        {many, ReasonBrands, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := Defaults()
			c.Brands = test.brands
			problems := c.Problems()
			if test.reason == "" {
				assert.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			assert.Equal(t, "Brands", problems[0].Setting)
			assert.Equal(t, test.reason, problems[0].Reason)
			assert.Equal(t, test.value, problems[0].Value)
		})
	}
}

func TestBrand(t *testing.T) {
	c := Defaults()
	_, found := c.Brand("")
	assert.False(t, found)

	c.Brands = []Brand{{Name: "Bad", Default: true}, {Name: "a", Logo: anImage}, {Name: "b", Default: true}, {Name: "c", Default: true, RoomBackground: anImage}}
	usable := c.Usable()
	for name, want := range map[string]string{"": "b", "a": "a", "c": "c"} {
		b, found := usable.Brand(name)
		assert.True(t, found)
		assert.Equal(t, want, b.Name)
	}
	_, found = usable.Brand("Bad")
	assert.False(t, found)
	assert.Len(t, c.Brands, 4, "the settings themselves stay")

	ids, known := c.BrandImages()
	assert.True(t, known)
	assert.Equal(t, []string{anImage}, ids)
	c.Brands = []Brand{{Name: unreadable}}
	_, known = c.BrandImages()
	assert.False(t, known)
}
