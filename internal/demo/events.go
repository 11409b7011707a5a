package demo

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/clock"
)

// Events is what was reported on a day, by time of report, each with its whole
// handling. It is the same whatever day it is asked on.
func Events(o Organisation, day clock.Date) []Event {
	days := draftMonth(&o, day)
	return finish(&o, days[day.Day()-1])
}

// EventsBetween gives the events of all days from the first to the last, day by
// day. It is faster than asking for each day.
func EventsBetween(o Organisation, first, last clock.Date) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for month := clock.NewDate(first.Year(), first.Month(), 1); !month.After(last); month = month.AddMonths(1) {
			end := month.AddMonths(1).AddDays(-1)
			if end.After(last) {
				end = last
			}
			for i, drafts := range draftMonth(&o, end) {
				if month.AddDays(i).Before(first) {
					continue
				}
				for _, e := range finish(&o, drafts) {
					if !yield(e) {
						return
					}
				}
			}
		}
	}
}

func finish(o *Organisation, drafts []draft) []Event {
	events := make([]Event, 0, len(drafts))
	for _, d := range drafts {
		events = append(events, handle(o, d))
	}
	return events
}

// draft is an event as it was reported, before anybody handled it.
type draft struct {
	Event
	story    *story
	severity int
}

// draftMonth tells the days of the month up to and including day. A month is
// told as one, from its first day, so that no two of its events read alike;
// what a day holds depends on the days of its month before it, never on later
// ones.
func draftMonth(o *Organisation, upTo clock.Date) [][]draft {
	t := &teller{org: o, plan: planOf(o.Size), book: theBook(), told: map[string]bool{}, last: map[string]int{}}
	var days [][]draft
	first := clock.NewDate(upTo.Year(), upTo.Month(), 1)
	for day := first; !day.After(upTo); day = day.AddDays(1) {
		days = append(days, t.day(day))
	}
	return days
}

// teller tells the events of one month.
type teller struct {
	org  *Organisation
	plan plan
	book *book
	told map[string]bool // descriptions of this month
	last map[string]int  // story id → day of the month it was told last
}

// restDays is how many days a base story rests before it is told again, where
// there are others to tell.
const restDays = 6

func (t *teller) day(day clock.Date) []draft {
	rng := seeded("day "+string(t.org.Size), first1970.DaysUntil(day))
	var drafts []draft
	for range poisson(rng, t.plan.expected(day)) {
		drafts = append(drafts, t.event(rng, day))
	}
	slices.SortStableFunc(drafts, func(a, b draft) int { return int(a.ReportedAt - b.ReportedAt) })
	for i := range drafts {
		drafts[i].Key = fmt.Sprintf("%s-%d", day, i+1)
	}
	return drafts
}

var first1970 = clock.NewDate(1970, 1, 1)

// event draws until it finds one that was not told this month. Each try costs
// little; a hundred failing ones would mean too few alternatives in a story,
// and then the day is told with a remark of the room.
func (t *teller) event(rng *rand.Rand, day clock.Date) draft {
	group := drawGroup(rng)
	var d draft
	for try := range 100 {
		d = t.try(rng, group, day, try > 30)
		if !t.told[d.Description] {
			break
		}
	}
	for n := 2; t.told[d.Description]; n++ {
		d.Description = fmt.Sprintf("%s Gäller rum %d.", d.Description, n)
	}
	t.told[d.Description] = true
	t.last[d.story.id] = day.Day()
	return d
}

func (t *teller) try(rng *rand.Rand, group string, day clock.Date, anyStory bool) draft {
	s := t.chooseStory(rng, group, day, anyStory)
	happened := day.AddDays(-lagDays(rng))
	unit := t.chooseUnit(rng, s, happened)
	minute := minuteOf(rng, s.time, unit.AllHours)
	d := draft{story: s, severity: severity(rng, s)}
	d.Event = Event{
		Category: s.category, Subtype: s.subtype, Story: s.id, Unit: unit.Code, Site: unit.Site, ContactOnly: s.contactOnly,
		HappenedAt: at(happened, minute), Ongoing: s.ongoing == "yes" || s.ongoing == "maybe" && rng.IntN(3) == 0,
		Place: t.choosePlace(rng, s, unit), Affected: affected(rng, s), Hurt: hurt(rng, s),
	}
	d.ReportedAt = reportedAt(rng, d.HappenedAt, happened, day, unit.AllHours)
	d.Reporter = t.chooseReporter(rng, s, unit)
	t.tell(rng, &d, minute)
	return d
}

// lagDays is how many days later people report what happened.
func lagDays(rng *rand.Rand) int {
	switch n := rng.IntN(100); {
	case n < 62:
		return 0
	case n < 86:
		return 1
	default:
		return 2 + rng.IntN(7)
	}
}

func (t *teller) chooseStory(rng *rand.Rand, group string, day clock.Date, anyStory bool) *story {
	stories := t.book.stories[group]
	for range 200 {
		s := stories[rng.IntN(len(stories))]
		told, before := t.last[s.id]
		rested := !before || day.Day()-told >= restDays
		if s.possible(int(day.Month())) && rng.IntN(3) < s.weight && (rested || anyStory) {
			return s
		}
	}
	return stories[0]
}

// chooseUnit prefers units that are open: at weekends and holidays most of what
// happens, happens where people work day and night, or to empty buildings.
func (t *teller) chooseUnit(rng *rand.Rand, s *story, happened clock.Date) Unit {
	var unit Unit
	for range 12 {
		pool := t.org.pools[s.units[rng.IntN(len(s.units))]]
		if len(pool) == 0 {
			continue
		}
		unit = t.org.Unit(pool[rng.IntN(len(pool))])
		if !quiet(happened) || unit.AllHours || unit.Kind == KindTransit || unit.Kind == KindCulture || s.time != "" {
			break
		}
	}
	return unit
}

func (t *teller) choosePlace(rng *rand.Rand, s *story, unit Unit) string {
	var fitting []string
	for _, place := range t.org.Site(unit.Site).Places {
		if slices.Contains(s.places, place.Kind) {
			fitting = append(fitting, place.Code)
		}
	}
	if len(fitting) == 0 {
		return ""
	}
	return fitting[rng.IntN(len(fitting))]
}

// chooseReporter is someone of the unit, or nobody: about one report in eight
// is anonymous.
func (t *teller) chooseReporter(rng *rand.Rand, s *story, unit Unit) string {
	if rng.IntN(1000) < 122 && !s.contactOnly {
		return ""
	}
	staff := t.org.staff[unit.Code]
	if len(staff) == 0 {
		return unit.Manager
	}
	return staff[rng.IntN(len(staff))]
}

// severity draws how bad it was: what could be serious mostly turns out less so.
func severity(rng *rand.Rand, s *story) int {
	drawn := s.severities[rng.IntN(len(s.severities))]
	if drawn >= 3 && rng.IntN(2) == 0 {
		drawn = s.severities[rng.IntN(len(s.severities))]
	}
	return drawn
}

func affected(rng *rand.Rand, s *story) []string {
	all := s.affected[:1:1]
	for _, other := range s.affected[1:] {
		if rng.IntN(2) == 0 {
			all = append(all, other)
		}
	}
	return all
}

func hurt(rng *rand.Rand, s *story) Hurt {
	switch n := rng.IntN(10); {
	case s.hurt == "yes", s.hurt == "maybe" && n < 3:
		return HurtYes
	case s.hurt == "maybe" && n == 3:
		return HurtUnknown
	}
	return HurtNo
}

// reportedAt lies on day and after what happened.
func reportedAt(rng *rand.Rand, happenedAt clock.Instant, happened, day clock.Date, dayAndNight bool) clock.Instant {
	end := at(day, 23*60+58)
	if happened == day {
		later := happenedAt + clock.Instant(60_000*(10+rng.IntN(60)+rng.IntN(180)))
		if later.After(end) {
			return max(happenedAt, end)
		}
		return later
	}
	return at(day, minuteOf(rng, "", dayAndNight))
}

// tell fills in title, description and what was done at once.
func (t *teller) tell(rng *rand.Rand, d *draft, minute int) {
	v := &voice{rng: rng, book: t.book, drawn: map[string]string{}, picks: d.story.picks, chosen: map[string]int{}}
	v.drawn["kl"] = fmt.Sprintf("%d.%02d", minute/60, minute%60/5*5)
	part := partOfDay(minute)
	v.drawn["dagdel"], v.drawn["Dagdel"] = part, capital(part)
	v.drawn["manad"] = monthNames[(int(d.ReportedAt.Date().Month())+10-rng.IntN(4))%12]
	v.drawn["kommun"] = t.org.Unit(d.Unit).Municipality
	d.Title = capital(tidy(d.story.title.fill(rng, v.slot)))
	var sentences []string
	for _, one := range d.story.lines {
		if one.optional && rng.IntN(2) == 0 {
			continue
		}
		sentences = append(sentences, tidy(one.text.fill(rng, v.slot)))
	}
	d.Description = asTyped(rng, capitals(strings.Join(sentences, " ")))
	if done := d.story.done; len(done) > 0 && rng.IntN(4) > 0 {
		d.AlreadyDone = done[rng.IntN(len(done))] + "."
	}
}

// partOfDay names a time of day as people write it.
func partOfDay(minute int) string {
	switch hour := minute / 60; {
	case hour < 6:
		return "under natten"
	case hour < 9:
		return "på morgonen"
	case hour < 12:
		return "på förmiddagen"
	case hour < 17:
		return "på eftermiddagen"
	default:
		return "på kvällen"
	}
}

// voice gives the slots of one story their values, the same each time.
type voice struct {
	rng    *rand.Rand
	book   *book
	drawn  map[string]string
	picks  map[string][][]template
	chosen map[string]int
}

func (v *voice) slot(name string) string {
	if value, ok := v.drawn[name]; ok {
		return value
	}
	value := v.draw(name)
	v.drawn[name] = value
	return value
}

func (v *voice) draw(name string) string {
	base, form, _ := strings.Cut(name, ".")
	if choices := v.picks[base]; len(choices) > 0 {
		if _, ok := v.chosen[base]; !ok {
			v.chosen[base] = v.rng.IntN(len(choices))
		}
		forms := choices[v.chosen[base]]
		at := 0
		if form != "" {
			at = int(form[0] - '1')
		}
		return forms[at].fill(v.rng, v.slot)
	}
	switch name {
	case "rum":
		return fmt.Sprintf("%s %d", []string{"rum", "sal"}[v.rng.IntN(2)], 1+v.rng.IntN(18))
	case "linje":
		return fmt.Sprint(1 + v.rng.IntN(90))
	}
	values := v.book.slots[name]
	return values[v.rng.IntN(len(values))]
}

var monthNames = []string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"}

func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// capitals gives every sentence its capital letter. "kl. 8" is no sentence end,
// which is why a digit or a small word after an abbreviation stays.
func capitals(text string) string {
	words := strings.Split(capital(text), " ")
	for i := 1; i < len(words); i++ {
		before := words[i-1]
		if strings.HasSuffix(before, ".") && len(before) > 4 {
			words[i] = capital(words[i])
		}
	}
	return strings.Join(words, " ")
}

// asTyped leaves a few texts as people in a hurry write them.
func asTyped(rng *rand.Rand, text string) string {
	n := rng.IntN(100)
	if n < 4 {
		text = hurried.Replace(text)
	}
	if n >= 4 && n < 8 {
		from := slips[rng.IntN(len(slips))]
		text = strings.Replace(text, from[0], from[1], 1)
	}
	return text
}

var hurried = strings.NewReplacer("patienten", "pat", "Patienten", "Pat", "någon", "nån", "sjuksköterskan", "ssk", "cirka", "ca", "ungefär", "ca")

var slips = [][2]string{
	{"eller", "ellr"}, {"personal", "persoanl"}, {"innan", "inan"}, {"efter", "eftr"}, {"tillbaka", "tilbaka"},
	{"något", "ngt"}, {"direkt", "dirket"}, {"inte", "itne"}, {"och ", "ocg "}, {"kommer", "komer"},
}
