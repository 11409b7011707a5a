package account

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/search"
	"github.com/vardkas/vardkas/internal/store"
)

// Standing is how an account stands, for the list of accounts.
type Standing string

// The standings. A closed account is only that, whatever else it is.
const (
	Used     Standing = "used"     // the person has a password of their own
	Unused   Standing = "unused"   // the one-time password has not been used
	Outdated Standing = "outdated" // the one-time password is too old to be used
	Shut     Standing = "closed"
)

// Standings lists the standings.
func Standings() []Standing { return []Standing{Used, Unused, Outdated, Shut} }

// At is how the account stands at a moment.
func (x Account) At(at clock.Instant) Standing {
	switch {
	case x.Disabled:
		return Shut
	case x.OnceUntil > 0 && x.OnceUntil <= at:
		return Outdated
	case x.OnceUntil > 0:
		return Unused
	}
	return Used
}

// Order is what a list of accounts is sorted by.
type Order string

// The orders.
const (
	ByPerson   Order = "person"
	ByUsername Order = "username"
	ByUnit     Order = "unit"
	BySignedIn Order = "signed_in"
	ByCreated  Order = "created"
)

// Orders lists the orders, the usual one first.
func Orders() []Order { return []Order{ByPerson, ByUsername, ByUnit, BySignedIn, ByCreated} }

// Query asks for a part of a list of accounts, or of the persons who have none.
type Query struct {
	Search   string   // each word is a part of the name, the user name or the name of the unit
	Standing Standing // empty = every
	Order    Order    // empty = by person
	Desc     bool
}

// Entry is one line of a list: an account with whose it is, or, without an account, a person.
type Entry struct {
	Account
	PublicID   []byte // of the person's record
	Name       string
	Given      string
	Family     string
	Occupation string
	Unit       string // name of the unit; empty = none
	Left       bool   // the person has left
}

// Entries lists every account that the query asks for. It looks at no rights: ask access first. An organisation has some ten
// thousand accounts at most, so they are sorted here, in the order of the Swedish alphabet, whatever the database.
func Entries(tx *store.Tx, q Query) ([]Entry, error) {
	return q.read(tx, scanEntry, "SELECT "+entryColumns+", "+accountColumns+" FROM account a JOIN record r ON r.rid = a.person"+entryJoins)
}

// Without lists the active persons who have no account.
func Without(tx *store.Tx, q Query) ([]Entry, error) {
	return q.read(tx, func(scan func(...any) error) (e Entry, err error) {
		return e, scan(append(e.places(), &e.Person)...)
	}, "SELECT "+entryColumns+", r.rid FROM record r"+entryJoins+" WHERE "+withoutAccount)
}

// CountWithout counts the active persons who have no account.
func CountWithout(tx *store.Tx) (n int, err error) {
	err = tx.Row("SELECT count(*) FROM record r WHERE " + withoutAccount).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count persons without an account: %w", err)
	}
	return n, nil
}

const (
	entryColumns   = "r.id, r.title, r.state = 'left', COALESCE(p.given, ''), COALESCE(p.family, ''), COALESCE(p.occupation, ''), COALESCE(u.title, '')"
	entryJoins     = " LEFT JOIN person p ON p.rid = r.rid LEFT JOIN record u ON u.rid = r.unit"
	withoutAccount = "r.kind = 'person' AND r.state = 'active' AND NOT EXISTS (SELECT 1 FROM account x WHERE x.person = r.rid)"
)

// places are where entryColumns go.
func (e *Entry) places() []any {
	return []any{&e.PublicID, &e.Name, &e.Left, &e.Given, &e.Family, &e.Occupation, &e.Unit}
}

func scanEntry(scan func(...any) error) (e Entry, err error) {
	e.Account, err = scanAccount(func(rest ...any) error { return scan(append(e.places(), rest...)...) })
	return e, err
}

func (q Query) read(tx *store.Tx, scanOne func(func(...any) error) (Entry, error), query string) (all []Entry, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		e, err := scanOne(scan)
		if err == nil && q.wants(e, tx.At()) {
			all = append(all, e)
		}
		return err
	}, query)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	q.sort(all)
	return all, nil
}

func (q Query) wants(e Entry, at clock.Instant) bool {
	if q.Standing != "" && e.At(at) != q.Standing {
		return false
	}
	text := FoldName(e.Name + " " + e.Username + " " + e.Unit)
	for word := range strings.FieldsSeq(FoldName(q.Search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func (q Query) sort(all []Entry) {
	keys := map[int64]string{} // by person: a key is made once, not once a comparison
	for _, e := range all {
		switch q.Order {
		case ByUsername:
			keys[e.Person] = e.Username
		case ByUnit:
			keys[e.Person] = search.SortKey(e.Unit) + "\x00" + search.SortKey(e.Name)
		default:
			keys[e.Person] = search.SortKey(e.Name)
		}
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		var by int
		switch q.Order {
		case BySignedIn:
			by = cmp.Compare(a.SignedInAt, b.SignedInAt)
		case ByCreated:
			by = cmp.Compare(a.CreatedAt, b.CreatedAt)
		}
		by = cmp.Or(by, cmp.Compare(keys[a.Person], keys[b.Person]), cmp.Compare(a.Person, b.Person))
		if q.Desc {
			return -by
		}
		return by
	})
}

// ProposeName makes a user name of a person's name, as in anna.berg or anna.berg2, that taken does not hold.
func ProposeName(e Entry, taken func(string) bool) string {
	given, family := plain(firstWord(e.Given)), plain(strings.ReplaceAll(e.Family, " ", "-"))
	if given == "" && family == "" {
		words := strings.Fields(e.Name)
		if len(words) > 1 {
			given, words = plain(words[0]), words[len(words)-1:]
		}
		family = plain(strings.Join(words, "-"))
	}
	name := clipName(strings.Trim(given+"."+family, "."))
	if len(name) < 2 {
		name = "person"
	}
	proposed := name
	for n := 2; taken(proposed); n++ {
		proposed = fmt.Sprint(name, n)
	}
	return proposed
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return word
}

// longestProposal leaves room for a number after the name.
const longestProposal = 50

func clipName(s string) string { return strings.TrimRight(s[:min(len(s), longestProposal)], "-.") }

// plain is a name in the letters a to z, figures and hyphens: a user name is typed on keyboards of all countries.
func plain(s string) string {
	s = strings.NewReplacer("æ", "ae", "ø", "o", "ß", "ss", "ð", "d", "þ", "th", "ł", "l", "đ", "d").Replace(FoldName(s))
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			b.WriteRune(r)
		}
	}
	return strings.Trim(b.String(), "-")
}

// UserNames lists every user name there is.
func UserNames(tx *store.Tx) (map[string]bool, error) {
	names, err := store.All[string](tx, "SELECT username FROM account")
	if err != nil {
		return nil, fmt.Errorf("read the user names: %w", err)
	}
	all := map[string]bool{}
	for _, name := range names {
		all[name] = true
	}
	return all, nil
}
