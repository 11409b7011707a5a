package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

const (
	regulatorsTable   = "../exchange/testdata/hhs-ocr-breaches-2023-2024.csv"
	regulatorsMapping = "../../docs/examples/hhs-ocr-mapping.yaml"
)

// importing runs vardkas import in a data directory and returns what it wrote.
func importing(t *testing.T, ctx context.Context, dir string, args ...string) (out, progress string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = runImport(ctx, append(args, "--data", dir), []string{"LANG=en_GB.UTF-8"}, Stdio{Out: &o, Err: &e})
	return o.String(), e.String(), err
}

// place is a data directory whose organisation has a security chief.
type place struct {
	*testing.T
	dir   string
	chief record.Key
}

func newPlace(t *testing.T) *place {
	p := &place{T: t, dir: t.TempDir()}
	p.within(func(o *Organisation) {
		err := o.Book.Write(t.Context(), record.Caller{Door: record.System}, func(tx *record.Tx) error {
			chief := &org.Person{Envelope: record.Envelope{Title: "Siv Ek", Level: access.LevelOpen}, Mail: "siv.ek@region.example"}
			if err := org.Persons.Create(tx, chief); err != nil {
				return err
			}
			p.chief = chief.Key
			return org.Appointments.Create(tx, &org.Appointment{
				Envelope: record.Envelope{Title: "Säkerhetschef", Level: access.LevelOpen}, Role: "security_chief", Person: chief.Key, Region: true,
				From: tx.Today(), Decision: "RS 2026/1",
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	return p
}

// within works in the directory while no command does.
func (p *place) within(f func(o *Organisation)) {
	p.Helper()
	c, err := readConfig("serve", []string{"--data", p.dir}, nil, nil)
	if err != nil {
		p.Fatal(err)
	}
	o, err := openOrganisation(context.Background(), c, clock.System(), false)
	if err != nil {
		p.Fatal(err)
	}
	defer func() {
		if err := o.Close(); err != nil {
			p.Error(err)
		}
	}()
	f(o)
}

// values counts incidents by a value of their source, and the trail.
func (p *place) values(o *Organisation, name string) (n map[string]int, all int, size int64) {
	p.Helper()
	n = map[string]int{}
	err := o.Book.Read(context.Background(), record.Caller{Person: p.chief}, func(tx *record.Tx) error {
		groups, err := incident.Kind.Tallies(tx, record.Query{}, "value:"+name)
		if err != nil {
			return err
		}
		for _, g := range groups {
			n[g.Group[0]] += g.Full + g.Stub
		}
		if all, err = incident.Kind.Count(tx, record.Query{}); err != nil {
			return err
		}
		return tx.Row("SELECT size FROM trail_head").Scan(&size)
	})
	if err != nil {
		p.Fatal(err)
	}
	return n, all, size
}

func (p *place) letters(o *Organisation) (all []job.Letter) {
	p.Helper()
	err := o.DB.Read(context.Background(), func(tx *store.Tx) (err error) { all, err = job.Letters(tx, job.LetterFilter{}, 0, 10); return err })
	if err != nil {
		p.Fatal(err)
	}
	return all
}

// sourceCounts counts the regulator's rows by a column, without any code of the program.
func sourceCounts(t *testing.T, name string) map[string]int {
	t.Helper()
	f, err := os.Open(regulatorsTable)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, n := slices.Index(rows[0], name), map[string]int{}
	for _, row := range rows[1:] {
		if row[at] != "" {
			n[row[at]]++
		}
	}
	return n
}

func TestTheCommandImportsTheWholeListAndWritesToTheSecurityChief(t *testing.T) {
	p := newPlace(t)
	out, progress, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping)
	if err != nil || !strings.Contains(out, "853 new") || !strings.Contains(out, "gets a letter") || !strings.Contains(progress, "853 of 853 rows") {
		t.Fatalf("%v\n%s%s", err, out, progress)
	}
	p.within(func(o *Organisation) {
		for value, column := range map[string]string{"reported_year": "Year", "breach_type": "Type of Breach", "state": "State", "reported_on": "Breach Submission Date"} {
			if got, all, _ := p.values(o, value); all != 853 || !maps.Equal(got, sourceCounts(t, column)) {
				t.Errorf("%s: %d in all, %v", value, all, got)
			}
		}
		letters := p.letters(o)
		if len(letters) != 1 || letters[0].Person != int64(p.chief) || !strings.Contains(letters[0].Text, "hhs-ocr-breaches-2023-2024.csv") || !strings.Contains(letters[0].Text, "853") || strings.Contains(letters[0].Text, "Atrium") {
			t.Errorf("letters %+v", letters)
		}
		if err := trail.Check(t.Context(), o.DB); err != nil {
			t.Error(err)
		}
		if err := o.compareTables(t.Context()); err != nil {
			t.Error(err)
		}
	})
	again, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping)
	if err != nil || !strings.Contains(again, "already here") {
		t.Errorf("%v %s", err, again)
	}
	p.within(func(o *Organisation) {
		if _, all, _ := p.values(o, "state"); all != 853 || len(p.letters(o)) != 1 {
			t.Errorf("%d events and %d letters after the second import", all, len(p.letters(o)))
		}
	})
}

func TestWhatComesInFollowsTheRulesOfItsCategory(t *testing.T) {
	p := newPlace(t)
	if _, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping); err != nil {
		t.Fatal(err)
	}
	p.within(func(o *Organisation) {
		err := o.Book.Read(t.Context(), record.Caller{Person: p.chief}, func(tx *record.Tx) error {
			for search, want := range map[string]incident.Incident{
				"atrium unauthorized": {Envelope: record.Envelope{Title: "Personuppgifter", Level: access.LevelSecrecy, Class: "personal_data", Ground: "OSL 21:3"}, Category: "personal_data"},
				"theft":               {Envelope: record.Envelope{Level: access.LevelInternal}, Category: "theft"},
			} {
				page, err := incident.Kind.List(tx, record.Query{Search: search})
				if err != nil {
					return err
				}
				if len(page.Records) == 0 {
					t.Errorf("%s is not found", search)
					continue
				}
				i := page.Records[0]
				if i.Level != want.Level || i.Class != want.Class || i.Ground != want.Ground || i.Category != want.Category || i.Source != "authority" || i.State != incident.Reported {
					t.Errorf("%s: %+v", search, i)
				}
				if want.Title != "" && i.Title != want.Title || want.Title == "" && !strings.HasSuffix(i.Title, "Theft") {
					t.Errorf("%s is titled %q", search, i.Title)
				}
				if i.CreatedBy != int64(record.System) || i.Batch == 0 {
					t.Errorf("%s was created by %d in batch %d", search, i.CreatedBy, i.Batch)
				}
			}
			for _, kind := range []string{"part", "alert"} {
				var n int
				if err := tx.Row("SELECT count(*) FROM record WHERE kind = $1", kind).Scan(&n); err != nil || n != 0 {
					t.Errorf("%d records %s (%v)", n, kind, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// small imports a table of one row with a category, a date and a description.
func (p *place) small(category, description string) (out string, err error) {
	p.Helper()
	dir := p.TempDir()
	table, mapping := filepath.Join(dir, "small.csv"), filepath.Join(dir, "small.yaml")
	for path, text := range map[string]string{
		table: "Nr;Dag;Text\n1;3/2/2026;" + description + "\n",
		mapping: "format: {delimiter: \";\", date: D/M/YYYY}\nsource: Gamla systemet\nidentity: [Nr]\nfields:\n  title: {text: \"Ärende {Nr}\"}\n" +
			"  origin: {column: Nr}\n  description: {column: Text}\n  happened_at: {column: Dag, as: date}\n  category: {text: " + category + "}\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			p.Fatal(err)
		}
	}
	out, _, err = importing(p.T, p.Context(), p.dir, "incidents", table, "--mapping", mapping)
	return out, err
}

func TestViolenceFromATableIsOpenToTheSecurityChiefAloneAndCountedByOthers(t *testing.T) {
	p := newPlace(t)
	if out, err := p.small("violence", "Slag i entrén"); err != nil {
		t.Fatal(err, out)
	}
	p.within(func(o *Organisation) {
		err := o.Book.Read(t.Context(), record.Caller{Person: p.chief}, func(tx *record.Tx) error {
			page, err := incident.Kind.List(tx, record.Query{})
			if err != nil {
				return err
			}
			if len(page.Records) != 1 {
				t.Fatalf("the chief sees %d", len(page.Records))
			}
			i := page.Records[0]
			if i.Level != access.LevelCase || !slices.Equal(i.CaseList, []record.Key{p.chief}) || i.Title == "Ärende 1" || !strings.HasPrefix(i.Description, "Ärende 1\n") {
				t.Errorf("%+v", i)
			}
			if at := i.Happened.Time().In(clock.Stockholm()).Format("2006-01-02 15:04"); at != "2026-02-03 00:00" {
				t.Errorf("it happened at %s", at)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestATableSaysNothingOfNationalSecurity(t *testing.T) {
	p := newPlace(t)
	out, err := p.small("protective_security", "Något hemligt")
	if err == nil || strings.Contains(out, "hemligt") {
		t.Errorf("%v\n%s", err, out)
	}
	p.within(func(o *Organisation) {
		if _, all, _ := p.values(o, "state"); all != 0 {
			t.Errorf("%d came in", all)
		}
	})
}

func TestADryRunWritesNothing(t *testing.T) {
	p := newPlace(t)
	var before int64
	p.within(func(o *Organisation) { _, _, before = p.values(o, "state") })
	out, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--dry-run", "--mapping", regulatorsMapping)
	if err != nil || !strings.Contains(out, "853 are new") {
		t.Fatalf("%v %s", err, out)
	}
	p.within(func(o *Organisation) {
		if _, all, size := p.values(o, "state"); all != 0 || size != before {
			t.Errorf("%d events, the trail grew from %d to %d", all, before, size)
		}
	})
}

// badTable is the regulator's list with one row changed.
func badTable(t *testing.T, from, to string) string {
	t.Helper()
	b, err := os.ReadFile(regulatorsTable)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(b, []byte(from)) != 1 {
		t.Fatalf("%q stands %d times", from, bytes.Count(b, []byte(from)))
	}
	path := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(path, bytes.Replace(b, []byte(from), []byte(to), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOneBadRowOf853WritesNoneAndIsNamedByRowAndColumn(t *testing.T) {
	row := "Atrium Health,NC,Healthcare Provider,585959,2024-12-02,Unauthorized Access/Disclosure,Network Server,No,,2024"
	for name, c := range map[string]struct{ bad, column, what string }{
		"a word without a counterpart":  {strings.Replace(row, "Unauthorized Access/Disclosure", "Sabotage", 1), "Type of Breach", "Sabotage"},
		"a title that is too long":      {strings.Replace(row, "Unauthorized Access/Disclosure", "Theft", 1) + "\n" + strings.Repeat("x", 250) + ",NC,Provider,1,2024-12-02,Theft,Server,No,,2024", "Name of Covered Entity, Type of Breach", ""},
		"a personal number in a column": {strings.Replace(row, "Network Server", "Server 19811218-9876", 1), "Location of Breached Information", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			out, _, err := importing(t, t.Context(), p.dir, "incidents", badTable(t, row, c.bad), "--mapping", regulatorsMapping)
			if err == nil || ExitCode(err) != 1 || !strings.Contains(err.Error(), "Nothing was imported") {
				t.Fatalf("%v\n%s", err, out)
			}
			lines := strings.Split(strings.TrimSpace(out), "\n")
			if lines[0] != "bad.csv" || !slices.ContainsFunc(lines[2:], func(line string) bool {
				return (strings.HasPrefix(line, "3 ") || strings.HasPrefix(line, "4 ")) && strings.Contains(line, c.column) && strings.Contains(line, c.what)
			}) {
				t.Errorf("got\n%s", out)
			}
			p.within(func(o *Organisation) {
				if _, all, _ := p.values(o, "state"); all != 0 {
					t.Errorf("%d events came in", all)
				}
			})
		})
	}
}

func TestTheCommandUndoesAnImport(t *testing.T) {
	p := newPlace(t)
	if _, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping); err != nil {
		t.Fatal(err)
	}
	number := record.Number{Year: clock.Now(clock.System()).Date().Year(), N: 1}.Text(batch.Kind.Prefix)
	out, _, err := importing(t, t.Context(), p.dir, "undo", strings.ToLower(number))
	if err != nil || !strings.Contains(out, number) {
		t.Fatal(err, out)
	}
	p.within(func(o *Organisation) {
		if _, all, _ := p.values(o, "state"); all != 0 || len(p.letters(o)) != 2 {
			t.Errorf("%d events, %d letters", all, len(p.letters(o)))
		}
	})
	for _, other := range []string{number, "IMP-2026-77", "H-2026-1", "första"} {
		if _, _, err := importing(t, t.Context(), p.dir, "undo", other); err == nil || ExitCode(err) != 1 {
			t.Errorf("undo %s answered %v", other, err)
		}
	}
}

func TestACommandLineThatCannotBeUnderstoodEndsWithTwo(t *testing.T) {
	for _, args := range [][]string{
		{}, {"incidents"}, {"incidents", regulatorsTable}, {"incidents", regulatorsTable, "--mapping"}, {"undo"},
		{"incidents", "finns-inte.csv", "--mapping", regulatorsMapping}, {regulatorsTable, "--mapping", regulatorsMapping},
		{"incidents", regulatorsTable, "--mapping", regulatorsMapping, "--fast"},
	} {
		if _, _, err := importing(t, t.Context(), t.TempDir(), args...); err == nil || ExitCode(err) != 2 {
			t.Errorf("%q answered %v", args, err)
		}
	}
}

func TestWhatMayNotBeImportedIsRefused(t *testing.T) {
	p := newPlace(t)
	for _, kind := range []string{"appointment", "import_batch", "part", "nonsense"} {
		if _, _, err := importing(t, t.Context(), p.dir, regulatorsTable, "--kind", kind, "--mapping", regulatorsMapping); err == nil || !strings.Contains(err.Error(), "The kinds are: ") {
			t.Errorf("%s answered %v", kind, err)
		}
	}
}

func TestAMappingThatDoesNotFitTheKindIsExplained(t *testing.T) {
	p := newPlace(t)
	mapping := filepath.Join(t.TempDir(), "mapping.yaml")
	if err := os.WriteFile(mapping, []byte("source: X\nidentity: [State]\nfields:\n  title: {column: State}\n  receipt: {column: State}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", mapping)
	if err == nil || !strings.HasPrefix(out, "mapping.yaml\n") || !strings.Contains(out, "fields.receipt") {
		t.Errorf("%v\n%s", err, out)
	}
}

// beside runs f while a server works in the directory.
func (p *place) beside(f func(o *Organisation)) {
	p.Helper()
	p.within(func(o *Organisation) {
		stop, err := serveSocket(context.Background(), o, p.dir)
		if err != nil {
			p.Fatal(err)
		}
		f(o)
		if err := stop(); err != nil {
			p.Error(err)
		}
	})
}

func TestACommandBesideARunningServerGoesThroughItsSocket(t *testing.T) {
	p, alone := newPlace(t), newPlace(t)
	want, _, err := importing(t, t.Context(), alone.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping)
	if err != nil {
		t.Fatal(err)
	}
	p.beside(func(o *Organisation) {
		if info, err := os.Stat(filepath.Join(p.dir, socketName)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the socket: %v %v", info, err)
		}
		dry, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping, "--dry-run")
		if err != nil || !strings.Contains(dry, "853 are new") {
			t.Errorf("%v %s", err, dry)
		}
		bad, _, err := importing(t, t.Context(), p.dir, "incidents", badTable(t, "Atrium Health,NC,Healthcare Provider,585959,2024-12-02,Unauthorized", "Atrium,NC,Healthcare Provider,1,2024-12-02,Un"), "--mapping", regulatorsMapping)
		if err == nil || ExitCode(err) != 1 || !strings.Contains(bad, "Type of Breach") {
			t.Errorf("%v\n%s", err, bad)
		}
		got, progress, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping)
		if err != nil || got != want || !strings.Contains(progress, "853 of 853 rows") {
			t.Errorf("%v\n%s%s", err, got, progress)
		}
		if _, all, _ := p.values(o, "state"); all != 853 {
			t.Errorf("%d events", all)
		}
	})
	p.beside(func(*Organisation) {}) // a second start takes the place of the first one's socket
}

func TestACommandThatIsStoppedBesideAServerLeavesNothing(t *testing.T) {
	p := newPlace(t)
	p.beside(func(o *Organisation) {
		ctx, cancel := context.WithCancel(t.Context())
		q := request(t)
		err := importThere(ctx, p.dir, q, func(e importEvent) {
			if e.Total > 0 {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}) // stop waits for the work to be taken back
	p.within(func(o *Organisation) {
		if _, all, _ := p.values(o, "state"); all != 0 {
			t.Errorf("%d events were left", all)
		}
		if err := o.compareTables(t.Context()); err != nil {
			t.Error(err)
		}
		letters := p.letters(o)
		if len(letters) != 1 || !strings.Contains(letters[0].Subject, "ångrad") {
			t.Errorf("letters %+v", letters)
		}
	})
}

func TestAServerThatStartsEndsWhatAKilledOneLeftBehind(t *testing.T) {
	p := newPlace(t)
	p.within(func(o *Organisation) {
		defer func() {
			if recover() == nil {
				t.Error("the import was not broken off")
			}
		}()
		err := o.importTable(t.Context(), request(t), func(e importEvent) {
			if e.Done > 300 {
				panic("killed")
			}
		})
		t.Error(err)
	})
	p.beside(func(o *Organisation) {
		if out, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping); err != nil || !strings.Contains(out, "853 new") {
			t.Errorf("%v\n%s", err, out)
		}
		if _, all, _ := p.values(o, "state"); all != 853 {
			t.Errorf("%d events", all)
		}
		if err := o.compareTables(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func request(t *testing.T) importRequest {
	t.Helper()
	q, err := askImport([]string{"incidents", regulatorsTable}, regulatorsMapping, "", "en")
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestACommandBesideAProcessThatDoesNotAnswerSaysSo(t *testing.T) {
	p := newPlace(t)
	p.within(func(*Organisation) {
		_, _, err := importing(t, t.Context(), p.dir, "incidents", regulatorsTable, "--mapping", regulatorsMapping)
		if err == nil || ExitCode(err) != 1 || !strings.Contains(err.Error(), "does not answer") {
			t.Errorf("answered %v", err)
		}
	})
}

func TestFlagsMayStandAnywhere(t *testing.T) {
	var dry bool
	c, err := readConfig("import", []string{"incidents", "--dry-run", "a.csv", "--addr", "m", "--data=x", "--", "-b"}, nil, func(f *flag.FlagSet) { f.BoolVar(&dry, "dry-run", false, "") })
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"incidents", "a.csv", "-b"}; !slices.Equal(c.rest, want) || !dry || c.Get("data") != "x" || c.Get("addr") != "m" {
		t.Errorf("got %q, dry %v, data %s", c.rest, dry, c.Get("data"))
	}
}
