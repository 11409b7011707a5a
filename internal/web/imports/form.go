package imports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/exchange/intake"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/register"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// drawMapping writes the page of a mapping: what was seen, and what each column becomes.
func (c *call) drawMapping(d *web.Draft, m mapping) error {
	parts := []templ.Component{c.steps(2), ui.FactsOf(c.ctx(), c.sight(m))}
	form := ui.Form{ID: "imports-mapping", Action: c.at("/mapping"), Hidden: append(d.Hidden(), ui.Hidden{Name: fieldColumns, Value: columnsMark(m.seen.header())})}
	if m.seen.table == nil {
		parts = append(parts, ui.NoticeOf(c.ctx(), c.unreadable(m)))
		form.Groups = []ui.Group{c.fileGroup(m)}
		form.Actions = ui.Actions{Primary: &ui.Button{Label: c.t("imports.do.look"), Name: fieldDo, Value: doLook}, Others: c.leaving()}
	} else {
		parts = append(parts, ui.Fold(c.ctx(), c.t("imports.first_rows"), false, ui.TableOf(c.ctx(), c.firstRows(m.seen.table))))
		form.Groups = append([]ui.Group{c.sourceGroup(m), c.columnGroup(m)}, c.furtherGroups(d, m)...)
		form.Actions = ui.Actions{Primary: &ui.Button{Label: c.t("imports.do.check"), Name: fieldDo, Value: doCheck},
			Others: append([]ui.Button{{Label: c.t("imports.do.look"), Name: fieldDo, Value: doLook}}, c.leaving()...)}
	}
	look := web.Look{Title: c.t("imports.mapping.title", c.work.Name), Lead: c.t("imports.mapping.lead", pluralOf(c.v.Lang, c.work.Kind)), Width: ui.Reading, SwitchForm: form.ID, Crumbs: c.crumbs()}
	return c.Site.Again(c.w, c.r, d, look, framed(c.ctx(), append(parts, ui.FormOf(c.ctx(), form))...))
}

func (c *call) leaving() []ui.Button {
	return []ui.Button{{Label: c.t("imports.do.later"), Kind: ui.Quiet, Href: "/imports"}}
}

// sight is what was seen in the file.
func (c *call) sight(m mapping) []ui.Fact {
	facts := []ui.Fact{{Label: c.t("imports.fact.file"), Text: c.work.Name}}
	if t := m.seen.table; t != nil {
		facts = append(facts, ui.Fact{Label: c.t("imports.fact.rows"), Text: words.Number(c.v.Lang, int64(len(t.Rows)))})
		if t.Encoding == exchange.XLSX {
			facts = append(facts, ui.Fact{Label: c.t("imports.field.sheet"), Text: t.Sheet})
		} else {
			facts = append(facts, ui.Fact{Label: c.t("imports.fact.read_as"), Text: c.t("imports.fact.csv", t.Encoding, c.sign(t.Delimiter))})
		}
	}
	return facts
}

// sign is a delimiter in words.
func (c *call) sign(delimiter rune) string {
	return c.t("imports.delimiter." + map[rune]string{';': "semicolon", ',': "comma", '\t': "tab", '|': "bar"}[delimiter])
}

// unreadable says why a file cannot be read as declared.
func (c *call) unreadable(m mapping) ui.Notice {
	var texts []string
	for _, p := range m.seen.problems[:min(len(m.seen.problems), 10)] {
		texts = append(texts, c.told(p))
	}
	if more := len(m.seen.problems) - len(texts); more > 0 {
		texts = append(texts, words.N(c.v.Lang, "imports.more", more))
	}
	return ui.Notice{Kind: ui.Warning, Title: c.t("imports.unreadable"), Text: strings.Join(texts, " ")}
}

// told is a problem with its place, in one sentence or two.
func (c *call) told(p batch.Told) string {
	place := ""
	switch {
	case p.Row > 0 && p.Column != "":
		place = c.t("imports.place.cell", p.Row, p.Column) + " "
	case p.Row > 0:
		place = c.t("imports.place.row", p.Row) + " "
	case p.Column != "":
		place = p.Column + ": "
	}
	return strings.TrimSpace(place + p.What + " " + p.Do)
}

// firstRows are the first ten rows as they were read.
func (c *call) firstRows(t *exchange.Table) ui.Table {
	table := ui.Table{Caption: c.t("imports.first_rows")}
	for _, name := range t.Header {
		table.Columns = append(table.Columns, ui.Column{Label: name})
	}
	for _, row := range t.Rows[:min(len(t.Rows), 10)] {
		var cells []ui.Cell
		for _, cell := range row.Cells {
			cells = append(cells, ui.Cell{Text: short(cell)})
		}
		table.Rows = append(table.Rows, ui.Row{Cells: cells})
	}
	return table
}

// fileGroup asks how the file is to be read.
func (c *call) fileGroup(m mapping) ui.Group {
	g := ui.Group{Name: "file", Title: c.t("imports.group.file")}
	if len(m.seen.sheets) > 1 {
		f := ui.Field{Name: fieldSheet, Label: c.t("imports.field.sheet"), Input: ui.Select, Value: m.Format.Sheet, Required: true}
		for _, name := range m.seen.sheets {
			f.Options = append(f.Options, ui.Option{Value: name, Label: name})
		}
		g.Fields = append(g.Fields, f)
	}
	if len(m.seen.sheets) == 0 {
		g.Fields = append(g.Fields, c.encodingField(m), c.delimiterField(m))
	}
	row := ""
	if m.Format.HeaderRow > 0 {
		row = strconv.Itoa(m.Format.HeaderRow)
	}
	g.Fields = append(g.Fields, ui.Field{Name: fieldHeaderRow, Label: c.t("imports.field.header_row"), Hint: c.t("imports.help.header_row"), Input: ui.Number, Value: row, Problems: c.wrongAt(m, fieldHeaderRow)})
	dates := ui.Field{Name: fieldDate, Label: c.t("imports.field.date"), Hint: c.t("imports.help.date"), Input: ui.Select, Value: m.Format.Date, Options: []ui.Option{{Label: c.t("imports.date.iso")}}}
	for _, form := range dateForms()[1:] {
		dates.Options = append(dates.Options, ui.Option{Value: form, Label: form})
	}
	if m.Format.Date != "" && !slices.Contains(dateForms(), m.Format.Date) {
		dates.Options = append(dates.Options, ui.Option{Value: m.Format.Date, Label: m.Format.Date})
	}
	decimals := ui.Field{Name: fieldLanguage, Label: c.t("imports.field.decimals"), Input: ui.Select, Value: m.Format.Language, Options: []ui.Option{
		{Value: "sv", Label: c.t("imports.decimals.sv")}, {Value: "en", Label: c.t("imports.decimals.en")}}}
	g.Fields = append(g.Fields, dates, decimals)
	return g
}

func (c *call) encodingField(m mapping) ui.Field {
	f := ui.Field{Name: fieldEncoding, Label: c.t("imports.field.encoding"), Input: ui.Select, Value: m.Format.Encoding, Options: []ui.Option{{Label: c.t("imports.found_out")}}}
	for _, name := range exchange.Encodings() {
		f.Options = append(f.Options, ui.Option{Value: name, Label: name})
	}
	return f
}

func (c *call) delimiterField(m mapping) ui.Field {
	value := ""
	if m.Format.Delimiter == '\t' {
		value = "tab"
	} else if m.Format.Delimiter != 0 {
		value = string(m.Format.Delimiter)
	}
	f := ui.Field{Name: fieldDelimiter, Label: c.t("imports.field.delimiter"), Input: ui.Select, Value: value, Options: []ui.Option{{Label: c.t("imports.found_out")}}}
	for _, sign := range []rune{';', ',', '\t', '|'} {
		value := string(sign)
		if sign == '\t' {
			value = "tab"
		}
		f.Options = append(f.Options, ui.Option{Value: value, Label: c.sign(sign)})
	}
	return f
}

// at_ words the problem at a field.
func (c *call) wrongAt(m mapping, field string) []string {
	key := m.problems[field]
	switch key {
	case "":
		return nil
	case "imports.problem.unfilled":
		var labels []string
		for _, name := range unfilled(m.Mapping, m.seen) {
			labels = append(labels, c.label(name))
		}
		return []string{c.t(key, strings.Join(labels, ", "))}
	}
	return []string{c.t(key)}
}

func (c *call) sourceGroup(m mapping) ui.Group {
	return ui.Group{Name: "source", Title: c.t("imports.group.source"), Fields: []ui.Field{
		{Name: fieldSource, Label: c.t("imports.field.source"), Hint: c.t("imports.help.source"), Value: m.Source, Required: true, MaxLength: record.MaxLine, Problems: c.wrongAt(m, fieldSource)},
	}}
}

// columnGroup asks what each column becomes.
func (c *call) columnGroup(m mapping) ui.Group {
	g := ui.Group{Name: "columns", Title: c.t("imports.group.columns"), Hint: c.t("imports.help.columns")}
	options := c.fieldOptions(m)
	for i, column := range m.seen.header() {
		f := ui.Field{Name: fieldTo + strconv.Itoa(i), Label: column, Input: ui.Select, Options: options, Problems: c.wrongAt(m, fieldTo+strconv.Itoa(i))}
		if examples := m.seen.examples(column, 3); len(examples) > 0 {
			f.Hint = c.t("imports.examples", strings.Join(examples, " · "))
		}
		for _, filled := range m.Fields {
			if filled.Column == column {
				f.Value = filled.Name
				break
			}
		}
		g.Fields = append(g.Fields, f)
	}
	return g
}

// fieldOptions are the fields that may be filled, the required ones marked.
func (c *call) fieldOptions(m mapping) []ui.Option {
	all := []ui.Option{{Label: c.t("imports.not_read")}}
	for _, f := range intake.Fields(m.seen.target) {
		label := c.t(register.FieldKey(c.work.Kind, f))
		if f.Need {
			label = c.t("imports.needed", label)
		}
		all = append(all, ui.Option{Value: f.Name, Label: label})
	}
	return all
}

// furtherGroups are the less common questions: texts, what identifies a row, what is kept, how the file is read, a name.
func (c *call) furtherGroups(d *web.Draft, m mapping) []ui.Group {
	texts := ui.Group{Name: "texts", Title: c.t("imports.group.texts"), Hint: c.t("imports.help.texts")}
	options := c.fieldOptions(m)
	options[0].Label = c.t("imports.choose")
	filled := m.byText()
	for i := range min(len(filled)+2, mostAlso) {
		n := strconv.Itoa(i)
		also := ui.Field{Name: fieldAlso + n, Label: c.t("imports.field.also", i+1), Input: ui.Select, Options: options, Problems: c.wrongAt(m, fieldAlso+n)}
		with := ui.Field{Name: fieldWith + n, Label: c.t("imports.field.with", i+1), Problems: c.wrongAt(m, fieldWith+n)}
		if i < len(filled) {
			also.Value, with.Value = filled[i].Name, filled[i].Text.String()
			if filled[i].Column != "" {
				with.Value = "{" + filled[i].Column + "}"
			}
		}
		if len(m.problems) > 0 { // as typed, also what cannot be used
			also.Value, with.Value = d.Get(also.Name), d.Get(with.Name)
		}
		texts.Fields = append(texts.Fields, also, with)
	}
	groups := []ui.Group{texts, {Name: "identity", Title: c.t("imports.group.identity"), Fields: []ui.Field{
		c.boxes(m, fieldIdentity, "imports.field.identity", "imports.help.identity", func(column string) bool { return slices.Contains(m.Identity, column) })}}}
	if m.seen.target.Kept != "" {
		groups = append(groups, ui.Group{Name: "keep", Title: c.t("imports.group.keep"), Fields: []ui.Field{
			c.boxes(m, fieldKeep, "imports.field.keep", "imports.help.keep", func(column string) bool {
				return slices.ContainsFunc(m.Keep, func(k exchange.Kept) bool { return k.Column == column })
			})}})
	}
	return append(groups, c.fileGroup(m), ui.Group{Name: "save", Title: c.t("imports.group.save"), Fields: []ui.Field{
		{Name: fieldSaveAs, Label: c.t("imports.field.save_as"), Hint: c.t("imports.help.save_as"), Value: d.Get(fieldSaveAs), MaxLength: record.MaxLine}}})
}

// byText are the fields that no column's own question shows: those filled with a text, and the second of one column.
func (m mapping) byText() (all []exchange.Field) {
	shown := map[string]bool{}
	for _, f := range m.Fields {
		if f.Column == "" || shown[f.Column] {
			all = append(all, f)
		}
		shown[f.Column] = true
	}
	return all
}

func (c *call) boxes(m mapping, name, label, help string, ticked func(column string) bool) ui.Field {
	f := ui.Field{Name: name, Label: c.t(label), Hint: c.t(help), Input: ui.Checkboxes, Required: name == fieldIdentity, Problems: c.wrongAt(m, name)}
	for i, column := range m.seen.header() {
		f.Options = append(f.Options, ui.Option{Value: strconv.Itoa(i), Label: column, Selected: ticked(column)})
	}
	return f
}
