package file

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
)

// Bounds for an Office file, which is a zip archive. We never unpack one, but
// whoever opens it does.
const (
	maxEntries  = 5_000
	maxUnpacked = 500 << 20
	maxIndex    = 1 << 20
)

// inspectArchive tells the Office types from each other and from other archives,
// and refuses macros and archives that unpack to too much.
func inspectArchive(content []byte) (Type, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return Type{}, refuse(keyDamaged)
	}
	if len(archive.File) > maxEntries {
		return Type{}, refuse(keyType)
	}
	entries, unpacked := map[string]*zip.File{}, uint64(0)
	for _, entry := range archive.File {
		if runsCode(entry.Name) {
			return Type{}, refuse(keyMacro)
		}
		entries[entry.Name] = entry
		unpacked += entry.UncompressedSize64
		if entry.UncompressedSize64 > maxUnpacked || unpacked > maxUnpacked {
			return Type{}, refuse(keyType)
		}
	}
	return officeType(entries)
}

func officeType(entries map[string]*zip.File) (Type, error) {
	switch {
	case entries["word/document.xml"] != nil:
		return openXML(entries, ".docx")
	case entries["xl/workbook.xml"] != nil:
		return openXML(entries, ".xlsx")
	case entries["mimetype"] != nil && readEntry(entries["mimetype"]) == mimeText:
		return typeNamed(".odt"), nil
	}
	return Type{}, refuse(keyType)
}

func openXML(entries map[string]*zip.File, extension string) (Type, error) {
	index := entries["[Content_Types].xml"]
	if index == nil {
		return Type{}, refuse(keyDamaged)
	}
	types := strings.ToLower(readEntry(index))
	switch {
	case types == "":
		return Type{}, refuse(keyDamaged)
	case strings.Contains(types, "macroenabled") || strings.Contains(types, "vbaproject"):
		return Type{}, refuse(keyMacro)
	}
	return typeNamed(extension), nil
}

// runsCode tells the parts of an Office file that are programs: Visual Basic,
// Excel 4 macro sheets, ActiveX, LibreOffice Basic and scripts.
func runsCode(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	if strings.HasPrefix(path.Base(name), "vbaproject") {
		return true
	}
	for _, part := range []string{"/macrosheets/", "/activex/", "/basic/", "/scripts/"} {
		if strings.Contains("/"+name, part) {
			return true
		}
	}
	return false
}

// readEntry returns an entry's text, or the empty string when it cannot be read
// or is larger than an index ever is.
func readEntry(entry *zip.File) string {
	reader, err := entry.Open()
	if err != nil {
		return ""
	}
	defer reader.Close()
	data, err := io.ReadAll(io.LimitReader(reader, maxIndex+1))
	if err != nil || len(data) > maxIndex {
		return ""
	}
	return string(data)
}
