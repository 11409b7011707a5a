package file

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const maxName = 100 // runes, the extension included

// CleanName returns a name that is safe to store, show and save under on any
// system: no folders, no control characters or marks that turn text, none of the
// characters a file system refuses, at most 100 characters, and an extension of
// the type. What is left without a name is called "fil".
func CleanName(name string, t Type) string {
	name = norm.NFC.String(strings.ToValidUTF8(lastPart(name), "_"))
	name = strings.Map(keepable, name)
	stem, extension := split(name, t)
	stem = strings.Trim(stem, " .")
	if runes := []rune(stem); len(runes) > maxName-len(extension) {
		stem = strings.TrimRight(string(runes[:maxName-len(extension)]), " .")
	}
	switch {
	case stem == "":
		stem = "fil"
	case reserved(stem):
		stem = "_" + stem
	}
	return stem + extension
}

// lastPart drops the folders that some browsers, and attackers, send along.
func lastPart(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }

// keepable maps a character that must not be in a name to _ or to nothing.
func keepable(r rune) rune {
	switch {
	case strings.ContainsRune(`<>:"|?*%;`, r):
		return '_'
	case unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// split parts a name from its extension. The extension of another sort of photo
// is replaced by the right one, any other stays part of the name.
func split(name string, t Type) (stem, extension string) {
	if t.IsZero() {
		return name, ""
	}
	dot := strings.LastIndexByte(name, '.')
	if dot >= 0 {
		ending := strings.ToLower(name[dot:])
		for _, known := range t.Extensions {
			if ending == known {
				return name[:dot], ending
			}
		}
		if t.Photo && typeNamed(ending).Photo {
			return name[:dot], t.Extensions[0]
		}
	}
	return name, t.Extensions[0]
}

// reserved tells the names that mean a device on Windows, whatever follows
// their first dot.
func reserved(stem string) bool {
	first, _, _ := strings.Cut(strings.ToUpper(stem), ".")
	first = strings.TrimSpace(first)
	switch first {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(first) == 4 && (strings.HasPrefix(first, "COM") || strings.HasPrefix(first, "LPT")) && first[3] >= '0' && first[3] <= '9'
}
