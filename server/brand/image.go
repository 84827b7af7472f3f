// Package brand gives rooms the company's looks: it knows which images can be
// used, and dresses rooms in them.
package brand

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image/png"
	"time"

	"mattermost-plugin-whereby/server/call"
)

// Kind is what an image is for.
type Kind string

// The kinds.
const (
	Logo              Kind = "logo"
	RoomBackground    Kind = "room_background"
	WaitingBackground Kind = "waiting_background"
)

// What an image may be; MaxSize is Whereby's limit in bytes, the widths are
// what it asks for.
const (
	MaxSize            = 600_000
	MaxSide            = 5000 // pixels
	MinLogoWidth       = 400
	MinBackgroundWidth = 1400
)

// Why an image cannot be used: values of errors with call.CodeBadImage.
const (
	NotPNG              = "not_png"
	CutOff              = "cut_off"
	TooLarge            = "too_large"
	TooBig              = "too_big"
	LogoTooNarrow       = "logo_too_narrow"
	BackgroundTooNarrow = "background_too_narrow"
)

// Image is a PNG image for rooms. It never changes: another image has another ID.
type Image struct {
	// ID is the SHA-256 of Data, in lower-case hexadecimal digits.
	ID     string
	Kind   Kind
	Width  int
	Height int
	Data   []byte
	MadeBy string // user id of who uploaded it
	MadeAt time.Time
}

// Check looks at an uploaded file. Its pixels are not decoded: a small file can
// hold more of them than there is memory.
func Check(kind Kind, data []byte) (Image, error) {
	narrowest, tooNarrow := MinBackgroundWidth, BackgroundTooNarrow
	switch kind {
	case Logo:
		narrowest, tooNarrow = MinLogoWidth, LogoTooNarrow
	case RoomBackground, WaitingBackground:
	default:
		return Image{}, &call.Error{Code: call.CodeInvalid, Value: "kind"}
	}
	refused := func(reason string) (Image, error) {
		return Image{}, &call.Error{Code: call.CodeBadImage, Value: reason}
	}
	if !bytes.HasPrefix(data, []byte(signature)) {
		return refused(NotPNG)
	}
	if len(data) > MaxSize {
		return refused(TooLarge)
	}
	if !whole(data) {
		return refused(CutOff)
	}
	header, err := png.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return refused(NotPNG)
	case header.Width > MaxSide || header.Height > MaxSide:
		return refused(TooBig)
	case header.Width < narrowest:
		return refused(tooNarrow)
	}
	sum := sha256.Sum256(data)
	return Image{
		ID: hex.EncodeToString(sum[:]), Kind: kind, Width: header.Width, Height: header.Height, Data: data,
	}, nil
}

const (
	signature = "\x89PNG\r\n\x1a\n"
	// chunkFrame is a chunk's length and type before its data, and its checksum after.
	chunkFrame = 4 + 4 + 4
)

// whole follows a PNG from chunk to chunk: each has to be there undamaged, with
// image data among them, and the end has to be the end of the file.
func whole(data []byte) bool {
	rest, pixels := data[len(signature):], false
	for len(rest) >= chunkFrame {
		length := int64(binary.BigEndian.Uint32(rest))
		if length > int64(len(rest)-chunkFrame) {
			return false
		}
		chunk, sum := rest[4:8+length], rest[8+length:]
		if crc32.ChecksumIEEE(chunk) != binary.BigEndian.Uint32(sum) {
			return false
		}
		rest = sum[4:]
		switch string(chunk[:4]) {
		case "IDAT":
			pixels = true
		case "IEND":
			return pixels && len(rest) == 0
		}
	}
	return false
}
