package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/pkg/errors"
)

const govulncheck = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"

// unreachable means that nothing was looked up.
type unreachable struct{ reason string }

func (u unreachable) Error() string { return u.reason }

// lookForVulns asks Go's and npm's databases of known vulnerabilities about what
// is shipped. Where there is no way to them it says so and fails on GitHub only.
func lookForVulns(out io.Writer, root string) error {
	strict := os.Getenv("GITHUB_ACTIONS") == "true"
	for _, ecosystem := range []struct {
		name string
		look func(out io.Writer, root string) error
	}{
		{"Go modules", goVulns},
		{"npm packages", npmVulns},
	} {
		err := ecosystem.look(out, root)
		var away unreachable
		switch {
		case errors.As(err, &away) && !strict:
			fmt.Fprintf(out, "vulnerabilities in %s: NOT LOOKED FOR, %s\n", ecosystem.name, away.reason)
		case err != nil:
			return errors.Wrapf(err, "vulnerabilities in %s", ecosystem.name)
		default:
			fmt.Fprintf(out, "vulnerabilities in %s: none known\n", ecosystem.name)
		}
	}
	return nil
}

// goVulns reports what the server's code can reach, by govulncheck.
func goVulns(out io.Writer, root string) error {
	database := cmp.Or(os.Getenv("GOVULNDB"), "https://vuln.go.dev")
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get(database + "/index/db.json")
	if err != nil {
		return unreachable{err.Error()}
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return unreachable{database + " answered " + answer.Status}
	}
	cmd := exec.Command("go", "run", govulncheck, "-db", database, "./server/...")
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, out, out
	return cmd.Run()
}

// audit is the part of npm's answer that is read here. Without a version it is
// no report: npm then says only what went wrong.
type audit struct {
	AuditReportVersion int    `json:"auditReportVersion"`
	Message            string `json:"message"`
	Vulnerabilities    map[string]struct {
		Severity string `json:"severity"`
		Range    string `json:"range"`
	} `json:"vulnerabilities"`
}

// npmVulns asks the registry about the packages that go into bundles, which are
// those that package.json does not call devDependencies.
func npmVulns(out io.Writer, root string) error {
	cmd := exec.Command("npm", "audit", "--json", "--omit=dev", "--fetch-retries=0", "--fetch-timeout=10000")
	cmd.Dir = filepath.Join(root, "webapp")
	answer, failed := cmd.Output() // fails when there are findings, too
	var exit *exec.ExitError
	if failed != nil && !errors.As(failed, &exit) {
		return failed
	}
	return readAudit(out, answer)
}

func readAudit(out io.Writer, answer []byte) error {
	var report audit
	if err := json.Unmarshal(answer, &report); err != nil || report.AuditReportVersion == 0 {
		return unreachable{cmp.Or(report.Message, "npm's registry gave no report")}
	}
	var serious int
	for name, found := range report.Vulnerabilities {
		fmt.Fprintf(out, "%s %s: %s\n", name, found.Range, found.Severity)
		if found.Severity == "high" || found.Severity == "critical" {
			serious++
		}
	}
	if serious > 0 {
		return errors.Errorf("%d are high or critical: npm audit --omit=dev tells more", serious)
	}
	return nil
}
