// Package contract holds the plugin's HTTP API to the document that it answers
// at /openapi.yaml, by an independent reader of OpenAPI.
package contract

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/pkg/errors"
)

// Contract is what the document says.
type Contract struct {
	doc    *openapi3.T
	router routers.Router
}

// Read reads a document. Every object in it is closed: a field that is answered
// but not described is a breach.
func Read(document []byte) (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, errors.Wrap(err, "read the document")
	}
	if err = doc.Validate(context.Background()); err != nil {
		return nil, errors.Wrap(err, "the document is not OpenAPI")
	}
	closed := false
	for _, schema := range doc.Components.Schemas {
		if schema.Value.Type.Is("object") {
			schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
		}
	}
	router, err := gorillamux.NewRouter(doc)
	return &Contract{doc: doc, router: router}, errors.Wrap(err, "read the document's paths")
}

// Operations lists what can be asked for.
func (c *Contract) Operations() (list []Operation) {
	for path, item := range c.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			list = append(list, Operation{Method: method, Path: path, described: operation})
		}
	}
	slices.SortFunc(list, func(a, b Operation) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return list
}

// Check tells how an answer breaks the contract. What the document does not
// have is not held against it. The answer's body can be read again afterwards.
func (c *Contract) Check(request *http.Request, response *http.Response) error {
	input, err := c.input(request)
	if err != nil {
		return nil //nolint:nilerr // not in the document
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return errors.Wrap(err, "read the answer")
	}
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	isJSON := response.Header.Get("Content-Type") == "application/json"
	err = openapi3filter.ValidateResponse(request.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: response.StatusCode, Header: response.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{ExcludeResponseBody: !isJSON, IncludeResponseStatus: true, MultiError: true},
	})
	return errors.Wrapf(err, "%s %s answers %d otherwise than documented", request.Method, request.URL.Path, response.StatusCode)
}

// Allows tells whether a request is as documented.
func (c *Contract) Allows(request *http.Request, body []byte) bool {
	asked := request.Clone(request.Context())
	asked.Body = io.NopCloser(bytes.NewReader(body))
	input, err := c.input(asked)
	if err != nil {
		return false
	}
	return openapi3filter.ValidateRequest(request.Context(), input) == nil
}

// input finds what is asked for; the document's paths are below the plugin's.
func (c *Contract) input(request *http.Request) (*openapi3filter.RequestValidationInput, error) {
	route, params, err := c.router.FindRoute(&http.Request{Method: request.Method, URL: &url.URL{Path: request.URL.Path, RawPath: request.URL.RawPath}})
	if err != nil {
		return nil, errors.WithStack(err)
	}
	return &openapi3filter.RequestValidationInput{
		Request: request, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	}, nil
}
