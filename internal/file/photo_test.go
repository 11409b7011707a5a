package file_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/file"
)

// canary stands wherever metadata can stand, in the files the tests make.
const canary = "CANARY 59.3793N 13.5036E"

func picture(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			m.Set(x, y, color.NRGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), 255})
		}
	}
	return m
}

func plainJPEG(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(40, 30), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func plainPNG(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture(40, 30)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func segment(marker byte, body string) []byte {
	return append([]byte{0xFF, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// tiff is Exif metadata as cameras write it: little-endian, the maker first,
// then which way is up, then the position.
func tiff(orientation byte) string {
	return "II*\x00\x08\x00\x00\x00" + "\x02\x00" +
		"\x0f\x01\x02\x00\x18\x00\x00\x00\x26\x00\x00\x00" +
		"\x12\x01\x03\x00\x01\x00\x00\x00" + string([]byte{orientation, 0, 0, 0}) +
		"\x00\x00\x00\x00" + canary
}

// loadedJPEG is a picture with everything a camera, a phone or a program adds.
func loadedJPEG(t testing.TB, orientation byte) []byte {
	plain := plainJPEG(t)
	thumbnail := "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x02" + "thumb" + "12charsofpix"
	return slices.Concat(
		plain[:2],
		segment(0xE0, thumbnail),
		segment(0xE0, "JFXX\x00\x10"+canary),
		segment(0xE1, "Exif\x00\x00"+tiff(orientation)),
		segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x>"+canary+"</x>"),
		segment(0xE2, "MPF\x00"+canary),
		segment(0xE2, "ICC_PROFILE\x00\x01\x01profile"),
		segment(0xED, "Photoshop 3.0\x008BIM"+canary),
		segment(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x01"+canary),
		segment(0xFE, canary),
		segment(0xEB, canary),
		segment(0xF0, canary),
		plain[2:len(plain)-2],
		segment(0xFE, canary), // between the picture and its end
		plain[len(plain)-2:],
		[]byte("trailer PK\x03\x04 "+canary),
	)
}

func pngChunk(kind, body string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, kind+body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(kind+body)))
}

func loadedPNG(t testing.TB, orientation byte) []byte {
	plain := plainPNG(t)
	const headerEnd = 8 + 25
	return slices.Concat(
		plain[:headerEnd],
		pngChunk("tEXt", "Comment\x00"+canary), pngChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+canary),
		pngChunk("zTXt", "x\x00\x00"+canary), pngChunk("tIME", "\x07\xea\x0b\x16\x0e\x1e\x00"),
		pngChunk("eXIf", tiff(orientation)), pngChunk("prVt", canary), pngChunk("gAMA", "\x00\x00\xb1\x8f"),
		plain[headerEnd:len(plain)-12],
		pngChunk("tEXt", "Late\x00"+canary),
		plain[len(plain)-12:],
		[]byte(canary),
	)
}

// The two smallest WebP pictures, 1 × 1, lossless and lossy.
const (
	losslessWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
	lossyWebP    = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
)

func decoded(t testing.TB, text string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func riff(kind, body string) string {
	out := kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	return out + strings.Repeat("\x00", len(body)%2)
}

func webp(chunks ...string) []byte {
	body := "WEBP" + strings.Join(chunks, "")
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body)
}

func loadedWebP(t testing.TB, orientation byte) []byte {
	bitstream := string(decoded(t, losslessWebP)[12:])
	frame := "0123456789abcdef" + bitstream + riff("XtrA", canary)
	return append(webp(
		riff("VP8X", "\x2e\x00\x00\x00\x00\x00\x00\x00\x00\x00"), riff("ICCP", "profile"),
		bitstream, riff("ANMF", frame), riff("EXIF", tiff(orientation)), riff("XMP ", canary+"!"), riff("junk", canary),
	), canary...)
}

func TestAPhotoKeepsItsPictureAndLosesItsStory(t *testing.T) {
	for name, in := range map[string][]byte{
		"JPEG": loadedJPEG(t, 6), "PNG": loadedPNG(t, 6), "WebP": loadedWebP(t, 6),
	} {
		before := bytes.Clone(in)
		out, err := file.StripPhoto(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, trace := range []string{"CANARY", "13.5036E", "Photoshop", "xap", "MPF", "JFXX", "thumb", "trailer", "XMP ", "tEXt", "tIME", "prVt", "junk", "XtrA"} {
			if bytes.Contains(out, []byte(trace)) {
				t.Errorf("%s still holds %q", name, trace)
			}
		}
		if !bytes.Equal(in, before) {
			t.Errorf("%s: the input was changed", name)
		}
		again, err := file.StripPhoto(out)
		if err != nil || !bytes.Equal(again, out) {
			t.Errorf("%s: cleaning a clean photo changes it: %v", name, err)
		}
	}
}

func TestNotAPixelChanges(t *testing.T) {
	for name, pair := range map[string][2][]byte{
		"JPEG": {plainJPEG(t), loadedJPEG(t, 1)}, "PNG": {plainPNG(t), loadedPNG(t, 1)},
	} {
		out, err := file.StripPhoto(pair[1])
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := image.Decode(bytes.NewReader(pair[0]))
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := image.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if name == "JPEG" { // the Adobe segment says YCbCr, as the plain file means
			if _, ok := got.(*image.YCbCr); !ok {
				t.Errorf("JPEG: decoded as %T", got)
			}
		}
		if got.Bounds() != want.Bounds() {
			t.Fatalf("%s: %v, want %v", name, got.Bounds(), want.Bounds())
		}
		for x := range 40 {
			for y := range 30 {
				if got.At(x, y) != want.At(x, y) {
					t.Fatalf("%s: pixel %d, %d is %v, want %v", name, x, y, got.At(x, y), want.At(x, y))
				}
			}
		}
	}
}

func TestWhichWayIsUpIsKeptAndNothingElseIsSaid(t *testing.T) {
	for orientation := byte(1); orientation <= 8; orientation++ {
		block := "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string([]byte{orientation}) + "\x00\x00\x00\x00\x00\x00"
		for name, in := range map[string][]byte{
			"JPEG": loadedJPEG(t, orientation), "PNG": loadedPNG(t, orientation), "WebP": loadedWebP(t, orientation),
		} {
			out, err := file.StripPhoto(in)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := bytes.Contains(out, []byte(block)), orientation != 1; got != want {
				t.Errorf("%s turned %d: says so: %v, want %v", name, orientation, got, want)
			}
			if count := bytes.Count(bytes.ToUpper(out), []byte("EXIF")); (count == 1) != (orientation != 1) {
				t.Errorf("%s turned %d: %d Exif blocks", name, orientation, count)
			}
		}
	}
}

func TestColourProfilesStay(t *testing.T) {
	out, err := file.StripPhoto(loadedJPEG(t, 1))
	if err != nil || !bytes.Contains(out, []byte("ICC_PROFILE\x00\x01\x01profile")) {
		t.Errorf("JPEG lost its colour profile: %v", err)
	}
	out, err = file.StripPhoto(loadedPNG(t, 1))
	if err != nil || !bytes.Contains(out, []byte("gAMA")) {
		t.Errorf("PNG lost its gamma: %v", err)
	}
	out, err = file.StripPhoto(loadedWebP(t, 1))
	if err != nil || !bytes.Contains(out, []byte("ICCP")) {
		t.Errorf("WebP lost its colour profile: %v", err)
	}
}

func TestAWebPSaysOnlyWhatItHolds(t *testing.T) {
	out, err := file.StripPhoto(loadedWebP(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	if flags := out[20]; flags != 0x22 { // ICC profile and animation; Exif and XMP gone
		t.Errorf("flags %#x, want 0x22", flags)
	}
	if size := binary.LittleEndian.Uint32(out[4:]); int(size)+8 != len(out) {
		t.Errorf("the file says %d bytes and has %d", size+8, len(out))
	}
	for name, simple := range map[string]string{"lossless": losslessWebP, "lossy": lossyWebP} {
		in := decoded(t, simple)
		if out, err := file.StripPhoto(in); err != nil || !bytes.Equal(out, in) {
			t.Errorf("a simple %s file changed: %v", name, err)
		}
	}
}

func key(t testing.TB, err error) string {
	t.Helper()
	var refusal file.Refusal
	if err != nil && !errors.As(err, &refusal) {
		t.Fatalf("%v is no refusal", err)
	}
	return refusal.Key
}

func TestAPixelFloodIsRefusedUnread(t *testing.T) {
	flood := plainJPEG(t)
	frame := bytes.Index(flood, []byte{0xFF, 0xC0})
	copy(flood[frame+5:], "\xff\xff\xff\xff")
	header := plainPNG(t)[:8]
	pngFlood := slices.Concat(header, pngChunk("IHDR", "\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00"), pngChunk("IDAT", ""), pngChunk("IEND", ""))
	pngOverflow := slices.Concat(header, pngChunk("IHDR", "\x80\x00\x00\x00\x80\x00\x00\x00\x08\x02\x00\x00\x00"))
	for name, in := range map[string][]byte{
		"JPEG": flood, "PNG": pngFlood, "PNG whose area overflows": pngOverflow,
		"WebP canvas": webp(riff("VP8X", "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff")),
		"WebP VP8L":   webp(riff("VP8L", "\x2f\xff\xff\xff\x0f")),
		"WebP VP8":    webp(riff("VP8 ", "\x30\x01\x00\x9d\x01\x2a\xff\x3f\xff\x3f")),
	} {
		if _, err := file.StripPhoto(in); key(t, err) != "file.refused.pixels" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABrokenPhotoIsRefused(t *testing.T) {
	jpegBytes, pngBytes := plainJPEG(t), plainPNG(t)
	badSum := bytes.Clone(pngBytes)
	badSum[40] ^= 1
	frame := bytes.Index(jpegBytes, []byte{0xFF, 0xC0})
	twoFrames := slices.Concat(jpegBytes[:frame+19], jpegBytes[frame:])
	for name, in := range map[string][]byte{
		"JPEG cut in its tables": jpegBytes[:100],
		"JPEG start only":        jpegBytes[:2],
		"JPEG of nothing":        {0xFF, 0xD8, 0xFF, 0xD9},
		"JPEG with two frames":   twoFrames,
		"JPEG in a JPEG":         slices.Concat(jpegBytes[:2], jpegBytes),
		"PNG cut":                pngBytes[:len(pngBytes)-20],
		"PNG with a wrong sum":   badSum,
		"PNG without a header":   slices.Concat(pngBytes[:8], pngChunk("IDAT", "x"), pngChunk("IEND", "")),
		"PNG without a picture":  slices.Concat(pngBytes[:33], pngChunk("IEND", "")),
		"PNG with two headers":   slices.Concat(pngBytes[:33], pngBytes[8:]),
		"WebP cut":               decoded(t, lossyWebP)[:30],
		"WebP of nothing":        webp(),
		"WebP with half a chunk": webp("VP8"),
		"WebP of metadata":       webp(riff("EXIF", tiff(1))),
	} {
		if _, err := file.StripPhoto(in); key(t, err) != "file.refused.damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := file.StripPhoto([]byte("GIF89a")); key(t, err) != "file.refused.type" {
		t.Errorf("a GIF: %v", err)
	}
}

// Files other programs made: several scans, restart markers, four colours, one,
// and rows out of order.
func TestPicturesOfOtherSortsStillDecodeAlike(t *testing.T) {
	for _, name := range []string{"progressive.jpg", "restart.jpg", "cmyk.jpg", "rgb.jpg", "gray.jpg", "interlaced.png"} {
		in, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		out, err := file.StripPhoto(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want, _, err := image.Decode(bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := image.Decode(bytes.NewReader(out))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s decodes otherwise: %v", name, err)
		}
	}
}

func TestAJPEGCutInItsPictureIsTakenAndEnded(t *testing.T) {
	whole := plainJPEG(t)
	out, err := file.StripPhoto(whole[:len(whole)-40])
	if err != nil || !bytes.HasSuffix(out, []byte{0xFF, 0xD9}) {
		t.Errorf("%v", err)
	}
}

func FuzzStripPhotoNeverPanicsAndNeverLeaks(f *testing.F) {
	f.Add(loadedJPEG(f, 6))
	f.Add(loadedPNG(f, 6))
	f.Add(loadedWebP(f, 6))
	f.Add(decoded(f, lossyWebP))
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := file.StripPhoto(in)
		if err != nil {
			key(t, err)
			return
		}
		again, err := file.StripPhoto(out)
		if err != nil || !bytes.Equal(out, again) {
			t.Errorf("cleaning twice differs from once: %v", err)
		}
	})
}

// A JPEG's segments before its picture, read by a walk of the test's own.
func segmentsOf(t testing.TB, in []byte) (markers []byte, bodies []string) {
	t.Helper()
	for at := 2; at+4 <= len(in) && in[at+1] != 0xDA; {
		length := int(in[at+2])<<8 | int(in[at+3])
		if in[at] != 0xFF || at+2+length > len(in) {
			t.Fatalf("no segment at byte %d", at)
		}
		markers = append(markers, in[at+1])
		bodies = append(bodies, string(in[at+4:at+2+length]))
		at += 2 + length
	}
	return markers, bodies
}

func FuzzStripJPEGLeavesOnlyWhatADecoderNeeds(f *testing.F) {
	for orientation := byte(0); orientation < 10; orientation++ {
		f.Add(loadedJPEG(f, orientation)[2:])
	}
	f.Fuzz(func(t *testing.T, rest []byte) {
		out, err := file.StripPhoto(append([]byte{0xFF, 0xD8}, rest...))
		if err != nil {
			key(t, err)
			return
		}
		markers, bodies := segmentsOf(t, out)
		for i, marker := range markers {
			body := bodies[i]
			switch {
			case marker == 0xE0 && strings.HasPrefix(body, "JFIF\x00") && len(body) == 14:
			case marker == 0xE1 && strings.HasPrefix(body, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12") && len(body) == 32:
			case marker == 0xE2 && strings.HasPrefix(body, "ICC_PROFILE\x00"):
			case marker == 0xEE && strings.HasPrefix(body, "Adobe") && len(body) == 12:
			case marker >= 0xC0 && marker <= 0xCF && marker != 0xC8, marker >= 0xDB && marker <= 0xDD:
			default:
				t.Errorf("segment %#x of %d bytes is left", marker, len(body))
			}
		}
	})
}

// Chunks made with right sums, as random bytes hardly ever have.
func FuzzStripPNGChunks(f *testing.F) {
	f.Add("eXIf", tiff(6), "tEXt", canary)
	f.Add("IDAT", "x", "iCCP", "y")
	f.Fuzz(func(t *testing.T, kind1, body1, kind2, body2 string) {
		if len(kind1) != 4 || len(kind2) != 4 {
			return
		}
		plain := plainPNG(t)
		in := slices.Concat(plain[:33], pngChunk(kind1, body1), pngChunk(kind2, body2), plain[33:])
		out, err := file.StripPhoto(in)
		if err != nil {
			key(t, err)
			return
		}
		for _, text := range []string{"tEXt", "iTXt", "zTXt", "tIME"} {
			if kind1 == text && bytes.Contains(out, pngChunk(text, body1)) {
				t.Errorf("%s is left", text)
			}
		}
	})
}

func FuzzStripWebPChunks(f *testing.F) {
	f.Add("EXIF", tiff(6), "XMP ", canary)
	f.Add("ANMF", "0123456789abcdefVP8L\x05\x00\x00\x00\x2f\x00\x00\x00\x00\x00", "VP8X", "0123456789")
	f.Fuzz(func(t *testing.T, kind1, body1, kind2, body2 string) {
		if len(kind1) != 4 || len(kind2) != 4 {
			return
		}
		bitstream := string(decoded(t, losslessWebP)[12:])
		out, err := file.StripPhoto(webp(riff(kind1, body1), bitstream, riff(kind2, body2)))
		if err != nil {
			key(t, err)
			return
		}
		if size := binary.LittleEndian.Uint32(out[4:]); int(size)+8 != len(out) {
			t.Errorf("the file says %d bytes and has %d", size+8, len(out))
		}
	})
}
