package incident

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/deadline"
	"github.com/vardkas/vardkas/internal/job"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/words"
)

// ReminderKind and DigestKind are the kinds of job that tell one person of one action, and of the week.
const (
	ReminderKind = "action.reminder"
	DigestKind   = "work.digest"
)

type reminder struct {
	Action record.Key `json:"action"`
	Person record.Key `json:"person"`
}

type digest struct {
	Person record.Key `json:"person"`
}

// TellDaily queues what people are to be told today: reminders of actions by the profile's days, and on its weekday the
// digest. The program runs it every hour; each is queued once, and not before the profile's time. What falls on a day off is
// told the next working day.
func (d *Desk) TellDaily(tx *record.Tx) error {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return errNoProfile
	}
	f, today, free := p.Following(), tx.Today(), deadline.Sweden()
	now := tx.Now().Local()
	if !free.IsWorkday(today) || time.Duration(now.Hour())*time.Hour+time.Duration(now.Minute())*time.Minute < f.At {
		return nil
	}
	days := []clock.Date{today}
	for day := today.AddDays(-1); !free.IsWorkday(day); day = day.AddDays(-1) {
		days = append(days, day)
	}
	if err := d.queueReminders(tx, f, days); err != nil {
		return err
	}
	week := today.AddDays(-(int(today.Weekday()) + 6) % 7) // its Monday
	for _, monday := range []clock.Date{week, week.AddDays(-7)} {
		if day := monday.AddDays((int(f.Weekday) + 6) % 7); free.NextWorkday(day) == today {
			return queueDigests(tx, day)
		}
	}
	return nil
}

// queueReminders looks for actions whose day lies as far from one of these days as the profile says.
func (d *Desk) queueReminders(tx *record.Tx, f strategy.Following, days []clock.Date) error {
	due := map[clock.Date]bool{}
	for _, day := range days {
		for _, n := range f.Before {
			due[day.AddDays(n)] = true
		}
		for _, n := range f.After {
			due[day.AddDays(-n)] = true
		}
	}
	var texts []string
	for day := range due {
		texts = append(texts, day.String())
	}
	where, arg := tx.In("day", 1, texts)
	type one struct {
		reminder
		day string
	}
	var all []one
	err := tx.Each(func(scan func(...any) error) error {
		var r one
		err := scan(&r.Action, &r.Person, &r.day)
		all = append(all, r)
		return err
	}, `SELECT rid, who, day FROM (SELECT r.rid, CASE WHEN r.state = 'done' THEN a.judge ELSE a.responsible END AS who, CASE WHEN r.state = 'done' THEN a.effect_on ELSE a.due END AS day
		FROM action a JOIN record r ON r.rid = a.rid WHERE r.state IN ('decided', 'started', 'done')) t WHERE `+where+` ORDER BY rid`, arg)
	if err != nil {
		return fmt.Errorf("find whom to remind: %w", err)
	}
	for _, r := range all {
		j := job.Job{Kind: ReminderKind, Payload: r.reminder, Dedupe: fmt.Sprintf("remind:%d:%d:%s:%s", r.Action, r.Person, r.day, days[0])}
		if _, err := job.Enqueue(tx.Tx, j); err != nil {
			return err
		}
	}
	return nil
}

// Remind runs one job of ReminderKind: a letter, if the action still is the person's and open.
func (d *Desk) Remind(tx *record.Tx, w job.Work) error {
	var r reminder
	if err := w.Read(&r); err != nil {
		return err
	}
	a, err := action.Kind.Reveal(tx, r.Action)
	if errors.Is(err, record.ErrNotFound) || err == nil && (a.Holder() != r.Person || a.State == record.Withdrawn) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read what to remind of: %w", err)
	}
	if a.On != 0 {
		i, err := Kind.Reveal(tx, a.On)
		if err == nil && i.concerns(tx, r.Person) {
			return nil
		}
		if err != nil && !errors.Is(err, record.ErrNotFound) {
			return fmt.Errorf("read what an action belongs to: %w", err)
		}
	}
	about := "action_due"
	if a.Late(tx.Today()) {
		about = "action_late"
	}
	subject, text := words.Letter("incident.letter."+about, a.Number.Text(action.Kind.Prefix), a.Deadline().String(), d.address+"/")
	_, err = job.Post(tx.Tx, job.Letter{Person: int64(r.Person), AboutRID: int64(a.Key), Subject: subject, Text: text})
	return err
}

// queueDigests queues the digest of the week for everybody who has something open and has not turned it off.
func queueDigests(tx *record.Tx, week clock.Date) error {
	persons, err := store.All[record.Key](tx.Tx, "SELECT DISTINCT a.who FROM access_key a JOIN record r ON r.rid = a.rid WHERE a.relation = 'assignee' AND a.who > 0 AND "+isOpen()+
		" AND a.who NOT IN (SELECT person FROM digest_off) ORDER BY a.who")
	if err != nil {
		return fmt.Errorf("find who gets a digest: %w", err)
	}
	for _, person := range persons {
		j := job.Job{Kind: DigestKind, Payload: digest{person}, Dedupe: fmt.Sprintf("digest:%d:%s", person, week)}
		if _, err := job.Enqueue(tx.Tx, j); err != nil {
			return err
		}
	}
	return nil
}

// Digest runs one job of DigestKind: how many things await the person by what the person may see, and where they stand;
// never what they are. Whoever has nothing gets nothing.
func (d *Desk) Digest(tx *record.Tx, w job.Work) error {
	var g digest
	if err := w.Read(&g); err != nil {
		return err
	}
	off, err := DigestOff(tx, g.Person)
	if err != nil || off {
		return err
	}
	own, err := tx.Book().With(tx.Tx, record.Caller{Person: g.Person})
	if err != nil {
		return fmt.Errorf("read a person's rights: %w", err)
	}
	load, err := d.Work(own, 1)
	if err != nil || load.Total()+load.Alerts == 0 {
		return err
	}
	subject, text := words.Letter("incident.letter.digest", load.Total()+load.Alerts, load.Counts[Late], d.address+"/", d.address+"/my/digest")
	_, err = job.Post(tx.Tx, job.Letter{Person: int64(g.Person), Subject: subject, Text: text})
	return err
}

// DigestOff reports whether a person has turned the digest off.
func DigestOff(tx *record.Tx, person record.Key) (bool, error) {
	all, err := store.All[record.Key](tx.Tx, "SELECT person FROM digest_off WHERE person = $1", int64(person))
	if err != nil {
		return false, fmt.Errorf("read whether the digest is off: %w", err)
	}
	return slices.Contains(all, person), nil
}

// TurnDigest turns the caller's own digest on or off.
func TurnDigest(tx *record.Tx, on bool) error {
	_, err := tx.Exec("DELETE FROM digest_off WHERE person = $1", int64(tx.Caller.Person))
	if err == nil && !on {
		_, err = tx.Exec("INSERT INTO digest_off(person) VALUES($1)", int64(tx.Caller.Person))
	}
	if err != nil {
		return fmt.Errorf("turn the digest: %w", err)
	}
	return nil
}
