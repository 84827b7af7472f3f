package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/agents/agentstest"
)

// agentsID is the Agents plugin's id.
const agentsID = "mattermost-ai"

// InstallAgents builds the double of the Agents plugin, uploads and enables it.
func (s *Stack) InstallAgents(ctx context.Context) error {
	if err := s.InstallOther(ctx, agentsID, "./cmd/agents"); err != nil {
		return err
	}
	return s.EnableAgents(ctx)
}

// EnableAgents starts the double and waits until it is active.
func (s *Stack) EnableAgents(ctx context.Context) error {
	if _, err := s.Admin.Client.EnablePlugin(ctx, agentsID); err != nil {
		return errors.Wrap(err, "enable the double of Agents")
	}
	return poll(ctx, time.Minute, 50*time.Millisecond, func() error {
		statuses, _, err := s.Admin.Client.GetPluginStatuses(ctx)
		if err != nil {
			return err
		}
		for _, status := range statuses {
			if status.PluginId == agentsID && status.State == model.PluginStateRunning {
				return nil
			}
		}
		return errors.New("the double of Agents is not active")
	})
}

// DisableAgents stops the double.
func (s *Stack) DisableAgents(ctx context.Context) error {
	_, err := s.Admin.Client.DisablePlugin(ctx, agentsID)
	return errors.Wrap(err, "disable the double of Agents")
}

// RemoveAgents takes the double away.
func (s *Stack) RemoveAgents(ctx context.Context) error {
	_, err := s.Admin.Client.RemovePlugin(ctx, agentsID)
	return errors.Wrap(err, "remove the double of Agents")
}

// PlayAgents makes the double follow a script.
func (s *Stack) PlayAgents(ctx context.Context, script agentstest.Script) error {
	body, err := json.Marshal(script)
	if err != nil {
		return err
	}
	return s.askAgents(ctx, http.MethodPost, "/script", body, nil)
}

// AgentsRequests are what the double was asked since PlayAgents.
func (s *Stack) AgentsRequests(ctx context.Context) (requests []agentstest.Request, err error) {
	return requests, s.askAgents(ctx, http.MethodGet, "/requests", nil, &requests)
}

func (s *Stack) askAgents(ctx context.Context, method, path string, body []byte, dest any) error {
	request, err := http.NewRequestWithContext(ctx, method, s.Node.URL+"/plugins/"+agentsID+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+s.Admin.Client.AuthToken)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.Errorf("the double of Agents answered %d", response.StatusCode)
	}
	if dest == nil {
		return nil
	}
	return errors.WithStack(json.NewDecoder(response.Body).Decode(dest))
}
