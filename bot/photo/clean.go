package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // decoders register themselves
	"image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

const (
	// MaxBytes is the largest file that is looked at.
	MaxBytes = 20 << 20
	// maxPixels is the largest picture that is decoded (resident-safety rule
	// 14); at four bytes each that is 160 MB for a moment.
	maxPixels = 40_000_000
	maxSide   = 2048 // pixels of the long side that is kept: a number plate stays readable
	quality   = 82   // of JPEG, 1 to 100
)

// Why a file is refused.
var (
	ErrTooLarge   = errors.New("picture is too large")
	ErrNotPicture = errors.New("file is no picture that can be read")
)

// Picture is a clean picture.
type Picture struct {
	JPEG          []byte
	Width, Height int // pixels
}

// Clean makes a clean JPEG of a JPEG, PNG, WebP or GIF (its first frame). Its
// errors are ErrTooLarge and ErrNotPicture, and quote nothing of the file.
func Clean(file []byte) (Picture, error) {
	if len(file) > MaxBytes {
		return Picture{}, ErrTooLarge
	}
	header, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || header.Width <= 0 || header.Height <= 0 {
		return Picture{}, ErrNotPicture
	}
	if header.Width > maxPixels/header.Height {
		return Picture{}, ErrTooLarge
	}
	decoded, err := decode(file)
	if err != nil {
		return Picture{}, ErrNotPicture
	}
	turn := upright
	if format == "jpeg" {
		turn = orientation(file)
	}
	return encode(turn.apply(shrink(decoded)))
}

// decode turns a decoder's panic into an error: the file is a stranger's.
func decode(file []byte) (picture image.Image, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("decoder: %T", cause)
		}
	}()
	picture, _, err = image.Decode(bytes.NewReader(file))
	return picture, err
}

// shrink draws a picture onto white, at most maxSide long.
func shrink(from image.Image) *image.RGBA {
	bounds := from.Bounds()
	width, height := bounds.Dx(), bounds.Dy()
	if long := max(width, height); long > maxSide {
		width, height = max(1, width*maxSide/long), max(1, height*maxSide/long)
	}
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(to, to.Bounds(), from, bounds, draw.Over, nil)
	return to
}

func encode(picture *image.RGBA) (Picture, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, ErrNotPicture
	}
	return Picture{JPEG: out.Bytes(), Width: picture.Rect.Dx(), Height: picture.Rect.Dy()}, nil
}
