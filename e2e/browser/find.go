package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/pkg/errors"
)

// program is a Chromium that runs on this machine.
type program struct {
	path string
	env  []string // beside our own environment
}

// find looks for a Chromium: $CHROME, one that is installed, the one from npm,
// and as root on Debian one that it installs.
func find(ctx context.Context, root string) (program, error) {
	if path := os.Getenv("CHROME"); path != "" {
		return program{path: path}, nil
	}
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	if runtime.GOOS == "darwin" {
		names = append(names, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return program{path: path}, nil
		}
	}
	found, npmErr := unpack(ctx, root)
	if npmErr == nil {
		return found, nil
	}
	if err := install(ctx); err != nil {
		return program{}, errors.Wrapf(err, "no Chromium on this machine (set CHROME to one); npm's: %s", npmErr)
	}
	path, err := exec.LookPath("chromium")
	return program{path: path}, errors.Wrap(err, "find the installed Chromium")
}

// unpack takes Chromium out of the npm package @sparticuz/chromium, together
// with the shared libraries and the font that a bare machine lacks.
func unpack(ctx context.Context, root string) (program, error) {
	folder := filepath.Join(root, "e2e", ".cache", "chromium")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return program{}, err
	}
	cmd := exec.CommandContext(ctx, "node", "chromium.mjs")
	cmd.Dir = filepath.Join(root, "e2e")
	// The package asks for Lambda before it unpacks the libraries.
	cmd.Env = append(os.Environ(), "TMPDIR="+folder, "AWS_LAMBDA_JS_RUNTIME=nodejs20.x")
	path, err := cmd.Output()
	if err != nil {
		return program{}, errors.Wrap(err, "unpack Chromium")
	}
	if err = writeFontConfig(folder); err != nil {
		return program{}, err
	}
	found := program{path: string(path), env: []string{
		"LD_LIBRARY_PATH=" + filepath.Join(folder, "al2023", "lib"),
		"FONTCONFIG_PATH=" + folder,
	}}
	trial := exec.CommandContext(ctx, found.path, "--version")
	trial.Env = append(os.Environ(), found.env...)
	if out, err := trial.CombinedOutput(); err != nil {
		return program{}, errors.Wrapf(err, "run Chromium: %s", out)
	}
	return found, nil
}

// writeFontConfig names the unpacked font beside those of the machine.
func writeFontConfig(folder string) error {
	const before = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir><dir>`
	text := before + filepath.Join(folder, "fonts") + "</dir><cachedir>" + filepath.Join(folder, "font-cache") + "</cachedir></fontconfig>\n"
	return os.WriteFile(filepath.Join(folder, "fonts.conf"), []byte(text), 0o600)
}

// install is the last resort.
func install(ctx context.Context) error {
	if os.Geteuid() != 0 {
		return errors.New("not root, so none can be installed")
	}
	for _, args := range [][]string{{"update", "-q"}, {"install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"}} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Run(); err != nil {
			return errors.Wrap(err, "install Chromium")
		}
	}
	return nil
}
