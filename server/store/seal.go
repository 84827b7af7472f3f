package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"

	"github.com/pkg/errors"
)

// seal encrypts a secret for the database with AES-256-GCM, bound to the row
// that holds it. The empty secret stays empty.
func seal(key []byte, secret, row string) (string, error) {
	if secret == "" {
		return "", nil
	}
	aead, err := newAEAD(key)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err = rand.Read(nonce); err != nil {
		return "", errors.WithStack(err)
	}
	return base64.RawStdEncoding.EncodeToString(aead.Seal(nonce, nonce, []byte(secret), []byte(row))), nil
}

// unseal reverses seal. What was sealed with another key, or for another row,
// is an error.
func unseal(key []byte, sealed, row string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	aead, err := newAEAD(key)
	if err != nil {
		return "", err
	}
	data, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(data) < aead.NonceSize() {
		return "", errors.New("not a sealed secret")
	}
	secret, err := aead.Open(nil, data[:aead.NonceSize()], data[aead.NonceSize():], []byte(row))
	return string(secret), errors.Wrap(err, "unseal")
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errors.WithStack(err)
	}
	aead, err := cipher.NewGCM(block)
	return aead, errors.WithStack(err)
}
