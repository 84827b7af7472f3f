package tests

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/e2e/stack"
	"mattermost-plugin-whereby/server/whereby/wherebytest"
)

// TestFaultsOfWhereby breaks Whereby in every way that the sandbox knows.
func TestFaultsOfWhereby(t *testing.T) {
	k := newKit(t)
	heardBy := map[*stack.User]*stack.Listener{k.alice: k.listen(k.alice), k.Admin: k.listen(k.Admin)}
	for name, test := range map[string]struct {
		fault  wherebytest.Fault
		member string
		admin  string
	}{
		"401":                {wherebytest.Fault{Kind: wherebytest.FaultUnauthorized}, "Whereby refused the API key. Ask a system admin to renew it", "Whereby refused the API key (401)"},
		"403":                {wherebytest.Fault{Kind: wherebytest.FaultForbidden}, "plan does not include this kind of call", "your plan does not include this kind of call (403)"},
		"429":                {wherebytest.Fault{Kind: wherebytest.FaultRateLimited, Delay: 42 * time.Second}, "Try again in 42 seconds.", "used up its API points"},
		"500":                {wherebytest.Fault{Kind: wherebytest.FaultServerError}, "Whereby does not answer right now. Nothing was posted", "Whereby does not answer."},
		"slow":               {wherebytest.Fault{Kind: wherebytest.FaultSlow, Delay: time.Minute}, "Whereby does not answer right now", "Whereby does not answer."},
		"garbage":            {wherebytest.Fault{Kind: wherebytest.FaultGarbage}, "Whereby does not answer right now", "Whereby does not answer."},
		"garbage after work": {wherebytest.Fault{Kind: wherebytest.FaultGarbage, AfterWork: true}, "Whereby does not answer right now", "Whereby does not answer."},
		"hang":               {wherebytest.Fault{Kind: wherebytest.FaultHang}, "Whereby does not answer right now", "Whereby does not answer."},
		"hang after work":    {wherebytest.Fault{Kind: wherebytest.FaultHang, AfterWork: true}, "Whereby does not answer right now", "Whereby does not answer."},
		"cut":                {wherebytest.Fault{Kind: wherebytest.FaultCut}, "Whereby does not answer right now", "Whereby does not answer."},
		"cut after work":     {wherebytest.Fault{Kind: wherebytest.FaultCut, AfterWork: true}, "Whereby does not answer right now", "Whereby does not answer."},
	} {
		for user, said := range map[*stack.User]string{k.alice: test.member, k.Admin: test.admin} {
			if user == k.Admin && test.fault.AfterWork {
				continue // as above, and it takes its time
			}
			t.Run(name+" for "+user.Username, func(t *testing.T) {
				channel := k.newChannel(k.alice)
				fault := test.fault
				fault.Method, fault.Path = http.MethodPost, "/meetings"
				k.Sandbox.Inject(fault)
				k.types(user, channel.Id, "/whereby "+channel.Name)
				k.Sandbox.ClearFaults()

				notice, err := heardBy[user].WaitEphemeralIn(k.ctx, channel.Id, said)
				assert.NoError(t, err)
				assert.NotNil(t, notice)
				assert.Empty(t, k.callPosts(channel.Id), "nothing is posted")
				assert.Empty(t, k.calls(user, channel.Id, "&state=running"), "nothing is left running")
				assert.Zero(t, k.roomsOf(channel.Name), "no room is left behind")

				k.types(user, channel.Id, "/whereby")
				k.callPost(channel.Id)
			})
		}
	}
}

// TestBadSettingsAreRefused saves settings as System Console does.
func TestBadSettingsAreRefused(t *testing.T) {
	k := newKit(t)
	for name, test := range map[string]struct {
		setting string
		value   any
		said    string
	}{
		"key with a space":  {"apikey", "eyJ hbG", "API key: it must not have spaces"},
		"plain http":        {"apiurl", "http://api.whereby.dev/v1", "API address: use https"},
		"capital prefix":    {"roomprefix", "Acme", "Room name prefix: use small letters"},
		"no length":         {"defaultdurationminutes", 0, "Default call duration: enter whole minutes"},
		"default above max": {"defaultdurationminutes", 481, "cannot exceed the longest call duration of 480 minutes"},
		"short key":         {"encryptionkey", "short", "Encryption key: 32 characters at least"},
	} {
		t.Run(name, func(t *testing.T) {
			err := k.SetPluginConfig(k.ctx, map[string]any{test.setting: test.value})
			assert.ErrorContains(t, err, test.said)
		})
	}
	channel := k.newChannel(k.alice)
	k.types(k.alice, channel.Id, "/whereby")
	k.callPost(channel.Id)
}

// TestEncryptionKeyIsMadeAndKept writes the settings anew without it.
func TestEncryptionKeyIsMadeAndKept(t *testing.T) {
	k := newKit(t)
	channel := k.newChannel(k.alice)
	call := k.start(k.alice, channel.Id)
	settings := k.PluginConfig()
	delete(settings, "encryptionkey")
	k.must(k.ReplacePluginConfig(k.ctx, settings))
	k.Sandbox.ForgetRequests()
	assert.NotEmpty(t, k.join(k.alice, call.ID).Query().Get("roomKey"))
	assert.Zero(t, k.linksAsked(), "the stored link can still be read")
	assert.Eventually(t, func() bool {
		config, _, err := k.Admin.Client.GetConfig(k.ctx)
		return err == nil && config.PluginSettings.Plugins["whereby"]["encryptionkey"] != ""
	}, 5*time.Second, 50*time.Millisecond)
}
