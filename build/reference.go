package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	plugini18n "github.com/mattermost/mattermost/server/public/pluginapi/i18n"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/command"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/i18n"
)

// settingsReference has a table for each section of System Console. What only
// shows something there is left out.
func settingsReference(manifest *model.Manifest) string {
	var out strings.Builder
	for _, section := range manifest.SettingsSchema.Sections {
		var rows strings.Builder
		for _, setting := range section.Settings {
			if _, stored := reflect.TypeFor[config.Config]().FieldByName(setting.Key); stored {
				name := strings.TrimSuffix(setting.DisplayName, ":")
				rows.WriteString(row(name, "`"+setting.Key+"`", defaultOf(setting), setting.HelpText))
			}
		}
		if rows.Len() > 0 {
			fmt.Fprintf(&out, "**%s.** %s.\n\n| Setting | Key | Default | |\n| --- | --- | --- | --- |\n%s\n", section.Title, section.Subtitle, rows.String())
		}
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func defaultOf(setting *model.PluginSetting) string {
	switch value := setting.Default.(type) {
	case bool:
		if value {
			return "on"
		}
		return "off"
	case float64:
		return fmt.Sprintf("%.0f", value)
	case string:
		if value != "" {
			return "`" + value + "`" + others(setting)
		}
	}
	if setting.Type == "generated" {
		return "made at first start"
	}
	if setting.Key == "Templates" {
		return fmt.Sprintf("%d examples", len(config.Defaults().Templates))
	}
	return ""
}

// others are the values beside the default that a dropdown offers.
func others(setting *model.PluginSetting) (text string) {
	for _, option := range setting.Options {
		if option.Value != setting.Default {
			text += ", or `" + option.Value + "`"
		}
	}
	return text
}

// commandReference lists the commands as Mattermost completes them, and the
// flags as /whereby help tells of them.
func commandReference(root string) (string, error) {
	catalogue, err := i18n.Load(sourceFolder{root: root})
	if err != nil {
		return "", err
	}
	words := catalogue.For("en")
	var out strings.Builder
	fmt.Fprint(&out, "| Command | |\n| --- | --- |\n")
	for _, sub := range command.Definitions(words, "", nil)[0].AutocompleteData.SubCommands {
		help := sub.HelpText
		if sub.RoleID == model.SystemAdminRoleId {
			help += " (system admins)"
		}
		fmt.Fprint(&out, row("`"+strings.TrimSpace("/"+command.Trigger+" "+sub.Trigger+" "+sub.Hint)+"`", help))
	}
	rows, err := flagRows(words)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&out, "\n| Flag of a start | |\n| --- | --- |\n%s", rows)
	return out.String(), nil
}

var flagInRow = regexp.MustCompile("`--([a-z]+)")

// flagRows takes the rows of flags from what /whereby help says. A flag that is
// missing there, or stands there and is not known, is an error.
func flagRows(words i18n.Words) (string, error) {
	var rows strings.Builder
	var told []string
	for _, m := range []*goi18n.Message{i18n.HelpText, i18n.HelpRooms, i18n.HelpPlans, i18n.HelpReports} {
		for line := range strings.Lines(words.Say(m, nil)) {
			if !strings.HasPrefix(line, "| `--") {
				continue
			}
			rows.WriteString(strings.TrimRight(line, "\n") + "\n")
			for _, flag := range flagInRow.FindAllStringSubmatch(line, -1) {
				told = append(told, flag[1])
			}
		}
	}
	known := command.Flags()
	slices.Sort(known)
	slices.Sort(told)
	if !slices.Equal(known, told) {
		return "", errors.Errorf("/whereby help tells of the flags %v, the grammar knows %v", told, known)
	}
	return rows.String(), nil
}

// sourceFolder is what loading the translations needs of Mattermost.
type sourceFolder struct {
	plugini18n.PluginAPI

	root string
}

// GetBundlePath returns where assets is.
func (f sourceFolder) GetBundlePath() (string, error) { return filepath.Abs(f.root) }
