package history

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/pkg/errors"
)

// Settle makes the world's teams, channels and people known to Mattermost, as
// copies of what is there, since its API would take minutes. The people are
// members of nothing.
func (w World) Settle(ctx context.Context, db *sql.DB) error {
	type team struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		DisplayName string `json:"displayname"`
		InviteID    string `json:"inviteid"`
	}
	type channel struct {
		ID          string `json:"id"`
		TeamID      string `json:"teamid"`
		Type        string `json:"type"`
		Name        string `json:"name"`
		DisplayName string `json:"displayname"`
	}
	type user struct {
		ID        string `json:"id"`
		Username  string `json:"username"`
		Email     string `json:"email"`
		FirstName string `json:"firstname"`
		LastName  string `json:"lastname"`
	}
	var teams []team
	var channels []channel
	var users []user
	known := map[string]bool{"": true}
	for i, c := range w.Channels {
		if !known[c.TeamID] {
			known[c.TeamID] = true
			teams = append(teams, team{ID: c.TeamID, Name: "team-" + c.TeamID[:8], DisplayName: "Team " + c.TeamID[:4], InviteID: c.TeamID})
		}
		row := channel{ID: c.ID, TeamID: c.TeamID, Type: "O", Name: "channel-" + c.ID[:8], DisplayName: "Channel " + c.ID[:4]}
		switch {
		case c.TeamID == "":
			a, b := w.People[i%len(w.People)].ID, w.People[(i+1)%len(w.People)].ID
			row.Type, row.Name, row.DisplayName = "D", min(a, b)+"__"+max(a, b), ""
		case i%3 == 2:
			row.Type = "P"
		}
		channels = append(channels, row)
	}
	for _, p := range w.People {
		name := "u" + p.ID[:12]
		users = append(users, user{ID: p.ID, Username: name, Email: name + "@example.com", FirstName: p.Name, LastName: ""})
	}
	for _, step := range []struct {
		table, like string
		rows        any
	}{
		{"teams", "name = 'acme'", teams},
		{"channels", "name = 'town-square'", channels},
		{"users", "username = 'carol'", users},
	} {
		rows, err := json.Marshal(step.rows)
		if err != nil {
			return err
		}
		//nolint:gosec,unqueryvet // no table is named from outside, and all columns are copied
		_, err = db.ExecContext(ctx, `INSERT INTO `+step.table+`
			SELECT made.* FROM `+step.table+` old, jsonb_array_elements($1::jsonb) row, jsonb_populate_record(old, row) made
			WHERE old.id = (SELECT id FROM `+step.table+` WHERE `+step.like+` LIMIT 1)
			ON CONFLICT DO NOTHING`, string(rows))
		if err != nil {
			return errors.Wrap(err, "copy "+step.table)
		}
	}
	// As autovacuum would in time. Without it PostgreSQL takes a team for one of few channels.
	_, err := db.ExecContext(ctx, "ANALYZE teams, channels, users")
	return errors.Wrap(err, "analyze")
}
