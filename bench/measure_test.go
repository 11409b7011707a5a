package bench

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const (
	turn  = 200 * time.Millisecond // how long one side runs before the other does
	turns = 8                      // how often each side runs
	crowd = 16                     // clients of a row that measures many at once
)

// row is one kind of work.
type row struct {
	name    string
	clients int // how many at once; 0 = one
	do      func() error
}

// sample is what one turn cost.
type sample struct {
	n                   int
	cpu, wall           time.Duration
	allocs, bytes       uint64
	statements, commits int64
}

// meter reads what grows while work is done. Statements and commits may be nil: nothing counts them.
type meter struct {
	cpu        func() (time.Duration, error)
	statements func() int64
	commits    func() (int64, error)
}

func (m meter) read() (s sample, err error) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	s.allocs, s.bytes = memory.Mallocs, memory.TotalAlloc
	if m.statements != nil {
		s.statements = m.statements()
	}
	if m.commits != nil {
		if s.commits, err = m.commits(); err != nil {
			return s, fmt.Errorf("count the commits: %w", err)
		}
	}
	if s.cpu, err = m.cpu(); err != nil {
		return s, fmt.Errorf("read the processor time: %w", err)
	}
	return s, nil
}

// take runs r for at least d and returns what that cost.
func (m meter) take(r row, d time.Duration) (sample, error) {
	before, err := m.read()
	if err != nil {
		return sample{}, err
	}
	started := time.Now()
	n, err := r.run(started.Add(d))
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w", r.name, err)
	}
	wall := time.Since(started)
	after, err := m.read()
	return sample{
		n: n, wall: wall, cpu: after.cpu - before.cpu, allocs: after.allocs - before.allocs, bytes: after.bytes - before.bytes,
		statements: after.statements - before.statements, commits: after.commits - before.commits,
	}, err
}

func (r row) run(until time.Time) (int, error) {
	var done atomic.Int64
	var all sync.WaitGroup
	faults := make([]error, max(r.clients, 1))
	for i := range faults {
		all.Go(func() {
			for time.Now().Before(until) && faults[i] == nil {
				faults[i] = r.do()
				done.Add(1)
			}
		})
	}
	all.Wait()
	return int(done.Load()), errors.Join(faults...)
}

// spent is the processor time of this process, in user code and in the kernel.
func spent() (time.Duration, error) {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0, err
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano()), nil
}

// measure runs both sides in turns, after one turn of each that is not counted.
func (m meter) measure(product, limit row) (result, error) {
	var mine, theirs []sample
	for i := range turns + 1 {
		for _, side := range []struct {
			row row
			all *[]sample
		}{{limit, &theirs}, {product, &mine}} {
			s, err := m.take(side.row, turn)
			if err != nil {
				return result{}, err
			}
			if i > 0 { // the first turn warms caches and prepares statements
				*side.all = append(*side.all, s)
			}
		}
	}
	return compare(product, limit, mine, theirs), nil
}

func perOp(s sample) float64 { return float64(s.cpu) / float64(s.n) }

func compare(product, limit row, mine, theirs []sample) result {
	ratios := make([]float64, len(mine))
	for i := range mine {
		ratios[i] = perOp(mine[i]) / perOp(theirs[i])
	}
	slices.Sort(ratios)
	sum := total(mine)
	n := float64(sum.n)
	return result{
		Row: product.name, Limit: limit.name,
		TimesLimit: median(ratios), Low: ratios[len(ratios)/4], High: ratios[len(ratios)*3/4],
		CPU: milliseconds(mine), LimitCPU: milliseconds(theirs), Wall: float64(sum.wall) * float64(max(product.clients, 1)) / n / 1e6,
		Allocs: float64(sum.allocs) / n, Bytes: float64(sum.bytes) / n,
		Statements: float64(sum.statements) / n, Commits: float64(sum.commits) / n, N: sum.n,
	}
}

func milliseconds(all []sample) float64 {
	var each []float64
	for _, s := range all {
		each = append(each, perOp(s)/1e6)
	}
	slices.Sort(each)
	return median(each)
}

// median of sorted values.
func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func total(all []sample) (sum sample) {
	for _, s := range all {
		sum.n += s.n
		sum.cpu += s.cpu
		sum.wall += s.wall
		sum.allocs += s.allocs
		sum.bytes += s.bytes
		sum.statements += s.statements
		sum.commits += s.commits
	}
	return sum
}

func TestTheRatioIsTheMedianOfTheTurns(t *testing.T) {
	var mine, theirs []sample
	for _, cpu := range []time.Duration{30, 20, 1000, 40} { // one turn was disturbed
		mine = append(mine, sample{n: 10, cpu: cpu * time.Millisecond, statements: 50})
		theirs = append(theirs, sample{n: 100, cpu: 100 * time.Millisecond})
	}
	r := compare(row{name: "page"}, row{name: "limit"}, mine, theirs)
	if r.TimesLimit != 3.5 || r.LimitCPU != 1 || r.CPU != 3.5 || r.Statements != 5 {
		t.Errorf("got %.2f times %.2f ms, %.2f ms, %.1f statements", r.TimesLimit, r.LimitCPU, r.CPU, r.Statements)
	}
}

func TestWorkThatFailsIsNotMeasured(t *testing.T) {
	m := meter{cpu: spent}
	fine := row{name: "limit", do: func() error { return nil }}
	broken := row{name: "page", clients: 3, do: func() error { return errors.New("answered 500") }}
	if _, err := m.measure(broken, fine); err == nil {
		t.Error("a row that fails was given a figure")
	}
}
