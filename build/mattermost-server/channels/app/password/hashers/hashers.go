// Package hashers stands in for Mattermost's package of this name, which is part
// of the server and not under a licence that plugins may be shipped with. The
// model package imports it for User.PreSave, which only the server calls. Later
// versions of the model do not; then this folder and its line in go.mod can go.
package hashers

import "errors"

// ErrPasswordTooLong is never returned.
var ErrPasswordTooLong = errors.New("password too long")

// Hash refuses: a plugin stores no passwords.
func Hash(string) (string, error) {
	return "", errors.New("a plugin stores no passwords")
}
