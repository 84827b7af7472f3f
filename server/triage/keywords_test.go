package triage

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/call"
)

func TestByKeywords(t *testing.T) {
	tests := map[string]struct {
		word, text string
		found      bool
	}{
		"as it is":                {"outage", "There is an outage", true},
		"case":                    {"Outage", "TOTAL OUTAGE!", true},
		"part of a word":          {"rage", "storage is full", false},
		"begin of a word":         {"out", "outage", false},
		"later by itself":         {"out", "outage: it is out", true},
		"beside signs":            {"outage", "#outage_report (outage)", true},
		"several words":           {"production  down", "is\nPRODUCTION\tdown?", true},
		"accents in the text":     {"storung", "Störung im Netz", true},
		"accents in the word":     {"Störung", "STORUNG", true},
		"composed otherwise":      {"café", "cafe\u0301", true},
		"sharp s":                 {"STRASSE", "die Straße", true},
		"Turkish I":               {"istanbul", "İSTANBUL", true},
		"Cyrillic":                {"Авария", "у нас авария.", true},
		"part of a Cyrillic word": {"вар", "авария", false},
		"Greek final sigma":       {"ΣΦΑΛΜΑΤΟΣ", "σφάλματος", true},
		"digits":                  {"sev1", "SEV1 now", true},
		"other digits":            {"sev1", "SEV10", false},
		"full width":              {"SEV1", "ＳＥＶ１", true},
		"Chinese":                 {"故障", "服务器故障了", true},
		"Japanese":                {"障害", "システム障害が発生しました", true},
		"half width":              {"エラー", "ｴﾗｰ発生", true},
		"another kana":            {"ハグ", "バグ", false},
		"Latin within Japanese":   {"down", "サーバdownです", true},
		"Korean with a particle":  {"장애", "서버 장애가 났어요", true},
		"Thai":                    {"ล่ม", "เซิร์ฟเวอร์ล่มแล้ว", true},
		"Arabic with vowels":      {"عطل", "عُطْل في الخادم", true},
		"nothing":                 {" ", "anything", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := byKeywords([]Keyword{{Text: test.word, Priority: call.Urgent}}, "en", test.text)
			if !test.found {
				assert.Equal(t, call.Verdict{}, got)
				return
			}
			assert.Equal(t, call.Verdict{Priority: call.Urgent, Why: call.Why{JudgedBy: call.ByKeywords, Word: test.word}}, got)
		})
	}
}

func TestKeywordsOfLanguages(t *testing.T) {
	list := []Keyword{{Text: "die", Priority: call.Urgent, Language: "en"}, {Text: "cair", Priority: call.Important, Language: "PT"}}
	assert.Equal(t, call.Urgent, byKeywords(list, "en", "we die").Priority)
	assert.Empty(t, byKeywords(list, "de", "die Küche").Priority)
	assert.Equal(t, call.Important, byKeywords(list, "pt-BR", "vai cair").Priority)
	assert.Empty(t, byKeywords(list, "", "we die").Priority)
}

func TestTheFirstKeywordWins(t *testing.T) {
	list := []Keyword{{Text: "outage", Priority: call.Urgent}, {Text: "deadline", Priority: call.Important}}
	assert.Equal(t, "outage", byKeywords(list, "en", "deadline missed by an outage").Word)
}
