package demo

import (
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/deadline"
)

// group is a set of categories that share a share of all reports.
type group struct {
	name  string
	share float64
}

// groups are the shares of security reports: a planning assumption (hot och
// våld 40 %, it and information 22 %, personal data 13 %, theft and damage
// 10 %, premises 8 %, fire 6 %, other 1 %).
var groups = []group{
	{"violence", 0.22}, {"threat", 0.18}, {"it", 0.15}, {"information", 0.07}, {"personal_data", 0.13},
	{"theft", 0.10}, {"access", 0.08}, {"fire", 0.06}, {"other", 0.01},
}

var groupOf = map[string]string{
	"violence": "violence", "threat": "threat",
	"it_disruption": "it", "it_intrusion": "it", "phishing": "it",
	"information_loss": "information", "information_disclosure": "information",
	"personal_data": "personal_data",
	"theft":         "theft", "vandalism": "theft",
	"break_in": "access", "unauthorised_access": "access", "lost_card": "access",
	"fire": "fire", "fire_safety": "fire",
	"technical_supply": "other", "protective_security": "other", "person_missing": "other", "other": "other",
}

func drawGroup(rng *rand.Rand) string {
	at := rng.Float64()
	for _, g := range groups {
		if at < g.share {
			return g.name
		}
		at -= g.share
	}
	return groups[0].name
}

// expected is how many events are reported on a day on average: fewer at
// weekends and holidays, fewer still in the summer weeks.
func (p plan) expected(day clock.Date) float64 {
	base := p.eventsAYear / 365.25
	factor := 1.26
	if quiet(day) {
		factor = 0.5
	}
	switch _, week := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC).ISOWeek(); {
	case week >= 27 && week <= 31:
		factor *= 0.62
	case week == 26 || week == 32 || week >= 52 || week == 1:
		factor *= 0.8
	}
	return base * factor * 1.02
}

// sweden is the calendar of Swedish holidays, read once.
var sweden = sync.OnceValue(deadline.Sweden)

// quiet tells whether offices are closed: weekends, holidays and eves.
func quiet(day clock.Date) bool { return !sweden().IsWorkday(day) }

// poisson draws a number of events with the mean given.
func poisson(rng *rand.Rand, mean float64) int {
	limit, product, n := math.Exp(-mean), rng.Float64(), 0
	for product > limit {
		product *= rng.Float64()
		n++
	}
	return n
}

// at is the moment of a time of day, in minutes after midnight as the Swedish
// wall clock shows it. In the hour that is skipped in spring it is the hour after.
func at(day clock.Date, minutes int) clock.Instant {
	return clock.At(time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, clock.Stockholm()))
}

// minuteOf draws when on a day something happens.
func minuteOf(rng *rand.Rand, when string, dayAndNight bool) int {
	switch {
	case when == "night":
		return rng.IntN(6 * 60)
	case when == "evening" || when == "evening night":
		return 17*60 + rng.IntN(7*60-10)
	case dayAndNight && rng.IntN(100) < 30:
		return 17*60 + rng.IntN(6*60+50)
	case dayAndNight && rng.IntN(100) < 20:
		return rng.IntN(7 * 60)
	}
	// Two peaks: before and after lunch.
	return 7*60 + 30 + rng.IntN(4*60) + rng.IntN(5*60)
}

// workday is the first open day on or after day.
func workday(day clock.Date) clock.Date {
	return sweden().NextWorkday(day)
}

// atWork is a moment in working hours, days working days after from's day. On
// the same day it lies after from, or on the next open day.
func atWork(rng *rand.Rand, from clock.Instant, days int) clock.Instant {
	day := workday(from.Date())
	for range days {
		day = workday(day.AddDays(1))
	}
	moment := at(day, 7*60+40+rng.IntN(8*60+40))
	for !moment.After(from) {
		day = workday(day.AddDays(1))
		moment = at(day, 7*60+40+rng.IntN(8*60+40))
	}
	return moment
}
