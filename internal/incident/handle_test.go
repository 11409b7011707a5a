package incident_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/talk"
	"github.com/vardkas/vardkas/internal/trail"
)

func TestAnEventGoesFromReportToClosed(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.Person, d.Answers = h.nurse, map[string]string{"sensitive_room": "yes"}
		i := h.report(d)
		manager := as(h.manager)
		h.write(manager, func(tx *record.Tx) (err error) {
			i, err = h.desk.Receive(tx, i.Key, i.Version)
			return err
		})
		if i.State != incident.Received || i.Owner != h.manager || i.Received == 0 {
			h.Errorf("%s, had by %d", i.State, i.Owner)
		}
		a := mild(i)
		a.Facts = map[string]string{"sensitive_room": "yes", "crime_suspected": "no", "personal_data_involved": "no"}
		i = h.assess(manager, i, a)
		if i.State != incident.Assessed || i.Severity != "minor" || i.Scale != "incident/1" || i.SeverityRank != record.Of(0) {
			h.Errorf("%s, %s by %s", i.State, i.Severity, i.Scale)
		}
		h.write(manager, func(tx *record.Tx) error {
			one := action.Action{Envelope: record.Envelope{On: i.Key, Title: "Byt låset"}, Responsible: h.porter, Due: tx.Today().AddDays(3)}
			if err := action.Kind.Create(tx, &one); err != nil {
				return err
			}
			var err error
			if i, err = h.desk.Answer(tx, i.Key, i.Version, "Tack. Låset byts i veckan."); err != nil {
				return err
			}
			i, err = h.desk.Finish(tx, i.Key, i.Version)
			return err
		})
		h.finishParts(i.Key, h.manager)
		h.write(manager, func(tx *record.Tx) (err error) {
			i, err = h.desk.Close(tx, i.Key, i.Version, "")
			return err
		})
		if i.State != incident.Closed || i.Closed == 0 {
			h.Errorf("%s", i.State)
		}
		h.read(intake, func(tx *record.Tx) error {
			own := incident.AsReporter(tx, h.nurse)
			mine, err := incident.Kind.Get(own, i.Key)
			if err != nil {
				return err
			}
			if mine.Feedback != "Tack. Låset byts i veckan." || mine.State != incident.Closed {
				h.Errorf("the reporter reads %q", mine.Feedback)
			}
			return nil
		})
		h.write(manager, func(tx *record.Tx) (err error) {
			if _, err := h.desk.Reopen(tx, i.Key, i.Version, " "); !problemOf(err, "reason", "problem.required") {
				h.Errorf("reopened without a reason: %v", err)
			}
			i, err = h.desk.Reopen(tx, i.Key, i.Version, "Det hände igen.")
			return err
		})
		if i.State != incident.Assessed || i.Closed != 0 {
			h.Errorf("after reopening: %s", i.State)
		}
		for _, kind := range h.book.Kinds() {
			h.read(program, func(tx *record.Tx) error {
				return kind.Differences(tx, func(f trail.Finding) { h.Errorf("the trail and the tables differ: %s", f) })
			})
		}
	})
}

func TestClosingNamesEveryFactThatIsMissing(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(incident.Draft{Category: "it_intrusion", Description: "Filer har låsts.", Unit: h.ward})
		officer := as(h.itSecurity)
		h.write(officer, func(tx *record.Tx) (err error) {
			i, err = h.desk.Receive(tx, i.Key, i.Version)
			return err
		})
		missing := func() (facts []string) {
			err := h.try(officer, func(tx *record.Tx) error { _, err := h.desk.Close(tx, i.Key, i.Version, ""); return err })
			bad, _ := errors.AsType[record.Invalid](err)
			for _, p := range bad {
				facts = append(facts, strings.TrimPrefix(p.Key, "incident.missing."))
			}
			slices.Sort(facts)
			return facts
		}
		if got := strings.Join(missing(), " "); got != "actions analysis assessed category consequences feedback parts questions severity" {
			h.Errorf("nothing done: %s", got)
		}
		a := grave(i)
		a.Facts = map[string]string{"crime_suspected": "yes"}
		i = h.assess(officer, i, a)
		if got := strings.Join(missing(), " "); got != "actions analysis feedback lesson management parts police questions" {
			h.Errorf("assessed as serious and a crime: %s", got)
		}
		h.write(officer, func(tx *record.Tx) (err error) {
			h.must(investigation.Causes.Create(tx, why(i, "Kontot saknade engångskod.", "direct", 0)))
			h.must(investigation.Causes.Create(tx, why(i, "Nya konton följs inte upp.", "underlying", 0)))
			if i, err = h.desk.AnswerPolice(tx, i.Key, i.Version, incident.PoliceReport{Decision: incident.PoliceReported, At: tx.Now(), By: "it-säkerhetsansvarig"}); err != nil {
				return err
			}
			i, err = h.desk.DecideManagement(tx, i.Key, i.Version, false, "Begränsat till en dator.")
			return err
		})
		h.finishParts(i.Key, 0)
		if got := strings.Join(missing(), " "); got != "actions feedback lesson questions" {
			h.Errorf("what a reason will do for: %s", got)
		}
		h.write(officer, func(tx *record.Tx) (err error) {
			i, err = h.desk.Close(tx, i.Key, i.Version, "Leverantören utreder; svaren kommer i deras rapport.")
			return err
		})
		if i.State != incident.Closed || i.Management != incident.NotTold || i.ToldReason == "" {
			h.Errorf("%s, management %s", i.State, i.Management)
		}
	})
}

func TestViolenceIsAStubForOthersAndSealedForAllButTheCaseList(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(violence(h))
		for _, p := range []record.Key{h.manager, h.deputy, h.coordinator, h.office} {
			if _, err := h.see(as(p), i.Key); err != nil {
				h.Errorf("%d is routed to and reads nothing: %v", p, err)
			}
		}
		for _, p := range []record.Key{h.above, h.elsewhere, h.chief, h.director, h.infosec, h.porter, h.duty} {
			if _, err := h.see(as(p), i.Key); !errors.Is(err, record.ErrNotFound) {
				h.Errorf("%d is not on the case list and reads it: %v", p, err)
			}
		}
		stubs := func(p record.Key) (n int) {
			h.read(as(p), func(tx *record.Tx) (err error) {
				n, err = incident.Kind.Stubs(tx, record.Query{})
				return err
			})
			return n
		}
		if stubs(h.above) != 1 || stubs(h.chief) != 1 || stubs(h.elsewhere) != 0 || stubs(h.manager) != 0 {
			h.Errorf("stubs: above %d, chief %d, elsewhere %d, routed to %d", stubs(h.above), stubs(h.chief), stubs(h.elsewhere), stubs(h.manager))
		}
		h.read(as(h.coordinator), func(tx *record.Tx) error {
			opened, err := incident.Kind.Open(tx, i.Key)
			if err != nil {
				return err
			}
			if text, open := opened.Victim.Text(); !open || text != "Vilma Utsatt" {
				h.Errorf("the coordinator opens %q", text)
			}
			return nil
		})
		h.read(as(h.manager), func(tx *record.Tx) error {
			opened, err := incident.Kind.Open(tx, i.Key)
			if err != nil {
				return err
			}
			if _, open := opened.Reporter.Text(); open {
				h.Error("the manager opens who reported")
			}
			return nil
		})
		h.write(as(h.coordinator), func(tx *record.Tx) (err error) {
			if _, err := h.desk.AddToCaseList(tx, i.Key, i.Version, h.chief, ""); !problemOf(err, "reason", "problem.required") {
				h.Errorf("added without a reason: %v", err)
			}
			i, err = h.desk.AddToCaseList(tx, i.Key, i.Version, h.chief, "Behöver bedöma läget.")
			return err
		})
		if _, err := h.see(as(h.chief), i.Key); err != nil {
			h.Errorf("added with a reason: %v", err)
		}
	})
}

func TestAManagerWhoIsNamedIsRoutedAround(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		d.ManagerNamed = true
		i := h.report(d)
		for _, p := range []record.Key{h.manager, h.deputy} {
			if _, err := h.see(as(p), i.Key); !errors.Is(err, record.ErrNotFound) {
				h.Errorf("%d reads a report about themselves: %v", p, err)
			}
			h.read(as(p), func(tx *record.Tx) error {
				n, err := incident.Kind.Stubs(tx, record.Query{})
				if n != 0 {
					h.Error("not even a stub")
				}
				return err
			})
			if slices.Contains(i.CaseList, p) {
				h.Errorf("%d is on the case list", p)
			}
		}
		if _, err := h.see(as(h.above), i.Key); err != nil || !slices.Contains(i.Assignees, h.above) {
			h.Errorf("the manager above: %v, %v", err, i.Assignees)
		}
		h.write(as(h.above), func(tx *record.Tx) error {
			_, err := h.desk.HandOver(tx, i.Key, i.Version, h.manager, "Du känner till det.")
			if !problemOf(err, "person", "incident.problem.concerned") {
				h.Errorf("handed over to whom it is about: %v", err)
			}
			return nil
		})
	})
}

func TestTwoWhoChangeTheSameIncidentLoseNothing(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		edit := func(p record.Key, cause string) (now *incident.Incident, err error) {
			err = h.try(as(p), func(tx *record.Tx) (err error) {
				now, err = incident.Kind.Change(tx, i.Key, i.Version, func(i *incident.Incident) error { i.Cause = cause; return nil })
				return err
			})
			return now, err
		}
		if _, err := edit(h.manager, "Låset var trasigt."); err != nil {
			h.Fatal(err)
		}
		now, err := edit(h.coordinator, "Ingen låste.")
		if c, ok := errors.AsType[*record.Conflict](err); !ok || c.Now != 2 || now.Cause != "Låset var trasigt." {
			h.Errorf("%v, %+v", err, now)
		}
	})
}

func TestAFileIsKeptInPiecesAndReadByWhoMay(t *testing.T) {
	each(t, func(h *house) {
		d := brokenLock(h)
		f := textFile(h)
		d.Files = append(d.Files, f)
		i := h.report(d)
		h.read(as(h.manager), func(tx *record.Tx) error {
			all, err := attachment.Kind.List(tx, record.Query{On: i.Key})
			if err != nil || len(all.Records) != 1 {
				h.Fatalf("%d files, %v", len(all.Records), err)
			}
			one := all.Records[0]
			var content []byte
			for n := range one.Chunks() {
				piece, err := attachment.Chunk(tx, one.Key, n)
				if err != nil {
					return err
				}
				content = append(content, piece...)
			}
			if one.Chunks() != 2 || string(content) != string(f.Content) || !one.ByReporter {
				h.Errorf("%d pieces, %d bytes of %d", one.Chunks(), len(content), len(f.Content))
			}
			if _, err := attachment.Chunk(tx, one.Key, 2); !errors.Is(err, record.ErrNotFound) {
				h.Errorf("beyond the last: %v", err)
			}
			return nil
		})
		h.read(as(h.elsewhere), func(tx *record.Tx) error {
			if _, err := attachment.Chunk(tx, i.Key+1, 0); !errors.Is(err, record.ErrNotFound) {
				h.Errorf("somebody without rights: %v", err)
			}
			return nil
		})
	})
}

func TestNobodyWritesOnWhatTheyMayNotRead(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(violence(h))
		for name, f := range map[string]func(*record.Tx) error{
			"reply":   func(tx *record.Tx) error { _, err := h.desk.Reply(tx, i.Key, "x"); return err },
			"note":    func(tx *record.Tx) error { _, err := h.desk.Note(tx, i.Key, "x"); return err },
			"say":     func(tx *record.Tx) error { _, err := h.desk.Say(tx, i.Key, "x", false); return err },
			"receive": func(tx *record.Tx) error { _, err := h.desk.Receive(tx, i.Key, i.Version); return err },
			"assess":  func(tx *record.Tx) error { _, err := h.desk.Assess(tx, i.Key, i.Version, mild(i)); return err },
			"close":   func(tx *record.Tx) error { _, err := h.desk.Close(tx, i.Key, i.Version, ""); return err },
			"widen": func(tx *record.Tx) error {
				_, err := h.desk.AddToCaseList(tx, i.Key, i.Version, h.elsewhere, "nyfiken")
				return err
			},
			"timeline": func(tx *record.Tx) error { _, err := h.desk.Timeline(tx, i.Key); return err },
		} {
			for _, p := range []record.Key{h.elsewhere, h.porter, h.chief} {
				if err := h.try(as(p), f); !errors.Is(err, record.ErrNotFound) {
					h.Errorf("%s by %d: %v", name, p, err)
				}
			}
			if err := h.try(as(h.nurse), f); err == nil && name != "say" && name != "timeline" {
				h.Errorf("%s by the reporter was let through", name)
			}
		}
	})
}

func TestALinkIsMadeBetweenWhatBothMayBeRead(t *testing.T) {
	each(t, func(h *house) {
		one, other, secret := h.report(brokenLock(h)), h.report(brokenLock(h)), h.report(violence(h))
		h.write(as(h.above), func(tx *record.Tx) error {
			l, err := relation.Join(tx, one.ID, other.ID, relation.Repeats)
			if err == nil && l.Title != other.Number.Text("H") {
				h.Errorf("the link is called %q", l.Title)
			}
			return err
		})
		err := h.try(as(h.above), func(tx *record.Tx) error {
			_, err := relation.Join(tx, one.ID, secret.ID, relation.Repeats)
			return err
		})
		if !errors.Is(err, record.ErrNotFound) {
			h.Errorf("linked to what may not be read: %v", err)
		}
		err = h.try(as(h.above), func(tx *record.Tx) error { _, err := relation.Join(tx, one.ID, one.ID, relation.SameAs); return err })
		if !problemOf(err, "target", "link.problem.itself") {
			h.Errorf("linked to itself: %v", err)
		}
	})
}

func TestWhatHangsOnAReportBecomesAsSecretAsIt(t *testing.T) {
	each(t, func(h *house) {
		i := h.report(brokenLock(h))
		var note record.Key
		h.write(as(h.manager), func(tx *record.Tx) error {
			c, err := h.desk.Note(tx, i.Key, "Mellan oss.")
			if err == nil {
				note = c.Key
			}
			return err
		})
		a := mild(i)
		a.Level = access.LevelCase
		i = h.assess(as(h.coordinator), i, a)
		read := func(p record.Key) error {
			return h.book.Read(context.Background(), as(p), func(tx *record.Tx) error { _, err := talk.Comments.Get(tx, note); return err })
		}
		if err := read(h.above); !errors.Is(err, record.ErrNotFound) {
			h.Errorf("the manager above, who read it at level 2: %v", err)
		}
		if err := read(h.manager); err != nil {
			h.Errorf("whoever is on the case list: %v", err)
		}
		if i.Level != access.LevelCase {
			h.Errorf("level %d", i.Level)
		}
	})
}

func TestAManagerSeesTheSameInTheNarrowAndTheWideFormOfAList(t *testing.T) {
	each(t, func(h *house) {
		mine := h.report(incident.Draft{Category: "technical_supply", Description: "Strömmen är borta.", Unit: h.ward, Person: h.nurse})
		h.report(incident.Draft{Category: "technical_supply", Description: "Vattnet är borta.", Unit: h.clinic, Person: h.nurse})
		for _, units := range []int{1000, 1} { // far more than the manager's, then no more than these
			h.book.Units = func() int { return units }
			h.read(as(h.manager), func(tx *record.Tx) error {
				p, err := incident.Kind.List(tx, record.Query{})
				if len(p.Records) != 1 || p.Records[0].Key != mine.Key {
					h.Errorf("of %d units the manager sees %d reports", units, len(p.Records))
				}
				return err
			})
		}
	})
}

func TestALinkIsTakenBackByWhoeverMadeItAndNobodyElse(t *testing.T) {
	each(t, func(h *house) {
		one, other := h.report(brokenLock(h)), h.report(brokenLock(h))
		var l *relation.Link
		h.write(as(h.manager), func(tx *record.Tx) (err error) {
			l, err = relation.Join(tx, one.ID, other.ID, relation.SameAs)
			return err
		})
		left := func() (n int) {
			h.read(as(h.manager), func(tx *record.Tx) error {
				p, err := relation.Kind.List(tx, record.Query{On: one.Key})
				n = len(p.Records)
				return err
			})
			return n
		}
		back := func(p record.Key) error {
			return h.try(as(p), func(tx *record.Tx) error { return relation.TakeBack(tx, l.Key, l.Version) })
		}
		if err := back(h.coordinator); !errors.Is(err, record.ErrForbidden) {
			h.Errorf("a colleague: %v", err)
		}
		if err := back(h.elsewhere); !errors.Is(err, record.ErrNotFound) {
			h.Errorf("a stranger: %v", err)
		}
		if n := left(); n != 1 {
			h.Fatalf("%d links", n)
		}
		h.must(back(h.manager))
		if n := left(); n != 0 {
			h.Errorf("%d links are left", n)
		}
		h.read(program, func(tx *record.Tx) error {
			var entries int
			err := tx.Row("SELECT count(*) FROM trail WHERE rid = $1", int64(l.Key)).Scan(&entries)
			if entries != 2 {
				h.Errorf("the trail has %d entries", entries)
			}
			return err
		})
	})
}
