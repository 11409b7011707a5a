package demo

import (
	"fmt"
	"testing"
	"os"

	"github.com/vardkas/vardkas/internal/clock"
)

func TestDump(t *testing.T) {
	if os.Getenv("DUMP") == "" { return }
	o := Region(Medium)
	fmt.Println(len(o.Units), len(o.Sites), len(o.Persons), len(o.Appointments))
	n := 0
	for e := range EventsBetween(o, clock.NewDate(2026, 10, 1), clock.NewDate(2026, 10, 20)) {
		n++
		fmt.Printf("\n%s [%s/%s] %s\n  %s | %s | hände %s anm %s | %v %v %s\n  %s\n  Gjort: %s\n", e.Key, e.Category, e.Subtype, e.Title, o.Unit(e.Unit).Name, e.Place, e.HappenedAt.Local().Format("Mon 02 15:04"), e.ReportedAt.Local().Format("Mon 02 15:04"), e.Affected, e.Hurt, e.Reporter, e.Description, e.AlreadyDone)
		if n%3 == 0 { for _, s := range e.Steps {
			fmt.Printf("    %s %-14s %s %s %s", s.At.Local().Format("2006-01-02 15:04"), s.Kind, o.Person(s.By).Name(), s.Role, s.Text)
			if s.Assessment != nil { fmt.Print(s.Assessment.Severity, s.Assessment.Consequences) }
			if s.Action != nil { fmt.Print(" ", s.Action.Title, " ", s.Action.Due) }
			if s.Police != nil { fmt.Print(*s.Police) }
			fmt.Println()
		} }
	}
}
