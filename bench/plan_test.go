package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
)

// errSeen ends a reading whose statements have been looked at.
var errSeen = errors.New("seen")

// small is a region with a few events on each engine, for what does not depend on how many there are.
func small(t *testing.T, f func(t *testing.T, h *house, r region)) {
	t.Helper()
	for engine, source := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "vardkas.db") },
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			ctx := context.Background()
			h, err := openHouse(ctx, source(t), beginning)
			if err != nil {
				t.Fatal(err)
			}
			r, err := tell(ctx, h, 120)
			if err != nil {
				t.Error(err)
			} else {
				f(t, h, r)
			}
			if err := h.db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// scope is somebody whose lists reach so far.
type scope struct {
	name   string
	person record.Key
}

func TestAnIndexServesEveryOrderOfEveryList(t *testing.T) {
	small(t, func(t *testing.T, h *house, r region) {
		seen := map[string]int{}
		for _, who := range []scope{{"region", r.Chief}, {"sites", r.Coordinator}, {"ward", r.Manager}} {
			for _, k := range h.book.Kinds() {
				for _, o := range k.Meta().Orders {
					for _, turned := range []bool{false, true} {
						name := fmt.Sprintf("%s by %s for %s", k.Meta().Name, o.Name, who.name)
						for _, statement := range listStatements(t, h, who, k, record.Query{Order: o.Name, Turned: turned}) {
							seen[who.name+k.Meta().Name]++
							if fault := statement.fault(k.Meta().Name, who.name == "ward"); fault != "" {
								t.Errorf("%s: %s\n%s\n%s", name, fault, statement.text, strings.Join(statement.plan, "\n"))
							}
						}
					}
				}
			}
		}
		for _, must := range []string{"regionincident", "sitesincident", "wardincident", "regionaction", "regionunit", "regionperson"} {
			if seen[must] == 0 {
				t.Errorf("no list of %s was looked at", must)
			}
		}
	})
}

// statement is one SQL text and how the database would run it.
type statement struct {
	engine store.Engine
	text   string
	plan   []string
}

// listStatements reads one page of a list and returns the statements that chose its rows.
func listStatements(t *testing.T, h *house, who scope, k record.Any, q record.Query) (all []statement) {
	t.Helper()
	err := h.book.Read(context.Background(), record.Caller{Person: who.person}, func(tx *record.Tx) error {
		before := prepared(tx)
		if _, err := k.Rows(tx, q); err != nil {
			return err
		}
		for _, text := range prepared(tx) {
			if slices.Contains(before, text) || !strings.Contains(text, "FROM "+k.Meta().Name+"_span s WHERE") {
				continue
			}
			plan, err := explain(tx, text)
			if err != nil {
				return fmt.Errorf("explain %s: %w", text, err)
			}
			all = append(all, statement{tx.Engine, text, plan})
		}
		return errSeen // what was read is not shown to anybody: nothing is to be logged
	})
	if !errors.Is(err, errSeen) {
		t.Fatalf("list %s for %s: %v", k.Meta().Name, who.name, err)
	}
	return all
}

// prepared are the texts that the connection of tx has prepared. They are read by reflection: the store has no reason to
// tell anybody but this test.
func prepared(tx *record.Tx) (texts []string) {
	for _, key := range reflect.ValueOf(tx.Tx).Elem().FieldByName("q").Elem().FieldByName("byText").MapKeys() {
		texts = append(texts, key.String())
	}
	return texts
}

var placeholder = regexp.MustCompile(`\$\d+`)

// explain asks the database how it would run a text whose values it does not know. PostgreSQL is asked without full scans
// and sorts, which it rightly prefers for few rows: what is left of them then is what no index can serve.
func explain(tx *record.Tx, text string) ([]string, error) {
	if tx.Engine == store.SQLite {
		return details(tx, "EXPLAIN QUERY PLAN "+text, make([]any, places(text))...)
	}
	values := strings.TrimSuffix(strings.Repeat("NULL, ", places(text)), ", ")
	for _, s := range []string{
		"SET LOCAL plan_cache_mode = force_generic_plan", "SET LOCAL enable_seqscan = off", "SET LOCAL enable_sort = off",
		"PREPARE looked_at AS " + text,
	} {
		if _, err := tx.Exec(s); err != nil {
			return nil, fmt.Errorf("%s: %w", s, err)
		}
	}
	execute := "EXPLAIN EXECUTE looked_at"
	if values != "" {
		execute += "(" + values + ")"
	}
	plan, err := store.All[string](tx.Tx, execute)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec("DEALLOCATE looked_at")
	return plan, err
}

// places is how many values a text asks for.
func places(text string) int {
	named := map[string]bool{}
	for _, p := range placeholder.FindAllString(text, -1) {
		named[p] = true
	}
	return len(named)
}

func details(tx *record.Tx, text string, args ...any) (plan []string, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		var id, parent, unused int
		var detail string
		if err := scan(&id, &parent, &unused, &detail); err != nil {
			return err
		}
		plan = append(plan, detail)
		return nil
	}, text, args...)
	return plan, err
}

// fault says what is wrong with a plan, nothing if it is right. What one ward may see is few: its own index finds it, and
// it may be sorted then. What many units or the whole region may see is walked in its order, and the page ends the walk.
func (s statement) fault(kind string, few bool) string {
	for _, step := range s.plan {
		switch {
		case step == "SCAN s", strings.Contains(step, "Seq Scan on "+kind+"_span s"):
			return "the whole span is read"
		case few:
		case strings.Contains(step, "TEMP B-TREE FOR ORDER BY"), strings.Contains(step, "Sort  ("):
			return "what is found is sorted"
		}
	}
	return ""
}

func TestAPlanThatReadsOrSortsEverythingIsSeen(t *testing.T) {
	for _, plan := range []string{"SCAN s", "Seq Scan on incident_span s  (cost=1..2)", "USE TEMP B-TREE FOR ORDER BY", "->  Sort  (cost=1..2)"} {
		if (statement{plan: []string{"LIST SUBQUERY 1", plan}}).fault("incident", false) == "" {
			t.Errorf("%s is no fault", plan)
		}
	}
}
