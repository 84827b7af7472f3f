package i18n

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/config"
)

func TestKeyWords(t *testing.T) {
	w := load(t).For("en")
	assert.Empty(t, w.KeyProblem(""))
	said := map[string]bool{}
	for _, p := range []config.KeyProblem{config.KeyProblemSetting, config.KeyProblemEnvironment, config.KeyProblemFile, config.KeyProblemUnreadable} {
		assert.NotEmpty(t, w.KeyProblem(p))
		said[w.KeyProblem(p)] = true
	}
	assert.Len(t, said, 4)
	for source, place := range map[config.KeySource]string{
		config.KeyInSetting: "(https://chat.example/console)", config.KeyInEnvironment: "`WHEREBY_API_KEY`", config.KeyInFile: "`WHEREBY_API_KEY_FILE`",
	} {
		assert.Contains(t, strings.Join(w.RenewKey(source, "https://chat.example/console"), "\n"), place)
	}
	assert.Equal(t, "Remind of an old API key: enter whole days, 0 to never remind.",
		w.Problem(config.Problem{Setting: "KeyReminderDays", Reason: config.ReasonNegative}))
}
