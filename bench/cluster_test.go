package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the limit speaks to the database itself
)

// cluster is a PostgreSQL server of the benchmark's own, as durable as one in use: every COMMIT waits for the disk. The
// servers of tests are not.
type cluster struct {
	url    string
	folder string
	server *exec.Cmd
}

// programs is the folder of the newest PostgreSQL that Debian has installed.
func programs() (string, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(folders) == 0 {
		return "", errors.Join(errors.New("PostgreSQL is not installed: run make tools"), err)
	}
	newest := folders[0]
	for _, f := range folders {
		if versionOf(f) > versionOf(newest) {
			newest = f
		}
	}
	return newest, nil
}

func versionOf(folder string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder))) // a folder without a number is older than any
	return n
}

// run prepares a program of PostgreSQL, which refuses to be root.
func (c *cluster) run(program string, args ...string) (*exec.Cmd, error) {
	folder, err := programs()
	if err != nil {
		return nil, err
	}
	command := exec.Command(filepath.Join(folder, program), args...)
	command.Dir = c.folder
	if os.Geteuid() != 0 {
		return command, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("find the user postgres: %w", err)
	}
	uid, uidErr := strconv.ParseUint(account.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(account.Gid, 10, 32)
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return command, errors.Join(uidErr, gidErr, exec.Command("chown", "-R", "postgres", c.folder).Run())
}

// start starts a server on the data in folder, made anew when there is none.
func startCluster(folder string) (*cluster, error) {
	c := &cluster{folder: folder, url: "postgres://postgres@/postgres?host=" + folder}
	data := filepath.Join(folder, "data")
	if _, err := os.Stat(data); errors.Is(err, os.ErrNotExist) {
		made, err := c.run("initdb", "--pgdata="+data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
		if err != nil {
			return nil, err
		}
		if said, err := made.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("make a cluster: %w: %s", err, said)
		}
	}
	var err error
	c.server, err = c.run("postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "shared_buffers=512MB", "-c", "jit=off", "-c", "log_min_messages=fatal")
	if err != nil {
		return nil, err
	}
	if err := c.server.Start(); err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	for range 200 {
		ready, err := c.run("pg_isready", "-q", "-h", folder, "-U", "postgres")
		if err != nil {
			return nil, errors.Join(err, c.stop())
		}
		if ready.Run() == nil {
			return c, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("PostgreSQL does not answer"), c.stop())
}

// stop ends the server when its clients have gone.
func (c *cluster) stop() error {
	return errors.Join(c.server.Process.Signal(syscall.SIGINT), c.server.Wait())
}

// spent is the processor time of this process and of the server with its children, by the scheduler's own count
// (/proc/PID/schedstat, first field, nanoseconds; https://docs.kernel.org/scheduler/sched-stats.html, read 2026-11-22).
func (c *cluster) spent() (time.Duration, error) {
	sum, err := spent()
	if err != nil {
		return 0, err
	}
	root := strconv.Itoa(c.server.Process.Pid)
	children, err := os.ReadFile("/proc/" + root + "/task/" + root + "/children")
	if err != nil {
		return 0, err
	}
	for _, pid := range append(strings.Fields(string(children)), root) {
		b, err := os.ReadFile("/proc/" + pid + "/schedstat")
		if err != nil {
			continue // it has ended since
		}
		first, _, _ := strings.Cut(string(b), " ")
		n, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the processor time of %s: %w", pid, err)
		}
		sum += time.Duration(n)
	}
	return sum, nil
}

// cachedCluster starts a server on a copy of a cluster with n events, which is made once as for SQLite.
func cachedCluster(b *testing.B, n int) (*cluster, region, error) {
	b.Helper()
	var r region
	made, err := generatorHash()
	if err != nil {
		return nil, r, err
	}
	kept := filepath.Join(os.TempDir(), "vardkas-bench", fmt.Sprintf("%s-%d-postgres", made, n))
	if _, err := os.Stat(kept); errors.Is(err, os.ErrNotExist) {
		if err := generateCluster(n, kept); err != nil {
			return nil, r, fmt.Errorf("make %d events on PostgreSQL: %w", n, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(kept, "region.json"))
	if err != nil {
		return nil, r, err
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, r, fmt.Errorf("read the cached region: %w", err)
	}
	folder, err := os.MkdirTemp("", "vardkas-bench-") // short: a socket's path has at most 107 bytes
	if err != nil {
		return nil, r, err
	}
	b.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			b.Error(err)
		}
	})
	if err := exec.Command("cp", "-a", filepath.Join(kept, "data"), folder).Run(); err != nil {
		return nil, r, fmt.Errorf("copy the cluster: %w", err)
	}
	c, err := startCluster(folder)
	if err != nil {
		return nil, r, err
	}
	b.Cleanup(func() {
		if err := c.stop(); err != nil {
			b.Error(err)
		}
	})
	return c, r, nil
}

func generateCluster(n int, kept string) (err error) {
	if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
		return err
	}
	half, err := os.MkdirTemp("", "vardkas-bench-half-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(half)) }()
	c, err := startCluster(half)
	if err != nil {
		return err
	}
	ctx := context.Background()
	var r region
	h, err := openHouse(ctx, c.url, beginning)
	if err == nil {
		r, err = tell(ctx, h, n)
		err = errors.Join(err, h.db.Close())
	}
	if err == nil {
		var said []byte
		if vacuum, fault := c.run("vacuumdb", "-h", half, "-U", "postgres", "--analyze", "-q", "postgres"); fault != nil {
			err = fault
		} else if said, err = vacuum.CombinedOutput(); err != nil {
			err = fmt.Errorf("analyse the tables: %w: %s", err, said)
		}
	}
	if err = errors.Join(err, c.stop()); err != nil {
		return err
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(half, "region.json"), b, 0o644); err != nil {
		return err
	}
	return os.Rename(half, kept)
}
