package bench

import (
	"context"
	"encoding/binary"
	"errors"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

// events is how many events the region has: SIZE, else 10,000.
func events(t testing.TB) int {
	t.Helper()
	text := os.Getenv("SIZE")
	if text == "" {
		return 10_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 200 {
		t.Fatalf("SIZE is %q: it must be a number from 200", text)
	}
	return n
}

// stand is everything one engine's rows run on.
type stand struct {
	engine string
	house  *house
	region region
	site   http.Handler
	meter  meter
	limits map[string]row
}

// standOn prepares the rows of one engine: its database with n events, the site on it, the limit beside it.
func standOn(b *testing.B, engine string, n int) *stand {
	b.Helper()
	s := &stand{engine: engine}
	var d dialect
	var source string
	var err error
	switch engine {
	case "sqlite":
		source, s.region, err = cached(context.Background(), n, b.TempDir())
		s.meter = meter{cpu: spent, commits: func() (int64, error) { return commits(source) }}
		d = sqliteDialect(b, source)
	case "postgres":
		var c *cluster
		c, s.region, err = cachedCluster(b, n)
		if err == nil {
			source, s.meter, d = c.url, meter{cpu: c.spent}, postgresDialect(c.url)
		}
	default:
		b.Fatalf("ENGINES names %q: there are sqlite and postgres", engine)
	}
	if err != nil {
		b.Fatal(err)
	}
	s.house = openTestHouse(b, source)
	s.meter.statements = s.house.db.Statements
	if s.site, err = newSite(s.house); err != nil {
		b.Fatal(err)
	}
	token, err := s.house.signIn(context.Background(), s.region.Chief)
	if err != nil {
		b.Fatal(err)
	}
	s.limits = limitRows(openLimit(b, d), s.region, token)
	return s
}

// commits reads how many transactions have been committed, from the index of SQLite's log: the counter that grows by one
// with each (iChange, bytes 8–11; https://www.sqlite.org/walformat.html section 2.1, read 2026-11-22). With
// synchronous=FULL each of them waits for the disk once.
func commits(path string) (int64, error) {
	f, err := os.Open(path + "-shm")
	if err != nil {
		return 0, err
	}
	var head [12]byte
	_, err = f.ReadAt(head[:], 0)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return int64(binary.NativeEndian.Uint32(head[8:])), err
}

func limitRows(l *limit, r region, token string) map[string]row {
	all := map[string]row{}
	add := func(name string, h http.Handler, method string) {
		v := visitor{site: h, token: token}
		all[name] = row{name: name, do: func() error {
			if method == http.MethodPost {
				_, err := v.ask(method, "/", answers(), http.StatusOK)
				return err
			}
			_, err := v.ask(method, "/", nil, http.StatusOK)
			return err
		}}
	}
	add("hello", hello(), http.MethodGet)
	add("page from memory", l.fromMemory(), http.MethodGet)
	add("list 50", l.list(), http.MethodGet)
	add("search", l.found(), http.MethodGet)
	add("event with history", l.detail(r.Rich[:]), http.MethodGet)
	add("figures", l.figures(), http.MethodGet)
	add("durable create", l.create(), http.MethodPost)
	return all
}

// BenchmarkProduct measures every row. Rows of the limit come first, each against the page from memory, so that a run
// tells what the machine is worth.
func BenchmarkProduct(b *testing.B) {
	run := newJournal(events(b))
	b.Run("limit: hello over loopback", func(b *testing.B) {
		x := overLoopback(b)
		run.Results = append(run.Results, x)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(x.CPU, "cpu_ms/op")
	})
	for _, engine := range engines() {
		run.rows(b, standOn(b, engine, run.Events))
	}
	if err := errors.Join(run.print(os.Stdout), run.printPeers(os.Stdout)); err != nil {
		b.Error(err)
	}
	if _, err := run.save(); err != nil {
		b.Error(err)
	}
}

// engines are the databases to measure on: ENGINES, else SQLite, which most run on.
func engines() []string {
	if all := strings.Fields(os.Getenv("ENGINES")); len(all) > 0 {
		return all
	}
	return []string{"sqlite"}
}

func (r *journal) rows(b *testing.B, s *stand) {
	b.Helper()
	for _, name := range []string{"hello", "list 50", "search", "event with history", "figures", "durable create"} {
		b.Run(s.engine+"/limit: "+name, func(b *testing.B) {
			r.add(b, s, s.limits[name], s.limits["page from memory"], task{name: "limit: " + name}, 0)
		})
	}
	for _, w := range append(pages(), reports()...) {
		b.Run(s.engine+"/"+w.name, func(b *testing.B) {
			product, size, err := w.row(context.Background(), s.house, s.region, s.site)
			if err != nil {
				b.Fatal(err)
			}
			r.add(b, s, product, s.limits[w.limit], w, size)
		})
	}
}

// add measures one row and reports it.
func (r *journal) add(b *testing.B, s *stand, product, limit row, w task, size int) {
	b.Helper()
	if limit.do == nil {
		b.Fatalf("there is no limit row %q", w.limit)
	}
	x, err := s.meter.measure(product, limit)
	if err != nil {
		b.Fatal(err)
	}
	x.Engine, x.Row, x.Goal, x.Answer = s.engine, w.name, w.goal, size
	r.Results = append(r.Results, x)
	b.ReportMetric(0, "ns/op") // the turns have their own time
	b.ReportMetric(x.TimesLimit, "x_limit")
	b.ReportMetric(x.CPU, "cpu_ms/op")
	b.ReportMetric(x.Allocs, "allocs/op")
	b.ReportMetric(x.Bytes, "B/op")
	b.ReportMetric(x.Statements, "sql/op")
	b.ReportMetric(x.Commits, "commits/op")
}
