package api

import (
	"io"
	"net/http"
	"regexp"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
)

const (
	uploadRoute = "POST /api/v1/admin/images"
	// maxUpload is a little more than the largest image: one that is not much
	// larger is refused for its size.
	maxUpload = brand.MaxSize + 4<<10
)

var imageID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// uploadImage takes a PNG for a brand and answers its id. Nothing of the
// request is believed but its bytes.
func (a *API) uploadImage(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		a.fail(w, r, &call.Error{Code: call.CodeBadImage, Value: brand.TooLarge}, 0)
		return
	}
	if err != nil {
		a.fail(w, r, &call.Error{Code: call.CodeBadImage, Value: brand.CutOff, Cause: err}, 0)
		return
	}
	image, err := brand.Check(brand.Kind(r.URL.Query().Get("kind")), data)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	image.MadeBy, image.MadeAt = r.Header.Get(userHeader), a.Now()
	if err = a.Images.AddImage(r.Context(), image); err != nil {
		a.fail(w, r, err, 0)
		return
	}
	send(w, http.StatusCreated, struct {
		ID     string `json:"id"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
		Bytes  int    `json:"bytes"`
	}{image.ID, image.Width, image.Height, len(image.Data)})
}

// getImage serves an image in a way that it can be nothing but an image.
func (a *API) getImage(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !imageID.MatchString(id) {
		a.fail(w, r, &call.Error{Code: call.CodeNoImage}, 0)
		return
	}
	image, err := a.Images.Image(r.Context(), id)
	if err != nil {
		a.fail(w, r, err, 0)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, _ = w.Write(image.Data)
}
