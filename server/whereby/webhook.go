package whereby

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// SignatureHeader is the header of a webhook that holds "t=<unix seconds>,v1=<Sign(secret, t, body)>".
const SignatureHeader = "Whereby-Signature"

// SignatureWindow is how far the time of a webhook may be from ours.
const SignatureWindow = 5 * time.Minute

// Sign is the signature of a webhook: the lower-case hex HMAC-SHA256, keyed with the webhook's
// secret, over t as it stands in the header, a dot, and the raw body.
func Sign(secret, t string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// SignatureError is why a webhook is not believed. The values are comparable: use errors.Is.
type SignatureError string

const (
	// ErrNoSecret means that there is no secret to check with, so nothing can be believed.
	ErrNoSecret SignatureError = "no webhook secret is set" //nolint:gosec // a message
	// ErrNoSignature means that the header is missing, or has not exactly one time and a signature.
	ErrNoSignature SignatureError = "the signature header is missing or malformed"
	// ErrWrongSignature means another secret or another body.
	ErrWrongSignature SignatureError = "the signature does not match"
	// ErrStaleSignature means a right signature of another time: a replay, or clocks that differ.
	ErrStaleSignature SignatureError = "the signature is too old or from the future"
)

func (e SignatureError) Error() string { return "whereby webhook: " + string(e) }

// VerifySignature says whether a webhook's raw body comes from Whereby and was signed less than
// window before or after now; its errors are of type SignatureError.
//
// The header may have pairs that are not known, and several signatures of which one must match.
func VerifySignature(secret, header string, body []byte, now time.Time, window time.Duration) error {
	if secret == "" {
		return ErrNoSecret
	}
	t, signatures := readSignatureHeader(header)
	// 40 bits of seconds last for 34,000 years and do not overflow in what follows.
	seconds, err := strconv.ParseUint(t, 10, 40)
	if err != nil || len(signatures) == 0 {
		return ErrNoSignature
	}
	want := []byte(Sign(secret, t, body))
	matches := false
	for _, signature := range signatures {
		matches = hmac.Equal(want, []byte(signature)) || matches
	}
	if !matches {
		return ErrWrongSignature
	}
	if now.Sub(time.Unix(int64(seconds), 0)).Abs() > window { //nolint:gosec // 40 bits
		return ErrStaleSignature
	}
	return nil
}

// readSignatureHeader gives the time as it is written, empty unless there is exactly one, and all signatures.
func readSignatureHeader(header string) (t string, signatures []string) {
	times := 0
	for pair := range strings.SplitSeq(header, ",") {
		key, value, _ := strings.Cut(pair, "=")
		switch strings.TrimSpace(key) {
		case "t":
			times++
			t = strings.TrimSpace(value)
		case "v1":
			signatures = append(signatures, strings.TrimSpace(value))
		}
	}
	if times != 1 {
		return "", nil
	}
	return t, signatures
}
