package story_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

// canary is a text that nobody but those named may ever be sent.
type canary struct {
	text     string
	entitled []string
}

// planted is a text for each place where an event holds one, with who may read it there.
func planted(word string, reads, handles []string) map[string]canary {
	return map[string]canary{
		"description": {word + "beskrivning", reads},
		"comment":     {word + "kommentar", handles},
		"message":     {word + "meddelande", reads},
		"feedback":    {word + "återkoppling", reads},
		"cause":       {word + "orsak", reads},
		"action":      {word + "åtgärd", handles},
		"victim":      {word + "offer", nil},
		"contact":     {word + "kontakt", nil},
	}
}

// plants hands in an event with a canary in every text and returns the address of its page.
func (s *house) plants(category, handler string, all map[string]canary) string {
	s.Helper()
	var i *incident.Incident
	s.does(record.Caller{Door: record.Intake}, func(tx *record.Tx) (err error) {
		i, err = s.Desk.Report(tx, incident.Draft{
			Code: incident.NewCode(), Category: category, Unit: s.ward.Key, Description: all["description"].text, Person: s.people["sjuksköterska"],
			Contact: all["contact"].text, Victim: all["victim"].text,
		})
		return err
	})
	event := "/events/" + i.ID.String()
	v := s.as(handler)
	v.fills(event+"/do/comment", url.Values{"text": {all["comment"].text}}).meets(200)
	v.fills(event+"/do/message", url.Values{"text": {all["message"].text}}).meets(200)
	v.fills(event+"/do/feedback", url.Values{"feedback": {all["feedback"].text}}).meets(200)
	v.fills(event+"/do/cause", url.Values{"cause": {all["cause"].text}}).meets(200)
	responsible := v.finds(event+"/do/action", "responsible", "Karin")
	v.fills(event+"/do/action", url.Values{"title": {all["action"].text}, "responsible": {responsible}}).meets(200)
	v.opens(event + "/do/file")
	v.hands(event+"/do/file", v.form(event+"/do/file", nil), "files", "rutin.pdf", []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")).meets(200)
	return event
}

// pages are every address that a page can be fetched at: each route, with each record it may be about.
func (s *house) pages() (all []string) {
	s.Helper()
	ids := map[string][]string{}
	s.looks(func(tx *record.Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var kind, id string
			var raw []byte
			if err := scan(&kind, &raw); err != nil {
				return err
			}
			if id = string(raw); len(raw) == 16 {
				id = record.ID(raw).String()
			}
			if !slices.Contains([]string{"person", "appointment", "unit"}, kind) {
				ids[kind] = append(ids[kind], id)
			}
			return nil
		}, "SELECT kind, id FROM record ORDER BY rid")
	})
	for _, rt := range s.Site.Routes() {
		path, ok := strings.CutPrefix(rt.Pattern, "GET ")
		if ok {
			all = append(all, s.addresses(path, ids)...)
		}
	}
	for _, kind := range s.Book.Kinds() {
		all = append(all, "/r/"+kind.Meta().Name+"?q=ugglan", "/r/"+kind.Meta().Name+"?q=räven")
	}
	return all
}

// addresses fills the blanks of a route.
func (s *house) addresses(path string, ids map[string][]string) (all []string) {
	path = strings.TrimSuffix(strings.TrimSuffix(path, "{$}"), "{path...}")
	switch {
	case strings.Contains(path, "{kind}"):
		for _, kind := range s.Book.Kinds() {
			name := kind.Meta().Name
			at := strings.Replace(path, "{kind}", name, 1)
			if !strings.Contains(at, "{") {
				all = append(all, at)
				continue
			}
			for _, id := range ids[name] {
				one := strings.Replace(at, "{id}", id, 1)
				if !strings.Contains(one, "{step}") {
					all = append(all, one)
				} else if steps := kind.Meta().Steps; len(steps) > 0 {
					all = append(all, strings.Replace(one, "{step}", steps[0].Name, 1))
				}
			}
		}
	case strings.Contains(path, "{id}"):
		for _, event := range ids["incident"] {
			one := strings.Replace(path, "{id}", event, 1)
			switch {
			case strings.Contains(one, "{sheet}"):
				for _, sheet := range []string{"assess", "feedback", "cause", "when", "close", "registry", "comment"} {
					all = append(all, strings.Replace(one, "{sheet}", sheet, 1))
				}
			case strings.Contains(one, "{file}"):
				for _, f := range ids["file"] {
					all = append(all, strings.Replace(one, "{file}", f, 1))
				}
			default:
				all = append(all, one)
			}
		}
	default:
		all = append(all, path)
	}
	return all
}

func TestWhatIsSecretReachesNobodyButThoseEntitled(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	// At level 4 the case list, which routing filled, and the reporter; at level 3 whom the class and the region give it.
	list := []string{"avdelningschef", "samordnare", "säkerhetsenheten"}
	wide := []string{"avdelningschef", "informationssäkerhetsansvarig", "dataskyddsombud", "säkerhetschef", "ställföreträdare", "tjänsteman i beredskap", "regiondirektör", "registrator", "granskare"}
	handlers := []string{"avdelningschef", "informationssäkerhetsansvarig", "dataskyddsombud", "säkerhetschef", "ställföreträdare", "granskare"}
	owl := planted("ugglan", append(slices.Clone(list), "sjuksköterska"), list)
	fox := planted("räven", append(slices.Clone(wide), "sjuksköterska"), handlers)
	for _, one := range []struct {
		all  map[string]canary
		name string
		who  []string
	}{
		{owl, "cause", list}, {fox, "cause", wide},
		{fox, "message", []string{"avdelningschef", "informationssäkerhetsansvarig", "dataskyddsombud", "säkerhetschef", "ställföreträdare", "registrator", "sjuksköterska"}},
		{fox, "action", append(slices.Clone(handlers), "regiondirektör", "registrator")},
	} {
		one.all[one.name] = canary{one.all[one.name].text, one.who}
	}
	night := s.plants("violence", "samordnare", owl)
	day := s.plants("personal_data", "informationssäkerhetsansvarig", fox)
	s.works()

	var all []canary
	for _, planted := range []map[string]canary{owl, fox} {
		for _, one := range planted {
			all = append(all, one)
		}
	}
	addresses := s.pages()
	visitors := []*visitor{s.anyone()}
	for _, one := range roster() {
		visitors = append(visitors, s.as(one.who))
	}
	tables := 0
	for _, v := range visitors {
		tables += v.meetsOnly(all, addresses)
	}
	lost := s.as("främling") // who writes in every wrong place what they know from elsewhere
	for _, event := range []string{night, day} {
		lost.errs(event, "ugglanfel räven?fel")
	}
	s.works()
	s.leavesNoneElsewhere(append(all, canary{"ugglanfel räven?fel", []string{"främling"}}))
	if len(s.letters()) == 0 || !strings.Contains(s.log.String(), "request") || len(addresses) < 100 || tables == 0 {
		t.Errorf("nothing was looked through: %d letters, %d addresses, %d tables", len(s.letters()), len(addresses), tables)
	}
	for _, path := range []string{night, day} {
		v := s.as("säkerhetsskyddschef")
		v.gets(path)
		v.meets(http.StatusNotFound)
	}
}

// meetsOnly opens every address and holds what is sent to those entitled. It tells how many workbooks were sent.
func (v *visitor) meetsOnly(all []canary, addresses []string) (tables int) {
	v.Helper()
	seen := map[string]bool{}
	for _, path := range addresses {
		page := v.gets(path)
		if page.status >= 500 {
			v.Errorf("%s at %s met %d", v.who, path, page.status)
		}
		text, ways := v.plain(page), addressesIn(page)
		if text != page.text {
			tables++
		}
		for _, c := range all {
			if strings.Contains(ways, c.text) || strings.Contains(ways, url.QueryEscape(c.text)) || strings.Contains(ways, url.PathEscape(c.text)) {
				v.Errorf("%s at %s is led to an address with %q", v.who, path, c.text)
			}
			if !strings.Contains(text, c.text) {
				continue
			}
			seen[c.text] = true
			if !slices.Contains(c.entitled, v.who) {
				v.Errorf("%s is sent %q at %s", v.who, c.text, path)
			}
		}
	}
	for _, c := range all {
		if slices.Contains(c.entitled, v.who) && !seen[c.text] {
			v.Errorf("%s may read %q and finds it nowhere", v.who, c.text)
		}
	}
	return tables
}

// leavesNoneElsewhere wants the texts in no log, no header, no letter and no file but the database; what is sealed, not in
// the database either.
func (s *house) leavesNoneElsewhere(all []canary) {
	s.Helper()
	elsewhere := s.besideTheDatabase()
	if len(elsewhere) == 0 {
		s.Error("there is no file beside the database")
	}
	elsewhere["the log"], elsewhere["a header"], elsewhere["a letter"] = s.log.String(), s.sent.String(), strings.Join(s.letters(), "\n")
	for _, c := range all {
		for where, text := range elsewhere {
			if slices.ContainsFunc(spellings(c.text), func(spelt string) bool { return strings.Contains(text, spelt) }) {
				s.Errorf("%s holds %q", where, c.text)
			}
		}
	}
	for row := range s.rows() {
		for _, c := range all {
			if c.entitled == nil && strings.Contains(row, c.text) {
				s.Errorf("%q, which is sealed, stands in %.60s", c.text, row)
			}
		}
	}
}

func TestAnAnonymousReportLeavesNoTraceOfWhoMadeIt(t *testing.T) {
	s := newHouse(t)
	const name, mail = "Xenia Qvarnström", "xenia.qvarnstrom@region.example"
	s.must(s.DB.Write(context.Background(), func(tx *store.Tx) error { // so that her key is like no other number
		for range 1500 {
			if _, err := trail.Append(tx, trail.Draft{Actor: int64(record.System), Action: "tidied", Kind: "page", Shape: 1, Body: []byte("{}")}); err != nil {
				return err
			}
		}
		return nil
	}))
	var her record.Key
	s.does(record.Caller{Door: record.System}, func(tx *record.Tx) error {
		p := org.Person{Envelope: record.Envelope{Title: name, Unit: s.ward.Key, Level: 1}, Mail: mail}
		err := org.Persons.Create(tx, &p)
		her = p.Key
		return err
	})
	s.people["xenia"] = her
	v := s.as("xenia") // she begins signed in, and changes her mind
	v.agent, v.from = "XeniaBrowser/7.1", "198.51.100.23:5151"
	v.opens("/my/report?unit=" + s.ward.id)
	before := s.rows()
	form := v.form("/my/report", url.Values{"category": {"unauthorised_access"}, "description": {"Porten stod öppen"}, "when": {"now"}, "place_text": {"Porten mot norr"}, "where": {s.ward.id}, "_anonymous": {"1"}})
	v.posts("/my/report", form)
	v.meets(http.StatusOK).seesNot(name)
	v.posts("/report", v.form("/report", url.Values{"who": {"anonymous"}}))
	v.meets(http.StatusOK)
	v.posts("/report/review", v.form("/report/review", url.Values{"_send": {"1"}}))
	got := v.meets(http.StatusOK).receipt()
	v.follows(got)
	v.posts("/follow/report", v.form("/follow/report", url.Values{"text": {"Den står öppen än"}}))
	v.meets(http.StatusOK)
	s.works()

	traces := []string{name, "Xenia", mail, "198.51.100.23", "XeniaBrowser", got.code, incident.CleanCode(got.code)}
	fresh := 0
	for row := range s.rows() {
		if before[row] || strings.HasPrefix(row, "session ") { // that she was signed in is no secret; what she did then is
			continue
		}
		fresh++
		for _, trace := range traces {
			if strings.Contains(row, trace) {
				t.Errorf("%q stands in %.200s", trace, row)
			}
		}
		if slices.Contains(strings.FieldsFunc(row, func(r rune) bool { return r < '0' || r > '9' }), strconv.FormatInt(int64(her), 10)) {
			t.Errorf("her key %d stands in %.300s", her, row)
		}
	}
	if fresh < 10 {
		t.Errorf("only %d rows were written", fresh)
	}
	for where, text := range map[string]string{"the log": s.log.String(), "a letter": strings.Join(s.letters(), "\n")} {
		for _, trace := range append(traces, `"/report`, `"/follow`) {
			if strings.Contains(text, trace) {
				t.Errorf("%s holds %q: %s", where, trace, text)
			}
		}
	}
	i := s.numbered(got.number)
	if i.CreatedBy != int64(record.Intake) || i.ID.String()[14] != '4' {
		t.Errorf("made by %d as %s", i.CreatedBy, i.ID)
	}
	if n := s.counts("SELECT count(*) FROM trail WHERE rid = $1 AND actor > 0", int64(i.Key)); n != 0 {
		t.Errorf("%d entries of the report have a person", n)
	}
}

// hour is the finest time of anything about an anonymous report, in milliseconds.
const hour = 3_600_000

func TestTheRecordsOfAnAnonymousReportKnowTheHourOnly(t *testing.T) {
	s := newHouse(t)
	s.works() // what comes back every minute is done, and tells nothing of anybody
	before := s.rows()
	phone := s.anyone()
	got := phone.reports(url.Values{"when": {"now"}})
	phone.follows(got)
	phone.posts("/follow/report", phone.form("/follow/report", url.Values{"text": {"Det fortsätter"}}))
	s.works()
	now := s.clock.Now().UnixMilli()
	finer := map[string]bool{}
	for row := range s.rows() {
		if before[row] {
			continue
		}
		for _, field := range strings.Split(row, "\x1f") {
			column, value, _ := strings.Cut(field, "=")
			n, err := strconv.ParseInt(value, 10, 64)
			if err == nil && n > now-30*24*hour && n < now+30*24*hour && n%hour != 0 {
				finer[strings.Fields(row)[0]+"."+column] = true
			}
		}
	}
	// A draft knows the moment for its day; the trail's head is the moment of whoever wrote last.
	operational := []string{"draft", "trail_head"}
	for where := range finer {
		table, _, _ := strings.Cut(where, ".")
		if !slices.Contains(operational, table) {
			t.Errorf("%s knows more than the hour", where)
		}
	}
}

// rows is every row of every table of a SQLite house as text, the trail's bodies unpacked.
func (s *house) rows() map[string]bool {
	s.Helper()
	all := map[string]bool{}
	s.looks(func(tx *record.Tx) error {
		tables, err := store.All[string](tx.Tx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
		if err != nil {
			return err
		}
		for _, table := range tables {
			columns, err := store.All[string](tx.Tx, "SELECT name FROM pragma_table_info('"+table+"')")
			if err != nil {
				return err
			}
			if err := s.rowsOf(tx, table, columns, all); err != nil {
				return fmt.Errorf("read %s: %w", table, err)
			}
		}
		return nil
	})
	return all
}

func (s *house) rowsOf(tx *record.Tx, table string, columns []string, all map[string]bool) error {
	var bodies []int64
	err := tx.Each(func(scan func(...any) error) error {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for n := range values {
			into[n] = &values[n]
		}
		if err := scan(into...); err != nil {
			return err
		}
		var b bytes.Buffer
		b.WriteString(table + " ")
		for n, value := range values {
			if raw, ok := value.([]byte); ok {
				value = string(raw)
			}
			fmt.Fprintf(&b, "\x1f%s=%v", columns[n], value)
			if seq, ok := value.(int64); ok && table == "trail_body" && columns[n] == "seq" {
				bodies = append(bodies, seq)
			}
		}
		all[b.String()] = true
		return nil
	}, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	for _, seq := range bodies {
		body, _, err := trail.Body(tx.Tx, seq)
		if err != nil {
			return err
		}
		all[fmt.Sprintf("trail_body %d\x1fbody=%s", seq, body)] = true
	}
	return nil
}
