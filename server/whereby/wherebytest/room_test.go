package wherebytest_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

const webhookSecret = "secret"

// inbox is a webhook receiver that verifies signatures.
type inbox struct {
	mu      sync.Mutex
	events  []wherebytest.Event
	answers []int // statuses of the next answers; then 200
}

func receive(t *testing.T) (*inbox, string) {
	t.Helper()
	box := &inbox{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Regexp(t, `^t=\d+,v1=[0-9a-f]{64}$`, r.Header.Get(whereby.SignatureHeader))
		assert.NoError(t, whereby.VerifySignature(webhookSecret, r.Header.Get(whereby.SignatureHeader), body, time.Now(), 5*time.Second))
		var event wherebytest.Event
		assert.NoError(t, json.Unmarshal(body, &event))

		box.mu.Lock()
		defer box.mu.Unlock()
		box.events = append(box.events, event)
		if len(box.answers) > 0 {
			w.WriteHeader(box.answers[0])
			box.answers = box.answers[1:]
		}
	}))
	t.Cleanup(server.Close)
	return box, server.URL
}

// take empties the inbox and gives the events as "type name count".
func (b *inbox) take() []string {
	lines := b.peek()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = nil
	return lines
}

func (b *inbox) peek() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var lines []string
	for _, event := range b.events {
		words := []string{event.Type}
		for _, field := range []string{"displayName", "roleName", "numClients"} {
			if value, ok := event.Data[field]; ok {
				words = append(words, fmt.Sprint(value))
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return lines
}

func TestCallOfTwo(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	made := o.create(`,"isLocked":true,"fields":["hostRoomUrl"]`)
	room := made["roomName"]

	host, err := o.Join(room, wherebytest.Person{DisplayName: "Ada", ExternalID: "u-1", RoomKey: roomKey(t, made["hostRoomUrl"])})
	require.NoError(t, err)
	assert.Equal(t, wherebytest.RoleHost, host.Role)
	_, err = o.Join(room, wherebytest.Person{DisplayName: "Bo"})
	require.ErrorIs(t, err, wherebytest.ErrRoomLocked)
	_, err = o.Join(room, wherebytest.Person{DisplayName: "Bo", RoomKey: "invented"})
	require.ErrorIs(t, err, wherebytest.ErrRoomLocked)

	cancelled, err := o.Knock(room, wherebytest.Person{DisplayName: "Cy"})
	require.NoError(t, err)
	require.NoError(t, o.Leave(room, cancelled.ID))
	rejected, err := o.Knock(room, wherebytest.Person{DisplayName: "Di"})
	require.NoError(t, err)
	require.NoError(t, o.AnswerKnock(room, rejected.ID, false))
	_, err = o.Knock(room, wherebytest.Person{DisplayName: "Bo <Q&A>"})
	require.ErrorIs(t, err, wherebytest.ErrDisplayName)
	guest, err := o.Knock(room, wherebytest.Person{DisplayName: "Bo & Ünal", Metadata: "m"})
	require.NoError(t, err)
	require.NoError(t, o.AnswerKnock(room, guest.ID, true))
	require.ErrorIs(t, o.AnswerKnock(room, guest.ID, true), wherebytest.ErrNotParticipant, "is in already")

	people, err := o.Participants(room)
	require.NoError(t, err)
	require.Len(t, people, 2)
	assert.Equal(t, wherebytest.RoleGrantedVisitor, people[1].Role)

	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	last := box.events[len(box.events)-2]
	assert.Regexp(t, `^[0-9a-f]{64}$`, last.ID)
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`, last.CreatedAt)
	assert.Equal(t, "1.0", last.APIVersion)
	data, err := json.Marshal(last.Data)
	require.NoError(t, err)
	assert.JSONEq(t, `{"meetingId":"`+made["meetingId"]+`","roomName":"`+room+`","subdomain":"sandbox","roomSessionId":null,
		"participantId":"`+guest.ID+`","displayName":"Bo & Ünal","metadata":"m","externalId":null,"roleName":"granted_visitor",
		"numClients":2,"numClientsByRoleName":{"host":1,"granted_visitor":1},"isDialIn":false}`, string(data))
	session := box.events[len(box.events)-1].Data
	assert.Len(t, session, 4)
	assert.NotEmpty(t, session["roomSessionId"])

	require.NoError(t, o.Leave(room, guest.ID))
	o.Clock().Advance(59 * time.Second)
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Equal(t, []string{
		"room.client.joined Ada host 1",
		"room.client.knocked Cy", "room.client.knockCancelled Cy",
		"room.client.knocked Di",
		"room.client.knocked Bo & Ünal", "room.client.joined Bo & Ünal granted_visitor 2",
		"room.session.started",
		"room.client.left Bo & Ünal granted_visitor 1",
	}, box.take())

	o.Clock().Advance(2 * time.Second)
	require.NoError(t, o.Leave(room, host.ID))
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Equal(t, []string{"room.session.ended", "room.client.left Ada host 0"}, box.take())
}

func TestLoneUserHasNoSession(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	room := o.create("")["roomName"]
	p, err := o.Join(room, wherebytest.Person{DisplayName: "Ada"})
	require.NoError(t, err)
	require.NoError(t, o.Leave(room, p.ID))
	o.Clock().Advance(5 * time.Minute)
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Equal(t, []string{"room.client.joined Ada visitor 1", "room.client.left Ada visitor 0"}, box.take())
}

func TestDeleteThrowsEverybodyOut(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	made := o.create("")
	for _, name := range []string{"Ada", "Bo"} {
		_, err := o.Join(made["roomName"], wherebytest.Person{DisplayName: name})
		require.NoError(t, err)
	}
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	box.take()

	for range 2 {
		status, _ := o.ask(http.MethodDelete, "/v1/meetings/"+made["meetingId"], "")
		assert.Equal(t, http.StatusNoContent, status)
	}
	_, err := o.Participants(made["roomName"])
	require.ErrorIs(t, err, wherebytest.ErrNoRoom)
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Equal(t, []string{
		"room.client.left Ada visitor 1", "room.client.left Bo visitor 0", "room.session.ended",
	}, box.take())
}

func TestNoWebhooksAfterTheRoomIsInactive(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	made := o.create("")
	for _, name := range []string{"Ada", "Bo"} {
		_, err := o.Join(made["roomName"], wherebytest.Person{DisplayName: name})
		require.NoError(t, err)
	}
	o.Clock().Advance(48 * time.Hour)
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	assert.Len(t, box.take(), 3, "what happened before")
	assert.Empty(t, o.Meetings())
}

func TestRoomsGetFull(t *testing.T) {
	o := start(t)
	room := o.create("")["roomName"]
	for i := range 5 {
		_, err := o.Join(room, wherebytest.Person{DisplayName: fmt.Sprint("guest ", i)})
		if i < 4 {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, wherebytest.ErrRoomFull)
		}
	}
}

func TestDeliveries(t *testing.T) {
	tests := []struct {
		name    string
		answers []int
		tries   []int
	}{
		{"taken", nil, []int{200}},
		{"tried again", []int{503, 500}, []int{503, 500, 200}},
		{"given up", []int{500, 500, 500}, []int{500, 500, 500}},
		{"lost", []int{404}, []int{404}},
		{"redirects are not followed", []int{302}, []int{302}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			box, address := receive(t)
			box.answers = test.answers
			o := start(t)
			o.SetWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret})
			status, _ := o.ask(http.MethodPost, "/_sandbox/events", `{"type":"future.event","data":{"a":"<b>&"}}`)
			require.Equal(t, http.StatusNoContent, status)
			require.NoError(t, o.Flush(within(t, 5*time.Second)))
			var tries []int
			ids := map[string]bool{}
			for _, delivery := range o.Deliveries() {
				tries = append(tries, delivery.Status)
				ids[delivery.EventID] = true
			}
			assert.Equal(t, test.tries, tries)
			assert.Len(t, ids, 1, "the same event")
		})
	}
}

func TestRoomPage(t *testing.T) {
	o := start(t)
	made := o.create(`,"isLocked":true,"fields":["hostRoomUrl"]`)
	page := func(link string) (int, string) {
		return o.ask(http.MethodGet, strings.TrimPrefix(link, o.url), "")
	}
	tests := []struct {
		name, link string
		status     int
		has        []string
	}{
		{"visitor", made["roomUrl"] + "?displayName=" + url.QueryEscape(`Zoë "Q"`), 200, []string{
			`value="Zoë &#34;Q&#34;"`, `id="role" class="tag">visitor`, `id="locked"`, `id="camera"`, made["roomName"][1:],
		}},
		{"host", made["hostRoomUrl"] + "&displayName=Ada&lang=de", 200, []string{`id="role" class="tag">host`, `data-lang="de"`}},
		{"two question marks", made["hostRoomUrl"] + "?displayName=Ada", 200, []string{`class="tag">visitor`}},
		{"voice only", made["roomUrl"] + "?cameraAccess=off", 200, []string{`id="voice-only"`}},
		{"refused name", made["roomUrl"] + "?displayName=" + url.QueryEscape("a<script>b:c"), 200, []string{`value=""`, "refused"}},
		{"long name", made["roomUrl"] + "?displayName=" + strings.Repeat("a", 101), 200, []string{`value=""`, "refused"}},
		{"refused id", made["roomUrl"] + "?externalId=a.b", 400, []string{"external id"}},
		{"long id", made["roomUrl"] + "?externalId=" + strings.Repeat("a", 37), 400, []string{"external id"}},
		{"unknown", o.url + "/nowhere", 404, []string{"does not exist"}},
		{"unknown below", o.url + "/a/b", 404, []string{"does not exist"}},
		{"front", o.url + "/", 200, []string{"sandbox"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, body := page(test.link)
			assert.Equal(t, test.status, status)
			for _, part := range test.has {
				assert.Contains(t, body, part)
			}
			assert.NotContains(t, body, "<script>b")
			assert.NotContains(t, body, `src="`, "no external resources")
		})
	}
	for _, request := range o.Requests() {
		assert.NotContains(t, request.Path, "roomKey")
	}
}

func TestOnlyHostsAct(t *testing.T) {
	o := start(t)
	made := o.create("")
	guest, err := o.Join(made["roomName"], wherebytest.Person{DisplayName: "Bo"})
	require.NoError(t, err)
	for _, act := range []string{"answer", "end"} {
		status, _ := o.ask(http.MethodPost, "/_room"+made["roomName"]+"/"+act, `{"me":"`+guest.ID+`"}`)
		assert.Equal(t, http.StatusForbidden, status)
		status, _ = o.ask(http.MethodPost, "/_room"+made["roomName"]+"/"+act, `{"me":"nobody"}`)
		assert.Equal(t, http.StatusNotFound, status)
	}
}

// TestClosedPageLeaves follows a participant's page over its stream until the page goes.
func TestClosedPageLeaves(t *testing.T) {
	o := start(t)
	made := o.create("")
	status, body := o.ask(http.MethodPost, "/_room"+made["roomName"]+"/join", `{"displayName":"Ada"}`)
	require.Equal(t, http.StatusCreated, status, body)
	var me wherebytest.Participant
	require.NoError(t, json.Unmarshal([]byte(body), &me))

	stream, err := http.Get(o.url + "/_room" + made["roomName"] + "/events?me=" + me.ID)
	require.NoError(t, err)
	defer func() { _ = stream.Body.Close() }()
	lines := bufio.NewScanner(stream.Body)
	until := func(part string) bool {
		for lines.Scan() {
			if strings.Contains(lines.Text(), part) {
				return true
			}
		}
		return false
	}
	assert.True(t, until(`"presence":"in","role":"visitor","people":[{"displayName":"Ada","role":"visitor","me":true}]`))
	_, err = o.Join(made["roomName"], wherebytest.Person{DisplayName: "Bo"})
	require.NoError(t, err)
	assert.True(t, until(`{"displayName":"Bo","role":"visitor","me":false}`))

	require.NoError(t, stream.Body.Close())
	assert.Eventually(t, func() bool {
		people, err := o.Participants(made["roomName"])
		return err == nil && len(people) == 1
	}, 6*time.Second, 50*time.Millisecond)
}
