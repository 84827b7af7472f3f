package tests

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/contract"
	"mattermost-plugin-whereby/e2e/stack"
)

// contractSeed and contractRounds are how the API is asked for what makes sense
// and what does not, by three people.
const (
	contractSeed   = 20261126
	contractRounds = 40
	documentPath   = "../../server/api/openapi.yaml"
)

// Whatever is asked, the answer is as documented and never "something went wrong".
func TestAPIKeepsItsContract(t *testing.T) {
	k := newKitFor(t, 10*time.Minute)
	k.configure(map[string]any{"requestsperminute": 0, "startsperminute": 0, "allowrecording": true})
	agreed := k.contract()
	document, err := os.ReadFile(documentPath)
	k.must(err)
	_, served := k.ask(nil, http.MethodGet, "/openapi.yaml", nil, nil)
	assert.Equal(t, string(document), served)
	maker := &contract.Maker{Rand: rand.New(rand.NewPCG(contractSeed, 0))} //nolint:gosec // repeatable on purpose

	counts := map[int]int{}
	for _, operation := range agreed.Operations() {
		maker.Known = k.known()
		answered := 0
		for range contractRounds {
			made := maker.Make(operation)
			for _, user := range []*stack.User{k.Admin, k.alice, k.carol} {
				request, err := http.NewRequestWithContext(k.ctx, operation.Method, k.PluginURL(made.Target), bytes.NewReader(made.Body))
				k.must(err)
				request.Header.Set("Content-Type", made.Type)
				response, err := k.PluginRequest(k.ctx, user, request)
				k.must(err)
				what := fmt.Sprintf("%s %s as %s: %.300s", operation.Method, made.Target, user.Username, made.Body)
				require.NoError(t, agreed.Check(request, response), what)
				answer, err := io.ReadAll(response.Body)
				k.must(err)
				k.must(response.Body.Close())
				require.Less(t, response.StatusCode, 500, "%s\n%s", what, answer)
				if response.StatusCode < 300 {
					answered++
					assert.True(t, agreed.Allows(request, made.Body), "accepted although it is not as documented: %s", what)
				}
				counts[response.StatusCode]++
			}
		}
		if strings.HasSuffix(operation.Path, "/summary") {
			continue // there is no transcript: TestSummary has one
		}
		assert.NotZero(t, answered, "%s %s was never answered: nothing of it was tried", operation.Method, operation.Path)
	}
	t.Log("answers by status:", counts)
}

// contract is what the document says of the API.
func (k *kit) contract() *contract.Contract {
	k.t.Helper()
	agreed, err := documented()
	k.must(err)
	return agreed
}

// documented reads the document of which the server has a copy.
var documented = sync.OnceValues(func() (*contract.Contract, error) {
	document, err := os.ReadFile(documentPath)
	if err != nil {
		return nil, err
	}
	return contract.Read(document)
})

// known makes what requests can be about.
func (k *kit) known() map[string][]string {
	channel := k.newChannel(k.Admin, k.alice)
	add := func(path string, body, result any) {
		status, answer := k.ask(k.Admin, http.MethodPost, path, body, result)
		require.Less(k.t, status, 300, answer)
	}
	var made, plan struct {
		ID string `json:"id"`
	}
	var invited struct {
		Invite struct {
			ID string `json:"id"`
		} `json:"invite"`
	}
	var connections struct {
		Connections []struct {
			ID string `json:"id"`
		} `json:"connections"`
	}
	k.ask(k.Admin, http.MethodGet, "/api/v1/admin/connections", nil, &connections)
	for i, c := range connections.Connections {
		if i > 0 {
			k.ask(k.Admin, http.MethodDelete, "/api/v1/admin/connections/"+c.ID, nil, nil)
		}
	}
	if len(connections.Connections) == 0 {
		var c struct {
			ID string `json:"id"`
		}
		add("/api/v1/admin/connections", map[string]any{"name": "CRM", "url": "https://example.invalid/x"}, &c)
		connections.Connections = append(connections.Connections, c)
	}
	add("/api/v1/calls", map[string]any{"channel_id": channel.Id}, &made)
	k.ask(k.Admin, http.MethodPost, "/api/v1/calls/"+made.ID+"/invites", map[string]any{"name": "Guest"}, &invited) // only so many an hour
	add("/api/v1/schedules", map[string]any{"channel_id": channel.Id, "when": "every monday at 10"}, &plan)
	delivery := ""
	assert.Eventually(k.t, func() bool {
		var log struct {
			Deliveries []struct {
				ID string `json:"id"`
			} `json:"deliveries"`
		}
		k.ask(k.Admin, http.MethodGet, "/api/v1/admin/deliveries", nil, &log)
		for _, d := range log.Deliveries {
			delivery = d.ID
		}
		return delivery != ""
	}, 10*time.Second, 50*time.Millisecond)
	logo := k.stripes(400, 100, sand, teal)
	return map[string][]string{
		"channel_id": {channel.Id}, "team_id": {channel.TeamId}, "root_id": {""}, "channels": {channel.Id}, "teams": {channel.TeamId},
		"template": {"standup"}, "speakers": {k.alice.ID}, "time_zone": {"Europe/Berlin", "Asia/Kathmandu"},
		"when": {"every weekday at 09:00", "tomorrow 14:00 45m"}, "url": {"https://example.invalid/hook"}, "secret": {""}, "cursor": {""},
		"channels/id": {channel.Id}, "calls/id": {made.ID}, "calls/invite": {invited.Invite.ID}, "schedules/id": {plan.ID},
		"admin/deliveries/id": {delivery}, "admin/connections/id": {connections.Connections[0].ID}, "admin/images/id": {k.upload("logo", logo)}, "image/png": {string(logo)},
	}
}
