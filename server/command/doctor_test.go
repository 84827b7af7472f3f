package command

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/config"
	"mattermost-plugin-whereby/server/doctor"
)

// measured keeps the commands that were measured.
type measured []string

func (m *measured) Executed(command string, err error) {
	code := "ok"
	if err != nil {
		code = string(call.CodeOf(err))
	}
	*m = append(*m, command+" "+code)
}

// physician counts who came.
type physician struct{ patients int }

func (p *physician) Examine(context.Context) doctor.Report {
	p.patients++
	return doctor.Report{}
}

func TestDoctorIsForAdmins(t *testing.T) {
	var seen physician
	var counted measured
	h := &Handler{
		Calls: &calls{}, People: people{}, Doctor: &seen, Meter: &counted,
		Settings: func() config.Snapshot { return config.Snapshot{Config: config.Defaults()} },
	}
	said := h.said(t, "/whereby doctor")
	require.Len(t, said, 1)
	assert.Equal(t, "Only system admins can do this.", said[0].Message)
	assert.Zero(t, seen.patients)
	h.People = people{admin: true}
	assert.Contains(t, h.said(t, "/whereby doctor")[0].Message, "How the Whereby plugin fares")
	assert.Equal(t, 1, seen.patients)
	assert.Contains(t, h.said(t, "/whereby help")[0].Message, "`/whereby doctor`")

	h.said(t, "/whereby doctor appointment")
	h.said(t, "/whereby --nonsense")
	assert.Equal(t, measured{"doctor not_admin", "doctor ok", "help ok", "start ok", "start unknown_flag"}, counted)
}

// TestVerbsHaveNames ends in a panic for one that has none.
func TestVerbsHaveNames(t *testing.T) {
	names := map[string]bool{}
	for v := verbStart; v <= verbDoctor; v++ {
		names[v.String()] = true
	}
	assert.Len(t, names, int(verbDoctor)+1)
	for _, name := range []string{"doctor", "setup", "history", "calendar", "room", "next", "join", "end", "help"} {
		r, err := parse(name, func(string) bool { return false })
		require.NoError(t, err)
		assert.Equal(t, name, r.verb.String())
	}
}
