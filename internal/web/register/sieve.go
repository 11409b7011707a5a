package register

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	views "github.com/vardkas/vardkas/internal/view"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// sieve is one filter of a list: how it is asked for and what it does to the query.
type sieve struct {
	param  string // name in the address
	filter string // name in record.Filter
	label  string
	field  record.Info
	how    how
}

// how is the way a filter is asked for.
type how int

const (
	byOption how = iota // a closed choice
	byTitle             // text that is found among titles, or a key
	byText              // exactly this text
	fromDay             // a day and later
	toDay               // a day and earlier
	fromSum             // an amount and more
	toSum               // an amount and less
	alone               // the unit without those below it
)

// view is a list as its address asks for it.
type view struct {
	query    record.Query
	day      clock.Date // the day an earlier state is shown of; zero = now
	asked    url.Values // what was asked for and understood, for links to other pages of the same list
	bar      []ui.Filter
	sentence []string // the filters in words
	columns  []record.Info
	saved    []views.View // those the reader may choose among
	bad      record.Invalid
}

// sieves lists the filters of the kind: those of every record, then its own.
func (c *call) sieves() []sieve {
	all := []sieve{{param: "state", filter: "state", label: c.t("record.field.state"), field: stateField(c.meta)}}
	var last []sieve
	for _, f := range c.meta.Fields {
		switch {
		case f.Envelope && f.Name == "areas":
			all = append(all, sieve{param: "area", filter: "area", label: c.field(f), field: f})
		case f.Envelope && f.Name == "level":
			last = append(last, sieve{param: "level", filter: "level", label: c.field(f), field: f})
		case f.Filtered && f.Shown():
			all = append(all, c.sievesOf(f)...)
			if f.Envelope && f.Name == "unit" {
				all = append(all, sieve{param: paramAlone, label: c.t("register.unit.alone"), field: f, how: alone})
			}
		}
	}
	created := record.Info{Name: "created_at", Input: record.InputMoment}
	last = append(last,
		sieve{"created_at_from", "created_at", c.t("register.filter.from", c.t("record.field.created_at")), created, fromDay},
		sieve{"created_at_to", "created_at", c.t("register.filter.to", c.t("record.field.created_at")), created, toDay})
	return slices.Concat(all, last, c.valueSieves())
}

// stateField is the state as a field with options, which it is no field for.
func stateField(m record.Meta) record.Info {
	f := record.Info{Name: "state", Input: record.InputChoice}
	for _, s := range m.States {
		f.Options = append(f.Options, string(s))
	}
	return f
}

func (c *call) sievesOf(f record.Info) []sieve {
	one := sieve{param: f.Name, filter: f.Name, label: c.field(f), field: f}
	pair := func(from, to how) []sieve {
		a, b := one, one
		a.param, a.label, a.how = f.Name+"_from", c.t("register.filter.from", one.label), from
		b.param, b.label, b.how = f.Name+"_to", c.t("register.filter.to", one.label), to
		return []sieve{a, b}
	}
	switch f.Input {
	case record.InputChoice, record.InputChoices, record.InputFlag:
		return []sieve{one}
	case record.InputRef, record.InputRefs:
		one.how = byTitle
		return []sieve{one}
	case record.InputMoment:
		return pair(fromDay, toDay)
	case record.InputNumber, record.InputMoney:
		return pair(fromSum, toSum)
	}
	one.how = byText
	return []sieve{one}
}

// valueSieves are the source values an address asks for: value:<name>. They are offered only where a link has led here.
func (c *call) valueSieves() []sieve {
	if !slices.ContainsFunc(c.meta.Fields, func(f record.Info) bool { return f.Input == record.InputValues }) {
		return nil
	}
	var all []sieve
	for param := range c.r.URL.Query() {
		if name, ok := strings.CutPrefix(param, "value:"); ok && name != "" && clean(name) == name {
			all = append(all, sieve{param: param, filter: param, label: name, how: byText})
		}
	}
	slices.SortFunc(all, func(a, b sieve) int { return strings.Compare(a.param, b.param) })
	return all
}

// apply reads one filter from the address.
func (c *call) apply(tx *record.Tx, v *view, s sieve) error {
	typed := c.param(s.param)
	shown := ui.Filter{Name: s.param, Label: s.label, Value: typed}
	defer func() { v.bar = append(v.bar, shown) }()
	switch s.how {
	case byOption:
		shown.Options = c.choices(s, typed)
	case fromDay, toDay:
		shown.Input = ui.Date
	case alone:
		shown.Options = []ui.Option{{Value: "", Label: c.t("register.unit.below")}, {Value: "yes", Label: c.t("register.unit.only")}}
	}
	if typed == "" {
		return nil
	}
	v.asked.Set(s.param, typed)
	switch s.how {
	case byOption:
		c.applyOption(v, s, typed)
	case byTitle:
		return c.applyTitle(tx, v, s, typed, &shown)
	case byText:
		v.add(record.Filter{Field: s.filter, Any: []string{typed}}, s.label+": "+typed)
	case fromDay, toDay:
		c.applyDay(v, s, typed)
	case alone:
		c.applyAlone(v, typed)
	default:
		c.applySum(v, s, typed)
	}
	return nil
}

func (v *view) add(f record.Filter, words string) {
	v.query.Filters = append(v.query.Filters, f)
	v.sentence = append(v.sentence, words)
}

// choices are the options of a filter, the first one meaning all.
func (c *call) choices(s sieve, typed string) []ui.Option {
	all := []ui.Option{{Value: "", Label: c.t("register.filter.all")}}
	codes := c.codes(s.field)
	if s.field.Input == record.InputFlag {
		codes = []string{"yes", "no"}
	}
	if typed != "" && !slices.Contains(codes, typed) && s.field.Set != "" {
		codes = append(slices.Clone(codes), typed) // retired since, still standing in records
	}
	for _, code := range codes {
		all = append(all, ui.Option{Value: code, Label: c.choice(s.field, code)})
	}
	return all
}

func (c *call) choice(f record.Info, code string) string {
	switch {
	case f.Name == "state" && f.Set == "" && !f.Envelope:
		return c.state(record.State(code))
	case f.Input == record.InputFlag:
		return c.t("record.value." + code)
	}
	return c.option(f, code)
}

func (c *call) applyOption(v *view, s sieve, typed string) {
	code := typed
	switch {
	case s.field.Input == record.InputFlag:
		code = map[string]string{"yes": "1", "no": "0"}[typed]
	case s.field.Set == "" && !slices.Contains(s.field.Options, typed):
		code = ""
	}
	if code == "" {
		v.bad = append(v.bad, record.Problem{Field: s.field.Name, Key: "problem.not_an_option"})
		return
	}
	v.add(record.Filter{Field: s.filter, Any: []string{code}}, c.choice(s.field, typed))
}

// mostNamed is how many records a text in a filter may stand for.
const mostNamed = 50

// applyTitle filters by a key that a link gave, or by everything whose title a text is found in.
func (c *call) applyTitle(tx *record.Tx, v *view, s sieve, typed string, shown *ui.Filter) error {
	if keys := parseKeys(typed); len(keys) == 1 && strconv.FormatInt(int64(keys[0]), 10) == typed {
		places, err := c.placesOf(tx, keys, false)
		if err != nil {
			return err
		}
		title := teller{c.wording, places}.title(keys[0])
		shown.Options = []ui.Option{{Value: "", Label: c.t("register.filter.all")}, {Value: typed, Label: title}}
		v.add(record.Filter{Field: s.filter, Any: []string{typed}, Below: c.below(s)}, c.said(s, title))
		return nil
	}
	found, err := c.find(tx, s.field.Kinds, typed, mostNamed)
	if err != nil {
		return err
	}
	any := []string{strconv.FormatInt(math.MaxInt64, 10)} // nothing has this key: a name nobody has finds nothing
	for _, one := range found {
		any = append(any, strconv.FormatInt(int64(one.Key), 10))
	}
	v.add(record.Filter{Field: s.filter, Any: any, Below: c.below(s)}, c.said(s, typed))
	return nil
}

// below reports whether what is chosen stands for what lies under it too, which a unit does unless it is asked for alone:
// who asks for a hospital means its wards.
func (c *call) below(s sieve) bool { return s.filter == "unit" && c.param(paramAlone) == "" }

// said is a filter by title in words.
func (c *call) said(s sieve, what string) string {
	if c.below(s) {
		return c.t("register.unit.with", s.label, what)
	}
	return s.label + ": " + what
}

// applyAlone checks the choice that the filter by unit has read.
func (c *call) applyAlone(v *view, typed string) {
	if typed != "yes" {
		v.bad = append(v.bad, record.Problem{Field: "unit", Key: "problem.not_an_option"})
	}
}

func (c *call) applyDay(v *view, s sieve, typed string) {
	day, err := clock.ParseDate(typed)
	if err != nil {
		v.bad = append(v.bad, record.Problem{Field: s.field.Name, Key: "problem.not_a_date"})
		return
	}
	f := record.Filter{Field: s.filter, Ranged: true, From: int64(day.Start()), To: math.MaxInt64}
	if s.how == toDay {
		f.From, f.To = 1, int64(day.End())-1 // 0 is not set
	}
	v.add(f, s.label+" "+day.String())
}

// applySum reads an amount the way the field itself does.
func (c *call) applySum(v *view, s sieve, typed string) {
	blank := c.kind.Blank()
	if bad := blank.Fill(map[string]string{s.field.Name: typed}); len(bad) > 0 {
		v.bad = append(v.bad, bad...)
		return
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(blank.Text(s.field.Name), ",", ""), 10, 64)
	if err != nil {
		return // spaces only
	}
	f := record.Filter{Field: s.filter, Ranged: true, From: n, To: math.MaxInt64}
	if s.how == toSum {
		f.From, f.To = 0, n // what is not stated stands as -1
	}
	v.add(f, s.label+" "+typed)
}
