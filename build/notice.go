package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/pkg/errors"
)

// The notices of others' licences: of all that is shipped, kept in the
// repository too so that changes are seen, and of what browsers load.
const (
	noticeFileName    = "NOTICE.txt"
	webNoticeFileName = "webapp/dist/NOTICE.txt"
)

// notices returns the files, by their paths in the bundle. A licence that is
// not allowed is an error.
func notices(root string, manifest *model.Manifest) (map[string][]byte, error) {
	platforms := make([]string, 0, len(manifest.Server.Executables))
	for platform := range manifest.Server.Executables {
		platforms = append(platforms, platform)
	}
	server, err := goComponents(root, platforms)
	if err != nil {
		return nil, errors.Wrap(err, "licences of Go modules")
	}
	web, err := npmComponents(root)
	if err != nil {
		return nil, errors.Wrap(err, "licences of npm packages")
	}
	all := slices.Concat(server, web)
	var problems []string
	for i := range all {
		if err := all[i].problem(); err != nil {
			problems = append(problems, err.Error())
		}
	}
	if len(problems) > 0 {
		return nil, errors.New(strings.Join(problems, "\n"))
	}
	return map[string][]byte{noticeFileName: notice(all), webNoticeFileName: notice(web)}, nil
}

// notice lists the components, then each text once with those that it is of.
func notice(list []component) []byte {
	var out strings.Builder
	fmt.Fprintln(&out, "Software of others in this bundle, and the licences under which it is.")
	fmt.Fprintln(&out, "Made by `make generate`.")
	users := map[string][]string{}
	var texts []string
	for _, c := range list {
		title := strings.TrimSpace(c.name + " " + c.version)
		fmt.Fprintf(&out, "\n%s\n    %s\n    %s\n", title, strings.Join(c.licences, ", "), c.source)
		for _, text := range c.texts {
			if len(users[text]) == 0 {
				texts = append(texts, text)
			}
			users[text] = append(users[text], title)
		}
	}
	for _, text := range texts {
		fmt.Fprintf(&out, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(users[text], "\n"), text)
	}
	return []byte(out.String())
}
