package file

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

const (
	// MaxSize is the most bytes a single file may have.
	MaxSize = 20 << 20
	// MaxPixels is the most picture elements a photo may have: what a reader's
	// machine must hold in memory, whatever the file's size.
	MaxPixels = 50_000_000
)

// Type is a sort of file we take.
type Type struct {
	MIME       string   // as it is served
	Extensions []string // what names may end in, the usual one first
	Photo      bool     // whether StripPhoto cleans it
}

// IsZero reports whether the type is not set.
func (t Type) IsZero() bool { return t.MIME == "" }

// Types returns every sort of file we take. The order is that of a form's
// "accept" list.
func Types() []Type {
	return []Type{
		{MIME: "image/jpeg", Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif"}, Photo: true},
		{MIME: "image/png", Extensions: []string{".png"}, Photo: true},
		{MIME: "image/webp", Extensions: []string{".webp"}, Photo: true},
		{MIME: "application/pdf", Extensions: []string{".pdf"}},
		{MIME: "text/plain", Extensions: []string{".txt", ".log", ".csv"}},
		{MIME: mimeWord, Extensions: []string{".docx"}},
		{MIME: mimeExcel, Extensions: []string{".xlsx"}},
		{MIME: mimeText, Extensions: []string{".odt"}},
	}
}

const (
	mimeWord  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	mimeExcel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mimeText  = "application/vnd.oasis.opendocument.text"
)

// Inspect returns the type of the whole content, judged by its bytes, or a
// Refusal. A photo named as another sort of photo is taken for what it is; any
// other name that ends in what the content is not is refused, as such names are
// made to be opened by mistake.
func Inspect(name string, content []byte) (Type, error) {
	switch {
	case len(content) == 0:
		return Type{}, refuse(keyEmpty)
	case len(content) > MaxSize:
		return Type{}, refuse(keyTooLarge, MaxSize>>20)
	}
	found, err := detect(content)
	if err != nil {
		return Type{}, err
	}
	extension := extensionOf(name)
	if extension == "" || slices.Contains(found.Extensions, extension) {
		return found, nil
	}
	if named := typeNamed(extension); found.Photo && named.Photo {
		return found, nil
	}
	return Type{}, refuse(keyDisguised, extension)
}

// detect names the type of the bytes alone.
func detect(content []byte) (Type, error) {
	kind := mimetype.Detect(content)
	base, _, _ := strings.Cut(kind.String(), ";")
	switch {
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return inspectArchive(content)
	case bytes.HasPrefix(content, []byte("\xD0\xCF\x11\xE0")):
		return Type{}, refuse(keyOldOffice)
	case strings.HasPrefix(base, "image/hei"):
		return Type{}, refuse(keyHEIC)
	case base == "text/csv" || base == "text/tab-separated-values":
		base = "text/plain"
	case base == "application/pdf" && !plainPDF(content):
		return Type{}, refuse(keyType)
	}
	for _, t := range Types() {
		if t.MIME == base {
			return t, nil
		}
	}
	return Type{}, refuse(keyType)
}

// plainPDF refuses a file that is a PDF to one program and an archive to
// another, or something else in front.
func plainPDF(content []byte) bool {
	_, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	return err != nil && bytes.HasPrefix(content, []byte("%PDF-"))
}

// extensionOf returns the end of a name from its last dot, in lower case.
func extensionOf(name string) string { return strings.ToLower(path.Ext(lastPart(name))) }

func typeNamed(extension string) Type {
	for _, t := range Types() {
		if slices.Contains(t.Extensions, extension) {
			return t
		}
	}
	return Type{}
}
