package doctor

import "time"

// Facts are about the database itself.
type Facts struct {
	// Version is PostgreSQL's.
	Version string
	// Migration is that of the tables, Newest the one that the plugin has.
	Migration, Newest int
	Tables            []Table
}

// Table is one of the plugin's tables.
type Table struct {
	Name string
	// Rows is an estimate, -1 where PostgreSQL has none yet.
	Rows  int64
	Bytes int64
}

// Backlog is what there is to do.
type Backlog struct {
	// Creating, Open and Live are how many calls there are in these states.
	Creating, Open, Live int
	// Events have not been told yet, the oldest since Oldest.
	Events int
	Oldest time.Time
	// Waiting and Dead are deliveries to other services.
	Waiting, Dead int
	// Room is the link of the newest call's room, and Entered when somebody
	// last came into one of the newest calls, Grace ago or before.
	Room    string
	Entered time.Time
}

// Age is how long the oldest event has waited, 0 when there is none.
func (b Backlog) Age(now time.Time) time.Duration {
	if b.Events == 0 {
		return 0
	}
	return max(now.Sub(b.Oldest), 0)
}
