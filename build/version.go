package main

import (
	"os/exec"
	"strings"

	"github.com/blang/semver/v4"
	"github.com/pkg/errors"
)

// shortCommit is as long in every clone; git's own choice grows with the repository.
const shortCommit = "--short=10"

// releaseVersion is the version of a bundle for others. A commit with a tag such
// as v1.2.3 and nothing changed in it is that release. Any other comes before
// the release that the manifest names, and is told from others by its commit.
// Without git, in an unpacked archive of the source, the manifest has the last word.
func releaseVersion(root, next string) (string, error) {
	commit, err := git(root, "rev-parse", shortCommit, "HEAD")
	if err != nil {
		return next, nil //nolint:nilerr // no repository
	}
	changes, err := git(root, "status", "--porcelain")
	if err != nil {
		return "", err
	}
	if changes != "" {
		return next + "-dev.g" + commit + ".changed", nil
	}
	tags, err := git(root, "tag", "--points-at", "HEAD", "--list", "v*")
	if err != nil {
		return "", err
	}
	if tags == "" {
		return next + "-dev.g" + commit, nil
	}
	return newest(strings.Fields(tags))
}

// newest reads the tags, all of which must be versions, so that a slip of the
// finger is no release.
func newest(tags []string) (string, error) {
	var found semver.Version
	for _, tag := range tags {
		version, err := semver.Parse(strings.TrimPrefix(tag, "v"))
		if err != nil {
			return "", errors.Wrapf(err, "tag %s is no version", tag)
		}
		if version.GT(found) {
			found = version
		}
	}
	return found.String(), nil
}

func git(root string, args ...string) (string, error) {
	out, err := exec.Command("git", append([]string{"-C", root}, args...)...).Output()
	return strings.TrimSpace(string(out)), errors.Wrapf(err, "git %s", args[0])
}
