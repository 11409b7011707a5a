// Package running runs the whole program as its command line does, for tests that meet it from outside: on a port, with a
// data directory, a log and the commands beside it. The region is the demo's, with six weeks of history instead of two
// years, so that a test does not wait for it.
//
// It serves the tests in browser and hostile, which hold the demands on every page at once (WCAG 2.2 AA, no answer in the
// five hundreds, nothing half-saved).
package running

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/vardkas/vardkas/internal/app"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/demo"
)

// history is how many days the region has been at it.
const history = 42

// Program is a running program.
type Program struct {
	URL     string // http://127.0.0.1:…, without a slash at the end
	Data    string // the data directory
	SignIns []demo.SignIn

	args []string // that every command needs to find the data
	stop func() error
}

// Demo builds a region and serves it until t ends. database is the address of a PostgreSQL database, or empty for SQLite.
// The program believes that a proxy stands in front, so that a test may come from as many addresses as it likes.
func Demo(t testing.TB, database string) *Program {
	t.Helper()
	p := &Program{Data: t.TempDir()}
	p.args = []string{"--data", p.Data, "--database", database}
	begin(t, p.Data)
	ctx, cancel := context.WithCancel(context.Background())
	out := newWaiter()
	ended := make(chan error, 1)
	args := append([]string{"demo", "--size", string(demo.Small), "--addr", "127.0.0.1:0", "--proxied", "yes"}, p.args...)
	go func() {
		ended <- app.Run(ctx, args, nil, app.Stdio{In: strings.NewReader(""), Out: out, Err: &bytes.Buffer{}})
	}()
	p.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	select {
	case p.URL = <-out.address:
	case err := <-ended:
		cancel()
		t.Fatalf("the program ended before it served: %v", err)
	}
	t.Cleanup(func() { p.Stop(t) })
	p.SignIns = demo.Accounts(demo.Region(demo.Small))
	return p
}

// begin says in the data directory when the story of the demo begins.
func begin(t testing.TB, data string) {
	t.Helper()
	day := clock.Today(clock.System()).AddDays(-history)
	text, err := json.Marshal(map[string]any{"size": demo.Small, "first": day})
	if err == nil {
		err = os.WriteFile(filepath.Join(data, "demo.json"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Stop ends the program as an operator does, and fails the test when it does not end well.
func (p *Program) Stop(t testing.TB) {
	t.Helper()
	if err := p.stop(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
}

// Log is what the program has logged so far.
func (p *Program) Log(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.Data, "demo.log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Verify runs the command that checks the whole trail, and every record and list against it.
func (p *Program) Verify(t testing.TB) {
	t.Helper()
	var said bytes.Buffer
	err := app.Run(context.Background(), append([]string{"verify"}, p.args...), nil, app.Stdio{In: strings.NewReader(""), Out: &said, Err: &said})
	if err != nil {
		t.Errorf("verify: %v\n%s", err, &said)
	}
}

// Key is the record key that a demo button sends for a person with this user name; read from the data directory.
func (p *Program) Key(t testing.TB, username string) string {
	t.Helper()
	var kept struct {
		Codes   map[string]int64 `json:"codes"`
		SignIns []demo.SignIn    `json:"sign_ins"`
	}
	text, err := os.ReadFile(filepath.Join(p.Data, "demo.json"))
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range kept.SignIns {
		if s.Username == username {
			return fmt.Sprint(kept.Codes[s.Person])
		}
	}
	t.Fatalf("the demo has no %s", username)
	return ""
}

// waiter reads what the program says until it says where it answers.
type waiter struct {
	address chan string
	mu      sync.Mutex
	said    bytes.Buffer
	found   bool
}

func newWaiter() *waiter { return &waiter{address: make(chan string, 1)} }

var address = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// Write takes what the program says.
func (w *waiter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said.Write(b)
	if found := address.FindString(w.said.String()); found != "" && !w.found {
		w.found = true
		w.address <- found
	}
	return len(b), nil
}
