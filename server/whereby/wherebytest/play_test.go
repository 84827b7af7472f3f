package wherebytest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// staysSeen are the stays that webhooks tell of, in the order of joining.
func staysSeen(events []whereby.Event) []wherebytest.PlayedStay {
	stays := []wherebytest.PlayedStay{}
	for _, event := range events {
		switch event.Type {
		case whereby.EventClientJoined:
			stays = append(stays, wherebytest.PlayedStay{
				ParticipantID: event.Client.ParticipantID, DisplayName: event.Client.DisplayName,
				ExternalID: event.Client.ExternalID, Role: event.Client.Role, Joined: event.CreatedAt,
			})
		case whereby.EventClientLeft:
			for i := range stays {
				if stays[i].ParticipantID == event.Client.ParticipantID && stays[i].Left.IsZero() {
					stays[i].Left = event.CreatedAt
				}
			}
		}
	}
	return stays
}

// staysInInsights are those that the API tells of.
func staysInInsights(o organization, room string) []wherebytest.PlayedStay {
	o.t.Helper()
	people, err := clientOf(o).ListParticipants(o.t.Context(), o.session(room))
	require.NoError(o.t, err)
	stays := []wherebytest.PlayedStay{}
	for _, p := range people {
		stays = append(stays, wherebytest.PlayedStay{
			ParticipantID: p.ID, DisplayName: p.DisplayName, ExternalID: p.ExternalID, Role: p.Role, Joined: p.JoinedAt, Left: p.LeftAt,
		})
	}
	return stays
}

func nameless(stays []wherebytest.PlayedStay) []wherebytest.PlayedStay {
	stays = slices.Clone(stays)
	for i := range stays {
		stays[i].Who = ""
	}
	return stays
}

func TestPlayGuestKnocks(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	room := o.create(`,"isLocked":true`)["roomName"]
	script, found := wherebytest.ScriptNamed("guest-knocks")
	require.True(t, found)
	script.Hurry = true
	script.People["Bo"] = wherebytest.Actor{Role: wherebytest.RoleHost, Person: wherebytest.Person{DisplayName: "Bo B", ExternalID: "u-2"}}
	script.People["Zoe"] = wherebytest.Actor{Link: o.url + room + "?displayName=Zo%C3%AB&externalId=u-3&metadata=m"}
	began := time.Now()
	played, err := o.Play(t.Context(), room, script)
	require.NoError(t, err)
	assert.Less(t, time.Since(began), 5*time.Second, "in a hurry")
	require.NoError(t, o.Flush(within(t, 5*time.Second)))

	events := parsed(t, box)
	assert.Equal(t, []string{
		"room.client.joined Ada host 1",
		"room.client.joined Bo B host 2", "room.session.started",
		"room.client.joined recorder recorder 3",
		"room.client.knocked Zoë", "room.client.joined Zoë granted_visitor 4",
		"room.client.left Zoë granted_visitor 3",
		"room.client.left recorder recorder 2",
		"room.client.left Bo B host 1", "room.client.left Ada host 0",
		"recording.finished", "transcription.started", "transcription.finished",
	}, box.take())

	require.Len(t, played.Stays, 4)
	assert.Equal(t, "Zoe", played.Stays[3].Who)
	assert.Equal(t, "Zoë", played.Stays[3].DisplayName)
	assert.InDelta(t, 15, played.Stays[3].Left.Sub(played.Stays[3].Joined).Seconds(), 1)
	assert.Equal(t, nameless(played.Stays), staysSeen(events), "to the millisecond")
	assert.Equal(t, "m", events[4].Client.Metadata)

	require.Len(t, played.Steps, len(script.Steps))
	assert.Equal(t, events[4].CreatedAt, played.Steps[3].At, "the knock")
	assert.Equal(t, events[4].Client.ParticipantID, played.Steps[3].ID)
	assert.Equal(t, events[10].Recording.ID, played.Steps[9].ID)
	assert.Equal(t, events[12].Transcription.ID, played.Steps[10].ID)
	assert.Equal(t, 30*time.Second, events[12].Transcription.Duration)
	summary, err := clientOf(o).GetSummary(t.Context(), played.Steps[11].ID)
	require.NoError(t, err)
	assert.Equal(t, played.Steps[10].ID, summary.TranscriptionID)
	assert.Contains(t, summary.Text, "Zoe joined them")
	assert.Equal(t, nameless(played.Stays), staysInInsights(o, room))
}

func TestPlayComingsAndGoings(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	room := o.create(`,"isLocked":true`)["roomName"]
	script, _ := wherebytest.ScriptNamed("comings-and-goings")
	script.Hurry = true
	played, err := o.Play(t.Context(), room[1:], script)
	require.NoError(t, err)
	o.Clock().Advance(61 * time.Second)
	require.NoError(t, o.Flush(within(t, 5*time.Second)))
	events := parsed(t, box)
	assert.Equal(t, []string{
		"room.client.joined Ada host 1", "room.client.joined Bo host 2", "room.session.started",
		"room.client.left Ada host 1", "room.client.joined Ada host 2",
		"room.client.left Bo host 1", "room.client.joined Bo host 2", "room.client.joined Bo host 3",
		"room.client.knocked Cy", // turned away, of which nothing tells
		"room.client.knocked Di", "room.client.knockCancelled Di",
		"room.client.left Bo host 2", "room.client.left Ada host 1", "room.client.left Bo host 0",
		"room.session.ended",
	}, box.take())

	ids := map[string][]string{}
	for _, stay := range played.Stays {
		ids[stay.Who] = append(ids[stay.Who], stay.ParticipantID)
	}
	require.Len(t, ids["Ada"], 2)
	assert.Equal(t, ids["Ada"][0], ids["Ada"][1], "came back as the same participant")
	require.Len(t, ids["Bo"], 2)
	assert.NotEqual(t, ids["Bo"][0], ids["Bo"][1], "came again")
	assert.Len(t, ids["Bo's phone"], 1)
	assert.Equal(t, nameless(played.Stays), staysSeen(events))
	assert.Equal(t, nameless(played.Stays), staysInInsights(o, room))
}

// TestPlayInTrouble plays a call whose webhooks are doubled, shuffled and in part lost.
func TestPlayInTrouble(t *testing.T) {
	box, address := receive(t)
	o := start(t, wherebytest.WithWebhook(wherebytest.Webhook{URL: address, Secret: webhookSecret}))
	o.SetTrouble(wherebytest.Trouble{Duplicate: true, Delay: 20 * time.Millisecond, Shuffle: 200 * time.Millisecond, LoseOneIn: 5, Seed: 3})
	room := o.create("")["roomName"]
	script, _ := wherebytest.ScriptNamed("comings-and-goings")
	script.Hurry = true
	played, err := o.Play(t.Context(), room, script)
	require.NoError(t, err)
	o.Clock().Advance(61 * time.Second)
	require.NoError(t, o.Flush(within(t, 10*time.Second)))

	times, came := map[string]int{}, []time.Time{}
	for _, event := range parsed(t, box) {
		times[event.ID]++
		came = append(came, event.CreatedAt)
	}
	assert.Len(t, times, 12, "of 15, three are lost")
	for id, n := range times {
		assert.Equal(t, 2, n, id)
	}
	assert.False(t, slices.IsSortedFunc(came, time.Time.Compare), "out of order")
	assert.Equal(t, nameless(played.Stays), staysInInsights(o, room), "insights know all")
}

func TestPlayWaitsByTheClock(t *testing.T) {
	o := start(t)
	room := o.create("")["roomName"]
	script := wherebytest.Script{Steps: []wherebytest.Step{
		{Who: "Ada", Do: wherebytest.DoJoin},
		{After: 300 * time.Millisecond, Who: "Bo", Do: wherebytest.DoJoin},
		{After: 30 * time.Minute, Who: "Ada", Do: wherebytest.DoLeave},
	}}
	type result struct {
		played wherebytest.Played
		err    error
	}
	play := func(ctx context.Context) <-chan result {
		over := make(chan result, 1)
		go func() {
			played, err := o.Play(ctx, room, script)
			over <- result{played, err}
		}()
		return over
	}
	inside := func(n int) {
		t.Helper()
		require.Eventually(t, func() bool {
			people, err := o.Participants(room)
			return err == nil && len(people) == n
		}, 5*time.Second, 5*time.Millisecond)
	}

	over := play(t.Context())
	inside(2)
	o.Clock().Advance(30 * time.Minute)
	first := <-over
	require.NoError(t, first.err)
	require.Len(t, first.played.Stays, 2)
	assert.GreaterOrEqual(t, first.played.Stays[1].Joined.Sub(first.played.Stays[0].Joined), 299*time.Millisecond)
	assert.GreaterOrEqual(t, first.played.Stays[0].Left.Sub(first.played.Stays[1].Joined), 29*time.Minute)
	assert.Zero(t, first.played.Stays[1].Left, "stayed")

	ctx, cancel := context.WithCancel(t.Context())
	over = play(ctx)
	inside(3)
	cancel()
	second := <-over
	require.ErrorIs(t, second.err, context.Canceled)
	assert.NotEmpty(t, second.played.Steps, "what was played before")

	over = play(t.Context())
	inside(4)
	o.Close()
	require.ErrorIs(t, (<-over).err, wherebytest.ErrClosed)
}

func TestPlayRefuses(t *testing.T) {
	o := start(t)
	room, locked := o.create("")["roomName"], o.create(`,"isLocked":true`)["roomName"]
	step := func(who string, do wherebytest.Action) wherebytest.Step { return wherebytest.Step{Who: who, Do: do} }
	ada := step("Ada", wherebytest.DoJoin)
	for name, test := range map[string]struct {
		room   string
		people map[string]wherebytest.Actor
		steps  []wherebytest.Step
		says   string
	}{
		"nothing":          {room, nil, nil, "no steps"},
		"unknown action":   {room, nil, []wherebytest.Step{ada, step("Ada", "dance")}, `step 2: unknown action "dance"`},
		"back in time":     {room, nil, []wherebytest.Step{{After: -1, Do: wherebytest.DoJoin}}, "step 1: no time"},
		"nobody's person":  {room, map[string]wherebytest.Actor{"Bo": {}}, []wherebytest.Step{ada}, `no step has "Bo"`},
		"no link's role":   {room, map[string]wherebytest.Actor{"Ada": {Role: "king"}}, []wherebytest.Step{ada}, `the role "king"`},
		"no room":          {"nowhere", nil, []wherebytest.Step{ada}, "no such room"},
		"another's link":   {room, map[string]wherebytest.Actor{"Ada": {Link: o.url + locked}}, []wherebytest.Step{ada}, "not into this room"},
		"locked":           {locked, nil, []wherebytest.Step{ada}, "step 1, Ada join: the room is locked"},
		"twice":            {room, nil, []wherebytest.Step{ada, ada}, "step 2, Ada join: is there already"},
		"leaves unseen":    {room, nil, []wherebytest.Step{step("Eve", wherebytest.DoLeave)}, "nobody with this id"},
		"never was inside": {locked, nil, []wherebytest.Step{step("Eve", wherebytest.DoKnock), step("Eve", wherebytest.DoReconnect)}, "nobody with this id"},
		"no bot":           {room, nil, []wherebytest.Step{step("visitor", wherebytest.DoBot)}, "no bot"},
		"sums up nothing":  {room, nil, []wherebytest.Step{step("", wherebytest.DoSummary)}, "no such transcription"},
	} {
		_, err := o.Play(t.Context(), test.room, wherebytest.Script{People: test.people, Steps: test.steps})
		require.ErrorContains(t, err, test.says, name)
	}
}

func TestPlayOverControl(t *testing.T) {
	o := start(t)
	made := o.create(`,"isLocked":true,"fields":["hostRoomUrl"]`)
	link := made["hostRoomUrl"] + "&displayName=Ada+L&externalId=u-1"
	body, err := json.Marshal(map[string]any{
		"room":   made["roomName"],
		"people": map[string]any{"ada": map[string]string{"link": link}},
		"steps": []map[string]any{
			{"who": "ada", "do": "join"},
			{"after_ms": 50, "who": "bo", "do": "knock"},
			{"who": "bo", "do": "let_in"},
			{"do": "end_for_all"},
		},
	})
	require.NoError(t, err)
	status, text := o.ask(http.MethodPost, "/_sandbox/play", string(body))
	require.Equal(t, http.StatusOK, status, text)
	var played wherebytest.Played
	require.NoError(t, json.Unmarshal([]byte(text), &played))
	require.Len(t, played.Steps, 4)
	require.Len(t, played.Stays, 2)
	assert.Equal(t, "Ada L u-1 host", played.Stays[0].DisplayName+" "+played.Stays[0].ExternalID+" "+played.Stays[0].Role)
	assert.Equal(t, wherebytest.RoleGrantedVisitor, played.Stays[1].Role)
	assert.False(t, played.Stays[1].Left.IsZero(), "ended for all")
	key, err := url.Parse(made["hostRoomUrl"])
	require.NoError(t, err)
	assert.NotContains(t, text, key.Query().Get("roomKey"))

	_, text = o.ask(http.MethodGet, "/_sandbox/play", "")
	for _, script := range wherebytest.Scripts() {
		assert.Contains(t, text, `"name":"`+script.Name+`"`)
		status, text := o.ask(http.MethodPost, "/_sandbox/play", `{"room":"`+made["roomName"]+`","script":"`+script.Name+`","hurry":true}`)
		assert.Equal(t, http.StatusOK, status, text)
	}
	people, err := o.Participants(made["roomName"])
	require.NoError(t, err)
	assert.Empty(t, people, "nobody stays behind")

	for body, want := range map[string]int{
		`{"room":"x"}`:                                               http.StatusBadRequest,
		`{"room":"x","script":"unheard-of"}`:                         http.StatusBadRequest,
		`{"room":"x","steps":[{"do":"fly"}]}`:                        http.StatusBadRequest,
		`{"room":"x","script":"two-people"}`:                         http.StatusNotFound,
		`{"rooms":"x"}`:                                              http.StatusBadRequest,
		`{"room":"x","script":"two-people","steps":[{"do":"join"}]}`: http.StatusBadRequest,
	} {
		status, text := o.ask(http.MethodPost, "/_sandbox/play", body)
		assert.Equal(t, want, status, body+text)
	}
}
