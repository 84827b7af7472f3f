package whereby

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// SignatureHeader is the header of a webhook that holds "t=<unix seconds>,v1=<Sign(secret, t, body)>".
const SignatureHeader = "Whereby-Signature"

// Sign is the signature of a webhook: the lower-case hex HMAC-SHA256, keyed with the webhook's
// secret, over t as it stands in the header, a dot, and the raw body.
func Sign(secret, t string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
