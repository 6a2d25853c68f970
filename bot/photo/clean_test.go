package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// corner is a picture with a red top left quarter on blue.
func corner(width, height int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{B: 255, A: 255}
			if x < width/2 && y < height/2 {
				c = color.RGBA{R: 255, A: 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func asJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts an EXIF segment with an orientation, and a secret, into a JPEG.
func withEXIF(file []byte, held uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01")
	entry := binary.BigEndian.AppendUint16(nil, 0x0112)
	entry = binary.BigEndian.AppendUint16(entry, 3)
	entry = binary.BigEndian.AppendUint32(entry, 1)
	entry = binary.BigEndian.AppendUint16(entry, held)
	entry = append(entry, 0, 0)
	body := append([]byte("Exif\x00\x00"), append(append(tiff, entry...), "SECRET-GPS 51.88,-0.42"...)...)
	segment := append([]byte{0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(append([]byte{}, file[:2]...), append(segment, body...)...), file[2:]...)
}

func decoded(t *testing.T, p Picture) image.Image {
	t.Helper()
	got, format, err := image.Decode(bytes.NewReader(p.JPEG))
	if err != nil || format != "jpeg" {
		t.Fatalf("format %q, %v", format, err)
	}
	return got
}

func red(c color.Color) bool {
	r, _, b, _ := c.RGBA()
	return r > b
}

// TestEveryWayOfHoldingTheCamera: the red quarter ends where the tag says that
// the top left of the picture is.
func TestEveryWayOfHoldingTheCamera(t *testing.T) {
	file := asJPEG(t, corner(80, 40))
	for held, want := range map[uint16]struct {
		wide       bool
		left, high bool
	}{
		1: {true, true, true}, 2: {true, false, true}, 3: {true, false, false}, 4: {true, true, false},
		5: {false, true, true}, 6: {false, false, true}, 7: {false, false, false}, 8: {false, true, false},
	} {
		p, err := Clean(withEXIF(file, held))
		if err != nil {
			t.Fatal(err)
		}
		got := decoded(t, p).Bounds()
		if (got.Dx() > got.Dy()) != want.wide || got.Dx() != p.Width || got.Dy() != p.Height {
			t.Errorf("held %d: %v, said %d x %d", held, got, p.Width, p.Height)
		}
		x, y := got.Dx()*3/4, got.Dy()*3/4
		if want.left {
			x = got.Dx() / 4
		}
		if want.high {
			y = got.Dy() / 4
		}
		if !red(decoded(t, p).At(x, y)) {
			t.Errorf("held %d: the corner is not where it should be", held)
		}
	}
}

func TestNothingOfTheFileSurvives(t *testing.T) {
	p, err := Clean(withEXIF(asJPEG(t, corner(64, 64)), 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"SECRET", "Exif", "GPS"} {
		if bytes.Contains(p.JPEG, []byte(mark)) {
			t.Errorf("%s is still in it", mark)
		}
	}
}

func TestFormats(t *testing.T) {
	var animated bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{color.White, color.Black})
	if err := gif.EncodeAll(&animated, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"png": asPNG(t, corner(20, 10)), "gif": animated.Bytes(), "jpeg": asJPEG(t, corner(20, 10))} {
		if p, err := Clean(file); err != nil || p.Width != 20 || p.Height != 10 {
			t.Errorf("%s: %d x %d, %v", name, p.Width, p.Height, err)
		}
	}
}

func TestLargeOnesShrink(t *testing.T) {
	p, err := Clean(asPNG(t, corner(4096, 1024)))
	if err != nil || p.Width != maxSide || p.Height != maxSide/4 {
		t.Errorf("%d x %d, %v", p.Width, p.Height, err)
	}
}

// bomb is a PNG whose header alone says that it is enormous.
func bomb(width, height uint32) []byte {
	header := []byte("IHDR")
	header = binary.BigEndian.AppendUint32(header, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, 8, 2, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n"), binary.BigEndian.AppendUint32(nil, 13)...)
	file = append(file, header...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(header))
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"too many pixels": {bomb(8000, 8000), ErrTooLarge},
		"too many bytes":  {make([]byte, MaxBytes+1), ErrTooLarge},
		"absurd":          {bomb(1<<31-1, 1<<31-1), ErrNotPicture},
		"empty":           {nil, ErrNotPicture},
		"text":            {[]byte("<script>alert(1)</script>"), ErrNotPicture},
		"header alone":    {bomb(10, 10), ErrNotPicture},
		"cut off":         {asPNG(t, corner(50, 50))[:60], ErrNotPicture},
	} {
		if _, err := Clean(c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(asJPEG(f, corner(16, 8)))
	f.Add(withEXIF(asJPEG(f, corner(16, 8)), 6))
	f.Add(asPNG(f, corner(16, 8)))
	f.Add(bomb(5000, 5000))
	f.Fuzz(func(t *testing.T, file []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && c.Width*c.Height > 1<<22 {
			return // only slow
		}
		p, err := Clean(file)
		if err == nil && (p.Width < 1 || p.Height < 1 || max(p.Width, p.Height) > maxSide) {
			t.Errorf("%d x %d", p.Width, p.Height)
		}
	})
}

func BenchmarkClean12Megapixels(b *testing.B) {
	file := asJPEG(b, corner(4000, 3000))
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := Clean(file); err != nil {
			b.Fatal(err)
		}
	}
}
