package wherebytest

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// item is one result of a list.
type item map[string]any

// writeList answers the page of items that the query asks for, sorted by one of the fields if it
// says so (sortBy=field, field:asc or field:desc).
func writeList(w http.ResponseWriter, r *http.Request, items []item, limit int, sortable string) {
	query := r.URL.Query()
	limit, err := readLimit(query, limit)
	if err == nil {
		err = sortItems(items, query.Get("sortBy"), strings.Fields(sortable))
	}
	first := 0
	if cursor := query.Get("cursor"); cursor != "" && err == nil {
		text, _ := base64.RawURLEncoding.DecodeString(cursor)
		if first, err = strconv.Atoi(string(text)); err != nil || first < 0 {
			err = errors.New("invalid cursor")
		}
	}
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	items = items[min(first, len(items)):]
	cursor := any(nil)
	if len(items) > limit {
		items = items[:limit]
		cursor = base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(first + limit)))
	}
	if items == nil {
		items = []item{}
	}
	writeJSON(w, http.StatusOK, map[string]any{"results": items, "cursor": cursor})
}

func readLimit(query url.Values, limit int) (int, error) {
	text := query.Get("limit")
	if text == "" {
		return limit, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || number > maxPage {
		return 0, errors.New("limit must be an integer from 1 to 100")
	}
	return number, nil
}

func sortItems(items []item, by string, sortable []string) error {
	if by == "" {
		return nil
	}
	field, direction, _ := strings.Cut(by, ":")
	if !slices.Contains(sortable, field) || !slices.Contains([]string{"", "asc", "desc"}, direction) {
		return errors.Errorf("sortBy must be one of %s, with :asc or :desc", strings.Join(sortable, ", "))
	}
	slices.SortStableFunc(items, func(a, b item) int {
		order := compare(a[field], b[field])
		if direction == "desc" {
			return -order
		}
		return order
	})
	return nil
}

// compare orders dates (as text), numbers, and null before both.
func compare(a, b any) int {
	textA, _ := a.(string)
	textB, _ := b.(string)
	numberA, _ := a.(float64)
	numberB, _ := b.(float64)
	return cmp.Or(cmp.Compare(numberA, numberB), strings.Compare(textA, textB))
}
