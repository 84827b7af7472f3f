package wherebytest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

func TestInsightsQueries(t *testing.T) {
	o := start(t, wherebytest.WithInsightsLag(time.Hour))
	first, second := o.create(`,"roomNamePrefix":"a-"`)["roomName"], o.create(`,"roomNamePrefix":"b-"`)["roomName"]
	for _, room := range []string{first, first, second, second, second, second} {
		_, err := o.Join(room, wherebytest.Person{DisplayName: "Ada", ExternalID: "u-1"})
		require.NoError(t, err)
	}
	_, body := o.ask(http.MethodGet, "/v1/insights/rooms", "")
	assert.JSONEq(t, `{"cursor":null,"results":[]}`, body, "they lag")
	status, _ := o.ask(http.MethodPut, "/_sandbox/insights", `{"lag_ms":0}`)
	require.Equal(t, http.StatusNoContent, status)

	rooms := func(query string) []string {
		status, body := o.ask(http.MethodGet, "/v1/insights/rooms?"+query, "")
		require.Equal(t, http.StatusOK, status, body)
		var page struct {
			Results []struct {
				RoomName string `json:"roomName"`
			} `json:"results"`
		}
		require.NoError(t, json.Unmarshal([]byte(body), &page))
		names := []string{}
		for _, room := range page.Results {
			names = append(names, room.RoomName)
		}
		return names
	}
	assert.Equal(t, []string{first, second}, rooms(""))
	assert.Equal(t, []string{second, first}, rooms("sortBy=roomName:desc"))
	assert.Equal(t, []string{first}, rooms("limit=1"))
	assert.Equal(t, []string{first}, rooms("roomName%5Bexact%5D="+first))
	assert.Empty(t, rooms("roomName%5Bexact%5D="+first[1:]))
	assert.Equal(t, []string{second}, rooms("roomName%5BstartsWith%5D=/b-"))
	assert.Equal(t, []string{second}, rooms("roomName%5Bcontains%5D=b-"+second[3:9]))
	assert.Empty(t, rooms("createdAt%5Bfrom%5D=2999-01-01"))
	assert.Empty(t, rooms("createdAt%5Bto%5D=2020-01-01"))

	for query, want := range map[string]int{
		"participants?externalId=u-1":                          6,
		"participants?externalId=u-2":                          0,
		"participants?externalId=u-1&sortBy=joinedAt":          6,
		"room-sessions?roomName=" + first:                      1,
		"room-sessions?roomName=" + second:                     1,
		"room-sessions?roomName=x":                             0,
		"room-sessions?roomName=" + first + "&roomSessionId=x": 0,
		"rooms?sortBy=shoeSize":                                -1,
		"rooms?sortBy=roomName:up":                             -1,
		"rooms?createdAt%5Bfrom%5D=soon":                       -1,
		"rooms?cursor=!":                                       -1,
		"rooms?limit=0":                                        -1,
		"room-sessions":                                        -1,
		"participants":                                         -1,
	} {
		status, body := o.ask(http.MethodGet, "/v1/insights/"+query, "")
		if want < 0 {
			assert.Equal(t, http.StatusBadRequest, status, query)
			continue
		}
		assert.Equal(t, http.StatusOK, status, query)
		assert.Equal(t, want, strings.Count(body, `"roomSessionId":"`), query)
	}
}
