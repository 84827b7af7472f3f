package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// mixpanel sends events to Mixpanel's import.
type mixpanel struct{}

type mixpanelEvent struct {
	Event      string         `json:"event"`
	Properties map[string]any `json:"properties"`
}

// payload has the delivery's id as $insert_id: of events that come twice one is kept.
func (mixpanel) payload(f facts) any {
	who := f.actor()
	p := f.properties()
	p["$insert_id"], p["time"], p["distinct_id"] = f.deliveryID, f.event.At.UnixMilli(), who.id
	if who.named {
		p["name"] = who.name
	}
	return []mixpanelEvent{{Event: f.eventName(), Properties: p}}
}

// request asks to be told what is wrong with an event.
func (mixpanel) request(ctx context.Context, p parcel) (*http.Request, error) {
	request, err := post(ctx, endpoint(p.to.URL, "", "/import", url.Values{"strict": {"1"}}), p.body)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(p.to.Account, "")
	return request, nil
}

func (mixpanel) judge(a answer) outcome {
	o := a.outcome()
	if a.status != http.StatusBadRequest && a.status != http.StatusRequestEntityTooLarge {
		return o
	}
	o.vain = true
	var check struct {
		Failed []struct {
			Field   string `json:"field"`
			Message string `json:"message"`
		} `json:"failed_records"`
	}
	if json.Unmarshal(a.body, &check) != nil || len(check.Failed) == 0 {
		return o
	}
	said := make([]string, len(check.Failed))
	for i, m := range check.Failed {
		said[i] = m.Field + ": " + m.Message
	}
	o.reason, o.text = Invalid, short(strings.Join(said, "; "))
	return o
}
