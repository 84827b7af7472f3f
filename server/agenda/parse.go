package agenda

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

const (
	// minGap is how much time is between two occurrences at least.
	minGap = 5 * time.Minute
	// maxYears is how far ahead the first occurrence and the end may be.
	maxYears = 5
	// maxWords is more than anybody types.
	maxWords = 1000
)

// Parsed is what words say.
type Parsed struct {
	Plan    Plan
	Minutes int    // length named, 0 if none
	Rest    string // words that are no time: topic
	Words   string // words that say when, but for the zone
}

// Parse reads words such as `every weekday at 09:00`, in zone unless they name
// one. now decides what "tomorrow" is. What looks like a time and is not
// understood is refused with an Error, lest it be taken for a topic; quoted
// text is always topic.
func Parse(words, zone string, now time.Time) (Parsed, error) {
	if len(words) > maxWords {
		return Parsed{}, &Error{Reason: Nothing}
	}
	words = strings.ToValidUTF8(words, "\uFFFD")
	r := reader{tokens: tokens(words)}
	if err := r.read(); err != nil {
		return Parsed{}, err
	}
	if r.said.zone != "" {
		zone = r.said.zone
	}
	location, err := Zone(zone)
	if err != nil {
		return Parsed{}, err
	}
	planner := planner{said: r.said, zone: location, now: now.In(location)}
	plan, err := planner.plan()
	if err != nil {
		return Parsed{}, err
	}
	return Parsed{Plan: plan, Minutes: r.said.minutes, Rest: rest(words, r.tokens), Words: timeWords(words, r.tokens)}, nil
}

// planner finds out when that is what words say.
type planner struct {
	said said
	zone *time.Location
	now  time.Time
}

func (p *planner) plan() (Plan, error) {
	start, rule, err := p.startAndRule()
	if err != nil {
		return Plan{}, err
	}
	if start.After(p.now.AddDate(maxYears, 0, 0)) {
		return Plan{}, &Error{Reason: Far, Value: start.Format(time.DateOnly)}
	}
	return Plan{Start: start, Zone: p.zone.String(), Rule: rule}, nil
}

func (p *planner) startAndRule() (time.Time, string, error) {
	said := &p.said
	if said.repeats {
		return p.series()
	}
	if said.until != nil || said.count > 0 {
		return time.Time{}, "", &Error{Reason: BadRule, Value: said.untilText}
	}
	start, err := p.once()
	return start, "", err
}

// once returns the time of the only call.
func (p *planner) once() (time.Time, error) {
	said := &p.said
	if len(said.days) > 0 {
		if said.date != nil {
			return time.Time{}, &Error{Reason: BadDate, Value: said.daysText}
		}
		said.date = &date{kind: onWeekday, weekday: said.days[0]}
	}
	switch {
	case said.in > 0 && (said.date != nil || said.clock != nil):
		return time.Time{}, &Error{Reason: BadTime}
	case said.in > 0:
		return p.now.Add(said.in).Truncate(time.Minute), nil
	case said.date == nil && said.clock == nil:
		return time.Time{}, &Error{Reason: Nothing}
	case said.clock == nil:
		return time.Time{}, &Error{Reason: BadTime}
	}
	days := []time.Time{p.today(), p.today().AddDate(0, 0, 1)}
	if said.date != nil {
		days = said.date.on(p.today())
	}
	for _, day := range days {
		t, _ := resolve(said.clock.on(day), p.zone)
		if t.After(p.now) {
			return t, nil
		}
	}
	return time.Time{}, &Error{Reason: Past}
}

func (c *clock) on(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), c.hour, c.minute, 0, 0, time.UTC)
}

func (p *planner) today() time.Time { return midnight(wall(p.now, p.zone)) }

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// series returns the first time and the rule of what repeats.
func (p *planner) series() (time.Time, string, error) {
	option, err := p.option()
	if err != nil {
		return time.Time{}, "", err
	}
	from, err := p.begin()
	if err != nil {
		return time.Time{}, "", err
	}
	p.fromDate(option, from)
	start, shown, err := p.first(*option, from)
	if err != nil {
		return time.Time{}, "", err
	}
	if len(option.Byhour) == 1 && len(option.Byminute) == 1 && shown.Equal(wall(start, p.zone)) {
		option.Byhour, option.Byminute = nil, nil // the first occurrence says it
	}
	if err := p.end(option, start); err != nil {
		return time.Time{}, "", err
	}
	if option.Interval == 1 {
		option.Interval = 0 // need not be written
	}
	return start, option.RRuleString(), nil
}

// option returns the rule that the words name, with its time of day.
func (p *planner) option() (*rrule.ROption, error) {
	said := &p.said
	if said.cron != "" {
		if said.clock != nil || len(said.days) > 0 {
			return nil, &Error{Reason: BadCron, Value: said.cron}
		}
		return cronRule(said.cron)
	}
	switch {
	case said.in > 0:
		return nil, &Error{Reason: BadDate}
	case said.clock == nil:
		return nil, &Error{Reason: BadTime}
	}
	if !said.named {
		said.freq, said.interval = rrule.WEEKLY, 1
	}
	option := &rrule.ROption{
		Freq: said.freq, Interval: said.interval, Bymonthday: said.monthdays,
		Byhour: []int{said.clock.hour}, Byminute: []int{said.clock.minute},
	}
	if said.month != 0 {
		option.Bymonth = []int{int(said.month)}
	}
	return option, p.days(option)
}

// days adds the weekdays to a rule.
func (p *planner) days(option *rrule.ROption) error {
	said := &p.said
	if len(said.days) == 0 {
		return nil
	}
	daily := said.freq == rrule.DAILY && said.interval == 1 && len(said.days) > 1 // "every day, mon-fri"
	if len(said.nth) == 0 && said.freq != rrule.WEEKLY && !daily {
		return &Error{Reason: BadRule, Value: said.daysText}
	}
	if daily {
		option.Freq = rrule.WEEKLY
	}
	for _, day := range said.days {
		weekday := weekdays[day]
		if len(said.nth) == 0 {
			option.Byweekday = append(option.Byweekday, weekday)
		}
		for _, n := range said.nth {
			option.Byweekday = append(option.Byweekday, weekday.Nth(n))
		}
	}
	return nil
}

// begin returns the day from which on a rule counts.
func (p *planner) begin() (time.Time, error) {
	if p.said.date == nil {
		return p.today(), nil
	}
	day := p.said.date.on(p.today())[0]
	if day.Before(p.today()) {
		return time.Time{}, &Error{Reason: Past, Value: day.Format(time.DateOnly)}
	}
	if day.After(p.today().AddDate(maxYears, 0, 1)) {
		return time.Time{}, &Error{Reason: Far, Value: day.Format(time.DateOnly)}
	}
	return day, nil
}

// fromDate gives a weekly, monthly or yearly rule without days that of the date
// from which on it counts.
func (p *planner) fromDate(option *rrule.ROption, from time.Time) {
	if p.said.cron != "" || p.said.date == nil || len(option.Byweekday)+len(option.Bymonthday) > 0 {
		return
	}
	switch option.Freq {
	case rrule.WEEKLY:
		option.Byweekday = []rrule.Weekday{weekdays[from.Weekday()]}
	case rrule.YEARLY:
		option.Bymonth = []int{int(from.Month())}
		option.Bymonthday = []int{from.Day()}
	case rrule.MONTHLY:
		option.Bymonthday = []int{from.Day()}
	}
}

// first returns the first occurrence in the future and what a clock shows then.
// Intervals count from there.
func (p *planner) first(option rrule.ROption, from time.Time) (start, shown time.Time, err error) {
	interval := option.Interval
	option.Interval = 1
	if len(option.Byweekday)+len(option.Bymonthday) == 0 {
		if option.Freq == rrule.MONTHLY || option.Freq == rrule.YEARLY {
			return start, shown, &Error{Reason: BadDate}
		}
		option.Freq = rrule.DAILY
	}
	option.Bysecond = []int{0}
	option.Dtstart = from
	if p.said.date == nil {
		option.Dtstart = from.AddDate(0, 0, -1) // clocks may be set back over midnight
	}
	option.Until = from.Add(10 * 366 * day)
	rule, err := rrule.NewRRule(option)
	if err != nil {
		return start, shown, &Error{Reason: BadRule}
	}
	next := rule.Iterator()
	for shown, ok := next(); ok; shown, ok = next() {
		if start, _ := resolve(shown, p.zone); start.After(p.now) {
			return start, shown, nil
		}
	}
	if interval > 1 || p.said.cron == "" {
		return start, shown, &Error{Reason: Far}
	}
	return start, shown, &Error{Reason: BadCron, Value: p.said.cron}
}

// end adds to a rule when it ends.
func (p *planner) end(option *rrule.ROption, start time.Time) error {
	option.Count = p.said.count
	if p.said.until == nil {
		return nil
	}
	days := p.said.until.on(p.today())
	first := wall(start, p.zone)
	i := slices.IndexFunc(days, func(day time.Time) bool { return !day.Before(midnight(first)) })
	if i < 0 {
		return &Error{Reason: Past, Value: p.said.untilText}
	}
	end, _ := resolve(days[i].AddDate(0, 0, 1), p.zone)
	if end.After(p.now.AddDate(maxYears, 0, 1)) {
		return &Error{Reason: Far, Value: p.said.untilText}
	}
	option.Until = end.Add(-time.Second).UTC()
	return nil
}
