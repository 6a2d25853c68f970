package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // decoders that Clean takes
	"image/jpeg"
	_ "image/png" // decoder

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // decoder
)

const (
	// MostPixels is how large a picture may be, in pixels: 40 megapixels, more
	// than phones make by themselves.
	MostPixels = 40_000_000
	// LongEdge is how long the longer edge is at the most afterwards, in
	// pixels: enough to read a number plate across a street.
	LongEdge = 2048
	// MostBytes is how large a file may be.
	MostBytes = 20 << 20

	mostMemory = 4 * MostPixels // bytes of a decoded picture
	mostScans  = 64             // of a progressive JPEG; cameras write about ten
	quality    = 82             // of the JPEG that comes out
)

// ErrUnfit says that a picture will never be taken, as it is. ErrTooLarge is
// the kind of it that a smaller picture would mend.
var (
	ErrUnfit    = errors.New("not a picture that can be taken")
	ErrTooLarge = fmt.Errorf("%w: too large", ErrUnfit)
)

// Picture is a cleaned picture.
type Picture struct {
	Type          string // image/jpeg
	Data          []byte
	Width, Height int // pixels
}

// Cleaner cleans pictures, one at a time: each may need a hundred megabytes.
type Cleaner struct{ slot chan struct{} }

// NewCleaner makes a Cleaner.
func NewCleaner() *Cleaner { return &Cleaner{slot: make(chan struct{}, 1)} }

// Clean re-encodes a JPEG, PNG, WebP or GIF (its first frame). It waits for its
// turn until ctx ends. What can't be taken is ErrUnfit.
func (c *Cleaner) Clean(ctx context.Context, data []byte) (Picture, error) {
	select {
	case c.slot <- struct{}{}:
		defer func() { <-c.slot }()
	case <-ctx.Done():
		return Picture{}, ctx.Err()
	}
	return clean(data)
}

func clean(data []byte) (Picture, error) {
	if err := check(data); err != nil {
		return Picture{}, err
	}
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return Picture{}, unfit("it is broken")
	}
	turned := turn(shrink(decoded), orientation(data))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned, &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, unfit("it can't be encoded")
	}
	size := turned.Bounds().Size()
	return Picture{Type: "image/jpeg", Data: out.Bytes(), Width: size.X, Height: size.Y}, nil
}

// check refuses what would cost too much, before anything of it is decoded.
func check(data []byte) error {
	if len(data) > MostBytes {
		return fmt.Errorf("%w: more than 20 MB", ErrTooLarge)
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return unfit("it is no JPEG, PNG, WebP or GIF")
	}
	width, height := int64(config.Width), int64(config.Height)
	switch {
	case width < 1 || height < 1:
		return unfit("it is empty")
	case width > MostPixels || height > MostPixels || width*height > MostPixels:
		return fmt.Errorf("%w: more than 40 megapixels", ErrTooLarge)
	case width*height*bytesPerPixel(config.ColorModel) > mostMemory:
		return fmt.Errorf("%w: it needs too much memory", ErrTooLarge)
	case format == "jpeg" && bytes.Count(data, []byte{0xFF, 0xDA}) > mostScans:
		return unfit("it would take too long to decode")
	}
	return nil
}

func unfit(why string) error { return fmt.Errorf("%w: %s", ErrUnfit, why) }

// bytesPerPixel is what a decoder needs, at the most.
func bytesPerPixel(model color.Model) int64 {
	switch model {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.GrayModel, color.AlphaModel:
		return 1
	}
	return 4
}

// shrink scales a picture down to LongEdge, on white where it is transparent.
// It goes by halves, each of which averages four pixels to one, so that fine
// patterns don't turn into others; the last step is less than a half.
func shrink(from image.Image) *image.RGBA {
	size := from.Bounds().Size()
	for max(size.X, size.Y) >= 2*LongEdge {
		size = image.Pt(max(size.X/2, 1), max(size.Y/2, 1))
		from = scaled(from, size)
	}
	if longer := max(size.X, size.Y); longer > LongEdge {
		size = image.Pt(max(size.X*LongEdge/longer, 1), max(size.Y*LongEdge/longer, 1))
	}
	return scaled(from, size)
}

func scaled(from image.Image, size image.Point) *image.RGBA {
	to := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src)
	if from.Bounds().Size() == size {
		draw.Draw(to, to.Bounds(), from, from.Bounds().Min, draw.Over)
		return to
	}
	draw.ApproxBiLinear.Scale(to, to.Bounds(), from, from.Bounds(), draw.Over, nil)
	return to
}
