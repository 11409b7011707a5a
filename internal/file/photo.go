package file

import (
	"bytes"
	"encoding/binary"
)

// StripPhoto returns a JPEG, PNG or WebP picture without its metadata: place,
// time, camera, software, owner, captions, thumbnails, comments and anything
// hidden behind the picture's end. The picture itself is not decoded and loses
// nothing; of the metadata only which way is up is kept, and the colour profile.
//
// The error is a Refusal: more than MaxPixels, a broken file, or no photo.
// Input is never changed.
func StripPhoto(in []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(in, []byte{0xFF, 0xD8}):
		return stripJPEG(in)
	case bytes.HasPrefix(in, []byte(pngSignature)):
		return stripPNG(in)
	case len(in) >= 12 && string(in[:4]) == "RIFF" && string(in[8:12]) == "WEBP":
		return stripWebP(in)
	}
	return nil, refuse(keyType)
}

// checkPixels refuses a picture with no surface or with too large a one.
func checkPixels(width, height uint64) error {
	switch {
	case width == 0 || height == 0:
		return refuse(keyDamaged)
	case width > MaxPixels || height > MaxPixels || width*height > MaxPixels:
		return refuse(keyPixels, MaxPixels/1_000_000)
	}
	return nil
}

// Which way is up: 1 is as stored, 2–8 turned or mirrored (Exif 2.3, tag 0x0112).
const (
	upright        = 1
	orientationTag = 0x0112
)

// orientationOf reads which way is up from a TIFF block, the content of Exif
// metadata; upright when it does not say.
func orientationOf(tiff []byte) int {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	start := uint64(order.Uint32(tiff[4:8]))
	if start+2 > uint64(len(tiff)) {
		return upright
	}
	count := uint64(order.Uint16(tiff[start:]))
	for i := range count {
		at := start + 2 + i*12
		if at+12 > uint64(len(tiff)) {
			break
		}
		if order.Uint16(tiff[at:]) != orientationTag {
			continue
		}
		if value := int(order.Uint16(tiff[at+8:])); value >= 1 && value <= 8 {
			return value
		}
	}
	return upright
}

// orientationBlock is the smallest TIFF block that says which way is up and
// nothing else.
func orientationBlock(orientation int) []byte {
	return []byte{
		'M', 'M', 0, '*', 0, 0, 0, 8, // big-endian, the only directory at 8
		0, 1, // with one entry:
		orientationTag >> 8, orientationTag & 0xFF, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0,
		0, 0, 0, 0, // and no more directories
	}
}
