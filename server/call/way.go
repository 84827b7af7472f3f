package call

// Way is how a call was asked for.
type Way string

// The ways.
const (
	ByCommand  Way = "command"
	ByAPI      Way = "api" // also the web app
	ByButton   Way = "button"
	ByDialog   Way = "dialog"
	BySchedule Way = "schedule"
)
