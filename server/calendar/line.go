package calendar

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLine is how many octets a line has at most, without its end.
const maxLine = 75

// writer writes content lines.
type writer struct{ out bytes.Buffer }

// line writes a property whose value needs no escaping. Long lines go on in the
// next one, behind a space; characters are not torn apart.
func (w *writer) line(name, value string) {
	line := name + ":" + value
	for room := maxLine; len(line) > room; room = maxLine - 1 {
		end := room
		for !utf8.RuneStart(line[end]) {
			end--
		}
		w.out.WriteString(line[:end])
		w.out.WriteString("\r\n ")
		line = line[end:]
	}
	w.out.WriteString(line)
	w.out.WriteString("\r\n")
}

// text writes a property whose value is what people wrote.
func (w *writer) text(name, value string) { w.line(name, escape(value)) }

var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// escape makes text fit in one line: nothing in it ends the line or the value.
func escape(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return escaper.Replace(strings.Map(plain, text))
}

// plain replaces what programs may take for the end of a line, and other
// control characters.
func plain(r rune) rune {
	switch {
	case r == '\n', r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
		return '\n'
	case unicode.IsControl(r):
		return ' '
	}
	return r
}
