package strategy

import "time"

// Following is how the organisation follows what it has decided to do, and how it tells people what awaits them (A24, B38).
type Following struct {
	Before  []int         // days before an action's end on which whoever does it is reminded
	After   []int         // days after it, while it is not done
	At      time.Duration // from midnight, when reminders and digests leave
	Weekday time.Weekday  // of the digest; the next working day when it is a holiday
	Basis   Basis
}

// Following returns the organisation's way to follow decided actions.
func (p *Profile) Following() Following { return p.following }

// EffectAsked reports whether the effect of an action must be judged: an event of these facts asks for it when it is decided.
func (p *Profile) EffectAsked(f Facts) bool { return p.holds(p.effect, p.complete(f)) }

const maxReminderDays = 365

func (r *reading) followed(it item) {
	f := &r.profile.following
	if one, ok := it.section("effect"); ok {
		r.profile.effect = one.condition()
		one.done()
	}
	if one, ok := it.section("reminders"); ok {
		f.Before, f.After = one.wholes("before", 0, maxReminderDays), one.wholes("after", 1, maxReminderDays)
		one.done()
	}
	if one, ok := it.section("digest"); ok {
		weekday := one.oneOf("weekday", weekdays()...)
		for n, name := range weekdays() {
			if name == weekday {
				f.Weekday = time.Weekday((n + 1) % 7)
			}
		}
		one.done()
	}
	f.At = it.duration("at")
	f.Basis = it.basis()
	it.done()
}

func weekdays() []string {
	return []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
}

// wholes reads a list of whole numbers; it may be left out.
func (it item) wholes(name string, low, high int) (all []int) {
	v, ok := it.take(name)
	if !ok {
		return nil
	}
	for _, one := range v.values() {
		n, ok := one.whole()
		if ok && (n < int64(low) || n > int64(high)) {
			one.problem(keyNumberRange, low, high)
		}
		all = append(all, int(n))
	}
	return all
}
