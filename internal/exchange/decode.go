package exchange

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Encodings a file may declare. UTF16 takes its byte order from the mark.
const (
	UTF8        = "utf-8"
	UTF16       = "utf-16"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1252 = "windows-1252"
	Latin1      = "iso-8859-1"
)

// Encodings lists them.
func Encodings() []string { return []string{UTF8, UTF16, UTF16LE, UTF16BE, Windows1252, Latin1} }

// decode turns the file's bytes into text and says which encoding it had. A
// byte order mark decides; one that contradicts the declared encoding is a
// problem, as is text that has no mark, is not UTF-8 and could be several things.
func decode(raw []byte, declared string) (text, name string, fault *Problem) {
	marked, rest := byteOrderMark(raw)
	name = declared
	switch {
	case marked != "" && (declared == "" || declared == marked || declared == UTF16 && marked != UTF8):
		name = marked
	case marked != "":
		return "", "", problem(keyEncodingMismatch, declared, marked)
	case declared == "":
		if name = recognise(raw); name == "" {
			return "", "", problem(keyEncodingUnclear)
		}
	}
	text, fault = decodeAs(rest, name)
	return text, name, fault
}

func byteOrderMark(raw []byte) (name string, rest []byte) {
	for _, mark := range []struct{ name, bytes string }{
		{UTF8, "\xef\xbb\xbf"}, {UTF16LE, "\xff\xfe"}, {UTF16BE, "\xfe\xff"},
	} {
		if rest, found := bytes.CutPrefix(raw, []byte(mark.bytes)); found {
			return mark.name, rest
		}
	}
	return "", raw
}

func decodeAs(raw []byte, name string) (string, *Problem) {
	switch name {
	case UTF8:
		if i := firstInvalid(raw); i >= 0 {
			return "", &Problem{Line: lineOf(raw, i), Key: keyEncodingBroken, Args: []any{name}}
		}
		return string(raw), nil
	case UTF16LE:
		return decodeUTF16(raw, name, unicode.LittleEndian)
	case UTF16BE:
		return decodeUTF16(raw, name, unicode.BigEndian)
	case Windows1252, Latin1:
		return decodeSingleByte(raw, name)
	}
	return "", problem(keyEncodingUnknown, name, strings.Join(Encodings(), ", "))
}

// decodeSingleByte reads Latin-1 as Windows-1252, its superset (as the WHATWG
// Encoding standard does); a byte neither defines means another encoding.
func decodeSingleByte(raw []byte, name string) (string, *Problem) {
	for i, b := range raw {
		if undefinedIn1252(b) {
			return "", &Problem{Line: lineOf(raw, i), Key: keyEncodingBroken, Args: []any{name}}
		}
	}
	return decodeWith(charmap.Windows1252, raw, name)
}

func decodeUTF16(raw []byte, name string, order unicode.Endianness) (string, *Problem) {
	if len(raw)%2 != 0 || hasLoneSurrogate(raw, order == unicode.BigEndian) {
		return "", problem(keyEncodingBroken, name)
	}
	return decodeWith(unicode.UTF16(order, unicode.IgnoreBOM), raw, name)
}

func decodeWith(e encoding.Encoding, raw []byte, name string) (string, *Problem) {
	out, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		return "", problem(keyEncodingBroken, name)
	}
	return string(out), nil
}

func hasLoneSurrogate(raw []byte, big bool) bool {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		low, high := raw[i], raw[i+1]
		if big {
			low, high = high, low
		}
		units = append(units, uint16(high)<<8|uint16(low))
	}
	for i := 0; i < len(units); i++ {
		if !utf16.IsSurrogate(rune(units[i])) {
			continue
		}
		if i+1 == len(units) || utf16.DecodeRune(rune(units[i]), rune(units[i+1])) == utf8.RuneError {
			return true
		}
		i++
	}
	return false
}

// recognise names the encoding of bytes without a mark, or "" when it can't be
// told safely.
func recognise(raw []byte) string {
	if utf8.Valid(raw) {
		return UTF8
	}
	if isSwedish1252(raw) {
		return Windows1252
	}
	return ""
}

// isSwedish1252 holds when every byte above ASCII is a letter or sign that
// Swedish text uses in Windows-1252, and å, ä or ö stands next to a letter at
// least once. In the other encodings Swedish files come in (CP850, Mac Roman)
// those bytes are signs that never stand inside words.
func isSwedish1252(raw []byte) bool {
	const letters = "\xe5\xe4\xf6\xc5\xc4\xd6"
	const signs = "\xe9\xc9\xe8\xe0\xfc\xdc\xa0\xa7\xb0\xb4\xbd\x80\x85\x91\x92\x93\x94\x96\x97"
	inWord := false
	for i, b := range raw {
		switch {
		case b < utf8.RuneSelf:
		case strings.IndexByte(letters, b) >= 0:
			inWord = inWord || i > 0 && isASCIILetter(raw[i-1]) || i+1 < len(raw) && isASCIILetter(raw[i+1])
		case strings.IndexByte(signs, b) < 0:
			return false
		}
	}
	return inWord
}

func isASCIILetter(b byte) bool { b |= 0x20; return b >= 'a' && b <= 'z' }

func undefinedIn1252(b byte) bool {
	return b == 0x81 || b == 0x8d || b == 0x8f || b == 0x90 || b == 0x9d
}

func firstInvalid(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func lineOf(raw []byte, offset int) int { return 1 + bytes.Count(raw[:offset], []byte("\n")) }
