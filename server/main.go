// The Whereby plugin's server side.
package main

import (
	_ "time/tzdata" // time zones where the system has none

	"github.com/mattermost/mattermost/server/public/plugin"
)

func main() {
	plugin.ClientMain(&Plugin{})
}
