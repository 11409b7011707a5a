package org

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/store"
)

// UnitRow is one row of a file of units, as text. A unit is known by its HSA identity, else by its code. Parent is either
// of the parent's; empty = at the top. Other empty cells leave what the register has.
type UnitRow struct {
	Row                          int // as the reader sees the file; for problems
	Code, HSAID, Name            string
	Parent, Kind, Site, From, To string
}

// unitPlan is a plan of units in the making.
type unitPlan struct {
	Plan
	rows      []UnitRow
	have      []*Unit
	known     index // of have
	inFile    index // of rows
	sites     map[string]record.Key
	siteNames map[record.Key]string
	keys      []record.Key // of rows; 0 until created
	match     []int        // of rows: index in have, or -1
	kept      map[int]int  // of have: the row that is about it
	byKey     map[record.Key]int
}

// PlanUnits compares a file of units with the register. closeMissing plans to close the open units that the file does not
// have; they and their history stay. It reads the whole register as the program does: ask for access.Import first.
func PlanUnits(tx *record.Tx, rows []UnitRow, closeMissing bool) (*Plan, error) {
	p := &unitPlan{rows: slices.Clone(rows), known: newIndex(), inFile: newIndex(), kept: map[int]int{},
		keys: make([]record.Key, len(rows)), match: make([]int, len(rows)), byKey: map[record.Key]int{}}
	if err := p.read(tx); err != nil {
		return nil, err
	}
	for i := range p.rows {
		p.recognise(i)
	}
	for i := range p.rows {
		p.checkRow(i, closeMissing)
	}
	order := p.order()
	if len(p.Problems) == 0 {
		for _, i := range order {
			p.plan(i)
		}
		if closeMissing {
			p.closeMissing()
		}
	}
	p.sort()
	return &p.Plan, nil
}

func (p *unitPlan) read(tx *record.Tx) (err error) {
	if p.have, err = everyone(tx, Units); err != nil {
		return err
	}
	for i, u := range p.have {
		p.known.add(u.HSAID, u.Code, i)
		p.byKey[u.Key] = i
	}
	sites, err := everyone(tx, Sites)
	p.sites, p.siteNames = map[string]record.Key{}, map[record.Key]string{}
	for _, s := range sites {
		p.sites[s.Code], p.siteNames[s.Key] = s.Key, s.Title
	}
	return err
}

// everyone reads every record of a kind that is not withdrawn, whoever asks.
func everyone[T any](tx *record.Tx, kind *record.Kind[T]) ([]*T, error) {
	keys, err := store.All[record.Key](tx.Tx, "SELECT rid FROM record WHERE kind = $1 AND state <> $2 ORDER BY rid", kind.Name, string(record.Withdrawn))
	if err != nil {
		return nil, fmt.Errorf("read every %s: %w", kind.Name, err)
	}
	program := tx.As(record.System)
	all := make([]*T, len(keys))
	for i, key := range keys {
		if all[i], err = kind.Reveal(program, key); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// recognise finds the unit that a row is about, and rows about one unit.
func (p *unitPlan) recognise(i int) {
	r := &p.rows[i]
	r.Name = search.Normalise(r.Name)
	p.match[i] = -1
	if r.HSAID == "" && r.Code == "" {
		p.problem(r.Row, "code", "org.import.no_identity")
		return
	}
	if j, twice, _ := p.inFile.both(r.HSAID, r.Code); twice {
		key := "org.import.twice"
		if p.rows[j].Parent != r.Parent {
			key = "org.import.two_parents"
		}
		p.problem(r.Row, "code", key, p.rows[j].Row)
		return
	}
	p.inFile.add(r.HSAID, r.Code, i)
	j, found, split := p.known.both(r.HSAID, r.Code)
	switch {
	case split:
		p.problem(r.Row, "code", "org.import.split")
	case found && p.isKept(j):
		p.problem(r.Row, "code", "org.import.twice_known", p.have[j].Title)
	case found:
		p.match[i], p.keys[i], p.kept[j] = j, p.have[j].Key, i
	}
}

// isKept reports whether a row is about the unit of the register.
func (p *unitPlan) isKept(j int) bool { _, ok := p.kept[j]; return ok }

func (p *unitPlan) checkRow(i int, closeMissing bool) {
	r := p.rows[i]
	if r.Name == "" {
		p.problem(r.Row, "name", "problem.required")
	}
	if n := utf8.RuneCountInString(r.Name); n > record.MaxLine {
		p.problem(r.Row, "name", "problem.too_long", record.MaxLine, n)
	}
	if bad := identity(r.HSAID); bad != nil {
		p.problem(r.Row, "hsa_id", bad.Key)
	}
	if r.Kind != "" && !slices.Contains(UnitKinds(), UnitKind(r.Kind)) {
		p.problem(r.Row, "kind", "problem.not_an_option")
	}
	if _, ok := p.sites[r.Site]; r.Site != "" && !ok {
		p.problem(r.Row, "site", "org.import.no_site", r.Site)
	}
	p.checkDates(r)
	p.checkParent(r, closeMissing)
}

func (p *unitPlan) checkDates(r UnitRow) {
	from, ok := p.date(r, "valid_from", r.From)
	to, ok2 := p.date(r, "valid_to", r.To)
	if bad := inOrder(from, to); ok && ok2 && bad != nil {
		p.problem(r.Row, bad.Field, bad.Key)
	}
}

func (p *unitPlan) date(r UnitRow, column, cell string) (clock.Date, bool) {
	if cell == "" {
		return clock.Date{}, true
	}
	d, err := clock.ParseDate(cell)
	if err != nil {
		p.problem(r.Row, column, "problem.not_a_date")
	}
	return d, err == nil
}

// checkParent wants the parent in the file, or open in the register and staying so.
func (p *unitPlan) checkParent(r UnitRow, closeMissing bool) {
	if r.Parent == "" {
		return
	}
	if _, ok := p.inFile.any(r.Parent); ok {
		return
	}
	j, ok := p.known.any(r.Parent)
	switch {
	case !ok:
		p.problem(r.Row, "parent", "org.import.orphan", r.Parent)
	case p.isKept(j): // in the file, by its other name
	case p.have[j].State != Open || closeMissing:
		p.problem(r.Row, "parent", "org.import.parent_closes", r.Parent)
	}
}

// parentRow is the row of the row's parent; -1 when that is at the top or only in the register.
func (p *unitPlan) parentRow(i int) int {
	name := p.rows[i].Parent
	if name == "" {
		return -1
	}
	if j, ok := p.inFile.any(name); ok {
		return j
	}
	if j, ok := p.known.any(name); ok && p.isKept(j) {
		return p.kept[j]
	}
	return -1
}

// order lists the rows so that parents come before children, and reports those that go round in a circle: in the file, or
// through units that only the register has.
func (p *unitPlan) order() []int {
	const unseen, open, done = 0, 1, 2
	var all []int
	state := make([]int, len(p.rows))
	var visit func(i int) bool
	visit = func(i int) bool {
		switch state[i] {
		case open:
			return false
		case done:
			return true
		}
		state[i] = open
		ok := true
		if up := p.rowAbove(i); up >= 0 {
			ok = visit(up)
		}
		if !ok {
			p.problem(p.rows[i].Row, "parent", "org.problem.circle")
		}
		state[i] = done
		all = append(all, i)
		return ok
	}
	for i := range p.rows {
		visit(i)
	}
	return all
}

// rowAbove is the nearest row above, through units that only the register has.
func (p *unitPlan) rowAbove(i int) int {
	if up := p.parentRow(i); up >= 0 || p.rows[i].Parent == "" {
		return up
	}
	j, ok := p.known.any(p.rows[i].Parent)
	for steps := 0; ok && steps <= len(p.have); steps++ {
		if p.isKept(j) {
			return p.kept[j]
		}
		j, ok = p.byKey[p.have[j].Parent]
	}
	return -1
}

// nameOf is the name of a unit that the register has; empty = none.
func (p *unitPlan) nameOf(unit record.Key) string {
	if j, ok := p.byKey[unit]; ok {
		return p.have[j].Title
	}
	return ""
}

// parentName is the name of the unit above, as the file has it or else the register.
func (p *unitPlan) parentName(i int) string {
	if up := p.parentRow(i); up >= 0 {
		return p.rows[up].Name
	}
	if j, ok := p.known.any(p.rows[i].Parent); ok && p.rows[i].Parent != "" {
		return p.have[j].Title
	}
	return ""
}

// plan adds what the row does. Keys of new units are known when their own write has run, so before their children's.
func (p *unitPlan) plan(i int) {
	r, up := p.rows[i], p.parentRow(i)
	parent := func() record.Key {
		if up >= 0 {
			return p.keys[up]
		}
		if j, ok := p.known.any(r.Parent); ok && r.Parent != "" {
			return p.have[j].Key
		}
		return 0
	}
	if p.match[i] < 0 {
		p.Changes = append(p.Changes, Change{Effect: EffectNew, Row: r.Row, Title: r.Name})
		p.writes = append(p.writes, func(tx *record.Tx) error {
			u := Unit{Envelope: record.Envelope{Level: access.LevelOpen}, Parent: parent()}
			p.set(&u, r)
			err := Units.Create(tx, &u)
			p.keys[i] = u.Key
			return named(err, "unit", r.Row)
		})
		return
	}
	old := p.have[p.match[i]]
	after := *old
	fields := p.set(&after, r)
	c := Change{Effect: EffectChanged, Row: r.Row, Key: old.Key, Title: r.Name, Fields: fields}
	switch moved := up >= 0 && p.match[up] < 0 || parent() != old.Parent; {
	case moved:
		c.Effect, c.Fields = EffectMoved, append(c.Fields, FieldChange{"parent", p.nameOf(old.Parent), p.parentName(i)})
	case old.State == Closed:
		c.Fields = append(c.Fields, FieldChange{"state", string(Closed), string(Open)})
	case len(fields) == 0:
		c.Effect = EffectUnchanged
	}
	p.Changes = append(p.Changes, c)
	if c.Effect != EffectUnchanged {
		p.writes = append(p.writes, func(tx *record.Tx) error { return named(p.change(tx, old, r, parent()), "unit", r.Row) })
	}
}

func (p *unitPlan) change(tx *record.Tx, old *Unit, r UnitRow, parent record.Key) error {
	u, err := Units.Change(tx, old.Key, old.Version, func(u *Unit) error {
		u.Parent = parent
		p.set(u, r)
		return nil
	})
	if err != nil || old.State == Open {
		return err
	}
	_, err = Units.Take(tx, old.Key, u.Version, "reopen", nil)
	return err
}

// set writes the cells of the row into the unit and names what changed.
func (p *unitPlan) set(u *Unit, r UnitRow) (fields []FieldChange) {
	fill(&u.Title, r.Name, "title", &fields)
	fill(&u.Code, r.Code, "code", &fields)
	fill(&u.HSAID, r.HSAID, "hsa_id", &fields)
	kind, from, to := string(u.Kind), u.From.String(), u.To.String()
	fill(&kind, r.Kind, "kind", &fields)
	fill(&from, r.From, "valid_from", &fields)
	fill(&to, r.To, "valid_to", &fields)
	u.Kind = UnitKind(kind)
	u.From, _ = clock.ParseDate(from) // checked by checkDates; empty = not set
	u.To, _ = clock.ParseDate(to)
	if site, ok := p.sites[r.Site]; ok && r.Site != "" && site != u.Site {
		fields = append(fields, FieldChange{"site", p.siteNames[u.Site], p.siteNames[site]})
		u.Site = site
	}
	return fields
}

// closeMissing closes what the file does not have, the deepest first: a unit closes after its parts.
func (p *unitPlan) closeMissing() {
	depth := func(u *Unit) (n int) {
		for n = 0; u.Parent != 0 && n <= len(p.have); n++ {
			u = p.have[p.byKey[u.Parent]]
		}
		return n
	}
	var all []*Unit
	for j, u := range p.have {
		if u.State == Open && !p.isKept(j) {
			all = append(all, u)
		}
	}
	slices.SortStableFunc(all, func(a, b *Unit) int { return depth(b) - depth(a) })
	for _, u := range all {
		p.Changes = append(p.Changes, Change{Effect: EffectClosed, Key: u.Key, Title: u.Title, Fields: []FieldChange{{"state", string(Open), string(Closed)}}})
		p.writes = append(p.writes, func(tx *record.Tx) error {
			_, err := Units.Take(tx, u.Key, u.Version, "close", nil)
			return err
		})
	}
}

func named(err error, kind string, row int) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("take in the %s of row %d: %w", kind, row, err)
}
