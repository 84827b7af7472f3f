package stack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

const serverModule = "github.com/mattermost/mattermost/server/v8"

// Node is one Mattermost server of the stack. All nodes share the database and
// the file store; each has its own port, plugin folders and log.
type Node struct {
	*process
	// URL is the address of the node's web server, without a slash at the end.
	URL string
	dir string
}

// startNode boots a Mattermost server in its own folder and waits until it answers.
func (s *Stack) startNode(ctx context.Context, name string, port int) (*Node, error) {
	if port == 0 {
		var err error
		if port, err = freePort(); err != nil {
			return nil, err
		}
	}
	node := &Node{URL: fmt.Sprintf("http://localhost:%d", port), dir: filepath.Join(s.dir, name)}
	for _, folder := range []string{"tmp", "plugins", "client-plugins"} {
		if err := os.MkdirAll(filepath.Join(node.dir, folder), 0o750); err != nil {
			return nil, err
		}
	}
	if err := s.linkServerFiles(ctx, node.dir); err != nil {
		return nil, err
	}
	if err := s.copyClient(filepath.Join(node.dir, "client")); err != nil {
		return nil, err
	}
	out, err := os.Create(node.outputFile())
	if err != nil {
		return nil, err
	}
	defer out.Close()

	cmd := exec.Command(filepath.Join(s.root, "e2e", ".cache", "mattermost"), "server")
	cmd.Dir = node.dir
	cmd.Env = append(os.Environ(), s.nodeSettings(node, port)...)
	cmd.Stdout, cmd.Stderr = out, out
	// The plugin's process is in the same group and ends with the server.
	if node.process, err = s.reaper.spawn("Mattermost", cmd, syscall.SIGTERM, syscall.SIGKILL); err != nil {
		return nil, err
	}
	client := model.NewAPIv4Client(node.URL)
	err = poll(ctx, 2*time.Minute, 100*time.Millisecond, func() error {
		if node.ended() {
			return fatal(errors.Errorf("Mattermost did not start:\n%s", tail(node.outputFile(), 4000)))
		}
		_, _, err := client.GetPing(ctx)
		return err
	})
	if err != nil {
		node.end(time.Second)
		return nil, errors.Wrap(err, "wait for Mattermost")
	}
	return node, nil
}

// nodeSettings are environment variables, which win over the configuration in
// the database. A setting that a test may want to change does not belong here.
func (s *Stack) nodeSettings(node *Node, port int) []string {
	settings := map[string]string{
		"CONFIG":                                              s.postgres.url,
		"SQLSETTINGS_DRIVERNAME":                              "postgres",
		"SQLSETTINGS_DATASOURCE":                              s.postgres.url,
		"SERVICESETTINGS_LISTENADDRESS":                       fmt.Sprintf("127.0.0.1:%d", port),
		"SERVICESETTINGS_SITEURL":                             node.URL,
		"SERVICESETTINGS_ENABLELOCALMODE":                     "false",
		"SERVICESETTINGS_ENABLETESTING":                       "false",
		"SERVICESETTINGS_ENABLEDEVELOPER":                     "false",
		"SERVICESETTINGS_ENABLESECURITYFIXALERT":              "false",
		"SERVICESETTINGS_ENABLEUSERACCESSTOKENS":              "true",
		"SERVICESETTINGS_ENABLEBOTACCOUNTCREATION":            "true",
		"SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS": "127.0.0.1 localhost",
		"RATELIMITSETTINGS_ENABLE":                            "false",
		"TEAMSETTINGS_ENABLEOPENSERVER":                       "false",
		"TEAMSETTINGS_MAXUSERSPERTEAM":                        "1000",
		"LOGSETTINGS_ENABLEDIAGNOSTICS":                       "false",
		"LOGSETTINGS_ENABLECONSOLE":                           "false",
		"LOGSETTINGS_ENABLEFILE":                              "true",
		"LOGSETTINGS_FILELEVEL":                               "DEBUG",
		"LOGSETTINGS_FILELOCATION":                            node.dir,
		"ANNOUNCEMENTSETTINGS_ADMINNOTICESENABLED":            "false",
		"ANNOUNCEMENTSETTINGS_USERNOTICESENABLED":             "false",
		"EMAILSETTINGS_SENDPUSHNOTIFICATIONS":                 "false",
		"EMAILSETTINGS_SENDEMAILNOTIFICATIONS":                "false",
		// Its job watcher begins with a sleep of up to 15 s that a stop waits for.
		"JOBSETTINGS_RUNJOBS":                        "false",
		"PLUGINSETTINGS_ENABLEUPLOADS":               "true",
		"PLUGINSETTINGS_AUTOMATICPREPACKAGEDPLUGINS": "false",
		"PLUGINSETTINGS_ENABLEMARKETPLACE":           "false",
		"PLUGINSETTINGS_DIRECTORY":                   filepath.Join(node.dir, "plugins"),
		"PLUGINSETTINGS_CLIENTDIRECTORY":             filepath.Join(node.dir, "client-plugins"),
		"FILESETTINGS_DIRECTORY":                     filepath.Join(s.dir, "files") + "/",
	}
	// Temporary files and the plugin's sockets go with the folder.
	env := []string{"TMPDIR=" + filepath.Join(node.dir, "tmp")}
	for key, value := range settings {
		env = append(env, "MM_"+key+"="+value)
	}
	return env
}

// linkServerFiles puts the server's texts and templates beside its working directory.
func (s *Stack) linkServerFiles(ctx context.Context, dir string) error {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", serverModule)
	cmd.Dir = filepath.Join(s.root, "e2e")
	out, err := cmd.Output()
	if err != nil {
		return errors.Wrap(err, "find the server's module")
	}
	for _, folder := range []string{"i18n", "templates", "fonts"} {
		if err := os.Symlink(filepath.Join(strings.TrimSpace(string(out)), folder), filepath.Join(dir, folder)); err != nil {
			return err
		}
	}
	return nil
}

// copyClient copies the web client: the server rewrites its root.html.
func (s *Stack) copyClient(target string) error {
	source := os.Getenv("MATTERMOST_CLIENT_DIR")
	if source == "" {
		source = filepath.Join(s.root, "e2e", "host", "dist")
	}
	return errors.Wrap(os.CopyFS(target, os.DirFS(source)), "copy the web client")
}

// Kill ends the node with all its plugins as a machine does that loses power.
func (n *Node) Kill() error {
	if err := syscall.Kill(-n.cmd.Process.Pid, syscall.SIGKILL); err != nil {
		return errors.Wrap(err, "kill the node")
	}
	<-n.done
	return nil
}

func (n *Node) outputFile() string { return filepath.Join(n.dir, "output.txt") }

// Log gives everything that the server and its plugins logged so far, from
// level DEBUG on: JSON, one entry a line.
func (n *Node) Log() (string, error) {
	raw, err := os.ReadFile(filepath.Join(n.dir, "mattermost.log"))
	if err != nil {
		return "", errors.Wrap(err, "read the server's log")
	}
	output, err := os.ReadFile(n.outputFile())
	return string(raw) + string(output), errors.Wrap(err, "read the server's output")
}

// PluginErrors gives those lines of the log in which the plugin reports errors.
func (n *Node) PluginErrors() []string {
	log, err := n.Log()
	if err != nil {
		return []string{err.Error()}
	}
	var lines []string
	for line := range strings.Lines(log) {
		if strings.Contains(line, `"level":"error"`) && strings.Contains(line, `"plugin_id":"`+PluginID+`"`) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// tail gives the last bytes of a file, for an error message.
func tail(path string, size int) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(raw[max(0, len(raw)-size):])
}
