package tests

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"mattermost-plugin-whereby/e2e/stack"
)

// pastCall is a call that is over, as tests put it into the database.
type pastCall struct {
	channel  *model.Channel
	by       *stack.User
	topic    string
	state    string // ended if empty
	at       time.Time
	minutes  int
	people   []*stack.User
	guests   []string
	recorded bool
	unposted bool
}

// past puts calls into the past. They are copies of one that was really held,
// so that they are as whole as the plugin makes them.
func (k *kit) past(calls ...pastCall) {
	k.t.Helper()
	model := k.start(calls[0].by, calls[0].channel.Id)
	k.ask(calls[0].by, http.MethodPost, "/api/v1/calls/"+model.ID+"/end", nil, nil)
	for _, c := range calls {
		k.addPast(model.ID, model.PostID, c)
	}
	k.execute("DELETE FROM whereby_calls WHERE id = $1", model.ID)
}

func (k *kit) addPast(copied, postID string, c pastCall) {
	k.t.Helper()
	id, begin, end := model.NewId(), c.at.UnixMilli(), c.at.Add(time.Duration(c.minutes)*time.Minute).UnixMilli()
	heads := int64(len(c.people) + len(c.guests))
	times := map[string]int64{}
	for _, user := range c.people {
		times[user.ID] = end - begin
	}
	changes := map[string]any{
		"id": id, "place": id, "key": id, "meeting_id": "", "room_state": "ended", "check_at": 0, "repair_at": 0,
		"channel_id": c.channel.Id, "team_id": c.channel.TeamId, "host_id": c.by.ID,
		"state": "ended", "created_at": begin, "started_at": begin, "ended_at": end, "post_id": postID,
		"options": map[string]any{"topic": c.topic, "duration_minutes": 60},
		"people":  heads, "guests": len(c.guests), "person_ms": heads * (end - begin), "times": times, "recorded": c.recorded,
	}
	if c.state != "" {
		changes["state"], changes["started_at"] = c.state, 0
	}
	if c.unposted {
		changes["post_id"] = ""
	}
	encoded, err := json.Marshal(changes)
	k.must(err)
	k.execute("INSERT INTO whereby_calls SELECT (jsonb_populate_record(c, $2)).* FROM whereby_calls c WHERE id = $1", copied, string(encoded))
	stay := func(number int, userID, name string) {
		k.execute("INSERT INTO whereby_stays VALUES ($1, $2, 1, $3, $4, '', false, $5, $6)", id, "p"+strconv.Itoa(number), userID, name, begin, end)
	}
	for number, user := range c.people {
		stay(number, user.ID, user.Username)
	}
	for number, name := range c.guests {
		stay(len(c.people)+number, "", name)
	}
	if c.recorded {
		k.execute("INSERT INTO whereby_files VALUES ($1, 'f', 'recording', $2, $3, false)", id, strings.ToLower(c.topic)+".mp4", end)
	}
}

func (k *kit) execute(statement string, args ...any) {
	k.t.Helper()
	_, err := k.DB().ExecContext(k.ctx, statement, args...)
	k.must(err)
}
