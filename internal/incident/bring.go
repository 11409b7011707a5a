package incident

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/personalnumber"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/strategy"
)

// Bring readies an event from another system's table to be created here (B52), by the rules that a report meets: level,
// areas, ground and title follow its category, and a personal number stops it. Nobody is alerted and nothing is routed:
// it has been handled where it came from. What the table says itself is set already; its level counts when it is higher.
// It answers record.Invalid with every problem; a personal number in a named value has the field facts.<name>.
func Bring(tx *record.Tx, i *Incident) error {
	p, ok := org.ProfileOf(tx)
	if !ok {
		return errNoProfile
	}
	if i.Category == "" {
		return record.Invalid{{Field: "category", Key: "problem.required"}}
	}
	c, ok := p.Category(string(i.Category))
	if !ok {
		return record.Invalid{{Field: "category", Key: "problem.not_an_option"}}
	}
	if bad := i.withPersonalNumber(); len(bad) > 0 {
		return bad
	}
	i.Level = max(i.Level, access.Level(c.Level))
	if i.ProtectedIdentity {
		i.Level = access.LevelCase
	}
	i.LeastLevel = strconv.Itoa(int(i.Level))
	if len(i.Areas) == 0 {
		i.Areas = codes(c.Areas)
	}
	if i.Severity != "" {
		i.Scale = p.ScaleID()
	}
	i.entitle(c)
	return nil
}

// entitle moves the title of what is under secrecy into the description: titles are shown in more places than records.
func (i *Incident) entitle(c strategy.Category) {
	if i.Level >= access.LevelSecrecy {
		if i.Title != "" {
			i.Description = strings.TrimSpace(i.Title + "\n\n" + i.Description)
		}
		if i.Ground == "" {
			i.Ground = c.Ground
		}
		i.Title = ""
	}
	if i.Title == "" {
		i.Title = titleOf(i, c)
	}
}

// withPersonalNumber lists the texts that hold one.
func (i *Incident) withPersonalNumber() (bad record.Invalid) {
	texts := map[string]string{
		"title": i.Title, "description": i.Description, "when_note": i.WhenNote, "place_text": i.PlaceText, "done_already": i.DoneAlready,
	}
	for name, value := range i.Facts {
		texts["facts."+name] = value
	}
	for _, field := range slices.Sorted(maps.Keys(texts)) {
		if personalnumber.Contains(texts[field]) {
			bad = append(bad, record.Problem{Field: field, Key: "incident.problem.personal_number"})
		}
	}
	return bad
}
