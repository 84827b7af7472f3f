package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/pkg/errors"
)

// result counts the tests of one suite. failures names what failed.
type result struct {
	passed, failed, skipped int
	failures                []string
}

func (r *result) fail(name string) {
	r.failed++
	r.failures = append(r.failures, name)
}

// errTestsFailed needs no message beside the summary, which stays the last line.
var errTestsFailed = errors.New("tests failed")

// summarise counts the reports, each given as NAME=FILE, and writes one line a
// suite and the total as the last line. A report that is missing or empty is a
// failure: a suite that did not run has not passed.
func summarise(out io.Writer, reports []string) error {
	var total result
	fmt.Fprintln(out)
	for _, report := range reports {
		name, path, _ := strings.Cut(report, "=")
		suite, err := readReport(path)
		if err != nil {
			suite.fail("the suite did not run to its end: " + err.Error())
		}
		fmt.Fprintf(out, "%-12s %4d passed %4d failed %4d skipped\n", name, suite.passed, suite.failed, suite.skipped)
		for _, failure := range suite.failures {
			fmt.Fprintln(out, "    failed:", failure)
		}
		total.passed += suite.passed
		total.failed += suite.failed
		total.skipped += suite.skipped
	}
	fmt.Fprintf(out, "\n%d passed, %d failed", total.passed, total.failed)
	if total.skipped > 0 {
		fmt.Fprintf(out, ", %d skipped", total.skipped)
	}
	fmt.Fprintln(out)
	if total.failed > 0 {
		return errTestsFailed
	}
	return nil
}

// readReport reads a report of `go test -json` (one event a line) or of
// Vitest's json reporter (one object).
func readReport(path string) (result, error) {
	file, err := os.Open(path)
	if err != nil {
		return result{}, err
	}
	defer file.Close()

	reader := bufio.NewReader(file)
	start, err := reader.Peek(32)
	if err != nil && !errors.Is(err, io.EOF) {
		return result{}, err
	}
	var suite result
	if strings.Contains(string(start), "numTotal") {
		suite, err = countVitest(reader)
	} else {
		suite, err = countGo(reader)
	}
	if err == nil && suite.passed+suite.failed+suite.skipped == 0 {
		err = errors.New("no test ran")
	}
	return suite, err
}

// goEvent is a line of `go test -json`, see `go doc test2json`.
type goEvent struct{ Action, Package, Test string }

// countGo counts tests and subtests; a test with subtests counts as its
// subtests, unless it failed on its own. A package that failed without a
// failing test (it did not compile, or its TestMain failed) counts as one.
func countGo(reader io.Reader) (result, error) {
	tests := map[goEvent]string{} // by package and test: the action that ended it, "" while it runs
	packages := map[string]string{}
	decoder := json.NewDecoder(reader)
	for {
		var event goEvent
		if err := decoder.Decode(&event); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return result{}, err
		}
		switch event.Action {
		case "run", "pass", "fail", "skip":
		default:
			continue
		}
		ended := strings.TrimPrefix(event.Action, "run")
		if event.Test == "" {
			packages[event.Package] = ended
		} else {
			tests[goEvent{Package: event.Package, Test: event.Test}] = ended
		}
	}
	return tally(tests, packages), nil
}

func tally(tests map[goEvent]string, packages map[string]string) result {
	names := make([]goEvent, 0, len(tests))
	for name := range tests {
		names = append(names, name)
	}
	// In reverse order subtests come before the tests they belong to.
	sort.Slice(names, func(i, j int) bool {
		return names[i].Package+" "+names[i].Test > names[j].Package+" "+names[j].Test
	})
	var suite result
	hasSubtests, explained := map[goEvent]bool{}, map[goEvent]bool{}
	failedPackages := map[string]bool{}
	for _, name := range names {
		parent := goEvent{Package: name.Package}
		if slash := strings.LastIndex(name.Test, "/"); slash >= 0 {
			parent.Test = name.Test[:slash]
			hasSubtests[parent] = true
		}
		switch ended := tests[name]; {
		case ended == "fail" || ended == "": // a test without an end was cut off by a panic or a time limit
			if !explained[name] {
				suite.fail(name.Package + " " + name.Test)
			}
			explained[parent] = true
			failedPackages[name.Package] = true
		case hasSubtests[name]:
		case ended == "skip":
			suite.skipped++
		default:
			suite.passed++
		}
	}
	for name, ended := range packages {
		if ended == "fail" && !failedPackages[name] {
			suite.fail(name)
		}
	}
	sort.Strings(suite.failures)
	return suite
}

// vitestReport is the part of Vitest's json report that is counted here.
type vitestReport struct {
	Success     bool `json:"success"`
	TestResults []struct {
		Name             string `json:"name"`
		Status           string `json:"status"`
		AssertionResults []struct {
			FullName string `json:"fullName"`
			Status   string `json:"status"`
		} `json:"assertionResults"`
	} `json:"testResults"`
}

func countVitest(reader io.Reader) (result, error) {
	var report vitestReport
	if err := json.NewDecoder(reader).Decode(&report); err != nil {
		return result{}, err
	}
	var suite result
	for _, file := range report.TestResults {
		before := suite.failed
		for _, test := range file.AssertionResults {
			switch test.Status {
			case "passed":
				suite.passed++
			case "failed":
				suite.fail(test.FullName)
			default:
				suite.skipped++
			}
		}
		if file.Status == "failed" && suite.failed == before {
			suite.fail(file.Name)
		}
	}
	if !report.Success && suite.failed == 0 {
		suite.fail("an error outside the tests")
	}
	return suite, nil
}
