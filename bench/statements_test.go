package bench

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/vardkas/vardkas/internal/store"
)

// TestAPageRunsFewStatements holds every page to its number of SQL statements: a page that reads its rows one by one is
// slow for everybody, and worst where the database is another machine.
func TestAPageRunsFewStatements(t *testing.T) {
	small(t, func(t *testing.T, h *house, r region) {
		h.clock.Set(today)
		site, err := newSite(h)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range pages() {
			page, _, err := w.row(context.Background(), h, r, site)
			if err != nil {
				t.Errorf("%s: %v", w.name, err)
				continue
			}
			most := mostStatements
			if w.most > 0 {
				most = w.most
			}
			if ran := ran(t, h, page); ran > most {
				t.Errorf("%s runs %d statements, at most %d are allowed", w.name, ran, most)
			} else {
				t.Logf("%s: %d statements", w.name, ran)
			}
		}
	})
}

// note is how many statements it takes to note that events of level 3 and up have been read: one change, however many the
// page shows.
const note = 8

// ran is how many statements a page runs, without the note of what it shows. A page writes one note at most.
func ran(t *testing.T, h *house, page row) int {
	t.Helper()
	read, before := notes(t, h), h.db.Statements()
	if err := page.do(); err != nil {
		t.Errorf("%s: %v", page.name, err)
	}
	ran := int(h.db.Statements() - before)
	noted := notes(t, h) - read
	if noted > 1 {
		t.Errorf("%s notes %d times what it shows", page.name, noted)
	}
	return ran - note*noted
}

// notes is how many notes of readings the trail holds.
func notes(t *testing.T, h *house) (n int) {
	t.Helper()
	err := h.db.Read(context.Background(), func(tx *store.Tx) error { return tx.Row("SELECT count(*) FROM trail WHERE action = 'read'").Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnErrorPageIsNoFigure(t *testing.T) {
	h := openTestHouse(t, filepath.Join(t.TempDir(), "vardkas.db"))
	site, err := newSite(h)
	if err != nil {
		t.Fatal(err)
	}
	lost := task{name: "a page that is not there", path: at("/nowhere")}
	if _, _, err := lost.row(context.Background(), h, region{}, site); err == nil {
		t.Error("an answer of 404 was taken for a page")
	}
	v := visitor{site: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })}
	if _, err := v.page("/", "H-2026-"); err == nil {
		t.Error("an empty page was taken for a list")
	}
}
