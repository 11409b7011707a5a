package clock

import (
	"sync"
	"time"
)

// Clock tells the time. Packages take a Clock and never call time.Now.
type Clock interface{ Now() time.Time }

// System returns the machine's clock. The times carry a monotonic reading, so
// that the difference between two of them is right even if the clock is set.
func System() Clock { return systemClock{} }

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

// Manual is a clock that moves only when told to. It is safe for use by several
// goroutines. It serves tests and the demo's past; the zero value shows the
// zero time.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewManual returns a clock standing at t.
func NewManual(t time.Time) *Manual { return &Manual{now: t} }

// Fixed returns a clock that always shows t.
func Fixed(t time.Time) Clock { return fixedClock(t) }

type fixedClock time.Time

func (c fixedClock) Now() time.Time { return time.Time(c) }

// Now returns the time the clock stands at.
func (c *Manual) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d, which may be negative: clocks do jump back.
func (c *Manual) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to t.
func (c *Manual) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}
