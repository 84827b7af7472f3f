package stack

import (
	_ "embed"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/pkg/errors"
)

// process is a program in a process group of its own, so that Ctrl-C in the
// terminal reaches the harness alone, which then ends things in order.
type process struct {
	name string
	cmd  *exec.Cmd
	stop syscall.Signal // asks it to end
	done chan struct{}  // closed when it has ended
}

// reaper is the shell that ends what a killed harness left behind, see reaper.sh.
type reaper struct {
	mu    sync.Mutex
	input io.WriteCloser
	cmd   *exec.Cmd
}

//go:embed reaper.sh
var reaperScript string

// startReaper starts the reaper; it removes files when the harness dies.
func startReaper(files ...string) (*reaper, error) {
	cmd := exec.Command("/bin/sh", append([]string{"-c", reaperScript, "reaper"}, files...)...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, errors.Wrap(err, "start reaper")
	}
	return &reaper{input: input, cmd: cmd}, nil
}

func (r *reaper) tell(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	// A reaper that is gone can clean up nothing; the harness still does.
	_, _ = fmt.Fprintf(r.input, format+"\n", args...)
}

// dismiss tells the reaper that nothing is left to do.
func (r *reaper) dismiss() {
	r.tell("done")
	_ = r.input.Close()
	_ = r.cmd.Wait()
}

// spawn starts cmd in its own process group. stop is the signal that ends it
// and killed is the one used when the harness died.
func (r *reaper) spawn(name string, cmd *exec.Cmd, stop, killed syscall.Signal) (*process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	if err := cmd.Start(); err != nil {
		return nil, errors.Wrapf(err, "start %s", name)
	}
	group := cmd.Process.Pid
	r.tell("start %d %d", group, int(killed))
	p := &process{name: name, cmd: cmd, stop: stop, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		// Whatever the program started ends with it.
		_ = syscall.Kill(-group, syscall.SIGKILL)
		r.tell("ended %d", group)
		close(p.done)
	}()
	return p, nil
}

// end asks the process to end, and kills it after the grace time.
func (p *process) end(grace time.Duration) {
	if p == nil {
		return
	}
	_ = p.cmd.Process.Signal(p.stop)
	select {
	case <-p.done:
	case <-time.After(grace):
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.done
	}
}

// ended reports whether the process is over.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}
