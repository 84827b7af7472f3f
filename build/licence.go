package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
	"github.com/pkg/errors"
)

// allowed are the licences, by SPDX identifier, under which others' software may
// be shipped with a plugin that is under Apache-2.0. Of what is under MPL-2.0
// nothing was changed, and the notice says where its source is.
var allowed = []string{
	"0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "Unlicense", "Zlib",
}

// component is others' software that is shipped.
type component struct {
	name, version, source string
	licences              []string // SPDX identifiers
	texts                 []string
}

func (c *component) problem() error {
	if len(c.licences) == 0 {
		return errors.Errorf("%s %s: no licence is found", c.name, c.version)
	}
	for _, licence := range c.licences {
		if !slices.Contains(allowed, licence) {
			return errors.Errorf("%s %s: licence %s is not in the list of build/licence.go", c.name, c.version, licence)
		}
	}
	return nil
}

var (
	licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying)([-._].*)?$`)
	noticeFile  = regexp.MustCompile(`(?i)^(notice|patents|copyright)([-._](md|txt))?$`)
	sourceFile  = regexp.MustCompile(`(?i)\.(go|[cm]?[jt]sx?)$`)
)

// enough of a licence's file, in per cent, has to be known text. The rest is
// names and years.
const enough = 75

// addTexts adds the licences and notices that stand in the folder.
func (c *component) addTexts(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		isLicence := licenceFile.MatchString(entry.Name())
		if entry.IsDir() || sourceFile.MatchString(entry.Name()) || (!isLicence && !noticeFile.MatchString(entry.Name())) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return err
		}
		if isLicence {
			coverage := licensecheck.Scan(content)
			if coverage.Percent < enough {
				return errors.Errorf("%s %s: of %s only %.0f %% are a licence that is known", c.name, c.version, entry.Name(), coverage.Percent)
			}
			for _, match := range coverage.Match {
				c.licences = append(c.licences, match.ID)
			}
		}
		c.texts = append(c.texts, strings.TrimSpace(strings.ReplaceAll(string(content), "\r\n", "\n")))
	}
	slices.Sort(c.licences)
	c.licences = slices.Compact(c.licences)
	return nil
}
