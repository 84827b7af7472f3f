package i18n

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/whereby"
)

// TestFindings has words of its own for everything that a check can find.
func TestFindings(t *testing.T) {
	w := load(t).For("en")
	said := map[string]whereby.FindingCode{}
	for _, code := range []whereby.FindingCode{
		whereby.FoundKeyWorks, whereby.FoundRoomMade, whereby.FoundPoints,
		whereby.FoundRecording, whereby.FoundTranscription, whereby.FoundStreaming,
		whereby.FoundNoRecording, whereby.FoundNoTranscription, whereby.FoundNoStreaming, whereby.FoundPlanUnknown,
		whereby.FoundRoomLeft, whereby.FoundSkew, whereby.FoundNoKey, whereby.FoundKeyGarbled, whereby.FoundBadAddress,
		whereby.FoundNoName, whereby.FoundRefused, whereby.FoundUnreachable, whereby.FoundTimeout, whereby.FoundProxy,
		whereby.FoundAuthority, whereby.FoundWrongName, whereby.FoundExpired, whereby.FoundNoTLS,
		whereby.FoundRedirect, whereby.FoundNotAPI, whereby.FoundKeyWrong, whereby.FoundForbidden, whereby.FoundNoPoints,
		whereby.FoundTrouble, whereby.FoundRoomRefused,
	} {
		text := w.Finding(whereby.Finding{Code: code, Host: "api.example", Status: 502})
		assert.NotContains(t, text, "<no value>", code)
		assert.Empty(t, said[text], "as for %s", code)
		said[text] = code
	}
	ahead := whereby.Finding{Code: whereby.FoundSkew, Skew: 90 * time.Minute}
	assert.Contains(t, w.Finding(ahead), "clock is 1 h 30 min ahead")
	ahead.Skew *= -1
	assert.Contains(t, w.Finding(ahead), "clock is 1 h 30 min behind")
	assert.Contains(t, w.Finding(whereby.Finding{Code: whereby.FoundNoPoints, Wait: 13 * time.Second}), "Try again in 13 seconds.")
}

func TestWordsOfBrands(t *testing.T) {
	w := load(t).For("en")
	said := map[string]bool{}
	for _, reason := range []string{brand.NotPNG, brand.CutOff, brand.TooLarge, brand.TooBig, brand.LogoTooNarrow, brand.BackgroundTooNarrow} {
		said[w.Explain(&call.Error{Code: call.CodeBadImage, Value: reason}, Reader{})] = true
	}
	for _, reason := range []config.Reason{config.ReasonBrand, config.ReasonBrandTwice, config.ReasonBrands, config.ReasonBrandDefault} {
		said[w.Problem(config.Problem{Setting: "Brands", Reason: reason, Limit: 20, Value: "acme"})] = true
	}
	said[w.Explain(&call.Error{Code: call.CodeNoImage}, Reader{})] = true
	assert.Len(t, said, 11)
	assert.NotContains(t, said, "<no value>")
	assert.Contains(t, w.Explain(&call.Error{Code: call.CodeBadImage, Value: brand.TooLarge}, Reader{}), "larger than 600 kB")
}
