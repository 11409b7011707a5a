package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// result is what one row came to. Times are milliseconds, everything is for each operation.
type result struct {
	Engine     string  `json:"engine"`
	Row        string  `json:"row"`
	Limit      string  `json:"limit"`
	TimesLimit float64 `json:"x_limit"` // median over the turns of product / limit, by processor time
	Low        float64 `json:"x_low"`   // quartiles of the same
	High       float64 `json:"x_high"`
	Goal       float64 `json:"x_goal,omitempty"` // 0 = none is set
	CPU        float64 `json:"cpu_ms"`
	LimitCPU   float64 `json:"limit_cpu_ms"`
	Wall       float64 `json:"wall_ms"` // soft: not to be compared between runs
	Statements float64 `json:"sql"`
	Commits    float64 `json:"commits"`
	Allocs     float64 `json:"allocs"`
	Bytes      float64 `json:"bytes"` // of memory asked for
	Answer     int     `json:"answer_bytes"`
	N          int     `json:"n"`
}

// journal is one run.
type journal struct {
	At      time.Time `json:"at"`
	Machine string    `json:"machine"`
	Events  int       `json:"events"`
	Results []result  `json:"results"`
}

func newJournal(events int) *journal {
	return &journal{At: time.Now().UTC().Truncate(time.Second), Machine: machine(), Events: events}
}

// machine is what the figures depend on most.
func machine() string {
	model := runtime.GOARCH
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%d × %s, %s, %s", runtime.NumCPU(), model, runtime.GOOS, runtime.Version())
}

// print writes the table people read.
func (r *journal) print(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "\n%s · %s · %d events\n\n", r.At.Format("2006-01-02 15:04"), r.Machine, r.Events); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(t, "engine\trow\t× limit\tgoal\tquartiles\tcpu ms\tlimit ms\tsql\tcommits\tallocs\tkB memory\tkB answer\twall ms\tagainst\t")
	for _, x := range r.Results {
		goal := "–"
		if x.Goal > 0 {
			goal = fmt.Sprintf("≤ %g", x.Goal)
		}
		if x.TimesLimit == 0 {
			_, _ = fmt.Fprintf(t, "%s\t%s\t–\t–\t–\t%.3f\t\t\t\t\t\t\t%.2f\t\t\n", x.Engine, x.Row, x.CPU, x.Wall)
			continue
		}
		_, _ = fmt.Fprintf(t, "%s\t%s\t%.2f\t%s\t%.2f–%.2f\t%.3f\t%.3f\t%.1f\t%.2f\t%.0f\t%.0f\t%.1f\t%.2f\t%s\t\n",
			x.Engine, x.Row, x.TimesLimit, goal, x.Low, x.High, x.CPU, x.LimitCPU, x.Statements, x.Commits, x.Allocs, x.Bytes/1024, float64(x.Answer)/1024, x.Wall, x.Limit)
	}
	return t.Flush() // keeps the first error of what was written to it
}

// save keeps the run as JSON in the folder out, named by its moment.
func (r *journal) save() (string, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write the results: %w", err)
	}
	if err := os.MkdirAll("out", 0o755); err != nil {
		return "", fmt.Errorf("write the results: %w", err)
	}
	path := filepath.Join("out", r.At.Format("20060102-150405")+".json")
	if err := os.WriteFile(path, append(b, '\n'), 0o644); err != nil {
		return "", fmt.Errorf("write the results: %w", err)
	}
	return path, nil
}
