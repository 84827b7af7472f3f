package stack

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
	gopsutil "github.com/shirou/gopsutil/v4/process"

	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// PluginID is the plugin's id in Mattermost.
const PluginID = "whereby"

// Bundle gives the path of the plugin's bundle for this machine.
func (s *Stack) Bundle() (string, error) {
	found, err := filepath.Glob(filepath.Join(s.root, "dist", PluginID+"-*-dev.tar.gz"))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", errors.Errorf("want one bundle in dist, found %d: run `make dist-dev`", len(found))
	}
	return found[0], nil
}

// installPlugin uploads the bundle as an administrator does, configures and
// enables the plugin.
func (s *Stack) installPlugin(ctx context.Context, options Options) error {
	bundle, err := s.Bundle()
	if err != nil {
		return err
	}
	file, err := os.Open(bundle)
	if err != nil {
		return errors.Wrap(err, "open the bundle")
	}
	defer file.Close()
	if _, _, err = s.Admin.Client.UploadPlugin(ctx, file); err != nil {
		return errors.Wrap(err, "upload the plugin")
	}
	s.WebhookSecret = randomHex(16)
	settings := map[string]any{"webhooksecret": s.WebhookSecret, "encryptionkey": randomHex(16)}
	maps.Copy(settings, options.Settings)
	if options.WherebyKey != "" {
		settings["apikey"] = options.WherebyKey
	} else {
		settings["apikey"], settings["apiurl"] = s.Sandbox.APIKey(), s.SandboxURL+"/v1"
	}
	s.Sandbox.SetWebhook(wherebytest.Webhook{URL: s.PluginURL("/webhooks/whereby"), Secret: s.WebhookSecret})
	if err = s.SetPluginConfig(ctx, settings); err != nil {
		return err
	}
	return s.EnablePlugin(ctx)
}

// SetPluginConfig changes some of the plugin's settings and keeps the others;
// nil removes a setting. The keys are in lower case, as Mattermost stores them.
func (s *Stack) SetPluginConfig(ctx context.Context, settings map[string]any) error {
	changed := maps.Clone(s.pluginConfig)
	if changed == nil {
		changed = map[string]any{}
	}
	for key, value := range settings {
		if value == nil {
			delete(changed, key)
		} else {
			changed[key] = value
		}
	}
	return s.ReplacePluginConfig(ctx, changed)
}

// ReplacePluginConfig sets the plugin's settings to exactly these.
func (s *Stack) ReplacePluginConfig(ctx context.Context, settings map[string]any) error {
	config, _, err := s.Admin.Client.GetConfig(ctx)
	if err != nil {
		return errors.Wrap(err, "read the configuration")
	}
	config.PluginSettings.Plugins[PluginID] = settings
	if _, _, err = s.Admin.Client.UpdateConfig(ctx, config); err != nil {
		return errors.Wrap(err, "save the configuration")
	}
	s.pluginConfig = settings
	return nil
}

// PluginConfig gives a copy of the plugin's settings as they were last set here.
func (s *Stack) PluginConfig() map[string]any { return maps.Clone(s.pluginConfig) }

// EnablePlugin starts the plugin and waits until it is active.
func (s *Stack) EnablePlugin(ctx context.Context) error {
	if _, err := s.Admin.Client.EnablePlugin(ctx, PluginID); err != nil {
		return errors.Wrap(err, "enable the plugin")
	}
	return s.WaitPluginActive(ctx)
}

// DisablePlugin stops the plugin.
func (s *Stack) DisablePlugin(ctx context.Context) error {
	_, err := s.Admin.Client.DisablePlugin(ctx, PluginID)
	return errors.Wrap(err, "disable the plugin")
}

// RestartPlugin stops and starts the plugin.
func (s *Stack) RestartPlugin(ctx context.Context) error {
	if err := s.DisablePlugin(ctx); err != nil {
		return err
	}
	return s.EnablePlugin(ctx)
}

// WaitPluginActive waits until Mattermost calls the plugin running and its
// process is there. After KillPlugin that takes up to 30 seconds, Mattermost's
// health check.
func (s *Stack) WaitPluginActive(ctx context.Context) error {
	err := poll(ctx, time.Minute, 50*time.Millisecond, func() error {
		statuses, _, err := s.Admin.Client.GetPluginStatuses(ctx)
		if err != nil {
			return err
		}
		for _, status := range statuses {
			if status.PluginId != PluginID {
				continue
			}
			if status.State == model.PluginStateRunning {
				_, err = s.PluginPID()
				return err
			}
			err = errors.Errorf("its state is %d: %s", status.State, status.Error)
			if status.State == model.PluginStateFailedToStart {
				return fatal(err)
			}
			return err
		}
		return errors.New("the plugin is not installed")
	})
	return errors.Wrap(err, "wait for the plugin")
}

// PluginPID gives the id of the plugin's process on the first node.
func (s *Stack) PluginPID() (int, error) { return s.Node.PluginPID() }

// PluginPID gives the id of the plugin's process on this node.
func (n *Node) PluginPID() (int, error) {
	server, err := gopsutil.NewProcess(int32(n.cmd.Process.Pid)) //nolint:gosec // a process id
	if err != nil {
		return 0, errors.Wrap(err, "find Mattermost's process")
	}
	children, err := server.Children()
	if err != nil {
		return 0, errors.Wrap(err, "list Mattermost's processes")
	}
	for _, child := range children {
		path, err := child.Cmdline()
		if err == nil && strings.HasPrefix(path, filepath.Join(n.dir, "plugins", PluginID)+"/") {
			return int(child.Pid), nil
		}
	}
	return 0, errors.New("the plugin's process is not running")
}

// KillPlugin kills the plugin's process as a crash would (kill -9) and waits
// until it is gone.
func (s *Stack) KillPlugin(ctx context.Context) error {
	pid, err := s.PluginPID()
	if err != nil {
		return err
	}
	if err = syscall.Kill(pid, syscall.SIGKILL); err != nil {
		return errors.Wrap(err, "kill the plugin")
	}
	return poll(ctx, 5*time.Second, 20*time.Millisecond, func() error {
		if now, err := s.PluginPID(); err == nil && now == pid {
			return errors.New("the plugin's process is still there")
		}
		return nil
	})
}

// PluginMemory gives the resident memory of the plugin's process in bytes.
func (s *Stack) PluginMemory() (uint64, error) {
	pid, err := s.PluginPID()
	if err != nil {
		return 0, err
	}
	process, err := gopsutil.NewProcess(int32(pid)) //nolint:gosec // a process id
	if err != nil {
		return 0, err
	}
	memory, err := process.MemoryInfo()
	if err != nil {
		return 0, errors.Wrap(err, "read the plugin's memory")
	}
	return memory.RSS, nil
}
