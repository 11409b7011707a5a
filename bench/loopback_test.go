package bench

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// knockAt names the environment variable by which this program is told to be nothing but a client of an address.
const knockAt = "VARDKAS_BENCH_KNOCK"

func TestMain(m *testing.M) {
	if address := os.Getenv(knockAt); address != "" {
		if err := knock(address); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// knock asks an address for the same answer again and again, as many clients, until its standard input ends.
func knock(address string) error {
	var stop atomic.Bool
	var all sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: crowd}}
	faults := make([]error, crowd)
	for i := range faults {
		all.Go(func() {
			for !stop.Load() && faults[i] == nil {
				faults[i] = fetch(client, address)
			}
		})
	}
	_, err := io.Copy(io.Discard, os.Stdin)
	stop.Store(true)
	all.Wait()
	return errors.Join(append(faults, err)...)
}

func fetch(client *http.Client, address string) error {
	answer, err := client.Get(address)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return errors.Join(err, answer.Body.Close())
}

// overLoopback is what the least answer costs over a real connection, to the server alone: the clients are a process of
// their own. It is the one row by which figures of another machine can be scaled.
func overLoopback(b *testing.B) result {
	b.Helper()
	var answered atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answered.Add(1)
		hello().ServeHTTP(w, r)
	}))
	defer server.Close()
	clients := exec.Command(os.Args[0])
	clients.Env = append(os.Environ(), knockAt+"="+server.URL)
	clients.Stderr = os.Stderr
	leash, err := clients.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := clients.Start(); err != nil {
		b.Fatal(err)
	}
	var each []sample
	for i := range turns + 1 {
		cpu, err := spent()
		n, started := answered.Load(), time.Now()
		time.Sleep(turn)
		after, failed := spent()
		if err := errors.Join(err, failed); err != nil {
			b.Fatal(err)
		}
		if s := (sample{n: int(answered.Load() - n), cpu: after - cpu, wall: time.Since(started)}); i > 0 && s.n > 0 {
			each = append(each, s)
		}
	}
	if err := errors.Join(leash.Close(), clients.Wait()); err != nil {
		b.Fatal(err)
	}
	if len(each) == 0 {
		b.Fatal("nobody knocked")
	}
	sum := total(each)
	return result{Engine: "net/http", Row: "limit: hello over loopback", Limit: "–", CPU: milliseconds(each), Wall: float64(sum.wall) * crowd / float64(sum.n) / 1e6, N: sum.n}
}
