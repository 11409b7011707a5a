package exchange

import (
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Names under which the parts that every sheet shares are kept, whatever the
// workbook calls them.
const (
	textsPart  = "\x00texts"
	stylesPart = "\x00styles"
)

// maxTexts bounds the texts that sheets share.
const maxTexts = 5_000_000

// readTexts reads the texts that cells point to by number. Pronunciation beside
// a text (rPh) is no part of it.
func (b *workbook) readTexts() error {
	if b.parts[textsPart] == nil {
		return nil
	}
	in, err := b.open(textsPart)
	if err != nil {
		return err
	}
	var text strings.Builder
	inText, beside := false, false
	for {
		token, err := in.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText, beside = t.Name.Local == "t", beside || t.Name.Local == "rPh"
		case xml.CharData:
			if inText && !beside {
				text.Write(t)
			}
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				beside = false
			case "si":
				if len(b.texts) == maxTexts {
					return errTooLarge
				}
				b.texts = append(b.texts, unescapeXML(text.String()))
				text.Reset()
			}
		}
	}
}

// unescapeXML reads _x000D_, as workbooks write characters that XML has not.
func unescapeXML(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	escaped := regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	return escaped.ReplaceAllStringFunc(text, func(s string) string {
		n, err := strconv.ParseUint(s[2:6], 16, 16)
		if err != nil || n == 0 || n >= 0xd800 && n < 0xe000 {
			return s
		}
		return string(rune(n))
	})
}

// style is how a cell shows its number.
type style struct {
	day, clock bool // the number is a moment, counted in days
	zeros      int  // figures it shows at least: 00123
}

// readStyles finds out which styles show a number as a day or a time.
func (b *workbook) readStyles() error {
	if b.parts[stylesPart] == nil {
		return nil
	}
	formats, inCells := map[string]string{}, false
	return b.each(stylesPart, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			formats[attribute(e, "numFmtId")] = attribute(e, "formatCode")
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				b.styles = append(b.styles, styleOf(attribute(e, "numFmtId"), formats))
			}
		}
		return nil
	})
}

// styleOf is the style behind a number format: one of the workbook's own, or
// one of those that every workbook has (ECMA-376 part 1, 18.8.30).
func styleOf(id string, formats map[string]string) style {
	if code, own := formats[id]; own {
		return styleOfCode(code)
	}
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return style{}
	case n >= 14 && n <= 17, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 54, n == 57, n == 58:
		return style{day: true}
	case n == 22:
		return style{day: true, clock: true}
	case n >= 18 && n <= 21, n >= 32 && n <= 35, n >= 45 && n <= 47, n == 55, n == 56:
		return style{clock: true}
	}
	return style{}
}

// styleOfCode reads a format such as [$-41D]yyyy/mm/dd;@ or "Nr "00000.
func styleOfCode(code string) style {
	code, _, _ = strings.Cut(bareCode(code), ";")
	if len(code) > 1 && strings.Trim(code, "0") == "" {
		return style{zeros: len(code)}
	}
	if strings.Contains(code, "general") {
		return style{}
	}
	s := style{day: strings.ContainsAny(code, "yd"), clock: strings.ContainsAny(code, "hs")}
	s.day = s.day || !s.clock && strings.Contains(code, "m")
	return s
}

// bareCode is a format without what it shows as it stands: texts in quotation
// marks, characters behind a backslash, colours and languages in brackets. Hours
// that run past 24 stand in brackets too, and stay.
func bareCode(code string) string {
	literal := regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)
	return literal.ReplaceAllStringFunc(strings.ToLower(code), func(s string) string {
		if strings.Trim(s, "[hms]") == "" {
			return s
		}
		return ""
	})
}
