package command

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mattermost-plugin-whereby/server/call"
)

// verb is what the person wants done.
type verb int

const (
	verbStart verb = iota
	verbJoin
	verbEnd
	verbHelp
	verbSetup
	verbCleanup
	verbRoom
	verbInvite
	verbSchedule
	verbNext
	verbFeed
	verbOnboard
	verbHistory
	verbReport
	verbExport
	verbPrivacy
	verbDoctor
)

// String names the verb as the command line does.
func (v verb) String() string {
	return [...]string{
		"start", "join", "end", "help", "setup", "cleanup", "room", "invite", "schedule", "next", "calendar", "onboard",
		"history", "report", "export", "privacy", "doctor",
	}[v]
}

// request is a command line understood.
type request struct {
	verb    verb
	options call.Options
	// second asks for another call beside the one that runs.
	second bool
	// ask wants a dialog that asks for the rest.
	ask bool
	// delete turns a clean-up from a look into the deed.
	delete bool
	// room is what is to be done with the channel's room.
	room call.RoomAct
	// speakers are the names behind --viewers.
	speakers []string
	// plan is what is to be planned.
	plan plan
	// off takes a calendar address away.
	off bool
	// names are those behind "onboard", and people who they are.
	names  []string
	people []string
	about  about
	// guest is whom to invite and until when.
	guest guest
	// personal is whose data is meant.
	personal personal
}

// guest is what follows "invite": a name and an end in plain words, or a name
// in quotes and what follows it.
type guest struct {
	quoted bool
	name   string // with quotes
	words  string
}

// parse reads what follows "/whereby":
//
//	[start] [template] [topic] [duration] [flags]
//	invite [name] [until]
//	schedule … as parseSchedule reads it
//	onboard @new @mentor [template]
//	next | calendar [off] | history
//	report | export … as parseReport reads it
//	privacy export|erase @name|id [--yes]
//	join | end | help | setup | doctor | cleanup [--delete] | room [reset|remove|on|off]
//
// with the flags --audio --locked --large --record --transcribe --captions
// --stream --viewers [@speaker …] --new --ask.
//
// The last ones are commands only when they stand alone, so that "end of quarter
// review" is a topic. A topic in quotes is taken as it is. isTemplate tells
// which words are templates' names.
func parse(text string, isTemplate func(string) bool) (request, error) {
	text = strings.TrimSpace(strings.Map(visible, text))
	switch strings.ToLower(text) {
	case "join":
		return request{verb: verbJoin}, nil
	case "end":
		return request{verb: verbEnd}, nil
	case "help":
		return request{verb: verbHelp}, nil
	case "setup":
		return request{verb: verbSetup}, nil
	case "doctor":
		return request{verb: verbDoctor}, nil
	case "cleanup":
		return request{verb: verbCleanup}, nil
	case "history":
		return request{verb: verbHistory}, nil
	case "room":
		return request{verb: verbRoom, room: call.RoomShow}, nil
	case "next":
		return request{verb: verbNext}, nil
	case "calendar":
		return request{verb: verbFeed}, nil
	case "calendar off":
		return request{verb: verbFeed, off: true}, nil
	}
	first, rest := cutWord(text)
	if act := call.RoomAct(strings.ToLower(rest)); strings.EqualFold(first, "room") && isRoomAct(act) {
		return request{verb: verbRoom, room: act}, nil
	}
	if flag, isFlag := flagName(rest); isFlag && flag == "delete" && strings.EqualFold(first, "cleanup") {
		return request{verb: verbCleanup, delete: true}, nil
	}
	switch strings.ToLower(first) {
	case "invite":
		return parseInvite(rest)
	case "schedule":
		return parseSchedule(rest)
	case "onboard":
		return parseOnboard(rest)
	case "report":
		if asksForCalls(rest) {
			return parseReport(verbReport, rest), nil
		}
	case "export":
		if asksForCalls(rest) {
			return parseReport(verbExport, rest), nil
		}
	case "privacy":
		return parsePrivacy(rest)
	}
	if strings.EqualFold(first, "start") {
		text = rest
	}
	if first, rest = cutWord(text); isTemplate(first) {
		return parseTemplate(first, rest)
	}
	return parseStart(text)
}

// parseTemplate reads what follows a template's name, or its own command.
func parseTemplate(name, text string) (request, error) {
	r, err := parseStart(strings.TrimSpace(strings.Map(visible, text)))
	r.options.Template = strings.ToLower(name)
	return r, err
}

func isRoomAct(act call.RoomAct) bool {
	return slices.Contains([]call.RoomAct{call.RoomShow, call.RoomReset, call.RoomRemove, call.RoomPrefer, call.RoomNeglect}, act)
}

// parseOnboard reads two names and perhaps a template.
func parseOnboard(text string) (request, error) {
	r := request{verb: verbOnboard}
	for word := range strings.FieldsSeq(text) {
		name, isName := strings.CutPrefix(word, "@")
		switch {
		case isName && name != "" && len(r.names) < 2:
			r.names = append(r.names, strings.ToLower(name))
		case len(r.names) == 2 && r.options.Template == "":
			r.options.Template = strings.ToLower(word)
		default:
			return request{}, &call.Error{Code: call.CodeUnknownFlag, Value: word}
		}
	}
	if len(r.names) < 2 {
		return request{}, &call.Error{Code: call.CodeUnknownPerson, Value: "@new @mentor"}
	}
	return r, nil
}

func parseInvite(text string) (request, error) {
	r := request{verb: verbInvite, guest: guest{words: text}}
	if name, rest, ok := cutQuoted(text); ok {
		r.guest = guest{quoted: true, name: name, words: strings.TrimSpace(rest)}
	}
	for word := range strings.FieldsSeq(r.guest.words) {
		if _, isFlag := flagName(word); isFlag {
			return request{}, &call.Error{Code: call.CodeUnknownFlag, Value: word}
		}
	}
	return r, nil
}

// visible makes spaces of the characters that nobody types on purpose.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

func parseStart(text string) (request, error) {
	if topic, rest, ok := cutQuoted(text); ok {
		r, err := parseWords(rest)
		if err != nil || r.options.Topic == "" {
			r.options.Topic = topic
			return r, err
		}
		// The quotes are part of a longer topic.
	}
	return parseWords(text)
}

// parseWords reads flags, wherever they stand, a topic and a last word that
// may be a duration.
func parseWords(text string) (request, error) {
	var r request
	var words []string
	speakers := false // whether names that follow are speakers'
	for word := range strings.FieldsSeq(text) {
		flag, isFlag := flagName(word)
		name, isName := strings.CutPrefix(word, "@")
		switch {
		case isFlag:
			if err := r.setFlag(flag, word); err != nil {
				return request{}, err
			}
			speakers = flag == "viewers"
		case isName && speakers && name != "":
			r.speakers = append(r.speakers, strings.ToLower(strings.TrimRight(name, ",;.")))
		default:
			words, speakers = append(words, word), false
		}
	}
	if last := len(words) - 1; last >= 0 && looksLikeDuration(words[last]) {
		minutes, err := parseDuration(words[last])
		if err != nil {
			return request{}, err
		}
		r.options.DurationMinutes = minutes
		words = words[:last]
	}
	r.options.Topic = strings.Join(words, " ")
	return r, nil
}

// flags are the words behind two hyphens that may stand anywhere, in the order
// in which they are told of.
var flags = []struct {
	name string
	set  func(*request)
}{
	{"audio", func(r *request) { on(&r.options.AudioOnly) }},
	{"locked", func(r *request) { on(&r.options.Locked) }},
	{"large", func(r *request) { on(&r.options.Large) }},
	{"record", func(r *request) { on(&r.options.Record) }},
	{"transcribe", func(r *request) { on(&r.options.Transcribe) }},
	{"captions", func(r *request) { on(&r.options.Captions) }},
	{"stream", func(r *request) { on(&r.options.Stream) }},
	{"viewers", func(r *request) { on(&r.options.Viewers) }},
	{"ask", func(r *request) { r.ask = true }},
	{"new", func(r *request) { r.second = true }},
}

func on(option **bool) {
	yes := true
	*option = &yes
}

// Flags are the names of the flags of a start.
func Flags() []string {
	names := make([]string, len(flags))
	for i, flag := range flags {
		names[i] = flag.name
	}
	return names
}

func (r *request) setFlag(name, asTyped string) error {
	for _, flag := range flags {
		if flag.name == name {
			flag.set(r)
			return nil
		}
	}
	return &call.Error{Code: call.CodeUnknownFlag, Value: asTyped}
}

// flagName recognises --flag, also with the dash that phones make of two hyphens.
func flagName(word string) (string, bool) {
	for _, dashes := range []string{"--", "—", "–"} {
		if name, found := strings.CutPrefix(word, dashes); found && name != "" {
			return strings.ToLower(name), true
		}
	}
	return "", false
}

// cutWord splits off the first word.
func cutWord(text string) (word, rest string) {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimSpace(text[end:])
}

// cutQuoted splits off a quoted topic from the start of text; rest keeps the
// space before it. Phones write “these” quotes, Germans „these“.
func cutQuoted(text string) (quoted, rest string, ok bool) {
	opening, size := utf8.DecodeRuneInString(text)
	closing := map[rune]string{'"': `"`, '“': "”", '„': "“”", '«': "»"}[opening]
	if closing == "" {
		return "", "", false
	}
	body := text[size:]
	end := strings.IndexAny(body, closing)
	if end < 0 {
		return "", "", false
	}
	_, size = utf8.DecodeRuneInString(body[end:])
	rest = body[end+size:]
	if next, _ := utf8.DecodeRuneInString(rest); rest != "" && !unicode.IsSpace(next) {
		return "", "", false
	}
	return body[:end], rest, true
}

// durationLike matches what is meant as a length, right or wrong: digits with
// a unit of time or with a letter or two, and whatever begins with hours.
var durationLike = regexp.MustCompile(`(?i)^[+-]?((\d+([.,]\d+)?(secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|[a-z]{1,2}))+|\d+h\w*)$`)

// ordinals look the same, but belong to topics: "review of the 2nd".
var ordinal = regexp.MustCompile(`(?i)^\d+(st|nd|rd|th)$`)

func looksLikeDuration(word string) bool {
	return durationLike.MatchString(word) && !ordinal.MatchString(word)
}

// longUnits are written out for time.ParseDuration.
var longUnits = strings.NewReplacer("hours", "h", "hour", "h", "hrs", "h", "hr", "h",
	"minutes", "m", "minute", "m", "mins", "m", "min", "m")

// parseDuration understands whole minutes made of hours and minutes: 45m, 2h, 1h30m, 1.5h.
func parseDuration(word string) (minutes int, err error) {
	short := longUnits.Replace(strings.ToLower(word))
	d, err := time.ParseDuration(short)
	tooFine := strings.ContainsAny(short, "sµun") || d%time.Minute != 0
	if err != nil || tooFine || d < time.Minute || d.Minutes() > math.MaxInt32 {
		return 0, &call.Error{Code: call.CodeBadDuration, Value: word}
	}
	return int(d / time.Minute), nil
}
