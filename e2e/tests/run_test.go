package tests

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gopsutil "github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// `make run` ends with its call when it is told to, and says so with its exit code.
func TestRunOnce(t *testing.T) {
	run := newRun(t, "ONCE=1")
	out, err := run.cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Contains(t, string(out), "the link opens the room: ")
	run.requireNothingLeft(t)
}

// `make run` stays up, writes its state, and leaves nothing behind when it ends
// in any way.
func TestRunLeavesNothing(t *testing.T) {
	for name, signal := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "kill -9": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			run := newRun(t)
			stdout, err := run.cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, run.cmd.Start())
			var lines []string
			for scanner := bufio.NewScanner(stdout); scanner.Scan(); {
				lines = append(lines, scanner.Text())
				if strings.HasPrefix(scanner.Text(), "Ctrl-C") {
					break
				}
			}
			state := run.readState(t, lines)
			children, err := descendants(run.cmd.Process.Pid)
			require.NoError(t, err)
			assert.Contains(t, children, state.PIDs.Mattermost)
			assert.Contains(t, children, state.PIDs.Postgres)
			assert.GreaterOrEqual(t, len(children), 4, "Mattermost, the plugin, PostgreSQL and the reaper at least")

			require.NoError(t, run.cmd.Process.Signal(signal))
			_ = run.cmd.Wait()
			run.requireNothingLeft(t)
			for _, pid := range children {
				assert.Eventually(t, func() bool { return !running(pid) }, 10*time.Second, 50*time.Millisecond, "process %d goes on", pid)
			}
		})
	}
}

// run is the program behind `make run` with a temporary folder of its own.
type run struct {
	cmd       *exec.Cmd
	dir, temp string
}

type runState struct {
	MattermostURL string            `json:"mattermost_url"`
	PluginID      string            `json:"plugin_id"`
	Channels      map[string]string `json:"channels"`
	Users         []struct {
		Username string `json:"username"`
		Token    string `json:"token"`
	} `json:"users"`
	PIDs struct {
		Mattermost int `json:"mattermost"`
		Postgres   int `json:"postgres"`
	} `json:"pids"`
}

func newRun(t *testing.T, env ...string) *run {
	t.Helper()
	// Open to PostgreSQL's user, which t.TempDir is not.
	dir, err := os.MkdirTemp("", "run-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o711))
	program := filepath.Join(dir, "run")
	out, err := exec.Command("go", "build", "-o", program, "../cmd/run").CombinedOutput()
	require.NoError(t, err, string(out))

	r := &run{dir: dir, temp: filepath.Join(dir, "tmp")}
	require.NoError(t, os.Mkdir(r.temp, 0o711))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	r.cmd = exec.CommandContext(ctx, program, "-state", r.stateFile())
	r.cmd.Env = append(append(os.Environ(), "TMPDIR="+r.temp, "WHEREBY_PREPARED=1", "PORT=", "SANDBOX_PORT=", "ONCE=", "WHEREBY_API_KEY="), env...)
	return r
}

func (r *run) stateFile() string { return filepath.Join(r.dir, "state.json") }

func (r *run) readState(t *testing.T, output []string) runState {
	t.Helper()
	raw, err := os.ReadFile(r.stateFile())
	require.NoError(t, err, strings.Join(output, "\n"))
	var state runState
	require.NoError(t, json.Unmarshal(raw, &state))
	assert.Equal(t, "whereby", state.PluginID)
	for _, channel := range []string{"town-square", "support", "leads"} {
		assert.NotEmpty(t, state.Channels[channel], channel)
	}
	assert.GreaterOrEqual(t, len(state.Users), 3)
	assert.NotEmpty(t, state.Users[0].Token)
	info, err := os.Stat(r.stateFile())
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds passwords")
	return state
}

func (r *run) requireNothingLeft(t *testing.T) {
	t.Helper()
	assert.Eventually(t, func() bool {
		entries, err := os.ReadDir(r.temp)
		return err == nil && len(entries) == 0
	}, 15*time.Second, 100*time.Millisecond, "the temporary folder is not empty")
	assert.NoFileExists(t, r.stateFile())
}

func descendants(pid int) ([]int, error) {
	parent, err := gopsutil.NewProcess(int32(pid))
	if err != nil {
		return nil, err
	}
	children, err := parent.Children()
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, child := range children {
		pids = append(pids, int(child.Pid))
		if below, err := descendants(int(child.Pid)); err == nil { // it may have ended by now
			pids = append(pids, below...)
		}
	}
	return pids, nil
}

// running is false for zombies too: in a container nobody may collect them.
func running(pid int) bool {
	process, err := gopsutil.NewProcess(int32(pid))
	if err != nil {
		return false
	}
	status, err := process.Status()
	return err == nil && len(status) > 0 && status[0] != gopsutil.Zombie
}
