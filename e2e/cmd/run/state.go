package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/e2e/stack"
)

// state is what e2e/.run/state.json tells other programs about the running
// stack. It holds passwords, so only its owner can read it.
type state struct {
	MattermostURL string            `json:"mattermost_url"`
	SandboxURL    string            `json:"sandbox_url"`
	SandboxAPIKey string            `json:"sandbox_api_key"`
	WebhookSecret string            `json:"webhook_secret"`
	DatabaseURL   string            `json:"database_url"`
	PluginID      string            `json:"plugin_id"`
	TeamID        string            `json:"team_id"`
	TeamName      string            `json:"team_name"`
	Channels      map[string]string `json:"channels"`
	Admin         *stack.User       `json:"admin"`
	Users         []*stack.User     `json:"users"`
	PIDs          pids              `json:"pids"`
}

type pids struct {
	Mattermost int `json:"mattermost"`
	Postgres   int `json:"postgres"`
}

func defaultStateFile() (string, error) {
	root, err := stack.Root()
	return filepath.Join(root, "e2e", ".run", "state.json"), err
}

func writeState(s *stack.Stack, path string) error {
	now := state{
		MattermostURL: s.URL, SandboxURL: s.SandboxURL, SandboxAPIKey: s.Sandbox.APIKey(),
		WebhookSecret: s.WebhookSecret, DatabaseURL: s.DatabaseURL(), PluginID: stack.PluginID,
		TeamID: s.TeamID, TeamName: s.TeamName, Channels: s.Channels, Admin: s.Admin, Users: s.Users,
	}
	now.PIDs.Mattermost, now.PIDs.Postgres = s.PIDs()
	raw, err := json.MarshalIndent(now, "", "  ")
	if err != nil {
		return err
	}
	if err = os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return errors.Wrap(err, "make .run")
	}
	// Written beside and renamed, so that nobody reads half of it.
	if err = os.WriteFile(path+".new", append(raw, '\n'), 0o600); err != nil {
		return errors.Wrap(err, "write state")
	}
	return errors.Wrap(os.Rename(path+".new", path), "write state")
}
