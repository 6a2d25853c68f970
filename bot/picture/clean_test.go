package picture

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
	"testing/synctest"
)

var (
	red  = color.RGBA{R: 255, A: 255}
	blue = color.RGBA{B: 255, A: 255}
)

// half is a picture whose left half is red and whose right half is blue.
func half(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := red
			if x >= width/2 {
				c = blue
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gifOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := gif.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// appender is either byte order.
type appender interface{ binary.AppendByteOrder }

// withExif puts an APP1 segment with an orientation and a secret into a JPEG.
func withExif(data []byte, orientation int, order appender) []byte {
	tiff := []byte("II*\x00")
	if order == appender(binary.BigEndian) {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)      // one entry
	tiff = order.AppendUint16(tiff, 0x0112) // orientation
	tiff = order.AppendUint16(tiff, 3)      // SHORT
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, uint16(orientation))
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	segment := append([]byte("Exif\x00\x00"), append(tiff, "51.8787N 0.4200W"...)...)
	out := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	return append(append(out, segment...), data[2:]...)
}

func at(t *testing.T, p Picture, x, y int) color.Color {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Fatal(err)
	}
	return m.At(x, y)
}

func near(a, b color.Color) bool {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 0x2000 }
	return !far(ar, br) && !far(ag, bg) && !far(ab, bb)
}

func TestPicturesOfAllKindsComeOutAsSmallJPEG(t *testing.T) {
	for name, data := range map[string][]byte{
		"jpeg": jpegOf(t, half(3000, 1500)), "png": pngOf(t, half(3000, 1500)), "gif": gifOf(t, half(3000, 1500)),
		"webp": webp(t),
	} {
		p, err := NewCleaner().Clean(t.Context(), data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Type != "image/jpeg" || max(p.Width, p.Height) > LongEdge {
			t.Errorf("%s: %d × %d %s", name, p.Width, p.Height, p.Type)
		}
		if name != "webp" && (p.Width != 2048 || p.Height != 1024 || !near(at(t, p, 10, 10), red) || !near(at(t, p, 2000, 1000), blue)) {
			t.Errorf("%s: %d × %d, %v and %v", name, p.Width, p.Height, at(t, p, 10, 10), at(t, p, 2000, 1000))
		}
	}
}

func TestMetadataIsGoneAndThePictureIsUpright(t *testing.T) {
	// Where the red half of half(60, 40) goes: a point in it, and the new size.
	tests := []struct{ orientation, x, y, width int }{
		{1, 5, 20, 60},
		{2, 55, 20, 60},
		{3, 55, 20, 60},
		{4, 5, 20, 60},
		{5, 20, 5, 40},
		{6, 20, 5, 40},
		{7, 20, 55, 40},
		{8, 20, 55, 40},
	}
	for _, order := range []appender{binary.LittleEndian, binary.BigEndian} {
		for _, test := range tests {
			p, err := clean(withExif(jpegOf(t, half(60, 40)), test.orientation, order))
			if err != nil {
				t.Fatal(err)
			}
			if p.Width != test.width || !near(at(t, p, test.x, test.y), red) {
				t.Errorf("orientation %d: %d × %d, %v", test.orientation, p.Width, p.Height, at(t, p, test.x, test.y))
			}
			if bytes.Contains(p.Data, []byte("Exif")) || bytes.Contains(p.Data, []byte("51.87")) {
				t.Errorf("orientation %d: metadata is still there", test.orientation)
			}
		}
	}
}

func TestTransparentIsWhite(t *testing.T) {
	p, err := clean(pngOf(t, image.NewNRGBA(image.Rect(0, 0, 8, 8))))
	if err != nil || !near(at(t, p, 4, 4), color.White) {
		t.Errorf("%v, %v", at(t, p, 4, 4), err)
	}
}

// claiming is a PNG whose header claims a size that its data doesn't have.
func claiming(width, height uint32, depth byte) []byte {
	header := []byte("IHDR")
	header = binary.BigEndian.AppendUint32(header, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, depth, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, header...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
}

func TestUnfitPicturesAreRefusedBeforeTheyAreDecoded(t *testing.T) {
	scans := append(jpegOf(t, half(16, 16)), bytes.Repeat([]byte{0xFF, 0xDA}, mostScans+1)...)
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "pdf": []byte("%PDF-1.7"), "svg": []byte("<svg onload=alert(1)>"),
		"41 megapixels":     claiming(41_000_000/1000, 1000, 8),
		"very wide":         claiming(1<<31-1, 1<<31-1, 8),
		"16 bit, 30 MP":     claiming(30_000, 1000, 16),
		"too many scans":    scans,
		"too many bytes":    append(jpegOf(t, half(16, 16)), make([]byte, MostBytes)...),
		"ends in the midst": jpegOf(t, half(600, 600))[:700],
	} {
		if _, err := clean(data); !errors.Is(err, ErrUnfit) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnePictureAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewCleaner()
		c.slot <- struct{}{} // somebody is at it
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := c.Clean(ctx, nil)
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("waited and got %v", err)
		}
	})
}

// webp is one pixel, as browsers are asked whether they know WebP.
func webp(t testing.TB) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func FuzzClean(f *testing.F) {
	for _, seed := range [][]byte{
		jpegOf(f, half(20, 10)), pngOf(f, half(20, 10)), gifOf(f, half(20, 10)), webp(f), claiming(10, 10, 8),
		withExif(jpegOf(f, half(20, 10)), 6, binary.BigEndian),
	} {
		f.Add(seed)
		f.Add(seed[:len(seed)/2])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if config, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && config.Width*config.Height > 1_000_000 {
			t.Skip("large: the limits have a test of their own")
		}
		p, err := clean(data)
		if err != nil {
			if !errors.Is(err, ErrUnfit) {
				t.Fatalf("another error: %v", err)
			}
			return
		}
		out, err := jpeg.DecodeConfig(bytes.NewReader(p.Data))
		if err != nil || out.Width != p.Width || out.Height != p.Height || max(p.Width, p.Height) > LongEdge {
			t.Fatalf("came out as %d × %d, said %d × %d: %v", out.Width, out.Height, p.Width, p.Height, err)
		}
		if bytes.Contains(p.Data, []byte("Exif")) {
			t.Fatal("metadata is still there")
		}
	})
}
