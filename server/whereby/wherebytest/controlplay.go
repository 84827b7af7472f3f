package wherebytest

import (
	"maps"
	"net/http"
	"time"

	"github.com/pkg/errors"
)

// wirePlay is the body of POST /_sandbox/play, such as
//
//	{"room": "/team-1f0c", "script": "guest-knocks", "people": {"Ada": {"link": "http://…"}}}
//	{"room": "/team-1f0c", "steps": [{"who": "Ada", "do": "join"}, {"after_ms": 5000, "who": "Ada", "do": "leave"}]}
//
// The answer comes after the last step. It is a Played.
type wirePlay struct {
	Room   string               `json:"room"`
	Script string               `json:"script"` // by its name, or
	Steps  []wireStep           `json:"steps"`
	People map[string]wireActor `json:"people"` // in place of those in the script
	Hurry  bool                 `json:"hurry"`
}

type wireActor struct {
	Person
	Role string `json:"role"`
	Link string `json:"link"`
}

type wireStep struct {
	AfterMs  int64  `json:"after_ms"`
	Who      string `json:"who"`
	Do       Action `json:"do"`
	LengthMs int64  `json:"length_ms"`
	Text     string `json:"text"`
}

func (s *Sandbox) playWire(w http.ResponseWriter, r *http.Request) {
	var body wirePlay
	if !readJSON(w, r, &body) {
		return
	}
	script, err := body.script()
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	played, err := s.Play(r.Context(), body.Room, script)
	if err != nil {
		writeRoomError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, played)
}

func (p wirePlay) script() (Script, error) {
	script := Script{People: map[string]Actor{}}
	if (p.Script == "") == (p.Steps == nil) {
		return script, errors.New("a script's name or steps, please")
	}
	if p.Script != "" {
		named, found := ScriptNamed(p.Script)
		if !found {
			return script, errors.Errorf("no script has the name %q", p.Script)
		}
		script = named
	}
	for _, step := range p.Steps {
		script.Steps = append(script.Steps, Step{
			After: time.Duration(step.AfterMs) * time.Millisecond, Who: step.Who, Do: step.Do,
			Length: time.Duration(step.LengthMs) * time.Millisecond, Text: step.Text,
		})
	}
	script.People = maps.Clone(script.People)
	for who, actor := range p.People {
		script.People[who] = Actor(actor)
	}
	script.Hurry = p.Hurry
	return script, nil
}

type wireScript struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

func shippedScripts() []wireScript {
	scripts := []wireScript{}
	for _, script := range Scripts() {
		scripts = append(scripts, wireScript{script.Name, script.About})
	}
	return scripts
}
