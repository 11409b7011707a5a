package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// What the two containers of workbooks start with: a zip archive (XLSX, but
// also ODS), and the compound file of [MS-CFB] that old and locked ones lie in.
const (
	zipStart = "PK\x03\x04"
	oleStart = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// maxParts bounds the files inside a workbook. A large one has some hundred.
const maxParts = 5_000

// workbook is an opened XLSX file (ECMA-376 part 1). Only what a table needs is
// read: the names of the sheets, the texts they share, which styles are dates,
// and the cells of one sheet, row by row. Nothing is unpacked to a disk.
type workbook struct {
	parts    map[string]*zip.File
	left     int64 // bytes that may still be unpacked
	limits   Limits
	sheets   []sheetPart
	from1904 bool
	texts    []string // the shared texts
	styles   []style
}

// sheetPart is one sheet as the workbook lists it.
type sheetPart struct {
	name, file string
	hidden     bool
}

// errTooLarge is the answer when a workbook unpacks to more than it may.
var errTooLarge = errors.New("the workbook unpacks to too much")

// readWorkbook reads one sheet of a workbook as a table.
func readWorkbook(raw []byte, f Format) (*Table, []Problem) {
	b, fault := openWorkbook(raw, f.Limits)
	if fault != nil {
		return nil, []Problem{*fault}
	}
	part, fault := b.choose(f.Sheet)
	if fault != nil {
		return nil, []Problem{*fault}
	}
	if err := errors.Join(b.readTexts(), b.readStyles()); err != nil {
		return nil, []Problem{*b.faultOf(err)}
	}
	in, err := b.open(part.file)
	if err != nil {
		return nil, []Problem{*b.faultOf(err)}
	}
	rows := &sheetRows{book: b, format: f, in: in}
	s := scan{source: rows, format: f}
	table := s.table()
	if rows.err != nil {
		return nil, []Problem{*b.faultOf(rows.err)}
	}
	if table != nil {
		table.Encoding, table.Sheet = XLSX, part.name
	}
	return table, s.problems
}

// XLSX stands for the encoding of a table that came in a workbook.
const XLSX = "xlsx"

// Sheets lists the sheets that a workbook shows, in its order; none for a file
// that is no workbook.
func Sheets(raw []byte) ([]string, []Problem) {
	if !isPacked(raw) {
		return nil, nil
	}
	b, fault := openWorkbook(raw, Limits{}.orDefault())
	if fault != nil {
		return nil, []Problem{*fault}
	}
	return b.shown(), nil
}

func openWorkbook(raw []byte, limits Limits) (*workbook, *Problem) {
	if bytes.HasPrefix(raw, []byte(oleStart)) {
		return nil, problem(keyWorkbookLocked)
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || len(archive.File) > maxParts {
		return nil, problem(keyWorkbookBroken)
	}
	b := &workbook{parts: map[string]*zip.File{}, left: limits.Unpacked, limits: limits}
	for _, part := range archive.File {
		b.parts[strings.TrimPrefix(part.Name, "/")] = part
	}
	if b.parts["mimetype"] != nil { // OpenDocument and e-books have one, XLSX has none
		return nil, problem(keyWorkbookOther)
	}
	if err := b.readSheets(); err != nil {
		return nil, b.faultOf(err)
	}
	return b, nil
}

func (b *workbook) faultOf(err error) *Problem {
	if errors.Is(err, errTooLarge) {
		return problem(keyWorkbookTooLarge, b.limits.Unpacked>>20)
	}
	return problem(keyWorkbookBroken)
}

// open unpacks a part as it is read, for as long as the limit of all parts
// together lasts.
func (b *workbook) open(name string) (*tokens, error) {
	part := b.parts[name]
	if part == nil {
		return nil, errors.New("open a part of the workbook: it is missing")
	}
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	m := &metered{in: in, left: &b.left}
	return &tokens{xml: xml.NewDecoder(m), in: m}, nil
}

// maxToken is how many bytes one tag or text of a part may be.
const maxToken = 4 << 20

// tokens are the tags and texts of a part. Raw ones: names are taken as they
// stand, and nothing is remembered of the tags around them.
type tokens struct {
	xml *xml.Decoder
	in  *metered
}

func (t *tokens) next() (xml.Token, error) {
	t.in.token = maxToken
	return t.xml.RawToken()
}

// metered reads as long as there is something left of what a token and the
// whole workbook may be.
type metered struct {
	in    io.Reader
	token int64
	left  *int64
}

func (m *metered) Read(p []byte) (int, error) {
	most := min(int64(len(p)), *m.left, m.token)
	if most <= 0 {
		return 0, errTooLarge
	}
	n, err := m.in.Read(p[:most])
	*m.left -= int64(n)
	m.token -= int64(n)
	return n, err
}

// each walks through the elements of a part. Only names without their prefix
// are looked at: writers choose prefixes freely.
func (b *workbook) each(name string, visit func(xml.StartElement) error) error {
	in, err := b.open(name)
	if err != nil {
		return err
	}
	for {
		token, err := in.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := visit(start); err != nil {
				return err
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// relations are the parts that a part points to: id and type to their names.
func (b *workbook) relations(of string) (byID, byType map[string]string, err error) {
	dir, base := path.Split(of)
	byID, byType = map[string]string{}, map[string]string{}
	err = b.each(path.Join(dir, "_rels", base+".rels"), func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attribute(e, "Target")
		if rooted, ok := strings.CutPrefix(target, "/"); ok {
			target = rooted
		} else {
			target = path.Join(dir, target)
		}
		byID[attribute(e, "Id")] = target
		byType[path.Base(attribute(e, "Type"))] = target
		return nil
	})
	return byID, byType, err
}

// readSheets finds the sheets, and the parts that all of them share.
func (b *workbook) readSheets() error {
	_, root, err := b.relations("")
	if err != nil {
		return err
	}
	main := root["officeDocument"]
	byID, byType, err := b.relations(main)
	if err != nil {
		return err
	}
	for shared, of := range map[string]string{textsPart: "sharedStrings", stylesPart: "styles"} {
		b.parts[shared] = b.parts[byType[of]]
	}
	return b.each(main, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.from1904 = isTrue(attribute(e, "date1904"))
		case "sheet":
			file := byID[attribute(e, "id")]
			if strings.Contains(file, "worksheets/") || b.parts[file] != nil && !strings.Contains(file, "chartsheets/") {
				b.sheets = append(b.sheets, sheetPart{name: attribute(e, "name"), file: file, hidden: strings.HasSuffix(strings.ToLower(attribute(e, "state")), "hidden")})
			}
		}
		return nil
	})
}

func isTrue(s string) bool { return s == "1" || s == "true" }

func (b *workbook) shown() []string {
	var names []string
	for _, s := range b.sheets {
		if !s.hidden {
			names = append(names, s.name)
		}
	}
	return names
}

// choose finds the sheet that is asked for, or the only one that is shown.
func (b *workbook) choose(name string) (sheetPart, *Problem) {
	visible := b.shown()
	switch {
	case name == "" && len(visible) == 0:
		return sheetPart{}, problem(keySheetNone)
	case name == "" && len(visible) > 1:
		return sheetPart{}, problem(keySheetUnclear, strings.Join(visible, ", "))
	case name == "":
		name = visible[0]
	}
	i := slices.IndexFunc(b.sheets, func(s sheetPart) bool { return s.name == name })
	if i < 0 {
		return sheetPart{}, problem(keySheetMissing, shown(name), strings.Join(visible, ", "))
	}
	return b.sheets[i], nil
}
