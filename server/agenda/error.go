package agenda

// Reason is why words could not be understood, for programs.
type Reason string

// The reasons.
const (
	Nothing  Reason = "nothing"   // no words say when
	BadTime  Reason = "time"      // no time of day, two of them, or none that exists; or such a length
	BadDate  Reason = "date"      // no date, two of them, or none that exists
	Past     Reason = "past"      // it lies in the past
	BadZone  Reason = "zone"      // no such time zone
	BadRule  Reason = "rule"      // a repetition that is not understood
	BadCron  Reason = "cron"      // a cron line that is wrong, or more than one rule
	TooOften Reason = "too_often" // more often than every 5 minutes
	Far      Reason = "far"       // more than 5 years ahead
)

// Error says why words could not be understood.
type Error struct {
	Reason Reason
	Value  string // the words that it is about; may be empty
}

// Error is for logs.
func (e *Error) Error() string {
	if e.Value == "" {
		return "agenda: " + string(e.Reason)
	}
	return "agenda: " + string(e.Reason) + ": " + e.Value
}
