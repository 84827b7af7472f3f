package whereby_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mattermost-plugin-whereby/server/whereby"
)

const (
	vectorSecret    = "example-signing-secret-0001" //nolint:gosec // an example
	vectorTime      = "1760000000"
	vectorSignature = "5f16268ebd17c31c86aec8ed8edb36e53cc2f933d12c6f2422ec8c0b6c67da43"
	vectorBody      = `{"id":"a1","apiVersion":"1.0","createdAt":"2025-10-09T08:53:20.000Z","type":"room.client.joined",` +
		`"data":{"displayName":"Zoë <Q&A>","numClients":1}}`
)

func TestVerifySignature(t *testing.T) {
	signed := time.Unix(1760000000, 0)
	assert.Equal(t, vectorSignature, whereby.Sign(vectorSecret, vectorTime, []byte(vectorBody)))
	const right = "t=" + vectorTime + ",v1=" + vectorSignature
	padded := "t=0" + vectorTime + ",v1=" + whereby.Sign(vectorSecret, "0"+vectorTime, []byte(vectorBody))
	longAgo := "t=0,v1=" + whereby.Sign(vectorSecret, "0", []byte(vectorBody))
	tests := []struct {
		name, secret, header, body string
		late                       time.Duration
		want                       error
	}{
		{"the vector", vectorSecret, right, vectorBody, 0, nil},
		{"at the window's end", vectorSecret, right, vectorBody, time.Minute, nil},
		{"at the window's start", vectorSecret, right, vectorBody, -time.Minute, nil},
		{"spaces, order, more pairs", vectorSecret, " v0=old , v1 = " + vectorSignature + ",odd, t=" + vectorTime + " ,", vectorBody, 0, nil},
		{"two signatures, first right", vectorSecret, right + ",v1=00", vectorBody, 0, nil},
		{"two signatures, last right", vectorSecret, "v1=00," + right, vectorBody, 0, nil},
		{"time as written", vectorSecret, padded, vectorBody, 0, nil},

		{"no secret", "", "t=" + vectorTime + ",v1=" + whereby.Sign("", vectorTime, []byte(vectorBody)), vectorBody, 0, whereby.ErrNoSecret},
		{"no header", vectorSecret, "", vectorBody, 0, whereby.ErrNoSignature},
		{"no time", vectorSecret, "v1=" + vectorSignature, vectorBody, 0, whereby.ErrNoSignature},
		{"no signature", vectorSecret, "t=" + vectorTime, vectorBody, 0, whereby.ErrNoSignature},
		{"two times", vectorSecret, "t=" + vectorTime + "," + right, vectorBody, 0, whereby.ErrNoSignature},
		{"plain hex", vectorSecret, vectorSignature, vectorBody, 0, whereby.ErrNoSignature},
		{"time with a sign", vectorSecret, "t=+" + vectorTime + ",v1=" + vectorSignature, vectorBody, 0, whereby.ErrNoSignature},
		{"negative time", vectorSecret, "t=-1,v1=" + vectorSignature, vectorBody, 0, whereby.ErrNoSignature},
		{"huge time", vectorSecret, "t=9223372036854775807,v1=" + vectorSignature, vectorBody, 0, whereby.ErrNoSignature},
		{"no number", vectorSecret, "t=soon,v1=" + vectorSignature, vectorBody, 0, whereby.ErrNoSignature},
		{"empty signature", vectorSecret, "t=" + vectorTime + ",v1=", vectorBody, 0, whereby.ErrWrongSignature},
		{"other secret", vectorSecret + " ", right, vectorBody, 0, whereby.ErrWrongSignature},
		{"other body", vectorSecret, right, vectorBody + "\n", 0, whereby.ErrWrongSignature},
		{"no body", vectorSecret, right, "", 0, whereby.ErrWrongSignature},
		{"other time", vectorSecret, "t=1760000001,v1=" + vectorSignature, vectorBody, 0, whereby.ErrWrongSignature},
		{"cut signature", vectorSecret, right[:len(right)-1], vectorBody, 0, whereby.ErrWrongSignature},
		{"upper case", vectorSecret, "t=" + vectorTime + ",v1=" + strings.ToUpper(vectorSignature), vectorBody, 0, whereby.ErrWrongSignature},
		{"old", vectorSecret, right, vectorBody, time.Minute + time.Second, whereby.ErrStaleSignature},
		{"from the future", vectorSecret, right, vectorBody, -time.Minute - time.Second, whereby.ErrStaleSignature},
		{"of 1970", vectorSecret, longAgo, vectorBody, 0, whereby.ErrStaleSignature},
		{"old and wrong", vectorSecret, right, "", time.Hour, whereby.ErrWrongSignature},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := whereby.VerifySignature(test.secret, test.header, []byte(test.body), signed.Add(test.late), time.Minute)
			assert.Equal(t, test.want, err)
		})
	}
}

func FuzzVerifySignature(f *testing.F) {
	for _, header := range []string{
		"", "t=" + vectorTime + ",v1=" + vectorSignature, "t=,v1=", "v1=a,v1=b,t=99999999999999999999", ",,=,==t=1", "t=1,t=2,v1=\x00",
	} {
		f.Add(header, []byte(vectorBody))
	}
	now := time.Unix(1760000000, 0)
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		err := whereby.VerifySignature("a secret that no fuzzer knows", header, body, now, time.Minute)
		assert.IsType(t, whereby.SignatureError(""), err, "nothing made without the secret is believed")

		seconds := strconv.FormatInt(now.Unix(), 10)
		right := "t=" + seconds + ",v1=" + whereby.Sign(vectorSecret, seconds, body)
		assert.NoError(t, whereby.VerifySignature(vectorSecret, right, body, now, 0))
	})
}
