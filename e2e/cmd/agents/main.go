// Agents is a Mattermost plugin that stands in for the Agents plugin: it
// answers other plugins as a test's script says.
package main

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mattermost/mattermost/server/public/plugin"

	"mattermost-plugin-whereby/server/agents/agentstest"
)

type agents struct {
	plugin.MattermostPlugin
	bridge agentstest.Bridge
}

// ServeHTTP answers other plugins, and the test.
func (a *agents) ServeHTTP(_ *plugin.Context, w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/bridge/"):
		a.bridge.ServeHTTP(w, r)
	case r.Header.Get("Mattermost-User-Id") == "":
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == "/script":
		var script agentstest.Script
		if err := json.NewDecoder(r.Body).Decode(&script); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		a.bridge.Play(script)
	case r.URL.Path == "/requests":
		_ = json.NewEncoder(w).Encode(a.bridge.Requests())
	default:
		http.NotFound(w, r)
	}
}

func main() {
	plugin.ClientMain(&agents{})
}
