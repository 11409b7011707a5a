package web

import (
	"hash/maphash"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/vardkas/vardkas/internal/clock"
)

const (
	limiterKeeps = 10 * time.Minute
	limiterMost  = 20_000
)

// limiter slows down who sends too much from one address. It knows addresses only as numbers made with a seed of this
// process, and forgets them after ten minutes.
type limiter struct {
	clock  clock.Clock
	perSec rate.Limit
	burst  int
	seed   maphash.Seed

	mu    sync.Mutex
	known map[uint64]*bucket
	swept time.Time
}

type bucket struct {
	*rate.Limiter
	seen time.Time
}

func newLimiter(c clock.Clock, perSecond float64, burst int) *limiter {
	return &limiter{clock: c, perSec: rate.Limit(perSecond), burst: burst, seed: maphash.MakeSeed(), known: map[uint64]*bucket{}}
}

// allow takes one from the address's bucket, or says how long to wait.
func (l *limiter) allow(address string) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	l.sweep(now)
	key := maphash.String(l.seed, address)
	b := l.known[key]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(l.perSec, l.burst)}
		l.known[key] = b
	}
	b.seen = now
	if b.AllowN(now, 1) {
		return 0, true
	}
	return time.Duration(float64(time.Second) / float64(l.perSec)), false
}

// sweep forgets addresses not seen for a while; when a flood fills the map it starts over, because a full map must not
// lock anyone out.
func (l *limiter) sweep(now time.Time) {
	if len(l.known) >= limiterMost {
		clear(l.known)
	}
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for key, b := range l.known {
		if now.Sub(b.seen) > limiterKeeps {
			delete(l.known, key)
		}
	}
}

// Address is where a request comes from: an IPv4 address, or the /64 network of an IPv6 one, which is one household or
// one phone. It is used to slow down floods and never stored as it is.
func (s *Site) Address(r *http.Request) string {
	text := r.RemoteAddr
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	if forwarded := r.Header.Values("X-Forwarded-For"); s.Proxied && len(forwarded) > 0 {
		all := strings.Split(forwarded[len(forwarded)-1], ",")
		text = strings.TrimSpace(all[len(all)-1]) // the last is the one our own proxy wrote
	}
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	network, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return ip.String()
	}
	return network.String()
}
