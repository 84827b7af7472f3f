// Command build checks the manifest, packs the plugin and counts test results.
// It is run from the root of the repository:
//
//	go run ./build check             check plugin.json, licences and what is generated
//	go run ./build generate          write NOTICE.txt and the generated parts of README.md
//	go run ./build vulns             look for known vulnerabilities in what is shipped
//	go run ./build pack [-dev]       compile the server and write dist/<id>-<version>[-dev].tar.gz
//	go run ./build summary NAME=FILE…  count test reports, fail when a test failed
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/pkg/errors"
)

const usage = "usage: go run ./build check | generate | vulns | pack [-dev] | summary NAME=FILE…"

func main() {
	err := run(os.Args[1:])
	if err == nil {
		return
	}
	if !errors.Is(err, errTestsFailed) {
		fmt.Fprintln(os.Stderr, "build:", err)
	}
	os.Exit(1)
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New(usage)
	}
	switch args[0] {
	case "check":
		manifest, err := readManifest(".")
		if err != nil {
			return err
		}
		fmt.Printf("plugin.json: %s %s is valid\n", manifest.Id, manifest.Version)
		return checkGenerated(".", manifest)
	case "generate":
		manifest, err := readManifest(".")
		if err != nil {
			return err
		}
		return generate(".", manifest)
	case "vulns":
		return lookForVulns(os.Stdout, ".")
	case "pack":
		flags := flag.NewFlagSet("pack", flag.ContinueOnError)
		dev := flags.Bool("dev", false, "compile for this machine only")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return pack(".", *dev)
	case "summary":
		return summarise(os.Stdout, args[1:])
	default:
		return errors.New(usage)
	}
}
