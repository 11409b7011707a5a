package bench

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
)

//go:embed peers.csv
var peersCSV string

// helloThen is what the least answer cost over a connection on the machine of the peers, in milliseconds of processor
// time. Their figures are scaled by what it costs now.
const helloThen = 0.024

// peer is what one other product cost once.
type peer struct {
	name, work, row string
	events          int
	cpu             float64
}

func peers() ([]peer, error) {
	r := csv.NewReader(strings.NewReader(peersCSV))
	r.Comment, r.FieldsPerRecord = '#', 5
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the peers: %w", err)
	}
	var all []peer
	for _, l := range lines[1:] {
		p := peer{name: l[0], work: l[1], row: l[2]}
		if p.events, err = strconv.Atoi(l[3]); err != nil {
			return nil, fmt.Errorf("read the peers: %w", err)
		}
		if p.cpu, err = strconv.ParseFloat(l[4], 64); err != nil {
			return nil, fmt.Errorf("read the peers: %w", err)
		}
		all = append(all, p)
	}
	return all, nil
}

// printPeers sets the rows of this run beside what others cost, scaled to this machine, at the size nearest from above.
func (r *journal) printPeers(w io.Writer) error {
	all, err := peers()
	if err != nil {
		return err
	}
	hello, ok := r.find("limit: hello over loopback")
	if !ok {
		return nil // a part of the rows was asked for
	}
	size := 100_000
	if r.Events <= 10_000 {
		size = 10_000
	}
	scale := hello.CPU / helloThen
	if _, err := fmt.Fprintf(w, "\nOthers, measured 2026-11-22 with %d events, scaled by %.2f (hello now %.3f ms, then %.3f ms)\n\n", size, scale, hello.CPU, helloThen); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(t, "row\tcpu ms here\tpeer\tits work\tcpu ms there\tscaled\ttimes ours\t")
	for _, p := range all {
		if ours, ok := r.find(p.row); ok && p.events == size {
			_, _ = fmt.Fprintf(t, "%s\t%.2f\t%s\t%s\t%.1f\t%.1f\t%.0f\t\n", p.row, ours.CPU, p.name, p.work, p.cpu, p.cpu*scale, p.cpu*scale/ours.CPU)
		}
	}
	return t.Flush() // keeps the first error of what was written to it
}

func (r *journal) find(row string) (result, bool) {
	for _, x := range r.Results {
		if x.Row == row {
			return x, true
		}
	}
	return result{}, false
}

func TestEveryPeerIsHeldAgainstARowThatIsMeasured(t *testing.T) {
	all, err := peers()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, w := range append(pages(), reports()...) {
		rows[w.name] = true
	}
	for _, p := range all {
		if !rows[p.row] || p.cpu <= 0 {
			t.Errorf("%s, %s: there is no row %q", p.name, p.work, p.row)
		}
	}
}

func TestPeersAreScaledToThisMachine(t *testing.T) {
	var text strings.Builder
	r := journal{Events: 10_000, Results: []result{{Row: "limit: hello over loopback", CPU: 2 * helloThen}, {Row: "report sent", CPU: 2.52}}}
	if err := r.printPeers(&text); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "25.2          10") {
		t.Errorf("Probo's 12.6 ms at twice the hello are not 25.2 ms and ten times ours:\n%s", text.String())
	}
}
