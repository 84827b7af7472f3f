package tests

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/e2e/browser"
	"mattermost-plugin-whereby/e2e/stack"
)

// What tests of the web side need beside the kit.

var userNumber atomic.Int64

// newUser adds somebody whose settings and calls no other test touches.
func (k *kit) newUser(name string) *stack.User {
	k.t.Helper()
	user, err := k.AddUser(k.ctx, fmt.Sprintf("%s%d", name, userNumber.Add(1)))
	k.must(err)
	return user
}

// ownPeople puts new users in the places of alice and bob: those may still be
// in calls of other tests.
func (k *kit) ownPeople() {
	k.t.Helper()
	k.alice, k.bob = k.newUser("alice"), k.newUser("bob")
}

// direct gives the direct channel of two people, and the name that opens it for the first of them.
func (k *kit) direct(user, other *stack.User) (channelID, name string) {
	k.t.Helper()
	channel, _, err := user.Client.CreateDirectChannel(k.ctx, user.ID, other.ID)
	k.must(err)
	return channel.Id, "/" + k.TeamName + "/messages/@" + other.Username
}

// prefers sets a user's preferences of the plugin as Mattermost's settings do.
func (k *kit) prefers(user *stack.User, values map[string]string) {
	k.t.Helper()
	var preferences model.Preferences
	for name, value := range values {
		preferences = append(preferences, model.Preference{UserId: user.ID, Category: "pp_whereby", Name: name, Value: value})
	}
	_, err := user.Client.UpdatePreferences(k.ctx, user.ID, preferences)
	k.must(err)
}

// preference gives what the server has of a user's preference of the plugin, or nothing.
func (k *kit) preference(user *stack.User, name string) string {
	k.t.Helper()
	preferences, _, err := user.Client.GetPreferences(k.ctx, user.ID)
	k.must(err)
	for _, preference := range preferences {
		if preference.Category == "pp_whereby" && preference.Name == name {
			return preference.Value
		}
	}
	return ""
}

// tabTo moves the focus with the Tab key until it is on an element.
func (k *kit) tabTo(page *browser.Page, selector string) {
	k.t.Helper()
	for range 100 {
		if k.focused(page, selector) {
			return
		}
		k.must(page.Press(browser.Tab))
	}
	k.t.Fatalf("Tab does not get to %s", selector)
}

func (k *kit) focused(page *browser.Page, selector string) bool {
	k.t.Helper()
	var on bool
	k.must(page.Eval(`Boolean(document.activeElement?.matches(`+strconv.Quote(selector)+`))`, &on))
	return on
}

// says is true in the browser when an element's visible text contains this.
func says(selector, text string) string {
	return fmt.Sprintf(`document.querySelector(%q)?.innerText.includes(%q)`, selector, text)
}

// within is true in the browser when the element is inside the window's edges.
func within(selector string) string {
	return fmt.Sprintf(`(({left, top, right, bottom}) => left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight)(document.querySelector(%q).getBoundingClientRect())`, selector)
}

// pictures takes screenshots of an element's page at both themes and at phone width; open brings the
// page, freshly loaded, to what is to be seen. Each is looked at by axe too.
func (k *kit) pictures(user *stack.User, name, selector string, open func(page *browser.Page)) {
	k.t.Helper()
	for _, look := range []struct {
		name, theme   string
		width, height int64
	}{
		{"light", "{}", 1280, 800},
		{"dark", onyx, 1280, 800},
		{"phone", "{}", 390, 844},
		{"phone-dark", onyx, 390, 844},
	} {
		k.theme(user, look.theme)
		page := k.page(user)
		k.must(page.Viewport(look.width, look.height))
		open(page)
		k.must(page.See(selector))
		k.accessible(page, selector)
		k.screenshot(page, name+"-"+look.name)
	}
	k.theme(user, "{}")
}

// finding is what axe has to say against an element.
type finding struct {
	Rule    string   `json:"rule"`
	Impact  string   `json:"impact"`
	Help    string   `json:"help"`
	Targets []string `json:"targets"`
}

// accessible lets axe look at what is inside an element: nothing serious may be wrong there. Colours
// that a theme of Mattermost's puts together itself (such as a button's) are the theme's business.
func (k *kit) accessible(page *browser.Page, selector string) {
	k.t.Helper()
	var known bool
	k.must(page.Eval(`'axe' in window`, &known))
	if !known {
		k.must(page.Eval(k.axe(), nil))
	}
	var report struct {
		Passed   int       `json:"passed"`
		Findings []finding `json:"findings"`
	}
	k.must(page.See(selector))
	k.must(page.Eval(fmt.Sprintf(`(async () => {
		await Promise.all(document.getAnimations().filter(({effect}) => effect.getComputedTiming().endTime !== Infinity).map(({finished}) => finished));
		const {passes, violations} = await axe.run({include: [%q]}, {iframes: false, resultTypes: ['violations']});
		const style = getComputedStyle(document.documentElement);
		const pairs = [['button-color', 'button-bg'], ['button-bg', 'center-channel-bg'], ['error-text', 'center-channel-bg']].
			map((pair) => pair.map((name) => style.getPropertyValue('--' + name).trim().toLowerCase()).join());
		const isTheirs = ({any}) => any.some(({data}) => data?.fgColor && pairs.includes([data.fgColor, data.bgColor].join()));
		const findings = violations.flatMap(({id, impact, help, nodes}) => {
			const ours = nodes.filter((node) => !isTheirs(node));
			return ours.length ? [{rule: id, impact, help, targets: ours.map(({html, failureSummary}) => html + ' ' + failureSummary)}] : [];
		});
		return {passed: passes.length, findings};
	})()`, selector), &report))
	require.Positive(k.t, report.Passed, "axe saw nothing in %s", selector)
	for _, found := range report.Findings {
		text := fmt.Sprintf("axe on %s: %s (%s): %s\n  %s", selector, found.Help, found.Rule, found.Impact, strings.Join(found.Targets, "\n  "))
		if found.Impact == "serious" || found.Impact == "critical" {
			k.t.Error(text)
		} else {
			k.t.Log(text)
		}
	}
	k.t.Logf("axe on %s: %d rules passed, %d did not", selector, report.Passed, len(report.Findings))
}

func (k *kit) axe() string {
	k.t.Helper()
	root, err := stack.Root()
	k.must(err)
	source, err := os.ReadFile(filepath.Join(root, "e2e", "node_modules", "axe-core", "axe.min.js"))
	k.must(err)
	return string(source) + "; undefined"
}
