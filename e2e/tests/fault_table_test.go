package tests

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// fault is one way in which a dependency goes wrong.
type fault struct {
	name string
	// breaks makes it go wrong, amid goes on while people wait for their
	// answers, mends puts it right. Each may be nil.
	breaks, amid, mends func(*trial)
	// steps are what is tried meanwhile, and the code of the answer, empty
	// where it works all the same.
	steps map[string]call.Code
	// kills is set where the plugin's process dies, and answers nobody.
	kills bool
	// byChance is set where a step may as well work.
	byChance bool
	// postless is set where calls go on without their post.
	postless bool
}

// Steps, by name.
const (
	stepStart   = "start"   // in a room that is made for it
	stepWarm    = "warm"    // start in a room made ahead, which the pool then makes anew
	stepJoin    = "join"    // as host, whose link Whereby has to be asked for
	stepEnd     = "end"     // for everyone
	stepWebhook = "webhook" // somebody has come in
	stepPeople  = "people"  // two come in, one goes
	stepPlanned = "planned" // the clock comes to a planned call
)

func all(code call.Code, steps ...string) map[string]call.Code {
	codes := map[string]call.Code{}
	for _, step := range steps {
		codes[step] = code
	}
	return codes
}

// refused is how steps end while Whereby does not do what it is asked for:
// those that need no answer of its work.
func refused(code call.Code) map[string]call.Code {
	codes := all("", stepWarm, stepEnd, stepWebhook)
	codes[stepStart], codes[stepJoin] = code, code
	return codes
}

func atWhereby(name string, f wherebytest.Fault, steps map[string]call.Code) fault {
	return fault{name: name, breaks: func(x *trial) { x.Sandbox.Inject(f) }, mends: func(x *trial) { x.Sandbox.ClearFaults() }, steps: steps}
}

func troubled(name string, trouble wherebytest.Trouble) fault {
	return fault{
		name: name, breaks: func(x *trial) { x.Sandbox.SetTrouble(trouble) },
		mends: func(x *trial) { x.Sandbox.SetTrouble(wherebytest.Trouble{}) },
		steps: all("", stepStart, stepPeople, stepEnd),
	}
}

// faults are by dependency.
var faults = []struct {
	dependency string
	faults     []fault
}{
	{"whereby", []fault{
		atWhereby("401", wherebytest.Fault{Kind: wherebytest.FaultUnauthorized}, refused(call.CodeKeyRefused)),
		atWhereby("403", wherebytest.Fault{Kind: wherebytest.FaultForbidden}, refused(call.CodeNotInPlan)),
		atWhereby("429", wherebytest.Fault{Kind: wherebytest.FaultRateLimited, Delay: 42 * time.Second}, refused(call.CodeRateLimited)),
		atWhereby("500", wherebytest.Fault{Kind: wherebytest.FaultServerError}, refused(call.CodeUnavailable)),
		atWhereby("garbage", wherebytest.Fault{Kind: wherebytest.FaultGarbage}, refused(call.CodeUnavailable)),
		atWhereby("garbage after work", wherebytest.Fault{Kind: wherebytest.FaultGarbage, AfterWork: true}, refused(call.CodeUnavailable)),
		atWhereby("cut", wherebytest.Fault{Kind: wherebytest.FaultCut}, refused(call.CodeUnavailable)),
		atWhereby("slow", wherebytest.Fault{Kind: wherebytest.FaultSlow, Delay: time.Second}, refused("")),
		atWhereby("hang", wherebytest.Fault{Kind: wherebytest.FaultHang}, refused(call.CodeUnavailable)),
		atWhereby("cut after work", wherebytest.Fault{Kind: wherebytest.FaultCut, Method: http.MethodPost, AfterWork: true},
			map[string]call.Code{stepStart: call.CodeUnavailable, stepWarm: "", stepPlanned: ""}),
	}},
	{"database", []fault{
		{
			name: "locked", steps: all("", stepStart, stepWarm, stepJoin, stepEnd, stepWebhook),
			breaks: func(x *trial) { x.lock = x.transaction("LOCK TABLE whereby_calls IN ACCESS EXCLUSIVE MODE") },
			amid:   func(x *trial) { time.Sleep(2 * time.Second); x.must(x.lock.Rollback()) },
		},
		{
			name: "table away", steps: all(call.CodeInternal, stepStart, stepWarm, stepJoin, stepEnd, stepWebhook),
			breaks: func(x *trial) { x.execute("ALTER TABLE whereby_calls RENAME TO whereby_calls_away") },
			mends:  func(x *trial) { x.execute("ALTER TABLE whereby_calls_away RENAME TO whereby_calls") },
		},
		{
			name: "idle connections cut", steps: all(call.CodeInternal, stepStart, stepWarm, stepJoin, stepEnd, stepWebhook), byChance: true,
			breaks: func(x *trial) { x.cutConnections("state = 'idle'") },
		},
		{
			name: "connections cut amid", steps: all(call.CodeInternal, stepStart, stepWarm, stepJoin, stepEnd), byChance: true,
			breaks: func(x *trial) { x.lock = x.transaction("LOCK TABLE whereby_calls IN ACCESS EXCLUSIVE MODE") },
			amid: func(x *trial) {
				x.waitFor(func() bool { return x.waitingForLock() >= 4 }, "all wait for the database")
				x.cutConnections("wait_event_type = 'Lock'")
				x.must(x.lock.Rollback())
			},
		},
	}},
	{"mattermost", []fault{
		{
			name: "bot deactivated", steps: all("", stepStart, stepWarm, stepJoin, stepEnd),
			breaks: func(x *trial) { x.activateBot(false) }, mends: func(x *trial) { x.activateBot(true) },
		},
		{
			name: "channel archived amid", steps: all("", stepStart), // Mattermost lets plugins post there
			breaks: func(x *trial) {
				x.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultSlow, Method: http.MethodPost, Path: "/meetings", Delay: 2 * time.Second})
			},
			amid:  func(x *trial) { x.archive(stepStart) },
			mends: func(x *trial) { x.restore(stepStart); x.Sandbox.ClearFaults() },
		},
		{
			name: "post deleted", steps: all("", stepJoin, stepEnd, stepWebhook), postless: true,
			breaks: func(x *trial) { x.deletePosts() },
		},
	}},
	{"webhooks", []fault{
		troubled("doubled", wherebytest.Trouble{Duplicate: true}),
		troubled("reordered", wherebytest.Trouble{Shuffle: time.Second, Seed: 7}),
		troubled("late", wherebytest.Trouble{Delay: 2 * time.Second}),
		troubled("one in three lost", wherebytest.Trouble{LoseOneIn: 3, Seed: 7}),
	}},
	{"destination", []fault{{
		name: "down", steps: all("", stepStart, stepWarm, stepEnd, stepWebhook),
		breaks: func(x *trial) { x.connectReceiver(http.StatusServiceUnavailable) },
		mends:  func(x *trial) { x.receiver.answers(http.StatusOK) },
	}}},
	{"agents", []fault{{
		name: "absent", steps: all("", stepStart, stepWarm, stepEnd),
		breaks: func(x *trial) { x.configure(map[string]any{"priorityby": "agents", "allowagents": true}) },
		mends:  func(x *trial) { x.configure(map[string]any{"priorityby": nil, "allowagents": nil}) },
	}}},
	{"process", []fault{{
		name: "killed", steps: all("", stepStart, stepWarm, stepJoin, stepEnd, stepWebhook), kills: true,
		breaks: func(x *trial) { x.Sandbox.Inject(wherebytest.Fault{Kind: wherebytest.FaultHang, AfterWork: true}) },
		amid: func(x *trial) {
			x.waitFor(func() bool { return x.roomsOf(x.scenes[stepStart].topic) == 1 }, "the room is made")
			x.must(x.KillPlugin(x.ctx))
		},
		mends: func(x *trial) { x.Sandbox.ClearFaults(); x.must(x.RestartPlugin(x.ctx)) },
	}}},
}

// TestFaults breaks what the plugin depends on, one after the other, while
// people do with calls what they do: TestFaults/<dependency>/<fault>/<step>.
func TestFaults(t *testing.T) {
	w := newWatch(t)
	for _, group := range faults {
		t.Run(group.dependency, func(t *testing.T) {
			for _, f := range group.faults {
				t.Run(f.name, func(t *testing.T) { w.try(t, f) })
			}
		})
	}
	w.atTheEnd(t)
}

// try lets all steps of a fault be taken at once, mends it, and looks at what
// has become of each.
func (w *watch) try(t *testing.T, f fault) {
	x := w.newTrial(t, f)
	names := slices.Sorted(maps.Keys(f.steps))
	for _, name := range names {
		x.prepare(name)
	}
	x.fillPool()
	pid, err := x.PluginPID()
	x.must(err)
	mended := false
	mend := func() {
		if !mended && f.mends != nil {
			mended = true
			f.mends(x)
		}
	}
	defer mend() // also when the test has been given up
	if f.breaks != nil {
		f.breaks(x)
	}

	var wait sync.WaitGroup
	for _, name := range names {
		scene := x.scenes[name]
		wait.Go(func() { scene.answer = scene.takes(name) })
	}
	if f.amid != nil {
		f.amid(x)
	}
	wait.Wait()
	mend()

	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s := x.scenes[name].in(t)
			if !f.kills { // else it is not known what has been done
				s.answered(f.steps[name])
			}
			s.works(name)
			s.holds()
		})
	}
	if !f.kills {
		now, err := x.PluginPID()
		require.NoError(t, err)
		assert.Equal(t, pid, now, "the plugin has not been restarted")
	}
	w.isWell(t)
}
