package contract

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Operation is one thing that can be asked for.
type Operation struct {
	Method, Path string
	described    *openapi3.Operation
}

// Maker makes requests by chance, the same for the same seed: some as
// documented, most not quite.
type Maker struct {
	Rand *rand.Rand
	// Known are values that exist on the server, by the names of parameters and
	// fields.
	Known map[string][]string

	sane bool // nothing odd in the request that is made
}

// Request is what to ask for; Target is the path with its query.
type Request struct {
	Target string
	Body   []byte
	Type   string
}

// Make makes a request for an operation, every other one as documented.
func (m *Maker) Make(o Operation) Request {
	m.sane = m.chance(2)
	target, query := o.Path, url.Values{}
	for _, parameter := range o.described.Parameters {
		p := parameter.Value
		value := m.text(p.Name, p.Schema.Value)
		switch {
		case p.In == "path":
			target = strings.ReplaceAll(target, "{"+p.Name+"}", url.PathEscape(m.pathValue(o, p.Name, value)))
		case p.Required && !m.odd(20), !p.Required && m.chance(2):
			query.Add(p.Name, value)
		}
	}
	if m.odd(20) {
		query.Add(m.nasty(), m.nasty())
	}
	request := Request{Target: target, Type: "application/json"}
	if len(query) > 0 {
		request.Target += "?" + query.Encode()
	}
	if o.described.RequestBody != nil {
		for kind, media := range o.described.RequestBody.Value.Content {
			request.Type, request.Body = kind, m.body(kind, media.Schema.Value)
		}
	}
	return request
}

// pathValue mostly names something that exists, for else all is "not found".
func (m *Maker) pathValue(o Operation, name, value string) string {
	kind := strings.Split(strings.TrimPrefix(o.Path, "/api/v1/"), "/{")[0]
	if known := m.Known[kind+"/"+name]; len(known) > 0 && !m.odd(5) {
		value = m.oneOf(known)
	}
	if value == "" || strings.Trim(value, "./") == "" || strings.ContainsAny(value, "/\\") { // another path altogether
		return "x"
	}
	return value
}

func (m *Maker) body(kind string, schema *openapi3.Schema) []byte {
	switch {
	case m.odd(12):
		return []byte(m.nasty())
	case m.odd(20):
		return []byte(strings.Repeat("[", 20_000))
	case kind != "application/json":
		return []byte(m.oneOf(m.Known[kind]))
	case m.odd(30):
		return slices.Concat([]byte(`"`), []byte(strings.Repeat("x", 1<<17)), []byte(`"`))
	}
	data, err := json.Marshal(m.value("", schema, 0))
	if err != nil { // all that is made here can be written
		panic(err)
	}
	return data
}

// value is mostly of the schema's kind.
func (m *Maker) value(name string, schema *openapi3.Schema, depth int) any {
	if m.odd(12) {
		return m.oddValue()
	}
	switch {
	case len(schema.Enum) > 0 || schema.Type.Is("string"):
		return m.text(name, schema)
	case schema.Type.Is("boolean"):
		return m.chance(2)
	case schema.Type.Is("integer"):
		return m.integer(schema)
	case schema.Type.Is("array"):
		list := []any{}
		for range m.Rand.IntN(4) {
			list = append(list, m.value(name, schema.Items.Value, depth+1))
		}
		return list
	case schema.Type.Is("object"):
		return m.object(schema, depth)
	}
	return m.oddValue()
}

func (m *Maker) object(schema *openapi3.Schema, depth int) map[string]any {
	object := map[string]any{}
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	slices.Sort(names) // for the same seed the same
	for _, name := range names {
		required := slices.Contains(schema.Required, name)
		if required && !m.odd(20) || !required && m.chance(3) && depth < 5 {
			object[name] = m.value(name, schema.Properties[name].Value, depth+1)
		}
	}
	if m.odd(20) {
		object[m.nasty()] = m.oddValue()
	}
	return object
}

func (m *Maker) integer(schema *openapi3.Schema) any {
	list := []any{0, 1, 2, 15, 60, -1, math.MaxInt32, int64(math.MaxInt64), int64(math.MinInt64), 1.5, 1e300}
	if schema.Min != nil {
		list = append(list, *schema.Min, *schema.Min-1)
	}
	if schema.Max != nil {
		list = append(list, *schema.Max, *schema.Max+1)
	}
	if m.sane || m.chance(2) {
		return max(1, int(least(schema))) + m.Rand.IntN(60)
	}
	return list[m.Rand.IntN(len(list))]
}

func least(schema *openapi3.Schema) float64 {
	if schema.Min == nil {
		return 0
	}
	return *schema.Min
}

func (m *Maker) text(name string, schema *openapi3.Schema) string {
	if len(schema.Enum) > 0 && !m.odd(8) {
		text, _ := schema.Enum[m.Rand.IntN(len(schema.Enum))].(string)
		return text
	}
	if known := m.Known[name]; len(known) > 0 && !m.odd(6) {
		return m.oneOf(known)
	}
	if schema.Type.Is("integer") {
		data, _ := json.Marshal(m.integer(schema))
		return string(data)
	}
	if m.sane {
		return m.oneOf([]string{"Review", "Daily \"review\"", "日本語 🎉"})
	}
	return m.nasty()
}

func (m *Maker) oddValue() any {
	odd := []any{nil, true, -1, 3.14, "", m.nasty(), []any{}, []any{nil}, map[string]any{}, map[string]any{"a": []any{1}}}
	return odd[m.Rand.IntN(len(odd))]
}

// nasty is a text that has broken a program before.
func (m *Maker) nasty() string {
	return m.oneOf([]string{
		"", " ", "a", "Daily \"review\"", "null", "true", "-1", "1e9", "0x10", "\x00", "\x00\x01\x02", "\n\r\t", "\u202e\u200b\ufeff",
		"日本語 🎉 العربية", strings.Repeat("ä", 201), strings.Repeat("x", 3000), "'; DROP TABLE whereby_calls; --", "$1 %s %n {{.}} ${x}",
		"<script>alert(1)</script>", "@channel ~town-square #x", "[a](javascript:x)", "../../../etc/passwd", "%2e%2e%2f", "https://example.invalid/x?y=z",
		"http://127.0.0.1:1/", "\xff\xfe", "every day at 09:00", "tomorrow 10:00", "every 0 weeks", "9999-12-31 23:59", strings.Repeat("a", 26),
	})
}

func (m *Maker) oneOf(list []string) string { return list[m.Rand.IntN(len(list))] }

// odd is a chance that documented requests do not take.
func (m *Maker) odd(in int) bool { return !m.sane && m.chance(in) }

// chance is true one time in so many.
func (m *Maker) chance(in int) bool { return m.Rand.IntN(in) == 0 }
