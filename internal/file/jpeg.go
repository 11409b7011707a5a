package file

import (
	"bytes"
	"encoding/binary"
)

// Markers of ITU-T T.81 table B.1.
const (
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA
	markerDHT  = 0xC4
	markerJPG  = 0xC8
	markerDAC  = 0xCC
	markerDQT  = 0xDB
	markerDNL  = 0xDC
	markerDRI  = 0xDD
	markerAPP0 = 0xE0
	markerAPP1 = 0xE1
	markerAPP2 = 0xE2
	markerAPPE = 0xEE
	markerTEM  = 0x01
)

// jpegStripper walks a JPEG's segments and writes those a decoder needs.
type jpegStripper struct {
	in          []byte
	at          int
	tables      bytes.Buffer // everything kept before and between the scans
	application bytes.Buffer // kept application segments, which stand first
	orientation int
	framed      bool // a frame header is read
	scanned     bool // a scan is read
}

func stripJPEG(in []byte) ([]byte, error) {
	s := &jpegStripper{in: in, at: 2, orientation: upright}
	for {
		done, err := s.segment()
		if err != nil {
			return nil, err
		}
		if done {
			break
		}
	}
	if !s.framed || !s.scanned {
		return nil, refuse(keyDamaged)
	}
	return s.assemble(), nil
}

func (s *jpegStripper) assemble() []byte {
	var out bytes.Buffer
	out.Write([]byte{0xFF, markerSOI})
	out.Write(s.application.Bytes())
	if s.orientation != upright {
		writeSegment(&out, markerAPP1, append([]byte("Exif\x00\x00"), orientationBlock(s.orientation)...))
	}
	out.Write(s.tables.Bytes())
	out.Write([]byte{0xFF, markerEOI})
	return out.Bytes()
}

func writeSegment(out *bytes.Buffer, marker byte, body []byte) {
	length := binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))
	out.Write([]byte{0xFF, marker})
	out.Write(length)
	out.Write(body)
}

// segment reads one segment and keeps or drops it. It is done at the end of the
// picture; what stands behind that is never looked at. A file that stops inside
// its scan is taken: decoders show as much as there is.
func (s *jpegStripper) segment() (done bool, err error) {
	marker, ok := s.marker()
	switch {
	case !ok && s.scanned && s.at >= len(s.in):
		return true, nil
	case !ok:
		return false, refuse(keyDamaged)
	case marker == markerEOI:
		return true, nil
	case marker == markerTEM || marker >= 0xD0 && marker <= 0xD7: // stand alone, and mean nothing here
		return false, nil
	case marker == markerSOI: // a picture inside the picture
		return false, refuse(keyDamaged)
	}
	body, ok := s.body()
	if !ok {
		return false, refuse(keyDamaged)
	}
	return false, s.keep(marker, body)
}

// marker reads the next marker and the fill bytes before it.
func (s *jpegStripper) marker() (byte, bool) {
	if s.at >= len(s.in) || s.in[s.at] != 0xFF {
		return 0, false
	}
	for s.at < len(s.in) && s.in[s.at] == 0xFF {
		s.at++
	}
	if s.at >= len(s.in) || s.in[s.at] == 0 {
		return 0, false
	}
	s.at++
	return s.in[s.at-1], true
}

func (s *jpegStripper) body() ([]byte, bool) {
	if s.at+2 > len(s.in) {
		return nil, false
	}
	length := int(binary.BigEndian.Uint16(s.in[s.at:]))
	if length < 2 || s.at+length > len(s.in) {
		return nil, false
	}
	body := s.in[s.at+2 : s.at+length]
	s.at += length
	return body, true
}

func (s *jpegStripper) keep(marker byte, body []byte) error {
	switch {
	case isFrame(marker):
		if err := s.frame(body); err != nil {
			return err
		}
		writeSegment(&s.tables, marker, body)
	case marker == markerDHT || marker == markerDAC || marker == markerDQT || marker == markerDNL || marker == markerDRI:
		writeSegment(&s.tables, marker, body)
	case marker == markerSOS:
		if !s.framed {
			return refuse(keyDamaged)
		}
		writeSegment(&s.tables, marker, body)
		s.scan()
	case marker >= markerAPP0 && marker <= 0xEF:
		s.applicationData(marker, body)
	}
	return nil
}

func isFrame(marker byte) bool {
	return marker >= 0xC0 && marker <= 0xCF && marker != markerDHT && marker != markerJPG && marker != markerDAC
}

// frame reads the size of the picture. A second frame would be another picture,
// whose size nobody would look at.
func (s *jpegStripper) frame(body []byte) error {
	if s.framed || len(body) < 6 {
		return refuse(keyDamaged)
	}
	s.framed = true
	height, width := binary.BigEndian.Uint16(body[1:]), binary.BigEndian.Uint16(body[3:])
	return checkPixels(uint64(width), uint64(height))
}

// applicationData keeps what a decoder needs to show the right colours, in its
// shortest form, and notes which way is up.
func (s *jpegStripper) applicationData(marker byte, body []byte) {
	switch {
	case marker == markerAPP0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14 && s.application.Len() == 0:
		plain := bytes.Clone(body[:14])
		plain[12], plain[13] = 0, 0 // no thumbnail: it would show what was cropped away
		writeSegment(&s.application, marker, plain)
	case marker == markerAPP1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) && s.orientation == upright:
		s.orientation = orientationOf(body[6:])
	case marker == markerAPP2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
		writeSegment(&s.application, marker, body)
	case marker == markerAPPE && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12:
		writeSegment(&s.application, marker, body[:12])
	}
}

// scan copies the compressed picture up to the next marker that is not part of
// it.
func (s *jpegStripper) scan() {
	s.scanned = true
	start := s.at
	for s.at < len(s.in) {
		next := bytes.IndexByte(s.in[s.at:], 0xFF)
		if next < 0 || s.at+next+1 >= len(s.in) {
			s.at = len(s.in)
			break
		}
		s.at += next
		if after := s.in[s.at+1]; after != 0 && (after < 0xD0 || after > 0xD7) {
			break
		}
		s.at += 2
	}
	s.tables.Write(s.in[start:s.at])
}
