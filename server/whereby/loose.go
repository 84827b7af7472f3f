package whereby

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/pkg/errors"
)

// decodeObject reads a JSON object. A field of another type than documented is left out, not an
// error: the documentation contradicts itself in places, and one odd field must not cost the rest.
func decodeObject(data []byte, into any) error {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return errors.New("not a JSON object")
	}
	err := json.Unmarshal(data, into)
	// json.Unmarshal goes on after a type that does not fit, and tells the first at the end.
	if odd := new(json.UnmarshalTypeError); errors.As(err, &odd) {
		return nil
	}
	return err
}

// looseText is a string that may come as null, or as a number. It drops NUL characters, which
// PostgreSQL does not store.
type looseText string

func (t *looseText) UnmarshalJSON(data []byte) error {
	*t = ""
	switch data[0] {
	case '"':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*t = looseText(strings.ReplaceAll(text, "\x00", ""))
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		*t = looseText(data)
	}
	return nil
}

// date reads an ISO date or milliseconds since 1970; anything else is the zero time.
func (t looseText) date() time.Time {
	if milliseconds, err := strconv.ParseInt(string(t), 10, 64); err == nil {
		const year5000 = 95_617_584_000_000
		if milliseconds <= 0 || milliseconds > year5000 {
			return time.Time{}
		}
		return time.UnixMilli(milliseconds).UTC()
	}
	return parseDate(string(t))
}

// count makes a count of a JSON number: whole, not negative, and in any int.
func count(number float64) int {
	const most = 1<<31 - 1
	return int(min(max(number, 0), most))
}
