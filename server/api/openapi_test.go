package api

import (
	"bytes"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/call"
)

// notAPI are the routes that only Mattermost, Whereby and browsers ask for.
var notAPI = []string{
	"POST /api/v1/actions/start", "POST /api/v1/actions/start-dialog", "POST /api/v1/actions/plan-dialog",
	"POST /api/v1/actions/schedule", "POST /api/v1/actions/cleanup", "POST /webhooks/whereby", "GET /calendar/{token}",
	"GET /i/{token}", "POST /i/{token}", "GET /calls/{id}", "GET /rooms/{id}", "GET /schedules/{id}",
	"GET /calls/{id}/files/{file}", "GET /openapi.yaml", "GET /webhooks.schema.json",
}

// described is the document, with every object closed: a field that is
// answered but not described fails a test.
var described = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, err
	}
	doc.Servers = nil // the handler is asked without Mattermost's prefix
	closed := false
	for _, schema := range doc.Components.Schemas {
		if schema.Value.Type.Is("object") {
			schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
		}
	}
	return doc, nil
})

var router = sync.OnceValues(func() (routers.Router, error) {
	doc, err := described()
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// asDocumented holds an answer against the document. Routes that are not in it
// are held to be right by TestDocumentHasEveryRoute.
func asDocumented(t testing.TB, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	routes, err := router()
	require.NoError(t, err)
	route, params, err := routes.FindRoute(r)
	if err != nil {
		return
	}
	isJSON := w.Header().Get("Content-Type") == "application/json"
	assert.NoError(t, openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
		Options: &openapi3filter.Options{ExcludeResponseBody: !isJSON, IncludeResponseStatus: true, MultiError: true},
	}), r.Method+" "+r.URL.Path)
}

func TestDocumentIsValid(t *testing.T) {
	doc, err := described()
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))

	w := newStage(t).do("GET", "/openapi.yaml", "", userHeader, "")
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "application/yaml", w.Header().Get("Content-Type"))
	assert.Equal(t, document, w.Body.Bytes())
}

func TestDocumentHasEveryRoute(t *testing.T) {
	doc, err := described()
	require.NoError(t, err)
	want := slices.Clone(notAPI)
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			want = append(want, method+" "+path)
		}
	}
	var got []string
	for _, route := range newStage(t).api.routes() {
		got = append(got, route.pattern)
	}
	assert.ElementsMatch(t, want, got)
}

func TestDocumentHasEveryErrorCode(t *testing.T) {
	doc, err := described()
	require.NoError(t, err)
	statuses, ok := doc.Components.Schemas["ErrorCode"].Value.Extensions["x-statuses"].(map[string]any)
	require.True(t, ok)
	want := map[string]int{}
	for _, code := range codes(t) {
		want[code] = statusOf(&call.Error{Code: call.Code(code)})
		assert.Contains(t, doc.Components.Schemas["ErrorCode"].Value.Enum, code)
	}
	got := map[string]int{}
	for code, status := range statuses {
		number, ok := status.(float64)
		require.True(t, ok, code)
		got[code] = int(number)
	}
	assert.Equal(t, want, got)
	assert.Len(t, doc.Components.Schemas["ErrorCode"].Value.Enum, len(want))
}

// codes reads the codes where they are declared: Go cannot list constants.
func codes(t *testing.T) (list []string) {
	t.Helper()
	file, err := parser.ParseFile(gotoken.NewFileSet(), "../call/errors.go", nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			list = append(list, text)
		}
		return true
	})
	require.NotEmpty(t, list)
	return list
}
