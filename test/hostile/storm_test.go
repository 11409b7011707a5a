package hostile

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/test/running"
)

var numberForm = regexp.MustCompile(`H-[0-9]{4}-[0-9]+`)

// storms is how many send at once.
const storms = 64

// aReportGivenUpHalfWay lets sixty-four send a report at once, and every other give up at a random moment. Afterwards each
// draft is either sent or as it was: sending it again gives one receipt, and there are as many reports as drafts.
func aReportGivenUpHalfWay(t *testing.T, program *running.Program) {
	g := enter(t, program, "")
	drafts := make([]url.Values, storms)
	for i := range drafts {
		drafts[i] = reviewed(t, g, fmt.Sprintf("Storm %d", i))
	}
	for round := range 3 {
		var under sync.WaitGroup
		rng := rand.New(rand.NewPCG(uint64(round), storms))
		for i, draft := range drafts {
			patience := time.Duration(rng.IntN(40_000)) * time.Microsecond
			under.Go(func() { g.storm(i%2 == 0, patience, draft) })
		}
		under.Wait()
	}
	numbers := map[string]bool{}
	for i, draft := range drafts {
		a := g.post("/report/review", draft)
		number := numberForm.FindString(string(a.body))
		if a.status != http.StatusOK || number == "" || numbers[number] {
			t.Errorf("draft %d: %d, number %q", i, a.status, number)
		}
		numbers[number] = true
	}
}

// reviewed brings a report to its review and returns what sends it.
func reviewed(t *testing.T, g *guest, text string) url.Values {
	carried := formTo(t, g.get("/report"), "/report")
	sending := formTo(t, g.post("/report", complete(carried, text)), "/report/review")
	sending.Set("_send", "1")
	return sending
}

// storm sends a form, and gives up after a while when it is told to.
func (g *guest) storm(givesUp bool, patience time.Duration, form url.Values) {
	ctx := context.Background()
	if givesUp {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	a := g.send(ctx, http.MethodPost, "/report/review", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if !givesUp && a.status != http.StatusOK {
		g.t.Errorf("a report sent among others got %d", a.status)
	}
}

// count asks the database of a program that has ended.
func count(t *testing.T, program *running.Program, database, question string) (n int) {
	t.Helper()
	if database == "" {
		database = program.Data + "/vardkas.db"
	}
	db, err := store.Open(context.Background(), store.Options{Source: database, Clock: clock.System(), Ledger: trail.NewLedger()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Read(context.Background(), func(tx *store.Tx) error { return tx.Row(question).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}
