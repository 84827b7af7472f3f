package workday

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/pkg/errors"
)

// receiver is a service that is told of calls.
type receiver struct {
	*httptest.Server
	connection string // its id

	mu     sync.Mutex
	seen   map[string]bool     // by webhook-id
	byCall map[string][]string // webhook-ids as they came first
	again  int                 // came more than once
}

func newReceiver() *receiver {
	r := &receiver{seen: map[string]bool{}, byCall: map[string][]string{}}
	r.Server = httptest.NewServer(r)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	var body struct {
		Data struct {
			Call struct {
				ID string `json:"id"`
			} `json:"call"`
		} `json:"data"`
	}
	if err := json.NewDecoder(request.Body).Decode(&body); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	id := request.Header.Get("webhook-id")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen[id] {
		r.again++
		return
	}
	r.seen[id] = true
	r.byCall[body.Data.Call.ID] = append(r.byCall[body.Data.Call.ID], id)
}

func (r *receiver) of(callID string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.byCall[callID]...)
}

func (r *receiver) counts() (events, again int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.seen), r.again
}

// connect has the plugin tell the receiver of everything.
func (d *day) connect(ctx context.Context) error {
	body, err := json.Marshal(map[string]any{
		"name": "Workday", "url": d.receiver.URL,
		"rules": map[string]any{"events": []string{"created", "started", "joined", "left", "ended", "missed"}},
	})
	if err != nil {
		return errors.WithStack(err)
	}
	answer, err := d.ask(ctx, http.MethodPost, "/api/v1/admin/connections", body)
	if err != nil {
		return err
	}
	var made struct{ ID string }
	if err = json.Unmarshal(answer, &made); err != nil {
		return errors.Wrap(err, "read the connection")
	}
	d.receiver.connection = made.ID
	return nil
}

// ask asks the plugin as an admin.
func (d *day) ask(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, d.PluginURL(path), bytes.NewReader(body))
	if err != nil {
		return nil, errors.WithStack(err)
	}
	response, err := d.PluginRequest(ctx, d.Admin, request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, errors.Wrap(err, "read the answer")
	}
	if response.StatusCode >= http.StatusBadRequest {
		return nil, errors.Errorf("%s %s: status %d: %s", method, path, response.StatusCode, answer)
	}
	return answer, nil
}
