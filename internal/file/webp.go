package file

import (
	"bytes"
	"encoding/binary"
)

// Flags of the extended header, RFC 9649 section 2.7.1.
const (
	webpFlagXMP  = 0x04
	webpFlagExif = 0x08
)

// webpStripper walks the chunks of a WebP file.
type webpStripper struct {
	chunks      bytes.Buffer
	extended    int // where the extended header's flags stand in chunks; -1 without
	orientation int
	drawn       bool
}

func stripWebP(in []byte) ([]byte, error) {
	size := uint64(binary.LittleEndian.Uint32(in[4:]))
	if size < 4 || size+8 > uint64(len(in)) {
		return nil, refuse(keyDamaged)
	}
	s := &webpStripper{extended: -1, orientation: upright}
	if err := eachRIFF(in[12:size+8], s.chunk); err != nil {
		return nil, err
	}
	if !s.drawn {
		return nil, refuse(keyDamaged)
	}
	return s.assemble(), nil
}

func (s *webpStripper) assemble() []byte {
	body := s.chunks.Bytes()
	if s.extended >= 0 {
		body[s.extended] &^= webpFlagXMP | webpFlagExif
		if s.orientation != upright {
			body[s.extended] |= webpFlagExif
			writeRIFF(&s.chunks, "EXIF", orientationBlock(s.orientation))
			body = s.chunks.Bytes()
		}
	}
	var out bytes.Buffer
	out.WriteString("RIFF")
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(body)+4)))
	out.WriteString("WEBP")
	out.Write(body)
	return out.Bytes()
}

// eachRIFF calls fn with every chunk. Chunks are padded to even length; the last
// pad may be missing.
func eachRIFF(in []byte, fn func(kind string, body []byte) error) error {
	for len(in) > 0 {
		if len(in) < 8 {
			return refuse(keyDamaged)
		}
		length := uint64(binary.LittleEndian.Uint32(in[4:]))
		if length > uint64(len(in)-8) {
			return refuse(keyDamaged)
		}
		end := 8 + int(length)
		if err := fn(string(in[:4]), in[8:end]); err != nil {
			return err
		}
		in = in[min(end+end%2, len(in)):]
	}
	return nil
}

func writeRIFF(out *bytes.Buffer, kind string, body []byte) {
	out.WriteString(kind)
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(body))))
	out.Write(body)
	if len(body)%2 == 1 {
		out.WriteByte(0)
	}
}

func (s *webpStripper) chunk(kind string, body []byte) error {
	switch kind {
	case "VP8X":
		if len(body) < 10 || s.chunks.Len() > 0 {
			return refuse(keyDamaged)
		}
		s.extended = 8 // behind this first chunk's own header
		writeRIFF(&s.chunks, kind, body[:10])
		return checkPixels(uint24(body[4:])+1, uint24(body[7:])+1)
	case "EXIF":
		s.orientation = orientationOf(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
	case "ANMF":
		return s.frame(body)
	case "ICCP", "ANIM", "ALPH":
		writeRIFF(&s.chunks, kind, body)
	case "VP8 ", "VP8L":
		if err := checkBitstream(kind, body); err != nil {
			return err
		}
		s.drawn = true
		writeRIFF(&s.chunks, kind, body)
	}
	return nil
}

// frame keeps one picture of a moving one: its place, and the chunks that draw.
func (s *webpStripper) frame(body []byte) error {
	const header = 16
	if len(body) < header {
		return refuse(keyDamaged)
	}
	frame := &webpStripper{extended: -1}
	frame.chunks.Write(body[:header])
	err := eachRIFF(body[header:], func(kind string, part []byte) error {
		if kind == "ALPH" || kind == "VP8 " || kind == "VP8L" {
			return frame.chunk(kind, part)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.drawn = s.drawn || frame.drawn
	writeRIFF(&s.chunks, "ANMF", frame.chunks.Bytes())
	return nil
}

// checkBitstream reads the size the picture's own header states, which is what a
// decoder makes room for (RFC 6386 section 9.1, RFC 9649 section 3.4).
func checkBitstream(kind string, body []byte) error {
	switch {
	case kind == "VP8 " && len(body) >= 10 && string(body[3:6]) == "\x9d\x01\x2a":
		width, height := binary.LittleEndian.Uint16(body[6:]), binary.LittleEndian.Uint16(body[8:])
		return checkPixels(uint64(width&0x3FFF), uint64(height&0x3FFF))
	case kind == "VP8L" && len(body) >= 5 && body[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(body[1:])
		return checkPixels(uint64(bits&0x3FFF)+1, uint64(bits>>14&0x3FFF)+1)
	}
	return refuse(keyDamaged)
}

func uint24(b []byte) uint64 { return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 }
