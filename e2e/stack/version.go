package stack

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path"

	"github.com/pkg/errors"
)

// InstallVersion uploads the plugin's bundle over the installed one, as an
// administrator does to upgrade; its manifest says this version. An enabled
// plugin goes on with it.
func (s *Stack) InstallVersion(ctx context.Context, version string) error {
	file, err := s.Bundle()
	if err != nil {
		return err
	}
	bundle, err := os.ReadFile(file) //nolint:gosec // our own bundle
	if err != nil {
		return errors.Wrap(err, "read the bundle")
	}
	bundle, err = withVersion(bundle, version)
	if err != nil {
		return err
	}
	_, _, err = s.Admin.Client.UploadPluginForced(ctx, bytes.NewReader(bundle))
	return errors.Wrapf(err, "upload version %s", version)
}

// PluginVersion is that of the installed plugin.
func (s *Stack) PluginVersion(ctx context.Context) (string, error) {
	statuses, _, err := s.Admin.Client.GetPluginStatuses(ctx)
	if err != nil {
		return "", errors.Wrap(err, "read the plugins' states")
	}
	for _, status := range statuses {
		if status.PluginId == PluginID {
			return status.Version, nil
		}
	}
	return "", errors.New("the plugin is not installed")
}

// withVersion is the same bundle with another version in its manifest.
func withVersion(bundle []byte, version string) ([]byte, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(bundle))
	if err != nil {
		return nil, errors.Wrap(err, "open the bundle")
	}
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	from, to := tar.NewReader(unzipped), tar.NewWriter(zipped)
	for {
		header, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.Wrap(err, "read the bundle")
		}
		content, err := io.ReadAll(from)
		if err != nil {
			return nil, errors.Wrapf(err, "read %s", header.Name)
		}
		if path.Clean(header.Name) == PluginID+"/plugin.json" {
			if content, err = setVersion(content, version); err != nil {
				return nil, err
			}
			header.Size = int64(len(content))
		}
		if err = to.WriteHeader(header); err != nil {
			return nil, errors.WithStack(err)
		}
		if _, err = to.Write(content); err != nil {
			return nil, errors.WithStack(err)
		}
	}
	if err = to.Close(); err != nil {
		return nil, errors.WithStack(err)
	}
	if err = zipped.Close(); err != nil {
		return nil, errors.WithStack(err)
	}
	return packed.Bytes(), nil
}

func setVersion(manifest []byte, version string) ([]byte, error) {
	var fields map[string]any
	if err := json.Unmarshal(manifest, &fields); err != nil {
		return nil, errors.Wrap(err, "read the manifest")
	}
	fields["version"] = version
	manifest, err := json.Marshal(fields)
	return manifest, errors.Wrap(err, "write the manifest")
}
