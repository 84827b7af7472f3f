package wherebytest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestEmbedding(t *testing.T) {
	o := start(t)
	made := o.create("")
	open := func() (policy, page string) {
		t.Helper()
		status, page, header := o.send(http.MethodGet, strings.TrimPrefix(made["roomUrl"], o.url), "", http.NoBody)
		assert.Equal(t, http.StatusOK, status)
		return header.Get("Content-Security-Policy"), page
	}

	policy, page := open()
	assert.Equal(t, "frame-ancestors *", policy)
	assert.Contains(t, page, `"devicesDenied":false`)

	o.SetEmbedding(wherebytest.Embedding{Refused: true})
	policy, page = open()
	assert.Equal(t, "frame-ancestors 'none'", policy)
	assert.Contains(t, page, `"devicesDenied":false`)

	status, answer := o.ask(http.MethodPut, "/_sandbox/embedding", `{"devices_denied": true}`)
	assert.Equal(t, http.StatusNoContent, status, answer)
	policy, page = open()
	assert.Equal(t, "frame-ancestors *", policy)
	assert.Contains(t, page, `"devicesDenied":true`)

	status, _ = o.ask(http.MethodPut, "/_sandbox/embedding", `{"devices": false}`)
	assert.Equal(t, http.StatusBadRequest, status)
}
