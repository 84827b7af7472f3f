package whereby

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
)

const (
	// maxPages bounds the reading of a list that has no end.
	maxPages = 50
	pageSize = 100
)

// page is a list answer: the documented object, or a bare array as some pages describe it.
type page[T any] struct {
	Results []T       `json:"results"`
	Cursor  looseText `json:"cursor"` // of the next page; empty on the last
}

func (p *page[T]) UnmarshalJSON(data []byte) error {
	*p = page[T]{} // null would leave what an earlier attempt wrote
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		return json.Unmarshal(data, &p.Results)
	}
	type plain page[T]
	return json.Unmarshal(data, (*plain)(p))
}

func readPage[T any](ctx context.Context, c *Client, path string, query url.Values) (page[T], error) {
	var answer page[T]
	if err := c.call(ctx, request{method: http.MethodGet, path: path, query: query}, &answer); err != nil {
		return page[T]{}, err
	}
	if answer.Results == nil {
		return page[T]{}, &Error{Kind: Unavailable, Status: http.StatusOK, Message: "the answer is no list"}
	}
	return answer, nil
}

// readAll reads a list page by page until its end, or until take says that it has enough.
func readAll[T any](ctx context.Context, c *Client, path string, query url.Values, take func([]T) (more bool)) error {
	if !query.Has("limit") {
		query.Set("limit", strconv.Itoa(pageSize))
	}
	for range maxPages {
		answer, err := readPage[T](ctx, c, path, query)
		if err != nil {
			return err
		}
		if !take(answer.Results) || answer.Cursor == "" {
			return nil
		}
		query.Set("cursor", string(answer.Cursor))
	}
	return &Error{Kind: Unavailable, Status: http.StatusOK, Message: "the list does not end"}
}

// readWhole is readAll into one slice.
func readWhole[T any](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	all := []T{}
	err := readAll(ctx, c, path, query, func(results []T) bool {
		all = append(all, results...)
		return true
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// pathOf refuses ids that would turn into another path, above all the list itself.
func pathOf(folder, id string) (string, error) {
	if id == "" || id == "." || id == ".." {
		return "", &Error{Kind: Invalid, Message: "not an id"}
	}
	return folder + url.PathEscape(id), nil
}
