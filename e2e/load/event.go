package load

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"mattermost-plugin-whereby/server/whereby"
)

// event is a webhook's envelope, with its data, as Whereby writes it.
type event struct {
	ID         string            `json:"id"`
	APIVersion string            `json:"apiVersion"`
	CreatedAt  string            `json:"createdAt"`
	Type       whereby.EventType `json:"type"`
	Data       clientData        `json:"data"`
}

type clientData struct {
	MeetingID     string         `json:"meetingId"`
	RoomName      string         `json:"roomName"`
	Subdomain     string         `json:"subdomain"`
	RoomSessionID *string        `json:"roomSessionId"`
	ParticipantID string         `json:"participantId"`
	DisplayName   string         `json:"displayName"`
	RoleName      string         `json:"roleName"`
	NumClients    int            `json:"numClients"`
	ClientsByRole map[string]int `json:"numClientsByRoleName"`
	Metadata      *string        `json:"metadata"`
	ExternalID    *string        `json:"externalId"`
	IsDialIn      bool           `json:"isDialIn"`
}

// crowd makes up what people do in one room: two come, and from then on one more comes and the one
// who has been there the longest goes, in turns. So the room is never empty, and its call stays live.
type crowd struct {
	room    Room
	session string
	inside  []person // by how long they are there
	came    int
}

type person struct{ id, name, externalID string }

func newCrowds(rooms []Room) []*crowd {
	crowds := make([]*crowd, 0, len(rooms))
	for _, room := range rooms {
		crowds = append(crowds, &crowd{room: room, session: newUUID()})
	}
	return crowds
}

// next is the body of the room's next event.
func (c *crowd) next(now time.Time) ([]byte, error) {
	if len(c.inside) <= 2 {
		who := person{id: newUUID(), name: "Guest " + strconv.Itoa(c.came+1)}
		if n := len(c.room.ExternalIDs); n > 0 {
			who.externalID = c.room.ExternalIDs[c.came%n]
		}
		c.came++
		c.inside = append(c.inside, who)
		return c.body(whereby.EventClientJoined, who, now)
	}
	who := c.inside[0]
	c.inside = c.inside[1:]
	return c.body(whereby.EventClientLeft, who, now)
}

func (c *crowd) body(what whereby.EventType, who person, now time.Time) ([]byte, error) {
	data := clientData{
		MeetingID: c.room.MeetingID, RoomName: c.room.RoomName, Subdomain: "load",
		ParticipantID: who.id, DisplayName: who.name, RoleName: whereby.RoleVisitor,
		NumClients: len(c.inside), ClientsByRole: map[string]int{whereby.RoleVisitor: len(c.inside)},
	}
	if c.came > 2 { // a session starts after the second has come
		data.RoomSessionID = &c.session
	}
	if who.externalID != "" {
		data.ExternalID = &who.externalID
	}
	return json.Marshal(event{
		ID: hex.EncodeToString(random(32)), APIVersion: "1.0", CreatedAt: now.UTC().Format("2006-01-02T15:04:05.000Z"),
		Type: what, Data: data,
	})
}

func newUUID() string {
	b := random(16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}
