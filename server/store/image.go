package store

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/pkg/errors"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
	"mattermost-plugin-whereby/server/unixms"
)

// imageUsedEvery is how exactly it is known when an image was last in use.
const imageUsedEvery = time.Hour

// imageRow is a row of whereby_images. Its data goes both ways as base64 text,
// which every driver hands on as it is.
type imageRow struct {
	ID     string     `json:"id"`
	Kind   brand.Kind `json:"kind"`
	Width  int        `json:"width"`
	Height int        `json:"height"`
	Data   []byte     `json:"data"`
	MadeBy string     `json:"made_by"`
	MadeAt int64      `json:"made_at"`
}

// AddImage stores an image. One that is there already counts as new: it stays
// as long as one that was never there.
func (s *Store) AddImage(ctx context.Context, image brand.Image) error {
	return s.run(ctx, "add image", `
		INSERT INTO whereby_images (id, kind, width, height, data, made_by, made_at, used_at)
		VALUES ($1, $2, $3, $4, decode($5, 'base64'), $6, $7, $7)
		ON CONFLICT (id) DO UPDATE SET used_at = GREATEST(whereby_images.used_at, EXCLUDED.used_at)`,
		image.ID, string(image.Kind), image.Width, image.Height, base64.StdEncoding.EncodeToString(image.Data),
		image.MadeBy, unixms.Of(image.MadeAt))
}

// Image returns an image by its id, a call.Error with call.CodeNoImage when
// there is none.
func (s *Store) Image(ctx context.Context, id string) (brand.Image, error) {
	rows, err := records[imageRow](ctx, s, `
		SELECT jsonb_build_object('id', id, 'kind', kind, 'width', width, 'height', height,
			'data', encode(data, 'base64'), 'made_by', made_by, 'made_at', made_at)
		FROM whereby_images WHERE id = $1`, id)
	if err != nil {
		return brand.Image{}, errors.Wrap(err, "read image")
	}
	if len(rows) == 0 {
		return brand.Image{}, &call.Error{Code: call.CodeNoImage}
	}
	r := rows[0]
	return brand.Image{
		ID: r.ID, Kind: r.Kind, Width: r.Width, Height: r.Height, Data: r.Data, MadeBy: r.MadeBy, MadeAt: unixms.Time(r.MadeAt),
	}, nil
}

// KeepImages keeps the images of these ids, and those that were uploaded or in
// use after before: they may be about to be saved in the settings, or to be
// put back there. All others are deleted.
func (s *Store) KeepImages(ctx context.Context, ids []string, before time.Time) error {
	now := time.Now()
	return s.run(ctx, "keep images", `
		WITH wanted AS (
			SELECT jsonb_array_elements_text($1::jsonb) AS id
		), used AS (
			UPDATE whereby_images SET used_at = $2::bigint
			WHERE id IN (SELECT id FROM wanted) AND used_at < $3
		)
		DELETE FROM whereby_images WHERE id NOT IN (SELECT id FROM wanted) AND used_at < $4`,
		asJSON{append([]string{}, ids...)}, now.UnixMilli(), now.Add(-imageUsedEvery).UnixMilli(), before.UnixMilli())
}
