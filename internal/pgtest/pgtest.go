package pgtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// ServerVariable names the environment variable that holds the URL of a server
// to use. The URL's user must be allowed to create databases.
const ServerVariable = "VARDKAS_TEST_POSTGRES"

// URL returns the connection URL of a new, empty database that belongs to t
// alone and is dropped when t ends.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, "template0")
}

// Copy returns the connection URL of a new database that is a copy of one
// filled by fill. The filled one is made once per test process and key, so a
// test pays for a copy of the files and not for the migrations. fill must
// close its connections before it returns: an open one blocks the copying.
func Copy(t testing.TB, key string, fill func(url string) error) string {
	t.Helper()
	template, err := templates.filled(key, fill)
	if err != nil {
		t.Fatalf("pgtest: fill the template %q: %v", key, err)
	}
	return create(t, template)
}

// create makes a database from template and arranges for its end.
func create(t testing.TB, template string) string {
	t.Helper()
	server, err := serverURL()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	name, err := createDatabase(server, template)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("pgtest: drop database %s: %v", name, err)
		}
	})
	return databaseURL(server, name)
}

// createDatabase makes a database with a name no other process can draw. The
// locale is C: what sorts å ä ö is a stored key, never the database's own rules.
func createDatabase(server, template string) (string, error) {
	random := make([]byte, 8)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("draw a database name: %w", err)
	}
	name := "vardkas_test_" + hex.EncodeToString(random)
	statement := "CREATE DATABASE " + name + " TEMPLATE " + template
	if template == "template0" {
		statement += " ENCODING 'UTF8' LOCALE 'C'"
	}
	if err := execute(server, statement); err != nil {
		return "", fmt.Errorf("create database from %s: %w", template, err)
	}
	return name, nil
}

// execute runs one statement on a connection of its own.
func execute(server, statement string) error {
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = connection.Close(ctx) }()
	_, err = connection.Exec(ctx, statement)
	return err
}

// databaseURL is the server's URL with another database in its path.
func databaseURL(server, name string) string {
	parsed, err := url.Parse(server)
	if err != nil { // serverURL has parsed it already
		panic(err)
	}
	parsed.Path = "/" + name
	return parsed.String()
}

// serverURL finds the server of this process, and starts one if none is given.
var serverURL = sync.OnceValues(func() (string, error) {
	given := os.Getenv(ServerVariable)
	if given == "" {
		return startCluster()
	}
	if _, err := url.Parse(given); err != nil {
		return "", fmt.Errorf("read %s: %w", ServerVariable, err)
	}
	return given, nil
})

// templates are the filled databases of this process, by key.
var templates templateSet

type templateSet struct {
	mu    sync.Mutex
	names map[string]string
}

// filled returns the name of the filled template for key, made on first use.
// It is left for the end of the cluster: a shared server keeps it until then.
func (s *templateSet) filled(key string, fill func(url string) error) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, ok := s.names[key]; ok {
		return name, nil
	}
	server, err := serverURL()
	if err != nil {
		return "", err
	}
	name, err := createDatabase(server, "template0")
	if err != nil {
		return "", err
	}
	if err := fill(databaseURL(server, name)); err != nil {
		return "", err
	}
	if s.names == nil {
		s.names = map[string]string{}
	}
	s.names[key] = name
	return name, nil
}
