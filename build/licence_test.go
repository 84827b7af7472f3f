package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const isc = `ISC License

Copyright (c) 2020, Somebody

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.
`

func TestAddTexts(t *testing.T) {
	for name, test := range map[string]struct {
		files    map[string]string
		licences []string
		texts    int
	}{
		"a licence":                    {map[string]string{"LICENSE": isc}, []string{"ISC"}, 1},
		"a licence and a notice":       {map[string]string{"LICENCE.txt": isc, "NOTICE": "by Somebody"}, []string{"ISC"}, 2},
		"source is neither":            {map[string]string{"license.go": "package a", "notice.go": "package a", "readme.md": isc}, nil, 0},
		"a notice alone is no licence": {map[string]string{"NOTICE": "by Somebody"}, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := component{name: "left", version: "1.0.0"}
			require.NoError(t, c.addTexts(folderOf(t, test.files)))
			assert.Equal(t, test.licences, c.licences)
			assert.Len(t, c.texts, test.texts)
		})
	}
}

func TestAddTextsRefusesWhatItCannotTell(t *testing.T) {
	c := component{name: "left", version: "1.0.0"}
	err := c.addTexts(folderOf(t, map[string]string{"LICENSE": "All rights reserved. Ask us."}))
	assert.ErrorContains(t, err, "left 1.0.0: of LICENSE only 0 % are a licence that is known")
}

func TestProblem(t *testing.T) {
	for want, licences := range map[string][]string{
		"":                       {"MIT", "Apache-2.0"},
		"no licence is found":    nil,
		"licence GPL-3.0 is not": {"MIT", "GPL-3.0"},
	} {
		c := component{name: "left", version: "1.0.0", licences: licences}
		if want == "" {
			assert.NoError(t, c.problem())
		} else {
			assert.ErrorContains(t, c.problem(), want)
		}
	}
}

func TestNoticeSaysTextsOnce(t *testing.T) {
	text := string(notice([]component{
		{name: "left", version: "1.0.0", licences: []string{"ISC"}, texts: []string{"the same"}},
		{name: "right", version: "2.0.0", licences: []string{"MIT"}, texts: []string{"the same", "another"}},
	}))
	assert.Equal(t, 1, strings.Count(text, "the same"))
	assert.Contains(t, text, "left 1.0.0\nright 2.0.0\n\nthe same\n")
	assert.Contains(t, text, "right 2.0.0\n\nanother\n")
}

func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	return folder
}
