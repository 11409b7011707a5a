package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/words"
)

// askServer asks the server that runs in the data directory and reads its one answer.
func askServer(ctx context.Context, dir string, lang words.Lang, path string, q, answer any) error {
	noAnswer := func(err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return errors.New(words.T(lang, "import.no_answer", err.Error()))
	}
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://vardkas"+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	socket, release, err := socketPath(dir)
	if err != nil {
		return noAnswer(err)
	}
	defer release()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}}
	defer client.CloseIdleConnections()
	got, err := client.Do(r)
	if err != nil {
		return noAnswer(err)
	}
	defer func() { _ = got.Body.Close() }() // read to its end below
	if got.StatusCode != http.StatusOK {
		return noAnswer(errors.New(got.Status))
	}
	if err := json.NewDecoder(got.Body).Decode(answer); err != nil {
		return noAnswer(err)
	}
	return nil
}

// answering serves one command over the socket: a request in JSON, one answer in JSON.
func answering[Q, A any](name string, do func(context.Context, Q) (A, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var q Q
		most := 2 * (exchange.DefaultLimits().File + 1<<20) // bytes of JSON are a third more than those of a file
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, most)).Decode(&q); err != nil {
			http.Error(w, "the request cannot be read", http.StatusBadRequest)
			return
		}
		a, err := do(r.Context(), q)
		if err != nil {
			slog.Error("a command over the socket", "command", name, "error", err)
			http.Error(w, "it could not be done", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a) // when the command is gone, nobody hears
	}
}
