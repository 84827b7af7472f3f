package store

import (
	"testing"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRetry(t *testing.T) {
	deadlock := errors.New("pq: deadlock detected")
	for name, test := range map[string]struct {
		errs  []error // of the tries, the last one's again and again
		tries int
		fails bool
	}{
		"succeeds":            {[]error{nil}, 1, false},
		"fails otherwise":     {[]error{errors.New("pq: disk full")}, 1, true},
		"deadlock once":       {[]error{deadlock, nil}, 2, false},
		"deadlock thrice":     {[]error{deadlock, deadlock, deadlock, nil}, 4, false},
		"deadlock for ever":   {[]error{deadlock}, 4, true},
		"another error after": {[]error{deadlock, errors.New("pq: disk full")}, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			tries := 0
			err := retry(func() error {
				tries++
				return test.errs[min(tries, len(test.errs))-1]
			})
			assert.Equal(t, test.tries, tries)
			if test.fails {
				require.ErrorIs(t, err, test.errs[len(test.errs)-1])
			} else {
				require.NoError(t, err)
			}
		})
	}
}
