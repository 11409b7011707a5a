package search_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/search"
)

var tsquery = func() *regexp.Regexp {
	phrase := `\('[a-z0-9à-öø-ÿ]+'( <-> '[a-z0-9à-öø-ÿ]+')*(:\*)?\)`
	term := `(` + phrase + `|\(` + phrase + ` \| ` + phrase + `\))`
	return regexp.MustCompile(`^` + term + `( & ` + term + `)*$`)
}()

var swedishOrder = []string{
	"", "1", "2", "Alm", "alv", "Berg", "wåg", "Yra", "Zeta", "Åsa", "Ärna", "Öster", "östra",
}

func TestSwedishLettersComeLast(t *testing.T) {
	shuffled := slices.Clone(swedishOrder)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, func(a, b string) int { return strings.Compare(search.SortKey(a), search.SortKey(b)) })
	if !slices.Equal(shuffled, swedishOrder) {
		t.Errorf("sorted %q, want %q", shuffled, swedishOrder)
	}
}

func TestCaseAndCompositionDoNotMatterForOrder(t *testing.T) {
	for _, pair := range [][2]string{{"ÅSA", "åsa"}, {"A\u030asa", "Åsa"}, {"Hot", "hOT"}} {
		if search.SortKey(pair[0]) != search.SortKey(pair[1]) {
			t.Errorf("%q and %q sort apart", pair[0], pair[1])
		}
	}
}

func TestASortKeyIsShortAndPlain(t *testing.T) {
	plain := regexp.MustCompile(`^[0-9A-V]{0,160}$`)
	for _, text := range []string{"", "å", strings.Repeat("Ö", 100_000), "\x00\xff\u202e", "火事 пожар"} {
		if key := search.SortKey(text); !plain.MatchString(key) {
			t.Errorf("%.20q has key %q", text, key)
		}
	}
}

func TestBothEnginesSortTheKeysAlike(t *testing.T) {
	sqlite, postgres := newSQLite(t), newPostgres(t)
	ctx := context.Background()
	for _, statement := range []string{`CREATE TABLE k(name text, sort_key text)`} {
		if _, err := sqlite.db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		if _, err := postgres.conn.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Backward(swedishOrder) {
		if _, err := sqlite.db.Exec(`INSERT INTO k VALUES(?, ?)`, name, search.SortKey(name)); err != nil {
			t.Fatal(err)
		}
		if _, err := postgres.conn.Exec(ctx, `INSERT INTO k VALUES($1, $2)`, name, search.SortKey(name)); err != nil {
			t.Fatal(err)
		}
	}
	const list = `SELECT name FROM k ORDER BY sort_key`
	var lite, pg []string
	rows, err := sqlite.db.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		lite = append(lite, name)
	}
	pgRows, err := postgres.conn.Query(ctx, list)
	if err != nil {
		t.Fatal(err)
	}
	for pgRows.Next() {
		var name string
		if err := pgRows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		pg = append(pg, name)
	}
	if !slices.Equal(lite, swedishOrder) || !slices.Equal(pg, swedishOrder) {
		t.Errorf("SQLite %q, PostgreSQL %q, want %q", lite, pg, swedishOrder)
	}
}
