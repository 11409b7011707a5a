package register

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// The parameters of a list that are no filters.
const (
	paramSearch  = "q"
	paramOrder   = "order" // name of a declared order, with "-" before it turned round
	paramAfter   = "after"
	paramBack    = "back"
	paramDay     = "on"
	paramColumns = "columns"    // names of columns, in order, with spaces between
	paramAlone   = "unit_alone" // the unit without those below it
)

// viewOf reads the address of a list. What is asked for and does not exist is a problem: a filter passed over would show
// more than was asked for.
func (c *call) viewOf(tx *record.Tx) (*view, error) {
	v := &view{asked: url.Values{}}
	c.search(v)
	known := []string{paramSearch, paramOrder, paramAfter, paramBack, paramDay, paramColumns}
	for _, s := range c.sieves() {
		known = append(known, s.param)
		if err := c.apply(tx, v, s); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.r.URL.Query())) {
		if !slices.Contains(known, name) {
			v.bad = append(v.bad, record.Problem{Field: name, Key: "problem.unknown_field"})
		}
	}
	c.sort(v)
	if err := c.at(tx, v); err != nil {
		return nil, err
	}
	if err := c.arrange(tx, v); err != nil {
		return nil, err
	}
	v.query.Handling = true // what one has reported oneself is listed on a page of its own
	v.query.After, v.query.Back = c.param(paramAfter), c.param(paramBack) != ""
	if len(v.bad) > 0 {
		return nil, v.bad
	}
	return v, nil
}

func (c *call) search(v *view) {
	typed := c.param(paramSearch)
	v.bar = append(v.bar, ui.Filter{Name: paramSearch, Label: c.t("register.search"), Value: typed})
	if v.query.Search = typed; typed != "" {
		v.asked.Set(paramSearch, typed)
		v.sentence = append(v.sentence, c.t("register.searched", typed))
	}
}

// sort reads the order and offers all of them, both ways round: on a phone the heads of the columns are not there.
func (c *call) sort(v *view) {
	asked := c.param(paramOrder)
	var options []ui.Option
	for _, o := range c.meta.Orders {
		options = append(options,
			ui.Option{Value: o.Name, Label: c.order(o.Name)},
			ui.Option{Value: "-" + o.Name, Label: c.t("register.turned", c.order(o.Name))})
	}
	v.bar = append(v.bar, ui.Filter{Name: paramOrder, Label: c.t("register.order"), Options: options, Value: asked})
	if asked == "" {
		return
	}
	if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == asked }) {
		v.bad = append(v.bad, record.Problem{Field: "order", Key: "problem.not_an_option"})
		return
	}
	v.asked.Set(paramOrder, asked)
	v.query.Order, v.query.Turned = strings.TrimPrefix(asked, "-"), strings.HasPrefix(asked, "-")
}

// at reads the day an earlier state is asked for: as it was when that day ended.
func (c *call) at(tx *record.Tx, v *view) error {
	typed := c.param(paramDay)
	v.bar = append(v.bar, ui.Filter{Name: paramDay, Label: c.t("register.on"), Value: typed, Input: ui.Date})
	if typed == "" {
		return nil
	}
	past, err := pastOf(tx, typed)
	if bad, ok := errors.AsType[record.Invalid](err); ok {
		v.bad = append(v.bad, bad...)
		return nil
	}
	if err != nil {
		return err
	}
	v.asked.Set(paramDay, typed)
	v.day, v.query.AsOf, v.query.At = past.day, past.seq, past.moment
	v.sentence = append(v.sentence, c.t("register.as_of", typed))
	return nil
}

// moment is a past state: the end of a day, and how far the trail had come.
type moment struct {
	day    clock.Date
	moment clock.Instant
	seq    int64
}

// pastOf reads a day that an earlier state is asked for. A day to come is a problem.
func pastOf(tx *record.Tx, typed string) (moment, error) {
	day, err := clock.ParseDate(typed)
	if err != nil {
		return moment{}, record.Invalid{{Field: paramDay, Key: "problem.not_a_date"}}
	}
	if day.After(tx.Today()) {
		return moment{}, record.Invalid{{Field: paramDay, Key: "problem.not_yet"}}
	}
	m := moment{day: day, moment: min(day.End()-1, tx.Now())}
	if m.seq, err = trail.SeqAt(tx.Tx, m.moment); err != nil {
		return m, fmt.Errorf("find the trail's place on %s: %w", typed, err)
	}
	if m.seq <= 0 {
		m.seq = -1 // before the first record; 0 would mean now
	}
	return m, nil
}

// link is the address of the same list with some parameters changed; an empty value takes one away.
func (v *view) link(path string, changes ...string) string {
	q := url.Values{}
	for name, values := range v.asked {
		q[name] = values
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == "" {
			q.Del(changes[i])
		} else {
			q.Set(changes[i], changes[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// columnNames are the columns of the list as an address names them.
func (v *view) columnNames() (names []string) {
	for _, f := range v.columns {
		names = append(names, f.Name)
	}
	return names
}

// tidied is the address without what asks for nothing: the filters left alone, which a form sends all the same, and the
// usual order. Empty when the address is as short as it can be.
func (c *call) tidied() string {
	asked := c.r.URL.Query()
	before := len(asked)
	maps.DeleteFunc(asked, func(name string, values []string) bool {
		usual := name == paramOrder && len(c.meta.Orders) > 0 && slices.Equal(values, []string{c.meta.Orders[0].Name})
		return usual || !slices.ContainsFunc(values, func(s string) bool { return strings.TrimSpace(s) != "" })
	})
	switch {
	case len(asked) == before:
		return ""
	case len(asked) == 0:
		return c.r.URL.Path
	}
	return c.r.URL.Path + "?" + asked.Encode()
}

// param is a parameter of the address as text that can be stored and searched for.
func (c *call) param(name string) string { return strings.TrimSpace(clean(c.r.URL.Query().Get(name))) }

// clean takes away what is no text: neither database takes it.
func clean(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "") }
