package exchange

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What a sheet can hold (Microsoft, "Excel specifications and limits", read
// 2026-11-22).
const (
	mostSheetRows = 1_048_576
	mostCellText  = 32_767 // characters
)

// Column is a column of a workbook: its name and what its cells hold, by which
// it is given its width.
type Column struct {
	Name string
	As   Type
}

// WorkbookWriter writes a table as an XLSX workbook with one sheet, row by row,
// as it comes: what has been written leaves at [WorkbookWriter.Flush], so that a
// table of any length lies neither in memory nor on a disk. The first row is
// frozen and can be filtered by. Text is text, whatever it starts with; days are
// dates and figures are numbers. Errors stick.
type WorkbookWriter struct {
	zip     *zip.Writer
	out     *bufio.Writer // the sheet, packed
	columns int
	rows    int
	err     error
}

// The numbers of the styles in stylesXML. Those of texts say so with quotePrefix:
// a text that starts as a formula stays one, also when somebody edits the cell.
const (
	styleText, styleHead, styleDay, styleMoment = 1, 2, 3, 4
)

// workbookParts are the parts around the sheet (ECMA-376 part 1 and 2), each with
// its name.
func workbookParts() [][2]string {
	return [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", `<styleSheet xmlns="` + mainNamespace + `"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
	}
}

const (
	mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	workbookXML   = `<workbook xmlns="` + mainNamespace + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>`
	sheetXML      = `<worksheet xmlns="` + mainNamespace + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`
)

// NewWorkbookWriter writes to w a workbook whose sheet has the name, or as much
// of it as a sheet may be called. Call [WorkbookWriter.Close] at the end.
func NewWorkbookWriter(w io.Writer, sheet string) *WorkbookWriter {
	b := &WorkbookWriter{zip: zip.NewWriter(w)}
	for _, part := range workbookParts() {
		b.part(part[0], part[1])
	}
	b.part("xl/workbook.xml", fmt.Sprintf(workbookXML, escapeXML(sheetName(sheet))))
	return b
}

// sheetName is a name without the characters a sheet's may not have, of at most
// 31 (Microsoft, "Rename a worksheet", read 2026-11-22).
func sheetName(name string) string {
	name = strings.Trim(strings.NewReplacer("/", " ", `\`, " ", "?", " ", "*", " ", ":", " ", "[", " ", "]", " ").Replace(tidy(name)), "' ")
	if runes := []rune(name); len(runes) > 31 {
		name = string(runes[:31])
	}
	if name == "" {
		return "1"
	}
	return name
}

func (b *WorkbookWriter) part(name, text string) {
	if b.err != nil {
		return
	}
	w, err := b.zip.Create(name)
	if err == nil {
		_, err = io.WriteString(w, xml.Header+text)
	}
	b.keep(err)
}

func (b *WorkbookWriter) keep(err error) {
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("write row %d: %w", b.rows, err)
	}
}

// Header writes the column names; call it first, once.
func (b *WorkbookWriter) Header(columns ...Column) error {
	if b.err != nil {
		return b.err
	}
	w, err := b.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		b.keep(err)
		return b.err
	}
	b.out, b.columns = bufio.NewWriter(w), len(columns)
	b.put(xml.Header + sheetXML)
	for i, c := range columns {
		b.put(fmt.Sprintf(`<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, c.width()))
	}
	b.put("</cols><sheetData>")
	b.open()
	for i, c := range columns {
		b.text(i, c.Name, styleHead)
	}
	b.put("</row>")
	return b.err
}

// width is how many characters the column shows at a time.
func (c Column) width() int {
	least := map[Type]int{TypeDate: 11, TypeMoment: 17, TypeNumber: 12, TypeWhole: 10, TypeYesNo: 8}[c.As]
	if least == 0 {
		least = 24
	}
	return min(60, max(least, utf8.RuneCountInString(c.Name)+3))
}

// Row writes one row. It must have as many cells as the header.
func (b *WorkbookWriter) Row(cells ...Cell) error {
	switch {
	case b.err != nil:
		return b.err
	case len(cells) != b.columns:
		b.keep(fmt.Errorf("%d cells where the first row has %d", len(cells), b.columns))
		return b.err
	case b.rows == mostSheetRows:
		b.keep(fmt.Errorf("a sheet holds %d rows", mostSheetRows))
		return b.err
	}
	b.open()
	for i, cell := range cells {
		b.cell(i, cell)
	}
	b.put("</row>")
	return b.err
}

func (b *WorkbookWriter) open() {
	b.rows++
	b.put(`<row r="` + strconv.Itoa(b.rows) + `">`)
}

func (b *WorkbookWriter) cell(column int, c Cell) {
	if c.moment != "" {
		if serial, style, ok := serialOf(c.moment); ok {
			b.value(column, serial, style)
			return
		}
	}
	if c.number {
		if figure, ok := plainFigure(c.text); ok {
			b.value(column, figure, 0)
			return
		}
	}
	b.text(column, c.text, styleText)
}

func (b *WorkbookWriter) value(column int, value string, style int) {
	b.put(fmt.Sprintf(`<c r="%s%d" s="%d"><v>%s</v></c>`, columnName(column), b.rows, style, value))
}

func (b *WorkbookWriter) text(column int, text string, style int) {
	if text == "" {
		return
	}
	text = tidy(text)
	if utf8.RuneCountInString(text) > mostCellText {
		text = string([]rune(text)[:mostCellText-1]) + "…"
	}
	b.put(fmt.Sprintf(`<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, columnName(column), b.rows, style, escapeXML(text)))
}

// escapeXML writes a text so that a workbook gives it back: what looks like a
// workbook's own escape, _x0041_, gets its first sign escaped.
func escapeXML(text string) string {
	if strings.Contains(text, "_x") {
		text = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`).ReplaceAllString(text, "_x005F_$1")
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

// serialOf counts a moment in days as workbooks do. What lies before March 1900,
// where they count one day too many, stays text.
func serialOf(iso string) (serial string, style int, ok bool) {
	at, err := time.Parse(time.DateOnly, iso)
	style = styleDay
	if err != nil {
		at, err = time.Parse("2006-01-02T15:04", iso)
		style = styleMoment
	}
	if err != nil || at.Before(time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)) || at.Year() > 9999 {
		return "", 0, false
	}
	minutes := at.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Minutes()
	return strconv.FormatFloat(minutes/(24*60), 'f', -1, 64), style, true
}

// plainFigure writes 1 234,50 as 1234.50; false for what has more figures than a
// workbook keeps, or both signs.
func plainFigure(text string) (string, bool) {
	text = strings.ReplaceAll(spaces().Replace(text), " ", "")
	if !isFigure(text) || strings.ContainsRune(text, ',') && strings.ContainsRune(text, '.') {
		return "", false
	}
	text = strings.Replace(text, ",", ".", 1)
	if _, err := strconv.ParseFloat(text, 64); err != nil || len(strings.Trim(text, "-.")) > 15 {
		return "", false
	}
	return text, true
}

func (b *WorkbookWriter) put(s string) {
	if b.err == nil {
		_, err := b.out.WriteString(s)
		b.keep(err)
	}
}

// Flush lets go of what has been written so far.
func (b *WorkbookWriter) Flush() error {
	if b.err == nil && b.out != nil {
		b.keep(b.out.Flush())
	}
	if b.err == nil {
		b.keep(b.zip.Flush())
	}
	return b.err
}

// Close writes the end of the workbook. It does not close what is written to.
func (b *WorkbookWriter) Close() error {
	if b.out == nil {
		return b.Header()
	}
	b.put("</sheetData>")
	if b.columns > 0 {
		b.put(fmt.Sprintf(`<autoFilter ref="A1:%s%d"/>`, columnName(b.columns-1), b.rows))
	}
	b.put("</worksheet>")
	if err := b.Flush(); err != nil {
		return err
	}
	b.keep(b.zip.Close())
	return b.err
}
