package agenda

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// said is what the words say, before it is known when that is.
type said struct {
	zone    string
	clock   *clock
	date    *date // of the only call, or from which on a rule counts
	in      time.Duration
	minutes int

	repeats  bool // days or a frequency say that it is a rule
	named    bool // freq is
	freq     rrule.Frequency
	interval int

	days      []time.Weekday // with nth: of the month
	daysText  string
	nth       []int
	monthdays []int
	month     time.Month // of a yearly rule

	until     *date
	untilText string
	count     int
	cron      string
}

// reader goes through words once; what it understands it takes.
type reader struct {
	tokens []token
	pos    int
	said   said

	adverbs []int // where daily, weekly … stand: perhaps they belong to the topic
}

// fillers may stand before anything.
var fillers = []string{"at", "on", "for", "from", "starting", "beginning", "start", "the", "and", "this", "@"}

// read takes all that says when, and leaves the rest.
func (r *reader) read() error {
	for r.pos < len(r.tokens) {
		from := r.pos
		for r.is(r.pos, fillers...) && r.pos-from < 3 {
			r.pos++
		}
		understood, err := r.phrase(from)
		if err != nil {
			return err
		}
		if !understood {
			r.pos = from + 1
			continue
		}
		for i := from; i < r.pos; i++ {
			r.tokens[i].used = true
		}
	}
	r.adopt()
	return nil
}

// phrase reads what stands at pos and moves pos behind it. Where it begins,
// with its fillers, is from.
func (r *reader) phrase(from int) (bool, error) {
	for _, read := range []func(from int) (bool, error){
		r.cronLine, r.every, r.until, r.times, r.offset, r.timeOfDay, r.span, r.timeZone,
		r.details, r.nextDay, r.someDate, r.someDays, r.unclear, r.oneWord,
	} {
		begin := r.pos
		understood, err := read(from)
		if understood || err != nil {
			return understood, err
		}
		r.pos = begin
	}
	return false, nil
}

// low returns a token in lower case, and "" behind the last and for quoted text.
func (r *reader) low(i int) string {
	if i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].low
}

func (r *reader) is(i int, words ...string) bool {
	return i < len(r.tokens) && slices.Contains(words, r.tokens[i].low)
}

// take moves behind a word if it is one of these.
func (r *reader) take(words ...string) bool {
	if r.is(r.pos, words...) {
		r.pos++
		return true
	}
	return false
}

// refuse returns an error about the tokens from one up to the one at pos, and that one.
func (r *reader) refuse(reason Reason, from int) error {
	return &Error{Reason: reason, Value: r.text(from, r.pos+1)}
}

// about returns an error about tokens that have been read, up to pos.
func (r *reader) about(reason Reason, from int) error {
	return &Error{Reason: reason, Value: r.text(from, r.pos)}
}

// text returns tokens as typed.
func (r *reader) text(from, end int) string {
	var texts []string
	for _, t := range r.tokens[from:min(end, len(r.tokens))] {
		texts = append(texts, t.text)
	}
	return strings.Join(texts, " ")
}

func (r *reader) cronLine(from int) (bool, error) {
	if r.pos >= len(r.tokens) || !r.tokens[r.pos].cron {
		return false, nil
	}
	if r.said.cron != "" || r.said.repeats {
		return false, r.refuse(BadCron, from)
	}
	r.said.cron, r.said.repeats = r.tokens[r.pos].text, true
	r.pos++
	return true, nil
}

// timeOfDay reads 14:30, 9 am, "at 9", and 14:00-15:00, which says the length too.
func (r *reader) timeOfDay(from int) (bool, error) {
	low := r.low(r.pos)
	if r.is(r.pos+1, "am", "pm", "a.m.", "p.m.", "a.m", "p.m") {
		if _, ok := number(low); ok || strings.Contains(low, ":") {
			low += r.low(r.pos + 1)
			r.pos++
		}
	}
	start, end, isRange := strings.Cut(low, "-")
	half := r.pos > from && r.is(r.pos-1, "at", "@") && !r.countsThings(r.pos+1)
	c, ok, tried := clockOf(start, half)
	if !tried {
		return false, nil
	}
	if !ok || r.said.clock != nil {
		return false, r.refuse(BadTime, from)
	}
	if isRange {
		to, ok, _ := clockOf(end, false)
		minutes := 60*(to.hour-c.hour) + to.minute - c.minute
		if !ok || minutes == 0 || r.said.minutes > 0 {
			return false, r.refuse(BadTime, from)
		}
		r.said.minutes = (minutes + 24*60) % (24 * 60)
	}
	r.said.clock = &c
	r.pos++
	return true, r.abbreviation()
}

// countsThings tells whether the number before is no hour: "at 2 days' notice".
func (r *reader) countsThings(i int) bool {
	_, span := spanUnit(r.low(i))
	_, unit := frequency(r.low(i))
	return span || unit || r.is(i, "times")
}

// abbreviation refuses the short name of a zone behind a time of day: several
// zones share most of them, and it must not be taken for a topic.
func (r *reader) abbreviation() error {
	low := r.low(r.pos)
	if _, _, weekday := weekdayName(low); weekday || len(low) < 2 || len(low) > 5 {
		return nil
	}
	if slices.Contains(abbreviations, low) {
		return r.refuse(BadZone, r.pos)
	}
	return nil
}

var abbreviations = strings.Fields(`cet cest met mest eet eest wet west bst ist msk est edt cst cdt mst mdt pst pdt
	akst akdt hst jst kst hkt sgt aest aedt acst acdt awst nzst nzdt sast wat eat brt art z`)

// span reads how long the call is.
func (r *reader) span(from int) (bool, error) {
	length, ok := r.length()
	if !ok {
		return false, nil
	}
	if r.said.minutes > 0 || length < time.Minute || length > 24*time.Hour || length%time.Minute != 0 {
		return false, r.about(BadTime, from)
	}
	r.said.minutes = int(length / time.Minute)
	return true, nil
}

// length reads 45m, 1h 30m, 90 minutes, an hour.
func (r *reader) length() (time.Duration, bool) {
	if length, ok := spanOf(r.low(r.pos)); ok {
		r.pos++
		more, ok := spanOf(r.low(r.pos))
		if ok && length%time.Hour == 0 && length < 24*time.Hour && more < time.Hour {
			r.pos++
			length += more
		}
		return length, true
	}
	n, ok := number(r.low(r.pos))
	if !ok && r.is(r.pos, "a", "an") && r.is(r.pos+1, "minute", "hour") {
		n, ok = 1, true
	}
	unit, named := spanUnit(r.low(r.pos + 1))
	if !ok || !named {
		return 0, false
	}
	r.pos += 2
	return time.Duration(n) * unit, true
}

// areas are what names of time zones begin with.
var areas = strings.Fields("africa america antarctica arctic asia atlantic australia brazil canada chile etc europe indian mexico pacific us")

// timeZone reads an IANA name, UTC or GMT.
func (r *reader) timeZone(from int) (bool, error) {
	low := r.low(r.pos)
	area, city, ok := strings.Cut(low, "/")
	universal := low == "utc" || low == "gmt"
	shifted := !universal && (strings.HasPrefix(low, "utc") || strings.HasPrefix(low, "gmt")) && strings.ContainsAny(low[3:4], "+-0123456789")
	switch {
	case shifted:
		return false, r.refuse(BadZone, from)
	case !universal && (!ok || city == "" || !slices.Contains(areas, area)):
		return false, nil
	}
	name, found := zoneName(r.tokens[r.pos].text)
	if !found || r.said.zone != "" && r.said.zone != name {
		return false, r.refuse(BadZone, r.pos)
	}
	r.said.zone = name
	r.tokens[r.pos].zone = true
	r.pos++
	return true, nil
}

// zoneName returns a zone's name as it is written: europe/berlin is Europe/Berlin.
func zoneName(text string) (string, bool) {
	title := []byte(strings.ToLower(text))
	for i := range title {
		if i == 0 || title[i-1] == '/' || title[i-1] == '_' || title[i-1] == '-' {
			title[i] = strings.ToUpper(string(title[i]))[0]
		}
	}
	for _, name := range []string{text, string(title), strings.ToUpper(text)} {
		if _, err := Zone(name); err == nil {
			return name, true
		}
	}
	return "", false
}

// oneWord takes "monthly on the 1st", and notes daily, weekly and so on where no
// day of the month follows: they are taken later, by adopt.
func (r *reader) oneWord(int) (bool, error) {
	freq, interval, ok := adverb(r.low(r.pos))
	if !ok {
		return false, nil
	}
	r.adverbs = append(r.adverbs, r.pos)
	if r.said.named || r.said.repeats || freq > rrule.MONTHLY {
		return false, nil
	}
	before := r.said
	r.said.freq, r.said.interval, r.said.named, r.said.repeats = freq, interval, true, true
	r.pos++
	understood, err := r.andDetails()
	if !understood {
		r.said = before
	}
	return understood, err
}

// adopt makes daily, weekly and so on the rule, if nothing else says it. Beside
// what says when, the word says it too and is taken; elsewhere it may be the
// topic's ("Weekly review"): then it stays there, and a date outweighs it.
func (r *reader) adopt() {
	for _, i := range r.adverbs {
		beside := i > 0 && r.tokens[i-1].used || i+1 < len(r.tokens) && r.tokens[i+1].used
		if r.said.named || r.said.cron != "" || !beside && (r.said.date != nil || r.said.in > 0) {
			continue
		}
		r.said.freq, r.said.interval, _ = adverb(r.tokens[i].low)
		r.said.named, r.said.repeats = true, true
		r.tokens[i].used = beside
	}
}
