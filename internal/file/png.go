package file

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// pngKept lists the chunks a decoder needs to show the picture, moving ones too.
// Everything else is text, time, camera or unknown, and goes.
var pngKept = []string{
	"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "pHYs", "acTL", "fcTL", "fdAT",
}

// pngStripper walks a PNG's chunks.
type pngStripper struct {
	out         bytes.Buffer
	headed      bool
	drawn       bool
	orientation int
}

func stripPNG(in []byte) ([]byte, error) {
	s := &pngStripper{orientation: upright}
	s.out.WriteString(pngSignature)
	rest := in[len(pngSignature):]
	for {
		kind, body, after, ok := pngChunk(rest)
		if !ok {
			return nil, refuse(keyDamaged)
		}
		rest = after
		if err := s.chunk(kind, body); err != nil {
			return nil, err
		}
		if kind == "IEND" { // what stands behind is not part of the picture
			break
		}
	}
	if !s.drawn {
		return nil, refuse(keyDamaged)
	}
	return s.out.Bytes(), nil
}

// pngChunk reads one chunk, whose checksum must be right.
func pngChunk(in []byte) (kind string, body, rest []byte, ok bool) {
	if len(in) < 12 {
		return "", nil, nil, false
	}
	length := uint64(binary.BigEndian.Uint32(in))
	if length > uint64(len(in)-12) {
		return "", nil, nil, false
	}
	end := 8 + int(length)
	if crc32.ChecksumIEEE(in[4:end]) != binary.BigEndian.Uint32(in[end:]) {
		return "", nil, nil, false
	}
	return string(in[4:8]), in[8:end], in[end+4:], true
}

func (s *pngStripper) chunk(kind string, body []byte) error {
	if (kind == "IHDR") == s.headed {
		return refuse(keyDamaged) // the header comes first and once
	}
	switch kind {
	case "IHDR":
		s.headed = true
		if len(body) != 13 {
			return refuse(keyDamaged)
		}
		if err := checkPixels(uint64(binary.BigEndian.Uint32(body)), uint64(binary.BigEndian.Uint32(body[4:]))); err != nil {
			return err
		}
	case "eXIf":
		if s.drawn {
			return nil // too late to be written before the picture
		}
		s.orientation = orientationOf(body)
	case "IDAT":
		if !s.drawn && s.orientation != upright {
			writePNGChunk(&s.out, "eXIf", orientationBlock(s.orientation))
		}
		s.drawn = true
	}
	for _, kept := range pngKept {
		if kind == kept {
			writePNGChunk(&s.out, kind, body)
		}
	}
	return nil
}

func writePNGChunk(out *bytes.Buffer, kind string, body []byte) {
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(body))))
	out.WriteString(kind)
	out.Write(body)
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(kind)), crc32.IEEETable, body)
	out.Write(binary.BigEndian.AppendUint32(nil, sum))
}
