package wherebytest

import (
	"slices"
	"time"
)

// Scripts are whole calls to Play, with their people as hosts or guests; give People a Link each to
// have them known to whoever gave the links.
func Scripts() []Script {
	return []Script{twoPeople(), guestKnocks(), comingsAndGoings()}
}

// ScriptNamed finds one of Scripts.
func ScriptNamed(name string) (Script, bool) {
	scripts := Scripts()
	i := slices.IndexFunc(scripts, func(s Script) bool { return s.Name == name })
	if i < 0 {
		return Script{}, false
	}
	return scripts[i], true
}

func twoPeople() Script {
	return Script{
		Name: "two-people", About: "Ada and Bo meet for twenty seconds.",
		People: hosts("Ada", "Bo"),
		Steps: []Step{
			{Who: "Ada", Do: DoJoin},
			{After: 5 * time.Second, Who: "Bo", Do: DoJoin},
			{After: 15 * time.Second, Who: "Ada", Do: DoLeave},
			{After: 5 * time.Second, Who: "Bo", Do: DoLeave},
		},
	}
}

func guestKnocks() Script {
	return Script{
		Name: "guest-knocks", About: "Ada and Bo meet, let the guest Zoe in who knocks, and have it recorded, transcribed and summed up.",
		People: hosts("Ada", "Bo"),
		Steps: []Step{
			{Who: "Ada", Do: DoJoin},
			{After: 5 * time.Second, Who: "Bo", Do: DoJoin},
			{After: 5 * time.Second, Who: "recorder", Do: DoBot},
			{After: 5 * time.Second, Who: "Zoe", Do: DoKnock},
			{After: 5 * time.Second, Who: "Zoe", Do: DoLetIn},
			{After: 15 * time.Second, Who: "Zoe", Do: DoLeave},
			{After: 5 * time.Second, Who: "recorder", Do: DoLeave},
			{After: 5 * time.Second, Who: "Bo", Do: DoLeave},
			{After: time.Second, Who: "Ada", Do: DoLeave},
			{After: 10 * time.Second, Do: DoRecording, Length: 30 * time.Second},
			{After: 5 * time.Second, Do: DoTranscript, Length: 30 * time.Second},
			{After: 5 * time.Second, Do: DoSummary, Text: "- Ada and Bo met.\n- Zoe joined them."},
		},
	}
}

func comingsAndGoings() Script {
	return Script{
		Name: "comings-and-goings",
		About: "Ada loses her connection and comes back, Bo leaves and comes again and is there twice at once, " +
			"one guest is turned away, another gives up, and Ada ends it for all.",
		People: map[string]Actor{
			"Ada": {Role: RoleHost}, "Bo": {Role: RoleHost},
			"Bo's phone": {Role: RoleHost, Person: Person{DisplayName: "Bo"}},
		},
		Steps: []Step{
			{Who: "Ada", Do: DoJoin},
			{After: 3 * time.Second, Who: "Bo", Do: DoJoin},
			{After: 4 * time.Second, Who: "Ada", Do: DoLeave},
			{After: 2 * time.Second, Who: "Ada", Do: DoReconnect},
			{After: 3 * time.Second, Who: "Bo", Do: DoLeave},
			{After: 4 * time.Second, Who: "Bo", Do: DoJoin},
			{After: 3 * time.Second, Who: "Bo's phone", Do: DoJoin},
			{After: 3 * time.Second, Who: "Cy", Do: DoKnock},
			{After: 4 * time.Second, Who: "Cy", Do: DoTurnAway},
			{After: 2 * time.Second, Who: "Di", Do: DoKnock},
			{After: 4 * time.Second, Who: "Di", Do: DoLeave},
			{After: 3 * time.Second, Who: "Bo", Do: DoLeave},
			{After: 5 * time.Second, Who: "Ada", Do: DoEndForAll},
		},
	}
}

func hosts(names ...string) map[string]Actor {
	people := map[string]Actor{}
	for _, name := range names {
		people[name] = Actor{Role: RoleHost}
	}
	return people
}
