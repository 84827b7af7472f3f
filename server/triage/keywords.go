package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"mattermost-plugin-whereby/server/call"
)

// byKeywords returns the verdict of the first keyword that is in the text.
func byKeywords(keywords []Keyword, locale, text string) call.Verdict {
	plain := fold(text)
	for _, k := range keywords {
		if k.counts(locale) && hasWord(plain, fold(k.Text)) {
			return call.Verdict{Priority: k.Priority, Why: call.Why{JudgedBy: call.ByKeywords, Word: k.Text}}
		}
	}
	return call.Verdict{}
}

// counts takes pt for pt-BR too.
func (k Keyword) counts(locale string) bool {
	base, _, _ := strings.Cut(locale, "-")
	return k.Language == "" || strings.EqualFold(k.Language, locale) || strings.EqualFold(k.Language, base)
}

// fold makes texts alike that differ in case, width, accents or spaces only.
// Marks that make another letter, as those of kana do, stay.
func fold(text string) string {
	bare := strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r <= 0x36f, r >= 0x64b && r <= 0x65f: // accents, Arabic vowels
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKD.String(cases.Fold().String(norm.NFKC.String(text))))
	return norm.NFC.String(strings.Join(strings.Fields(bare), " "))
}

// hasWord tells whether the word stands in the text by itself.
func hasWord(text, word string) bool {
	if word == "" {
		return false
	}
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		begin, end := at+i, at+i+len(word)
		if isBoundary(text, begin) && isBoundary(text, end) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[begin:])
		at = begin + size
	}
}

// isBoundary tells whether a word can begin or end there.
func isBoundary(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	return at == 0 || at == len(text) || !isLetter(before) || !isLetter(after) || isUnspaced(before) || isUnspaced(after)
}

func isLetter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// isUnspaced is true of the scripts that put no spaces between words, and of
// Korean, which writes particles at their ends.
func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー'
}
