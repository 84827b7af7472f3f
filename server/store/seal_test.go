package store

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSeal(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	const secret = "https://x.whereby.com/room?roomKey=eyJ"
	sealed, err := seal(key, secret, "row")
	require.NoError(t, err)
	assert.NotContains(t, sealed, "roomKey")

	opened, err := unseal(key, sealed, "row")
	require.NoError(t, err)
	assert.Equal(t, secret, opened)

	again, err := seal(key, secret, "row")
	require.NoError(t, err)
	assert.NotEqual(t, sealed, again)

	for name, attempt := range map[string]func() (string, error){
		"another key": func() (string, error) { return unseal(bytes.Repeat([]byte{2}, 32), sealed, "row") },
		"another row": func() (string, error) { return unseal(key, sealed, "other row") },
		"tampered":    func() (string, error) { return unseal(key, strings.ToUpper(sealed), "row") },
		"cut short":   func() (string, error) { return unseal(key, sealed[:8], "row") },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := attempt()
			assert.Error(t, err)
		})
	}
	empty, err := seal(key, "", "row")
	require.NoError(t, err)
	assert.Empty(t, empty)
}
