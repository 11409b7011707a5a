package access

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/pgtest"
)

const schema = `
CREATE TABLE record(rid bigint PRIMARY KEY, kind text NOT NULL, unit bigint NOT NULL, secrecy smallint NOT NULL, class text NOT NULL, created_at bigint NOT NULL,
  areas text NOT NULL DEFAULT '', held text NOT NULL DEFAULT '');
CREATE TABLE access_key(rid bigint NOT NULL, relation text NOT NULL, who bigint NOT NULL, PRIMARY KEY(rid, relation, who));
CREATE INDEX access_key_who ON access_key(who, relation, rid);
CREATE INDEX record_scope ON record(kind, unit, secrecy, created_at);
CREATE INDEX record_new ON record(kind, created_at, rid, unit, secrecy);`

var presentColumns = Columns{RID: "r.rid", Unit: "r.unit", Level: "r.secrecy", Class: "r.class", Areas: "r.areas"}

type database struct {
	name   string
	engine Engine
	*sql.DB
}

func databases(t *testing.T) []database {
	t.Helper()
	out := []database{
		{"SQLite", SQLite, open(t, "sqlite", "file:"+t.TempDir()+"/access.db")},
		{"PostgreSQL", PostgreSQL, open(t, "pgx", pgtest.URL(t))},
	}
	for _, db := range out {
		for _, statement := range strings.Split(schema, ";") {
			mustRun(t, db, statement)
		}
	}
	return out
}

func open(t *testing.T, driver, where string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, where)
	if err != nil {
		t.Fatalf("open %s: %v", driver, err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func mustRun(t fataler, db database, statement string, args ...any) {
	t.Helper()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %s: %v", db.name, statement, err)
	}
}

// store writes the objects in one statement per table: the whole world travels as JSON on SQLite and as rows on PostgreSQL.
func store(t fataler, db database, objects []Object) {
	t.Helper()
	for _, table := range []string{"record", "access_key"} {
		mustRun(t, db, "DELETE FROM "+table)
	}
	insert(t, db, "record", objects, func(o Object) []string {
		return []string{fmt.Sprintf("(%d, '%s', %d, %d, '%s', %d, '%s', '%s')", o.RID, o.Kind, o.Unit, o.Level, o.Class, o.RID*1000, list(o.Areas), list(heldByOne(o)))}
	})
	insert(t, db, "access_key", objects, func(o Object) (rows []string) {
		for _, relation := range o.Relations {
			rows = append(rows, fmt.Sprintf("(%d, '%s', %d)", o.RID, relation.Name, relation.Who))
		}
		return rows
	})
}

func list(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ") + " "
}

// heldByOne is how person 1 stands to o.
func heldByOne(o Object) (names []string) {
	for _, r := range o.Relations {
		if r.Who == 1 {
			names = append(names, string(r.Name))
		}
	}
	return names
}

func insert(t fataler, db database, table string, objects []Object, rows func(Object) []string) {
	t.Helper()
	var all []string
	for _, o := range objects {
		all = append(all, rows(o)...)
	}
	if len(all) > 0 {
		mustRun(t, db, "INSERT INTO "+table+" VALUES "+strings.Join(all, ", "))
	}
}

func selected(t fataler, db database, kind string, p Predicate) []int64 {
	t.Helper()
	query := "SELECT r.rid FROM record r WHERE r.kind = '" + kind + "' AND " + p.SQL + " ORDER BY r.rid"
	rows, err := db.Query(query, p.Args...)
	if err != nil {
		t.Fatalf("%s: %s %v: %v", db.name, query, p.Args, err)
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var rid int64
		if err := rows.Scan(&rid); err != nil {
			t.Fatalf("%s: scan: %v", db.name, err)
		}
		out = append(out, rid)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %s: %v", db.name, query, err)
	}
	return out
}

var testAreas = []string{"personal", "access", "fire", "info"}

func drawUnits(t *rapid.T, label string) []int64 {
	units := rapid.SliceOfN(rapid.Int64Range(0, 12), 0, 5).Draw(t, label)
	slices.Sort(units)
	return slices.Compact(units)
}

func drawAreas(t *rapid.T, label string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(testAreas), 0, 2, rapid.ID[string]).Draw(t, label)
}

func drawSubject(t *rapid.T) Subject {
	s := Subject{Person: rapid.Int64Range(0, 2).Draw(t, "person")}
	if s.Person != 0 {
		s.Veil = -1000 - s.Person // apart from every person id, as a hash is
	}
	readers := []Role{Employee, Manager, SiteCoordinator, InfosecOfficer, SecurityChief, Director, Registrar}
	if rapid.Bool().Draw(t, "handling") {
		s = s.Handling()
	}
	for range rapid.IntRange(0, 4).Draw(t, "grants") {
		s.Grants = append(s.Grants, Grant{
			Role: rapid.SampledFrom(append(Roles(), append(readers, readers...)...)).Draw(t, "role"), Region: rapid.Bool().Draw(t, "region"),
			Units: drawUnits(t, "reach"), Areas: drawAreas(t, "limited to"),
		})
	}
	return s
}

func drawObject(t *rapid.T, rid int64, kinds []string) Object {
	o := Object{
		RID: rid, Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Class: rapid.SampledFrom(Classes()).Draw(t, "class"),
		Unit: rapid.Int64Range(0, 12).Draw(t, "unit"), Level: Level(rapid.SampledFrom([]int{0, 1, 2, 2, 3, 3, 4, 5}).Draw(t, "level")), Areas: drawAreas(t, "areas"),
	}
	names := []RelationName{RelationReporter, RelationSubject, RelationNamed, RelationAssignee, RelationOwner, RelationCase, RelationForum, RelationSelf}
	for range rapid.IntRange(0, 4).Draw(t, "relations") {
		relation := Relation{Name: rapid.SampledFrom(names).Draw(t, "relation"), Who: rapid.Int64Range(1, 2).Draw(t, "who")}
		if relation.Name.Veiled() {
			relation.Who = -1000 - relation.Who
		}
		if !slices.Contains(o.Relations, relation) {
			o.Relations = append(o.Relations, relation)
		}
	}
	return o
}

func drawObjects(t *rapid.T, kinds []string) []Object {
	var out []Object
	for rid := range int64(rapid.IntRange(15, 60).Draw(t, "records")) {
		out = append(out, drawObject(t, rid+1, kinds))
	}
	return out
}

func expected(objects []Object, kind string, in func(Object) bool) []int64 {
	var out []int64
	for _, o := range objects {
		if o.Kind == kind && in(o) {
			out = append(out, o.RID)
		}
	}
	return out
}

func TestGoAndSQLAgreeOnEveryRecord(t *testing.T) {
	dbs := databases(t)
	kinds := []string{"incident", "incident", "incident", "action", "comment", "file", "risk", "lost_card", "report_statistics", "person"}
	rapid.Check(t, func(t *rapid.T) {
		objects, kind := drawObjects(t, kinds), rapid.SampledFrom(kinds).Draw(t, "asked kind")
		for _, db := range dbs {
			store(t, db, objects)
		}
		for range 6 {
			s := drawSubject(t)
			action := rapid.SampledFrom([]Action{List, List, Read, Count, Export, ReadSealed, Update, Create, Disclose}).Draw(t, "action")
			q := Query{Next: rapid.IntRange(1, 3).Draw(t, "next"), Total: rapid.SampledFrom([]int{0, 12, 1000}).Draw(t, "total"), Page: rapid.Bool().Draw(t, "page")}
			for _, db := range dbs {
				q.Engine = db.engine
				agree(t, db, "may "+string(action), s, kind, s.Where(action, kind, presentColumns, q), q,
					expected(objects, kind, func(o Object) bool { return s.May(action, o) }))
				agree(t, db, "stub", s, kind, s.WhereStub(kind, presentColumns, q), q,
					expected(objects, kind, func(o Object) bool { return s.Sight(o) == Stub }))
			}
		}
	})
}

func agree(t *rapid.T, db database, what string, s Subject, kind string, p Predicate, q Query, want []int64) {
	if p.Next != q.Next+len(p.Args) {
		t.Fatalf("%s %s: next placeholder is %d after %d arguments from %d", db.name, what, p.Next, len(p.Args), q.Next)
	}
	if p.Nothing && len(want) > 0 {
		t.Fatalf("%s %s: said to be nothing, Go says %v", db.name, what, want)
	}
	// Placeholders before the predicate's own belong to the caller.
	args := make([]any, 0, len(p.Args)+q.Next)
	lead := "1=1"
	for i := 1; i < q.Next; i++ {
		lead += fmt.Sprintf(" AND r.rid <> $%d", i)
		args = append(args, int64(-i))
	}
	p.SQL, p.Args = lead+" AND "+p.SQL, append(args, p.Args...)
	if got := selected(t, db, kind, p); !slices.Equal(got, want) {
		text, _ := json.Marshal(s)
		t.Fatalf("%s %s of %s for %s:\nSQL %v\nGo  %v\n%s %v", db.name, what, kind, text, got, want, p.SQL, p.Args)
	}
}

func TestAnOwnReportStaysOpenInAConflictForBothForms(t *testing.T) {
	s := Subject{Person: 1, Veil: -1001, Grants: []Grant{{Role: Employee}, {Role: Director, Region: true}}}
	reporter, subject := Relation{RelationReporter, s.Veil}, Relation{RelationSubject, s.Veil}
	objects := []Object{
		{RID: 1, Kind: "incident", Level: LevelCase, Relations: []Relation{reporter, subject}},
		{RID: 2, Kind: "incident", Level: LevelCase, Relations: []Relation{subject}},
		{RID: 3, Kind: "incident", Level: LevelCase},
	}
	for _, db := range databases(t) {
		store(t, db, objects)
		q := Query{Engine: db.engine, Next: 1}
		for name, test := range map[string]struct {
			p    Predicate
			want []int64
		}{
			"count": {s.Where(Count, "incident", presentColumns, q), []int64{1, 3}},
			"list":  {s.Where(List, "incident", presentColumns, q), []int64{1}},
			"stub":  {s.WhereStub("incident", presentColumns, q), []int64{3}},
		} {
			if got := selected(t, db, "incident", test.p); !slices.Equal(got, test.want) {
				t.Errorf("%s %s: %v, want %v", db.name, name, got, test.want)
			}
		}
	}
}

func TestTheRuleTakenApartIsTheRule(t *testing.T) {
	dbs := databases(t)
	kinds := []string{"incident", "action", "risk", "lost_card"}
	held := presentColumns
	held.RID, held.Held = "", "r.held"
	rapid.Check(t, func(t *rapid.T) {
		objects, kind := drawObjects(t, kinds), rapid.SampledFrom(kinds).Draw(t, "asked kind")
		for _, db := range dbs {
			store(t, db, objects)
		}
		for range 4 {
			s := drawSubject(t)
			s.Person, s.Veil = 1, -1001
			action := rapid.SampledFrom([]Action{List, Count, Export}).Draw(t, "action")
			for _, db := range dbs {
				q := Query{Engine: db.engine, Next: 1}
				for name, part := range map[string]struct {
					subject Subject
					columns Columns
					has     func(Object) bool // rows the part need not answer for
				}{
					"by reach":  {s.ByReach(), held, func(o Object) bool { return keyed(o, s) }},
					"by person": {s.ByPerson(), held, func(o Object) bool { return keyed(o, Subject{Veil: s.Veil}) }},
				} {
					alike(t, db, name, part.subject.Where(action, kind, part.columns, q), objects, kind, part.has, func(o Object) bool { return s.May(action, o) })
					alike(t, db, name+", stubs", part.subject.WhereStub(kind, part.columns, q), objects, kind, part.has, func(o Object) bool { return s.Sight(o) == Stub })
				}
			}
		}
	})
}

func keyed(o Object, s Subject) bool {
	return slices.ContainsFunc(o.Relations, func(r Relation) bool { return r.Who != 0 && (r.Who == s.Person || r.Who == s.Veil) })
}

// alike fails when p selects other rows than want, apart from those it need not answer for.
func alike(t *rapid.T, db database, what string, p Predicate, objects []Object, kind string, apart, want func(Object) bool) {
	t.Helper()
	got := selected(t, db, kind, p)
	for _, o := range objects {
		if o.Kind != kind || apart(o) {
			continue
		}
		if slices.Contains(got, o.RID) != want(o) {
			t.Fatalf("%s %s: record %+v is selected: %v, want %v\n%s %v", db.name, what, o, !want(o), want(o), p.SQL, p.Args)
		}
		if len(p.Units) > 0 && !p.Root && want(o) && !slices.Contains(p.Units, o.Unit) && len(o.Relations) == 0 {
			t.Fatalf("%s %s: unit %d is not among those named, %v", db.name, what, o.Unit, p.Units)
		}
	}
}

func TestAKindWithoutClassesHasTheEmptyOne(t *testing.T) {
	dbs := databases(t)
	columns := presentColumns
	columns.Class = ""
	rapid.Check(t, func(t *rapid.T) {
		objects := drawObjects(t, []string{"incident", "action"})
		for i := range objects {
			objects[i].Class = ClassNone
		}
		s := drawSubject(t)
		for _, db := range dbs {
			store(t, db, objects)
			q := Query{Engine: db.engine}
			q.Next = 1
			agree(t, db, "list", s, "incident", s.Where(List, "incident", columns, q), q,
				expected(objects, "incident", func(o Object) bool { return s.May(List, o) }))
		}
	})
}

// plan asks SQLite how it would run the list or count.
func plan(t *testing.T, db database, query string, args []any) string {
	t.Helper()
	rows, err := db.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("explain %s: %v", query, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		out = append(out, detail)
	}
	return strings.Join(out, "\n")
}

func TestEachReachWalksTheIndexMeantForIt(t *testing.T) {
	db := databases(t)[0]
	seedMany(t, db)
	many := make([]int64, 480)
	for i := range many {
		many[i] = int64(i + 1)
	}
	manager := func(units ...int64) Subject {
		return Subject{Person: 1, Veil: -1001, Grants: []Grant{{Role: Employee}, {Role: Manager, Units: units}}}
	}
	chief := Subject{Person: 1, Veil: -1001, Grants: []Grant{{Role: Employee}, {Role: SecurityChief, Region: true}}}
	employee := Subject{Person: 1, Veil: -1001, Grants: []Grant{{Role: Employee}}}
	for _, test := range []struct {
		name    string
		subject Subject
		page    bool
		want    string // an index the plan must use
		not     string // and one it must not
	}{
		{"a leaf's list", manager(5), true, "record_scope (kind=? AND unit=?", "record_new"},
		{"a leaf's count", manager(5), false, "record_scope (kind=? AND unit=?", "record_new"},
		{"an eighth of the region, list", manager(many...), true, "record_new (kind=?", "TEMP B-TREE"},
		{"an eighth of the region, count", manager(many...), false, "record_scope (kind=? AND unit=?", "record_new"},
		{"the region's list", chief, true, "record_new (kind=?", "TEMP B-TREE"},
		{"an employee's list", employee, true, "access_key_who (who=? AND relation=?", "record_new"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := test.subject.Where(List, "incident", presentColumns, Query{Next: 1, Total: 4000, Page: test.page})
			query := "SELECT count(*) FROM record r WHERE r.kind = 'incident' AND " + p.SQL
			if test.page {
				query = "SELECT r.rid FROM record r WHERE r.kind = 'incident' AND " + p.SQL + " ORDER BY r.created_at DESC LIMIT 50"
			}
			got := plan(t, db, query, p.Args)
			if !strings.Contains(got, test.want) {
				t.Errorf("does not use %q:\n%s\n%s", test.want, got, query)
			}
			if strings.Contains(got, test.not) {
				t.Errorf("uses %q:\n%s\n%s", test.not, got, query)
			}
		})
	}
}

func TestAWideListIsKeptOffTheScopeIndexOnSQLiteOnly(t *testing.T) {
	s := Subject{Grants: []Grant{{Role: Manager, Units: []int64{1, 2, 3}}}}
	for _, test := range []struct {
		q    Query
		wide bool
	}{
		{Query{Engine: SQLite, Total: 100, Page: true}, true},
		{Query{Engine: SQLite, Total: 100, Page: false}, false},
		{Query{Engine: SQLite, Total: 300, Page: true}, false},
		{Query{Engine: SQLite, Total: 0, Page: true}, false},
		{Query{Engine: PostgreSQL, Total: 100, Page: true}, false},
	} {
		p := s.Where(List, "incident", presentColumns, test.q)
		if got := strings.Contains(p.SQL, "r.unit+0 IN"); got != test.wide {
			t.Errorf("%+v: wide is %v in %s", test.q, got, p.SQL)
		}
	}
}

func seedMany(t *testing.T, db database) {
	t.Helper()
	mustRun(t, db, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 20000)
		INSERT INTO record(rid, kind, unit, secrecy, class, created_at) SELECT i, 'incident', 1 + i % 4000, 1 + i % 4, '', i * 60000 FROM n`)
	mustRun(t, db, "INSERT INTO access_key SELECT rid, 'assignee', rid % 900 FROM record")
	mustRun(t, db, "ANALYZE")
}
