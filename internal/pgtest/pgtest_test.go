package pgtest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(func() { _ = connection.Close(context.Background()) })
	return connection
}

func number(t *testing.T, connection *pgx.Conn, query string, args ...any) int {
	t.Helper()
	var n int
	if err := connection.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestEveryTestGetsAnEmptyDatabaseOfItsOwn(t *testing.T) {
	one, other := connect(t, URL(t)), connect(t, URL(t))
	if _, err := one.Exec(t.Context(), "CREATE TABLE mark (n bigint)"); err != nil {
		t.Fatal(err)
	}
	const tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
	if n := number(t, one, tables); n != 1 {
		t.Errorf("the first database has %d tables, want 1", n)
	}
	if n := number(t, other, tables); n != 0 {
		t.Errorf("the second database has %d tables, want 0", n)
	}
}

func TestADatabaseIsGoneWhenItsTestEnds(t *testing.T) {
	var name string
	t.Run("inner", func(t *testing.T) {
		inner := connect(t, URL(t))
		if err := inner.QueryRow(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	outer := connect(t, URL(t))
	if n := number(t, outer, "SELECT count(*) FROM pg_database WHERE datname = $1", name); n != 0 {
		t.Errorf("database %s is still there", name)
	}
}

func TestACopyHoldsWhatItsTemplateWasFilledWith(t *testing.T) {
	fills := 0
	fill := func(url string) error {
		fills++
		return execute(url, "CREATE TABLE filled AS SELECT 42 AS n")
	}
	for range 2 {
		copied := connect(t, Copy(t, "filled", fill))
		if n := number(t, copied, "SELECT n FROM filled"); n != 42 {
			t.Errorf("the copy holds %d, want 42", n)
		}
	}
	if fills != 1 {
		t.Errorf("the template was filled %d times, want once", fills)
	}
}

func TestTheServerDoesNotRunAsRoot(t *testing.T) {
	connection := connect(t, URL(t))
	var folder string
	if err := connection.QueryRow(t.Context(), "SHOW data_directory").Scan(&folder); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("stat", "-c", "%U", folder).Output()
	if err != nil {
		t.Fatalf("look at %s: %v", folder, err)
	}
	if owner := strings.TrimSpace(string(out)); owner == "root" {
		t.Errorf("%s belongs to %s", folder, owner)
	}
}

// TestAClusterEndsWithItsProcess runs this very test in a child that starts a
// cluster of its own and is killed, the worst end a process can have.
func TestAClusterEndsWithItsProcess(t *testing.T) {
	if os.Getenv("PGTEST_CHILD") != "" {
		url, err := startCluster()
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString(url + "\n")
		select {} // until killed
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAClusterEndsWithItsProcess$")
	child.Env = append(os.Environ(), "PGTEST_CHILD=yes")
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 200)
	n, err := said.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	_, folder, ok := strings.Cut(strings.TrimSpace(string(buffer[:n])), "host=")
	if !ok {
		t.Fatalf("the child said %q", buffer[:n])
	}
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("the cluster's folder is not there while it runs: %v", err)
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	waitUntilGone(t, folder)
}

// waitUntilGone watches the folder for at most half a minute.
func waitUntilGone(t *testing.T, folder string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(30 * time.Second)
	for {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%s is still there", folder)
		}
	}
}
