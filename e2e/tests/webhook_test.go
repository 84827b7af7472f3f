package tests

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/whereby"
)

// intakePath is where Whereby sends its webhooks.
const intakePath = "/plugins/whereby/webhooks/whereby"

// biggestHook is the largest body that is read.
const biggestHook = 64 << 10

// told is the body of a webhook about a call's room, as Whereby words it.
func (k *kit) told(call view, kind string, at time.Time, data map[string]any) []byte {
	k.t.Helper()
	var meetingID string
	k.must(k.DB().QueryRowContext(k.ctx, "SELECT meeting_id FROM whereby_calls WHERE id = $1", call.ID).Scan(&meetingID))
	all := map[string]any{"meetingId": meetingID, "roomName": "/" + call.RoomName, "subdomain": "sandbox", "roomSessionId": nil}
	maps.Copy(all, data)
	event := k.Sandbox.NewEvent(kind, all)
	event.CreatedAt = at.UTC().Format("2006-01-02T15:04:05.000Z")
	body, err := json.Marshal(event)
	k.must(err)
	return body
}

// somebody is what a webhook tells of a participant, and how many are inside.
func somebody(id, name, externalID string, inside int) map[string]any {
	return map[string]any{
		"participantId": id, "displayName": name, "externalId": externalID, "metadata": nil, "roleName": "visitor",
		"numClients": inside, "numClientsByRoleName": map[string]int{"visitor": inside}, "isDialIn": false,
	}
}

// signed is the header that a body has when it is sent at that time.
func signed(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + whereby.Sign(secret, t, body)
}

// deliver sends a webhook to a server and gives the status of the answer, 0
// for none. It may be called from any goroutine.
func (k *kit) deliver(server, signature string, length int64, body io.Reader) int {
	request, err := http.NewRequestWithContext(k.ctx, http.MethodPost, server+intakePath, body)
	if !assert.NoError(k.t, err) {
		return 0
	}
	request.ContentLength = length
	request.Header.Set("Content-Type", "application/json")
	if signature != "" {
		request.Header.Set(whereby.SignatureHeader, signature)
	}
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if !assert.NoError(k.t, err) {
		return 0
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// tells sends a webhook as Whereby does.
func (k *kit) tells(server string, body []byte) int {
	return k.deliver(server, signed(k.WebhookSecret, time.Now(), body), int64(len(body)), bytes.NewReader(body))
}

// counted gives the one number that a query asks for.
func (k *kit) counted(query string, args ...any) (n int) {
	k.t.Helper()
	k.must(k.DB().QueryRowContext(k.ctx, query, args...).Scan(&n))
	return n
}

// stored is how many webhooks are in the plugin's memory.
func (k *kit) stored() int {
	k.t.Helper()
	return k.counted("SELECT count(*) FROM whereby_inbox")
}

// flat runs what must not cost the plugin memory, and logs how much it took.
func (k *kit) flat(name string, do func()) {
	k.t.Helper()
	before, err := k.PluginMemory()
	k.must(err)
	began := time.Now()
	do()
	took := time.Since(began)
	after, err := k.PluginMemory()
	k.must(err)
	k.t.Logf("%s: %.1f s, memory %.1f MB, then %.1f MB", name, took.Seconds(), float64(before)/1e6, float64(after)/1e6)
	assert.Less(k.t, float64(after)-float64(before), 20e6, name)
}

func TestWebhooksThatAreRefused(t *testing.T) {
	k := newKit(t)
	call := k.start(k.alice, k.newChannel(k.alice).Id)
	k.must(k.Sandbox.Flush(k.ctx))
	before := k.stored()
	body := k.told(call, "room.client.joined", time.Now(), somebody("p", "Mallory", "", 1))
	now := time.Now()
	right := signed(k.WebhookSecret, now, body)
	tooBig := append(bytes.Clone(body), bytes.Repeat([]byte(" "), biggestHook+1-len(body))...)
	for name, test := range map[string]struct {
		signature string
		body      []byte
		want      int
	}{
		"forged":                 {signed("another secret", now, body), body, http.StatusUnauthorized},
		"signed by nothing":      {signed("", now, body), body, http.StatusUnauthorized},
		"another body":           {right, append(bytes.Clone(body), ' '), http.StatusUnauthorized},
		"stale":                  {signed(k.WebhookSecret, now.Add(-10*time.Minute), body), body, http.StatusUnauthorized},
		"from the future":        {signed(k.WebhookSecret, now.Add(10*time.Minute), body), body, http.StatusUnauthorized},
		"made fresh":             {strings.Replace(signed(k.WebhookSecret, now.Add(-10*time.Minute), body), "t=", "t="+strconv.FormatInt(now.Unix(), 10)+",t=", 1), body, http.StatusUnauthorized},
		"unsigned":               {"", body, http.StatusUnauthorized},
		"without a body":         {right, nil, http.StatusUnauthorized},
		"no JSON":                {signed(k.WebhookSecret, now, []byte("hello")), []byte("hello"), http.StatusBadRequest},
		"nothing, signed":        {signed(k.WebhookSecret, now, nil), nil, http.StatusBadRequest},
		"one byte more than fit": {signed(k.WebhookSecret, now, tooBig), tooBig, http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, k.deliver(k.URL, test.signature, int64(len(test.body)), bytes.NewReader(test.body)))
			assert.Equal(t, test.want, k.deliver(k.URL, test.signature, -1, io.NopCloser(bytes.NewReader(test.body))), "without a length")
		})
	}
	assert.Equal(t, before, k.stored())
	for _, mark := range []string{"refused_signature", "refused_stale"} {
		assert.Equal(t, 1, k.counted("SELECT count(*) FROM whereby_marks WHERE name = $1 AND at > $2", mark, now.Add(-10*time.Minute).UnixMilli()), mark)
	}

	t.Run("no secret is set", func(t *testing.T) {
		k := newKit(t)
		k.configure(map[string]any{"webhooksecret": ""})
		for _, secret := range []string{k.WebhookSecret, "", "another"} {
			assert.Equal(t, http.StatusUnauthorized, k.deliver(k.URL, signed(secret, time.Now(), body), int64(len(body)), bytes.NewReader(body)))
		}
	})
	assert.Equal(t, before, k.stored())
	assert.Equal(t, "open", k.record(call.ID).State)
	assert.Equal(t, http.StatusNoContent, k.tells(k.URL, body), "the same body, rightly sent")
	k.waitRecord(call.ID, 5*time.Second, isLive(1))
}

func TestWebhooksThatAreTakenIn(t *testing.T) {
	k := newKit(t)
	call := k.start(k.alice, k.newChannel(k.alice).Id)
	k.must(k.Sandbox.Flush(k.ctx))

	t.Run("again and again", func(t *testing.T) {
		body := k.told(call, "room.client.joined", time.Now(), somebody("p", "Zoë", "", 1))
		signature := signed(k.WebhookSecret, time.Now().Add(-5*time.Minute+4*time.Second), body)
		replay := func() int { return k.deliver(k.URL, signature, int64(len(body)), bytes.NewReader(body)) }
		noted := func() int { return k.counted("SELECT count(*) FROM whereby_inbox WHERE call_id = $1", call.ID) }
		before := noted()
		assert.Equal(t, http.StatusNoContent, replay())
		assert.Equal(t, http.StatusNoContent, replay())
		joined := k.waitRecord(call.ID, 5*time.Second, isLive(1))
		assert.Len(t, joined.Attendance, 1)
		require.Eventually(t, func() bool { return replay() == http.StatusUnauthorized }, 20*time.Second, time.Second, "after the window")
		assert.Equal(t, before+1, noted())
		assert.Equal(t, 1, k.counted("SELECT count(*) FROM whereby_outbox WHERE call_id = $1 AND kind = 'joined'", call.ID))
		assert.Equal(t, joined.Revision, k.record(call.ID).Revision)
	})

	t.Run("without a length, and as large as may be", func(t *testing.T) {
		before := k.stored()
		body := k.told(call, "room.client.joined", time.Now(), somebody("q", "Bob", "", 2))
		body = append(body, bytes.Repeat([]byte(" "), biggestHook-len(body))...)
		signature := signed(k.WebhookSecret, time.Now(), body)
		assert.Equal(t, http.StatusNoContent, k.deliver(k.URL, signature, -1, io.NopCloser(bytes.NewReader(body))))
		assert.Equal(t, before+1, k.stored())
		k.waitRecord(call.ID, 5*time.Second, isLive(2))
	})

	t.Run("what does not concern us", func(t *testing.T) {
		before := k.stored()
		elsewhere := map[string]any{"meetingId": "0", "roomName": "/somebody-elses"}
		maps.Copy(elsewhere, somebody("p", "Zoë", "", 1))
		for name, body := range map[string][]byte{
			"unknown type": k.told(call, "room.client.danced", time.Now(), somebody("p", "Zoë", "", 1)),
			"unknown room": k.told(call, "room.client.joined", time.Now(), elsewhere),
			"nobody":       k.told(call, "room.client.joined", time.Now(), nil),
		} {
			assert.Equal(t, http.StatusNoContent, k.tells(k.URL, body), name)
		}
		assert.Equal(t, before, k.stored())
	})

	t.Run("signed oddities", func(t *testing.T) {
		revision := k.record(call.ID).Revision
		event := func(id, data string) string {
			return `{"id":` + id + `,"type":"room.client.joined","createdAt":"2026-01-01T00:00:00.000Z","data":` + data + `}`
		}
		deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
		k.flat("oddities", func() {
			for name, body := range map[string]string{
				"arrays":            strings.Repeat("[", biggestHook),
				"objects":           strings.Repeat(`{"a":`, biggestHook/5),
				"whole objects":     strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000),
				"too deep":          strings.Repeat(`{"a":`, 10_900) + "1" + strings.Repeat("}", 10_900),
				"deep metadata":     event(`"deep"`, `{"meetingId":"0","participantId":"p","metadata":`+deep(9000)+`}`),
				"too deep metadata": event(`"deep"`, `{"meetingId":"0","participantId":"p","metadata":`+deep(30_000)+`}`),
				"deep data":         event(`"deep"`, deep(9000)),
				"many keys":         event(`"keys"`, `{"meetingId":"0","participantId":"p","numClientsByRoleName":{`+manyKeys(4000)+`}}`),
				"NUL":               event(`"a\u0000b"`, `{"meetingId":"0\u0000","participantId":"\u0000p","displayName":"\u0000"}`),
				"half a character":  event(`"a\ud800b"`, `{"meetingId":"0","participantId":"\udfff","displayName":"`+"\xff\xfe"+`"}`),
				"numbers":           event(`1e999`, `{"meetingId":1e999,"participantId":-0,"numClients":1e308}`),
				"nulls":             event(`null`, `null`),
				"a long id":         event(`"`+strings.Repeat("x", 60_000)+`"`, `{"meetingId":"0","participantId":"p"}`),
			} {
				status := k.tells(k.URL, []byte(body))
				assert.True(t, status >= 200 && status < 300 || status >= 400 && status < 500, "%s: %d", name, status)
			}
		})
		assert.Equal(t, revision, k.record(call.ID).Revision)
	})
}

func manyKeys(n int) string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = `"role` + strconv.Itoa(i) + `":1`
	}
	return strings.Join(keys, ",")
}

// pour sends so much of a body of 100 MB, and no more, and gives the status of
// the answer. It writes to the bare connection: Go's client may miss an answer
// that comes while it is still sending.
func (k *kit) pour(signature string, chunked bool, size int) int {
	conn, err := net.Dial("tcp", strings.TrimPrefix(k.URL, "http://"))
	if !assert.NoError(k.t, err) {
		return 0
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	head := "POST " + intakePath + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
	if signature != "" {
		head += whereby.SignatureHeader + ": " + signature + "\r\n"
	}
	part := make([]byte, 1<<16)
	if chunked {
		head += "Transfer-Encoding: chunked\r\n\r\n"
		part = slices.Concat([]byte("10000\r\n"), part, []byte("\r\n"))
	} else {
		head += "Content-Length: " + strconv.Itoa(wholeFlood) + "\r\n\r\n"
	}
	go func() {
		_, err := io.WriteString(conn, head)
		for sent := 0; sent < size && err == nil; sent += 1 << 16 {
			_, err = conn.Write(part) // fails when the server hangs up
		}
	}()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if !assert.NoError(k.t, err) {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

const wholeFlood = 100 << 20

// TestWebhookFloods sends 100 MB at a time, and many webhooks at once.
func TestWebhookFloods(t *testing.T) {
	k := newKit(t)
	call := k.start(k.alice, k.newChannel(k.alice).Id)
	k.must(k.Sandbox.Flush(k.ctx))
	before := k.stored()
	body := k.told(call, "room.client.joined", time.Now(), somebody("p", "Mallory", "", 1))
	atOnce := func(n int, send func(int) int) map[int]int {
		var wait sync.WaitGroup
		var mu sync.Mutex
		statuses := map[int]int{}
		for i := range n {
			wait.Go(func() {
				status := send(i)
				mu.Lock()
				defer mu.Unlock()
				statuses[status]++
			})
		}
		wait.Wait()
		return statuses
	}
	for name, test := range map[string]struct {
		signature string
		chunked   bool
		want      int
	}{
		"100 MB, unsigned":                    {"", false, http.StatusUnauthorized},
		"100 MB, unsigned, without a length":  {"", true, http.StatusUnauthorized},
		"100 MB, signature":                   {signed(k.WebhookSecret, time.Now(), body), false, http.StatusRequestEntityTooLarge},
		"100 MB, signature, without a length": {signed(k.WebhookSecret, time.Now(), body), true, http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			k.flat(name, func() {
				began := time.Now()
				statuses := atOnce(4, func(i int) int {
					size := []int{wholeFlood, 1 << 20}[i%2] // all that is taken; a part, so that the body never ends
					return k.pour(test.signature, test.chunked, size)
				})
				assert.Equal(t, map[int]int{test.want: 4}, statuses)
				assert.Less(t, time.Since(began), 10*time.Second)
			})
		})
	}

	k.flat("200 forged at once", func() {
		began := time.Now()
		statuses := atOnce(200, func(i int) int {
			forged := signed("secret "+strconv.Itoa(i), time.Now(), body)
			return k.deliver(k.URL, forged, int64(len(body)), bytes.NewReader(body))
		})
		assert.Equal(t, map[int]int{http.StatusUnauthorized: 200}, statuses)
		assert.Less(t, time.Since(began), 10*time.Second)
	})
	began := time.Now()
	assert.Equal(t, http.StatusNoContent, k.tells(k.URL, body))
	assert.Less(t, time.Since(began), time.Second)
	assert.Equal(t, before+1, k.stored())
}
