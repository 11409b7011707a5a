package cases

import (
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// The sheets for several reports of one event, and several events in one report.
const (
	sheetJoin     = "join"
	sheetSeparate = "separate"
	sheetSplit    = "split"
)

func joinSheets() []sheet {
	return []sheet{
		{name: sheetJoin, button: "incident.step.join", needs: access.Assign, watched: []string{"state"}, groups: joinFields, save: join},
		{name: sheetSeparate, button: "incident.step.separate", needs: access.Assign, watched: []string{"state"}, groups: reasonOnly, save: separate},
		{name: sheetSplit, button: "incident.step.split", needs: access.Assess, watched: []string{"state"}, groups: splitFields, save: split},
	}
}

// joinFields offers the events that may be the same, and a number to write for any other.
func joinFields(w *work) []ui.Group {
	which := ui.Field{Name: "main", Label: w.t("cases.field.main"), Hint: w.t("cases.hint.main"), Input: ui.Choice, Value: w.get("main", w.r.URL.Query().Get("main"))}
	err := w.Book.Read(w.r.Context(), caller(w.r), func(tx *record.Tx) error {
		all, err := incident.Duplicates(tx, w.i)
		which.Options = nil
		for _, i := range all {
			number := i.Number.Text(incident.Kind.Prefix)
			which.Options = append(which.Options, ui.Option{Value: number, Label: number + " " + i.Title, Hint: words.DateTime(w.v.Lang, i.CreatedAt.Local())})
		}
		return err
	})
	fields := []ui.Field{{Name: "number", Label: w.t("cases.field.main_number"), Hint: w.t("cases.hint.main_number"), Input: ui.Line, MaxLength: 20, Value: w.d.Get("number")}, w.reason()}
	if err == nil && len(which.Options) > 0 {
		fields = append([]ui.Field{which}, fields...)
	}
	return []ui.Group{{Fields: fields}}
}

func join(w *work, tx *record.Tx, version int) error {
	number := w.text("number")
	if number == "" {
		number = w.text("main")
	}
	main, err := numbered(tx, number)
	if err != nil {
		return err
	}
	if main == 0 {
		return problem("number", "problem.no_such_record")
	}
	_, err = w.Desk.Join(tx, w.i.Key, version, main, w.text("reason"))
	return err
}

// numbered finds an event that the caller may read by its number; 0 when there is none.
func numbered(tx *record.Tx, number string) (record.Key, error) {
	prefix, n, ok := record.ParseNumber(strings.ToUpper(number))
	if !ok || prefix != incident.Kind.Prefix {
		return 0, nil
	}
	page, err := incident.Kind.List(tx, record.Query{Search: n.Text(prefix), Limit: 1})
	if err != nil || len(page.Records) == 0 {
		return 0, err
	}
	return page.Records[0].Key, nil
}

func separate(w *work, tx *record.Tx, version int) error {
	_, err := w.Desk.Separate(tx, w.i.Key, version, w.text("reason"))
	return err
}

func splitFields(w *work) []ui.Group {
	category := w.own("category")
	category.Value, category.Hint = w.get("category", ""), w.t("cases.hint.split_category")
	return []ui.Group{{Fields: []ui.Field{
		{Name: "description", Label: w.t("cases.field.split"), Hint: w.t("cases.hint.split"), Input: ui.Area, Rows: 6, MaxLength: record.MaxText, Value: w.d.Get("description")},
		category, w.reason(),
	}}}
}

func split(w *work, tx *record.Tx, version int) error {
	_, err := w.Desk.Split(tx, w.i.Key, version, incident.Piece{Category: record.Code(w.d.Get("category")), Description: w.text("description"), Reason: w.text("reason")})
	return err
}

// together are the events this one belongs with by what was joined and split.
func (p *page) together() error {
	add := func(nature string, all ...*incident.Incident) {
		for _, i := range all {
			p.view.Links = append(p.view.Links, linkView{Nature: p.t("cases.together." + nature), Number: i.Number.Text(incident.Kind.Prefix), Href: here(i)})
		}
	}
	for _, one := range []struct {
		nature string
		to     record.Key
	}{{"main", p.i.Main}, {"split_from", p.i.SplitFrom}} {
		if one.to == 0 {
			continue
		}
		i, err := p.readable(one.to)
		if err != nil {
			return err
		}
		if i != nil {
			add(one.nature, i)
		}
	}
	for _, one := range []struct {
		nature, step string
		find         func(*record.Tx, record.Key) ([]*incident.Incident, error)
	}{{"joined", incident.StepTakeIn, incident.JoinedTo}, {"split_off", incident.StepSplit, incident.SplitOff}} {
		if !p.happened(one.step) {
			continue
		}
		all, err := one.find(p.tx, p.i.Key)
		if err != nil {
			return err
		}
		add(one.nature, all...)
	}
	return nil
}

// happened reports whether a step was ever taken with the event: most events are neither joined nor split.
func (p *page) happened(step string) bool {
	for _, m := range p.moments {
		if m.Verb == "incident.timeline."+step {
			return true
		}
	}
	return false
}

// readable is an event if the reader may read it, nil if not. It asks as a list does, by number: asking for the event
// itself would count a refusal that nobody caused.
func (p *page) readable(key record.Key) (*incident.Incident, error) {
	var n record.Number
	if err := p.tx.Row("SELECT number_year, number FROM record WHERE rid = $1", int64(key)).Scan(&n.Year, &n.N); err != nil {
		return nil, err
	}
	page, err := incident.Kind.List(p.tx, record.Query{Search: n.Text(incident.Kind.Prefix), Limit: 1})
	if err != nil || len(page.Records) == 0 || page.Records[0].Key != key {
		return nil, err
	}
	return page.Records[0], nil
}
