package whereby

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pkg/errors"
)

// lookTime bounds a whole Look.
const lookTime = 4 * time.Second

// Look tries credentials out as Check does, but makes nothing: it lists a meeting, which costs a
// point. It tells how the clocks compare also when that is fine.
func Look(ctx context.Context, credentials Credentials) []Finding {
	c := newChecker(credentials)
	defer c.wire.close()
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	if !c.credentialsPossible(ctx) {
		return c.findings
	}
	if c.keyWorks(ctx) && c.wire.skew().Abs() <= tolerableSkew {
		c.findings = append(c.findings, Finding{Level: LevelOK, Code: FoundClock, Host: c.host, Skew: c.wire.skew()})
	}
	c.clock()
	c.points()
	return c.findings
}

// Frame is whether the pages of rooms may be shown inside those of a site.
type Frame struct {
	Allowed bool
	// Host is where the rooms are, and Site the origin that would embed them.
	Host string
	Site string
}

// FrameOf asks the host of a room whether pages of a site may embed its rooms, as it tells browsers.
func FrameOf(ctx context.Context, roomURL, siteURL string) (Frame, error) {
	room, err := url.Parse(roomURL)
	if err != nil || room.Host == "" {
		return Frame{}, errors.New("the room's link is no address") // which may have a key
	}
	frame := Frame{Host: room.Host}
	site, err := url.Parse(siteURL)
	if err != nil || site.Host == "" {
		return frame, errors.New("the site's address cannot be read")
	}
	frame.Site = site.Scheme + "://" + site.Host
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, room.Scheme+"://"+room.Host+"/csp", http.NoBody)
	if err != nil {
		return frame, errors.New("the room's link is no address")
	}
	client := &http.Client{
		Timeout:       lookTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(request)
	if err != nil {
		return frame, errors.Wrap(err, "ask for the frame policy")
	}
	_ = answer.Body.Close()
	if answer.StatusCode >= 500 {
		return frame, errors.Errorf("the frame policy's answer is %d", answer.StatusCode)
	}
	frame.Allowed = mayFrame(answer.Header.Values("Content-Security-Policy"), room, site)
	return frame, nil
}

// mayFrame reads the frame-ancestors of policies, all of which have to allow the site (CSP level 3,
// 6.4.2.1). Without any, everybody may.
func mayFrame(headers []string, room, site *url.URL) bool {
	for policy := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		for directive := range strings.SplitSeq(policy, ";") {
			words := strings.Fields(strings.ToLower(directive))
			if len(words) == 0 || words[0] != "frame-ancestors" {
				continue
			}
			allowed := false
			for _, source := range words[1:] {
				allowed = allowed || isSource(source, room, site)
			}
			if !allowed {
				return false
			}
			break // only a policy's first counts
		}
	}
	return true
}

// isSource tells whether a site is what a source expression means.
func isSource(source string, room, site *url.URL) bool {
	switch {
	case source == "*":
		return site.Scheme == "https" || site.Scheme == "http"
	case source == "'self'":
		return schemeFits(room.Scheme, site.Scheme) && strings.EqualFold(room.Hostname(), site.Hostname()) && portFits(room.Port(), site)
	case strings.HasPrefix(source, "'"): // 'none', or what we do not know
		return false
	case strings.HasSuffix(source, ":"):
		return schemeFits(strings.TrimSuffix(source, ":"), site.Scheme)
	}
	scheme, rest, found := strings.Cut(source, "://")
	if !found {
		scheme, rest = room.Scheme, source
	}
	rest, _, _ = strings.Cut(rest, "/")
	host, port := rest, ""
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && !strings.HasSuffix(rest, "]") {
		host, port = rest[:i], rest[i+1:]
	}
	return schemeFits(scheme, site.Scheme) && hostFits(host, strings.ToLower(site.Hostname())) && (port == "*" || portFits(port, site))
}

func schemeFits(want, scheme string) bool {
	return want == scheme || want == "http" && scheme == "https"
}

func hostFits(want, host string) bool {
	if suffix, isWildcard := strings.CutPrefix(want, "*."); isWildcard {
		return strings.HasSuffix(host, "."+suffix)
	}
	return strings.Trim(want, "[]") == host
}

// portFits takes no port for the usual one.
func portFits(want string, site *url.URL) bool {
	usual := map[string]string{"https": "443", "http": "80"}[site.Scheme]
	port := site.Port()
	if port == "" {
		port = usual
	}
	return want == port || want == "" && port == usual || want == "80" && port == "443"
}
