package imports

import (
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// fieldWord begins the names of the form of words; the numbers of the field and the word follow.
const fieldWord = "word."

// leftEmpty is the answer for a word that stands for no code: the field stays empty for its rows.
const leftEmpty = "-"

// code gives the words of every choice that are codes, or are called as one in either language, their code.
func (c *call) code(m mapping) {
	places, infos := c.choices(m)
	for n, i := range places {
		f := &m.Fields[i]
		if f.Values == nil {
			f.Values = map[string]string{}
		}
		all, _ := m.seen.words(f.Column)
		for _, word := range all {
			if _, known := f.Values[word]; known {
				continue
			}
			if code := c.codeCalled(infos[n], word); code != "" {
				f.Values[word] = code
			}
		}
	}
}

func (c *call) codeCalled(f record.Info, word string) string {
	for _, lang := range []words.Lang{words.SV, words.EN} {
		codes, labels := c.codes(f, lang)
		for i, code := range codes {
			if plain(word) == plain(code) || plain(word) == plain(labels[i]) {
				return code
			}
		}
	}
	return ""
}

// undecided are the choices with words that have no code and are not refused as a whole.
func (c *call) undecided(m mapping) (places []int) {
	all, _ := c.choices(m)
	for _, i := range all {
		f := m.Fields[i]
		found, _ := m.seen.words(f.Column)
		for _, word := range found {
			if _, known := f.Values[word]; !known && f.Otherwise == "" {
				places = append(places, i)
				break
			}
		}
	}
	return places
}

// kept is the mapping that the work has; it leads back to the form of the mapping when there is none that can be used.
func (c *call) kept() (m mapping, ok bool, err error) {
	if c.work.Mapping == "" || c.isGone() {
		return m, false, nil
	}
	m.Mapping, m.seen, err = c.current()
	return m, err == nil && m.seen.table != nil && len(m.Check(m.seen.header())) == 0, err
}

func (c *call) valuesForm() error {
	m, ok, err := c.kept()
	if err != nil || !ok {
		return firstError(err, c.Site.Redirect(c.w, c.r, c.at("/mapping")))
	}
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.values"})
	if err != nil {
		return err
	}
	return c.drawValues(d, m, nil)
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (c *call) drawValues(d *web.Draft, m mapping, problems map[string]string) error {
	places, infos := c.choices(m)
	form := ui.Form{ID: "imports-values", Action: c.at("/values"), Hidden: d.Hidden(), Actions: ui.Actions{
		Primary: &ui.Button{Label: c.t("imports.do.check")}, Others: []ui.Button{{Label: c.t("imports.do.mapping"), Kind: ui.Quiet, Href: c.at("/mapping")}}}}
	for n, i := range places {
		form.Groups = append(form.Groups, c.wordGroup(d, m, i, infos[n], problems))
	}
	look := web.Look{Title: c.t("imports.values.title", c.work.Name), Lead: c.t("imports.values.lead"), Width: ui.Reading, SwitchForm: form.ID, Crumbs: c.crumbs()}
	return c.Site.Again(c.w, c.r, d, look, framed(c.ctx(), c.steps(3), ui.FormOf(c.ctx(), form)))
}

// wordGroup asks for the code of each word of a column.
func (c *call) wordGroup(d *web.Draft, m mapping, place int, info record.Info, problems map[string]string) ui.Group {
	f := m.Fields[place]
	g := ui.Group{Name: "words-" + strconv.Itoa(place), Title: c.t("imports.values.group", f.Column, c.label(f.Name))}
	options := []ui.Option{{Label: c.t("imports.choose")}}
	codes, labels := c.codes(info, c.v.Lang)
	for i, code := range codes {
		options = append(options, ui.Option{Value: code, Label: labels[i]})
	}
	options = append(options, ui.Option{Value: leftEmpty, Label: c.t("imports.values.empty")})
	all, more := m.seen.words(f.Column)
	if more {
		g.Hint = c.t("imports.values.too_many", mostWords)
	}
	for n, word := range all {
		name := fieldWord + strconv.Itoa(place) + "." + strconv.Itoa(n)
		field := ui.Field{Name: name, Label: short(word), Input: ui.Select, Options: options, Required: true, Value: answerFor(f, word), Problems: at(problems, name)}
		if d.Shown(name) {
			field.Value = d.Get(name)
		}
		g.Fields = append(g.Fields, field)
	}
	return g
}

// answerFor is what the form shows for a word.
func answerFor(f exchange.Field, word string) string {
	code, known := f.Values[word]
	switch {
	case known && code == "":
		return leftEmpty
	case known:
		return code
	}
	return f.Otherwise
}

// values takes the codes of words and makes the dry run.
func (c *call) values() error {
	m, ok, err := c.kept()
	if err != nil || !ok {
		return firstError(err, c.Site.Redirect(c.w, c.r, c.at("/mapping")))
	}
	d, err := c.Site.Draft(c.w, c.r, web.Form{Name: "imports.values"})
	if err != nil {
		return err
	}
	if d.Redraw {
		return c.Site.Redirect(c.w, c.r, d.Address())
	}
	problems := map[string]string{}
	places, _ := c.choices(m)
	for _, i := range places {
		c.takeWords(d, &m.Fields[i], i, m.seen, problems)
	}
	if len(problems) > 0 {
		return c.drawValues(d, m, problems)
	}
	c.work.Mapping, c.work.Stage, c.work.Outcome = string(m.File()), batch.StageMapping, batch.Outcome{}
	err = c.change(func(tx *store.Tx) error {
		_, err := d.Once(tx, func() (string, error) { return c.work.ID, c.work.Save(tx) })
		return err
	})
	if err != nil {
		return err
	}
	return c.startCheck()
}

func (c *call) takeWords(d *web.Draft, f *exchange.Field, place int, s seen, problems map[string]string) {
	all, _ := s.words(f.Column)
	if f.Values == nil {
		f.Values = map[string]string{}
	}
	for n, word := range all {
		name := fieldWord + strconv.Itoa(place) + "." + strconv.Itoa(n)
		switch code := strings.TrimSpace(d.Get(name)); code {
		case "":
			problems[name] = c.t("imports.problem.word", short(word))
		case leftEmpty:
			f.Values[word] = ""
		default:
			f.Values[word] = code // the rules of the kind say whether it is one
		}
	}
}
