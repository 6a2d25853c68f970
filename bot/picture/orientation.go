package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation finds how a JPEG has to be turned to stand upright: 1 to 8 as in
// EXIF, 1 when it doesn't say.
// Source: EXIF 2.32 (CIPA DC-008), 4.6.4 tag 274, 4.7.2 APP1.
func orientation(data []byte) int {
	for rest := afterStart(data); len(rest) > 4 && rest[0] == 0xFF; {
		marker, length := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
		if marker == 0xDA || length < 2 || length+2 > len(rest) { // the picture begins
			return 1
		}
		if segment := rest[4 : length+2]; marker == 0xE1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return orientationTag(segment[6:])
		}
		rest = rest[length+2:]
	}
	return 1
}

func afterStart(data []byte) []byte {
	if !bytes.HasPrefix(data, []byte{0xFF, 0xD8}) {
		return nil
	}
	return data[2:]
}

// orientationTag looks through the first directory of a TIFF structure.
func orientationTag(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	start := int64(order.Uint32(tiff[4:]))
	if start+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[start+2:]
	for range order.Uint16(tiff[start:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			if value := int(order.Uint16(entries[8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// turn applies an orientation: 2 to 4 keep width and height, 5 to 8 swap them.
func turn(from *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return from
	}
	width, height := from.Rect.Dx(), from.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	if orientation >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, height, width))
	}
	for y := range height {
		for x := range width {
			tx, ty := place(orientation, x, y, width, height)
			copy(to.Pix[to.PixOffset(tx, ty):][:4], from.Pix[from.PixOffset(x, y):][:4])
		}
	}
	return to
}

// place is where a pixel goes.
func place(orientation, x, y, width, height int) (int, int) {
	right, bottom := width-1-x, height-1-y
	switch orientation {
	case 2: // mirrored
		return right, y
	case 3: // upside down
		return right, bottom
	case 4: // mirrored upside down
		return x, bottom
	case 5: // mirrored, lying on its left
		return y, x
	case 6: // its top is at the right
		return bottom, x
	case 7: // mirrored, lying on its right
		return bottom, right
	case 8: // its top is at the left
		return y, right
	}
	return x, y
}
