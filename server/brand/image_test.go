package brand_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"github.com/pkg/errors"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mattermost-plugin-whereby/server/brand"
	"mattermost-plugin-whereby/server/call"
)

// picture is a PNG of one colour.
func picture(t testing.TB, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))))
	return out.Bytes()
}

// noise is a PNG that does not compress.
func noise(t testing.TB, width, height int) []byte {
	t.Helper()
	pixels := image.NewGray(image.Rect(0, 0, width, height))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range pixels.Pix {
		pixels.Pix[i] = byte(random.Uint32())
	}
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, pixels))
	return out.Bytes()
}

func photo(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 1400, 10)), nil))
	return out.Bytes()
}

func TestCheck(t *testing.T) {
	good := picture(t, 1400, 700)
	damaged := bytes.Clone(good)
	damaged[len(damaged)/2] ^= 1
	noPixels := append(bytes.Clone(good[:33]), good[len(good)-12:]...)
	tests := map[string]struct {
		kind   brand.Kind
		data   []byte
		reason string
	}{
		"logo":                {brand.Logo, picture(t, 400, 1), ""},
		"room background":     {brand.RoomBackground, good, ""},
		"waiting background":  {brand.WaitingBackground, good, ""},
		"as large as may be":  {brand.Logo, picture(t, 5000, 5000), ""},
		"narrow logo":         {brand.Logo, picture(t, 399, 400), brand.LogoTooNarrow},
		"narrow background":   {brand.RoomBackground, picture(t, 1399, 900), brand.BackgroundTooNarrow},
		"narrow waiting room": {brand.WaitingBackground, picture(t, 400, 400), brand.BackgroundTooNarrow},
		"too wide":            {brand.Logo, picture(t, 5001, 1), brand.TooBig},
		"too high":            {brand.Logo, picture(t, 400, 5001), brand.TooBig},
		"too many bytes":      {brand.RoomBackground, noise(t, 1400, 500), brand.TooLarge},
		"nothing":             {brand.Logo, nil, brand.NotPNG},
		"photo":               {brand.RoomBackground, photo(t), brand.NotPNG},
		"page":                {brand.Logo, []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), brand.NotPNG},
		"signature alone":     {brand.Logo, good[:8], brand.CutOff},
		"half":                {brand.RoomBackground, good[:len(good)/2], brand.CutOff},
		"all but a byte":      {brand.RoomBackground, good[:len(good)-1], brand.CutOff},
		"without its end":     {brand.RoomBackground, good[:len(good)-12], brand.CutOff},
		"a byte more":         {brand.RoomBackground, append(bytes.Clone(good), 0), brand.CutOff},
		"damaged":             {brand.RoomBackground, damaged, brand.CutOff},
		"without pixels":      {brand.RoomBackground, noPixels, brand.CutOff},
		"chunk without end":   {brand.Logo, []byte("\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDRxxxxxxxxxxxxxxxxx"), brand.CutOff},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			info, err := brand.Check(test.kind, test.data)
			if test.reason == "" {
				require.NoError(t, err)
				assert.Regexp(t, "^[0-9a-f]{64}$", info.ID)
				assert.Equal(t, test.kind, info.Kind)
				assert.Equal(t, test.data, info.Data)
				assert.Positive(t, info.Width*info.Height)
				return
			}
			known := new(call.Error)
			require.True(t, errors.As(err, &known))
			assert.Equal(t, call.CodeBadImage, known.Code)
			assert.Equal(t, test.reason, known.Value)
			assert.Zero(t, info)
		})
	}
	_, err := brand.Check("poster", good)
	assert.Equal(t, call.CodeInvalid, call.CodeOf(err))
}

// FuzzCheck finds files that make Check panic, or pass although nothing else reads them.
func FuzzCheck(f *testing.F) {
	for _, seed := range [][]byte{nil, picture(f, 400, 2), picture(f, 1400, 3), photo(f), picture(f, 400, 2)[:50]} {
		f.Add("logo", seed)
		f.Add("room_background", seed)
	}
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		info, err := brand.Check(brand.Kind(kind), data)
		if err != nil {
			assert.Contains(t, []call.Code{call.CodeBadImage, call.CodeInvalid}, call.CodeOf(err))
			return
		}
		header, err := png.DecodeConfig(bytes.NewReader(data))
		require.NoError(t, err)
		assert.Equal(t, header.Width, info.Width)
		assert.LessOrEqual(t, max(info.Width, info.Height), brand.MaxSide)
		assert.GreaterOrEqual(t, info.Width, brand.MinLogoWidth)
	})
}
