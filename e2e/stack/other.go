package stack

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

// InstallOther builds a plugin of a package of this module and installs it
// beside ours, switched on.
func (s *Stack) InstallOther(ctx context.Context, id, source string) error {
	folder, err := os.MkdirTemp("", "whereby-other-")
	if err != nil {
		return errors.WithStack(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	binary := filepath.Join(folder, "plugin")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, source) //nolint:gosec // a package of ours
	build.Dir = filepath.Join(s.root, "e2e")
	if output, err := build.CombinedOutput(); err != nil {
		return errors.Wrapf(err, "build %s: %s", id, output)
	}
	bundle, err := bundleOf(id, binary)
	if err != nil {
		return err
	}
	if _, _, err = s.Admin.Client.UploadPluginForced(ctx, bundle); err != nil {
		return errors.Wrapf(err, "upload %s", id)
	}
	_, err = s.Admin.Client.EnablePlugin(ctx, id)
	return errors.Wrapf(err, "enable %s", id)
}

// RemoveOther removes what InstallOther has installed.
func (s *Stack) RemoveOther(ctx context.Context, id string) error {
	_, err := s.Admin.Client.RemovePlugin(ctx, id)
	return errors.Wrapf(err, "remove %s", id)
}

func bundleOf(id, binary string) (*bytes.Reader, error) {
	program, err := os.ReadFile(binary) //nolint:gosec // just built
	if err != nil {
		return nil, errors.WithStack(err)
	}
	manifest, err := json.Marshal(model.Manifest{
		Id: id, Name: id, Version: "1.0.0", MinServerVersion: "11.0.0",
		Server: &model.ManifestServer{Executables: map[string]string{runtime.GOOS + "-" + runtime.GOARCH: "plugin"}},
	})
	if err != nil {
		return nil, errors.WithStack(err)
	}
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	for name, content := range map[string][]byte{"plugin.json": manifest, "plugin": program} {
		header := &tar.Header{Name: id + "/" + name, Mode: 0o755, Size: int64(len(content)), Typeflag: tar.TypeReg}
		if err = archive.WriteHeader(header); err != nil {
			return nil, errors.WithStack(err)
		}
		if _, err = archive.Write(content); err != nil {
			return nil, errors.WithStack(err)
		}
	}
	if err = archive.Close(); err != nil {
		return nil, errors.WithStack(err)
	}
	if err = zipped.Close(); err != nil {
		return nil, errors.WithStack(err)
	}
	return bytes.NewReader(packed.Bytes()), nil
}
