package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/demo"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

// The shape of the region that is measured: that of a middle-sized one.
const (
	divisions, clinics, wards = 9, 60, 531 // with the root some 600 units
	sites                     = 60
	years                     = 5 // over which the events are spread
	perChange                 = 200
)

// region is what measurements need to know of the data.
type region struct {
	Chief, Manager, Coordinator record.Key // who sees the region, one ward, two sites
	Ward                        record.Key // the manager's
	Rich                        record.ID  // an event with twenty versions and three actions
	Plain                       []record.ID
	Units, Persons              []record.Key
	Sites                       []record.Key

	clinics []record.Key
}

// teller makes a region and its events through the functions that people's changes go through. The same number gives the
// same events.
type teller struct {
	*house
	region
	chance *rand.Rand
	texts  []demo.Event
}

// beginning is when the region is founded: the day before the first event.
var beginning = today.AddDate(-years, 0, -1)

// tell fills an organisation founded at the beginning with n events.
func tell(ctx context.Context, h *house, n int) (region, error) {
	t := &teller{house: h, chance: rand.New(rand.NewPCG(1, uint64(n)))}
	first := clock.At(today).Date().AddMonths(-6)
	for e := range demo.EventsBetween(demo.Region(demo.Medium), first, first.AddMonths(5)) {
		if !e.ContactOnly {
			t.texts = append(t.texts, e)
		}
	}
	for _, part := range []func(*record.Tx) error{t.places, t.units, t.people} {
		if err := h.book.Write(ctx, record.Caller{Door: record.System}, part); err != nil {
			return region{}, err
		}
	}
	if err := t.events(ctx, n); err != nil {
		return region{}, err
	}
	h.clock.Set(today)
	err := t.rich(ctx)
	return t.region, err
}

func (t *teller) places(tx *record.Tx) error {
	t.Sites = nil
	for i := range sites {
		s := org.Site{Envelope: record.Envelope{Title: fmt.Sprintf("Hus %d", i+1), Level: access.LevelOpen}, Code: fmt.Sprintf("p%03d", i+1), Kind: "hospital"}
		if err := org.Sites.Create(tx, &s); err != nil {
			return err
		}
		t.Sites = append(t.Sites, s.Key)
	}
	return nil
}

func (t *teller) units(tx *record.Tx) error {
	t.Units, t.clinics = nil, nil
	root, err := t.unit(tx, "Region Exempel", 0, "division", 0)
	if err != nil {
		return err
	}
	var above []record.Key
	for i := range divisions {
		key, err := t.unit(tx, fmt.Sprintf("Område %d", i+1), root, "division", 0)
		if err != nil {
			return err
		}
		above = append(above, key)
	}
	for i := range clinics {
		key, err := t.unit(tx, fmt.Sprintf("Klinik %d", i+1), above[i%divisions], "clinic", t.Sites[i%sites])
		if err != nil {
			return err
		}
		t.clinics = append(t.clinics, key)
	}
	for i := range wards {
		key, err := t.unit(tx, fmt.Sprintf("Avdelning %d", i+1), t.clinics[i%clinics], "ward", 0)
		if err != nil {
			return err
		}
		t.Units = append(t.Units, key)
	}
	t.Ward = t.Units[7]
	return nil
}

func (t *teller) unit(tx *record.Tx, name string, parent record.Key, kind org.UnitKind, site record.Key) (record.Key, error) {
	u := org.Unit{Envelope: record.Envelope{Title: name, Level: access.LevelOpen}, Parent: parent, Kind: kind, Site: site}
	err := org.Units.Create(tx, &u)
	return u.Key, err
}

// people appoints whom the profile's routes reach, and who measures.
func (t *teller) people(tx *record.Tx) error {
	t.Persons = nil
	from := tx.Today()
	for _, role := range []string{
		demo.RoleSecurityChief, demo.RoleDirector, demo.RoleInfosecOfficer, demo.RoleITSecurity, demo.RoleDPO, demo.RoleITChief,
		demo.RolePropertyChief, demo.RoleChiefPhysician, demo.RoleDutyOfficer, demo.RoleProtectiveChief,
	} {
		if err := t.appoint(tx, org.Appointment{Role: record.Code(role), Region: true, From: from}); err != nil {
			return err
		}
	}
	t.Chief = t.Persons[0]
	for i := range 6 {
		per := sites / 6
		if err := t.appoint(tx, org.Appointment{Role: demo.RoleCoordinator, Sites: t.Sites[i*per : (i+1)*per], From: from}); err != nil {
			return err
		}
	}
	t.Coordinator = t.last()
	for _, unit := range append([]record.Key{t.Ward}, t.clinics...) {
		if err := t.appoint(tx, org.Appointment{Role: demo.RoleManager, Units: []record.Key{unit}, From: from}); err != nil {
			return err
		}
		if unit == t.Ward {
			t.Manager = t.last()
		}
	}
	return nil
}

func (t *teller) last() record.Key { return t.Persons[len(t.Persons)-1] }

func (t *teller) appoint(tx *record.Tx, a org.Appointment) error {
	n := len(t.Persons)
	p := org.Person{
		Envelope: record.Envelope{Title: fmt.Sprintf("Person %d Exempelsson", n), Unit: t.Units[n%wards], Level: access.LevelOpen},
		Code:     fmt.Sprintf("m%05d", n), Mail: fmt.Sprintf("m%05d@example.org", n),
	}
	if err := org.Persons.Create(tx, &p); err != nil {
		return err
	}
	t.Persons = append(t.Persons, p.Key)
	a.Person = p.Key
	return org.Appoint(tx, &a)
}

// events reports and handles n events, many in one change, each at its own moment.
func (t *teller) events(ctx context.Context, n int) error {
	begin := today.AddDate(-years, 0, 0)
	gap := today.Add(-time.Hour).Sub(begin) / time.Duration(n)
	for done := 0; done < n; done += perChange {
		t.clock.Set(begin.Add(time.Duration(done) * gap))
		until := min(done+perChange, n)
		seed := t.chance.Uint64()
		err := t.book.Write(ctx, record.Caller{Person: t.Chief}, func(tx *record.Tx) error {
			t.chance = rand.New(rand.NewPCG(seed, 0)) // a change may be run again
			for i := done; i < until; i++ {
				tx.SetAt(clock.At(begin.Add(time.Duration(i) * gap)))
				if err := t.event(tx, n-i); err != nil {
					return fmt.Errorf("event %d: %w", i, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// event is one report and what came of it. left is how many come after it: the last are not handled yet.
func (t *teller) event(tx *record.Tx, left int) error {
	e := t.texts[t.chance.IntN(len(t.texts))]
	unit := t.Units[t.chance.IntN(wards)]
	if left <= 5 { // however few events there are, the manager has some
		unit = t.Ward
	}
	i, err := t.desk.Report(tx, incident.Draft{
		Code: t.code(), Category: e.Category, Subtype: e.Subtype, Description: e.Title + ". " + e.Description,
		Happened: tx.Now().Add(-time.Duration(t.chance.IntN(48)) * time.Hour), Unit: unit, Affected: e.Affected,
		Hurt: incident.Answer(e.Hurt), DoneAlready: e.AlreadyDone, Anonymous: e.Anonymous(), Contact: "0540 12 34 56",
		NoPersonalNumber: true, Channel: "form", Source: "vardkas",
	})
	if err != nil {
		return err
	}
	if left <= 20 && i.Level <= access.LevelInternal {
		t.Plain = append(t.Plain, i.ID)
	}
	if left < 100 || t.chance.IntN(10) == 0 {
		return nil
	}
	return refused(t.handle(tx, i))
}

// code is a receipt's code that the same number draws again.
func (t *teller) code() string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := make([]byte, incident.CodeLength)
	for i := range b {
		b[i] = letters[t.chance.IntN(len(letters))]
	}
	return string(b)
}

// handle is what the security chief does with it, as far as the chief may.
func (t *teller) handle(tx *record.Tx, i *incident.Incident) error {
	severity := "minor"
	if x := t.chance.IntN(100); x < 4 {
		severity = "serious"
	} else if x < 30 {
		severity = "moderate"
	}
	i, err := incident.Kind.Take(tx, i.Key, i.Version, incident.StepReceive, nil)
	if err != nil {
		return err
	}
	i, err = incident.Kind.Take(tx, i.Key, i.Version, incident.StepAssess, func(i *incident.Incident) error {
		i.Severity, i.SeverityReason = record.Code(severity), "Bedömd efter samtal med enheten."
		i.CauseKind, i.Cause = "human_mistake", "Rutinen var inte känd av alla."
		for n := range i.Consequences {
			i.Consequences[n] = "negligible"
		}
		return nil
	})
	if err != nil || t.chance.IntN(4) == 0 {
		return err
	}
	a := action.Action{
		Envelope:    record.Envelope{On: i.Key, Title: "Gå igenom rutinen med arbetslaget", Level: access.LevelInternal},
		Responsible: t.Persons[t.chance.IntN(len(t.Persons))], Due: tx.Today().AddDays(14),
	}
	if err := action.Kind.Create(tx, &a); err != nil {
		return err
	}
	_, err = incident.Kind.Take(tx, i.Key, i.Version, incident.StepClose, func(i *incident.Incident) error {
		i.Closing = "Allt är gjort."
		return nil
	})
	return err
}

// refused is nil for an answer that the chief may not, or that something is missing: such an event stays as it is.
func refused(err error) error {
	if _, missing := errors.AsType[record.Invalid](err); missing || errors.Is(err, record.ErrForbidden) || errors.Is(err, record.ErrNotFound) {
		return nil
	}
	return err
}

// rich gives one event twenty versions and three actions.
func (t *teller) rich(ctx context.Context) error {
	return t.book.Write(ctx, record.Caller{Person: t.Chief}, func(tx *record.Tx) error {
		i, err := incident.Kind.ByID(tx, t.Plain[0])
		if err != nil {
			return err
		}
		t.Rich = i.ID
		for n := i.Version; n < 20; n++ {
			i, err = incident.Kind.Change(tx, i.Key, i.Version, func(i *incident.Incident) error {
				i.Cause = fmt.Sprintf("Anteckning %d: samtal med enheten, uppgifterna kompletterade.", n)
				return nil
			})
			if err != nil {
				return err
			}
		}
		for n := range 3 {
			a := action.Action{Envelope: record.Envelope{On: i.Key, Title: fmt.Sprintf("Åtgärd %d", n+1)}, Responsible: t.Manager, Due: tx.Today().AddDays(7 * n)}
			if err := action.Kind.Create(tx, &a); err != nil {
				return err
			}
		}
		return nil
	})
}
