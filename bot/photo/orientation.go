package photo

import (
	"encoding/binary"
	"image"
)

// turn is how the camera was held, by EXIF's orientation tag (CIPA DC-008,
// 4.6.5); 1 is upright.
type turn int

const upright turn = 1

// apply turns a picture upright.
func (t turn) apply(from *image.RGBA) *image.RGBA {
	if t <= upright || t > 8 {
		return from
	}
	width, height := from.Rect.Dx(), from.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	if t >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, height, width))
	}
	for y := range height {
		for x := range width {
			newX, newY := t.move(x, y, width-1, height-1)
			to.SetRGBA(newX, newY, from.RGBAAt(x, y))
		}
	}
	return to
}

// move says where a pixel goes; right and low are the greatest x and y.
func (t turn) move(x, y, right, low int) (newX, newY int) {
	switch t {
	case 2:
		return right - x, y
	case 3:
		return right - x, low - y
	case 4:
		return x, low - y
	case 5:
		return y, x
	case 6:
		return low - y, x
	case 7:
		return low - y, right - x
	case 8:
		return y, right - x
	}
	return x, y
}

// orientation reads the one tag that matters from a JPEG's EXIF segment. A file
// without one, or with a broken one, is upright.
func orientation(file []byte) turn {
	for at := 2; at+4 <= len(file) && file[at] == 0xFF; {
		marker, size := file[at+1], int(binary.BigEndian.Uint16(file[at+2:]))
		if marker == 0xDA || size < 2 || at+2+size > len(file) { // the picture itself begins
			return upright
		}
		if body := file[at+4 : at+2+size]; marker == 0xE1 && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
			return exifTurn(body[6:])
		}
		at += 2 + size
	}
	return upright
}

// exifTurn finds tag 0x0112 in the first directory of a TIFF header.
func exifTurn(tiff []byte) turn {
	var order binary.ByteOrder = binary.LittleEndian
	if len(tiff) < 8 {
		return upright
	}
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	start := int(order.Uint32(tiff[4:]))
	if start < 8 || start+2 > len(tiff) {
		return upright
	}
	entries := tiff[start+2:]
	for n := int(order.Uint16(tiff[start:])); n > 0 && len(entries) >= 12; n-- {
		if order.Uint16(entries) == 0x0112 {
			return turn(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return upright
}
