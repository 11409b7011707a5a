package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/words"
)

// socketName is the socket in the data directory through which commands reach a running server. Whoever may write to it
// owns the data directory, and with it everything the commands could do without the server.
const socketName = "vardkas.sock"

// sweepEvery is how often a server looks for imports that another process left behind.
const sweepEvery = time.Minute

// serveSocket first ends what an earlier process left behind, and then answers commands until stop is called. What they
// ask for is broken off then.
func serveSocket(ctx context.Context, o *Organisation, dir string) (stop func() error, err error) {
	if err := o.recover(ctx); err != nil {
		return nil, err
	}
	path, release, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			release()
		}
	}()
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // the lock of the directory is ours: it was left behind
		return nil, fmt.Errorf("take away the old socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("keep the socket to ourselves: %w", err), l.Close())
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import", o.importOverSocket)
	mux.HandleFunc("POST /account", answering("account", o.keepAccount))
	mux.HandleFunc("POST /directory", answering("import of the organisation", o.takeIn))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return work }}
	served, swept := make(chan error, 1), make(chan struct{})
	go func() { served <- server.Serve(l) }()
	go func() { defer close(swept); o.sweep(work) }()
	return func() error {
		cancel()
		end, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
		defer done()
		err := server.Shutdown(end)
		if failed := <-served; !errors.Is(failed, http.ErrServerClosed) {
			err = errors.Join(err, failed)
		}
		<-swept
		release()
		return err
	}, nil
}

// longestSocket is what a socket's address may measure: 108 bytes on Linux, 104 elsewhere, the closing zero included.
const longestSocket = 103

// socketPath is the socket's path. One that is too long for an address is reached through the opened directory, as Linux
// allows; release lets go of that.
func socketPath(dir string) (path string, release func(), err error) {
	path = filepath.Join(dir, socketName)
	if len(path) <= longestSocket {
		return path, func() {}, nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("open the data directory: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", d.Fd(), socketName), func() { _ = d.Close() }, nil // nothing was written through it
}

// sweep ends imports that nobody holds any longer: those of a process that died beside this one, and those that a person
// began to undo on a page.
func (o *Organisation) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := o.importer().Recover(ctx, false); err != nil && ctx.Err() == nil {
				slog.Error("end imports left behind", "error", err) // tried again in a minute
			}
		}
	}
}

// importOverSocket does an import for a command and streams how it goes, one JSON value a line.
func (o *Organisation) importOverSocket(w http.ResponseWriter, r *http.Request) {
	var q importRequest
	most := 2 * (exchange.DefaultLimits().File + 1<<20) // bytes of JSON are a third more than those of the files
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, most)).Decode(&q); err != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	out, flush := json.NewEncoder(w), http.NewResponseController(w)
	say := func(e importEvent) {
		_ = errors.Join(out.Encode(e), flush.Flush()) // when the command is gone, its context ends
	}
	if err := o.importTable(r.Context(), q, say); err != nil && r.Context().Err() == nil {
		slog.Error("import over the socket", "error", err)
		say(importEvent{Failed: sentence(q.Lang, err)})
	}
}

// importThere asks the server that runs in the data directory.
func importThere(ctx context.Context, dir string, q importRequest, say func(importEvent)) error {
	noAnswer := func(err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return errors.New(words.T(q.Lang, "import.no_answer", err.Error()))
	}
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://vardkas/import", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	path, release, err := socketPath(dir)
	if err != nil {
		return noAnswer(err)
	}
	defer release()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}}
	defer client.CloseIdleConnections()
	answer, err := client.Do(r)
	if err != nil {
		return noAnswer(err)
	}
	defer func() { _ = answer.Body.Close() }() // read to its end below
	if answer.StatusCode != http.StatusOK {
		return noAnswer(errors.New(answer.Status))
	}
	return hearOut(answer, say, noAnswer)
}

// hearOut hears a stream of events to its end. One that ends without an outcome was cut off.
func hearOut(answer *http.Response, say func(importEvent), cutOff func(error) error) error {
	in, ended := json.NewDecoder(answer.Body), false
	for in.More() {
		var e importEvent
		if err := in.Decode(&e); err != nil {
			return cutOff(err)
		}
		ended = ended || e.Total == 0
		say(e)
	}
	if !ended {
		return cutOff(errors.New("EOF"))
	}
	return nil
}
