package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

// supervisor starts a cluster and watches its own standard input, which is a
// pipe from the test process. However that process ends, the kernel closes the
// pipe; the read returns, the server stops and the folder goes. $1 is the
// folder with the binaries, $2 the folder of the cluster.
//
// What a crash could lose is turned off (fsync, synchronous_commit): these
// databases never outlive the process. Tests of durability start their own.
const supervisor = `
set -eu
bin=$1 dir=$2
"$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$dir/log" 2>&1
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c full_page_writes=off \
	-c synchronous_commit=off -c max_connections=200 -c shared_buffers=64MB -c log_min_messages=fatal >>"$dir/log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$dir" -U postgres; do
	kill -0 "$server"
	sleep 0.05
done
echo ready
read -r _ || true
kill -QUIT "$server"
wait "$server" || true
rm -rf "$dir"
`

// lifeline is the writing end of the supervisor's pipe. It is kept where the
// garbage collector cannot close it: closing it stops the server.
//
//lint:ignore U1000 being reachable is all its use
var lifeline io.Closer

// startCluster starts a cluster for this process and returns its URL.
func startCluster() (string, error) {
	bin, err := findBinaries()
	if err != nil {
		return "", err
	}
	account, err := unprivileged()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "vardkas-pg-")
	if err != nil {
		return "", fmt.Errorf("make the cluster's folder: %w", err)
	}
	if account != nil {
		if err := os.Chown(dir, int(account.Uid), int(account.Gid)); err != nil {
			return "", fmt.Errorf("give the cluster's folder away: %w", err)
		}
	}
	if err := supervise(bin, dir, account); err != nil {
		return "", err
	}
	return "postgres://postgres@/postgres?host=" + dir, nil
}

// supervise runs the supervisor and waits until it says that the server answers.
func supervise(bin, dir string, account *syscall.Credential) error {
	command := exec.Command("/bin/sh", "-c", supervisor, "supervisor", bin, dir)
	command.Dir = dir
	// A group of its own: an interrupt from the keyboard must reach the test
	// first, or the server would be gone before the test could say anything.
	command.SysProcAttr = &syscall.SysProcAttr{Credential: account, Setpgid: true}
	pipe, err := command.StdinPipe()
	if err != nil {
		return fmt.Errorf("open the supervisor's pipe: %w", err)
	}
	lifeline = pipe
	said, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("open the supervisor's answer: %w", err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("wait for PostgreSQL: %w", err)
	}
	if strings.TrimSpace(line) != "ready" {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		_ = command.Wait()
		return fmt.Errorf("PostgreSQL did not start; its log says:\n%s", log)
	}
	return nil
}

// findBinaries returns the folder that holds initdb and postgres: the newest
// version Debian has installed, otherwise the one on PATH.
func findBinaries() (string, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", fmt.Errorf("look for PostgreSQL: %w", err)
	}
	sort.Slice(folders, func(i, j int) bool { return version(folders[i]) > version(folders[j]) })
	if path, err := exec.LookPath("postgres"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	for _, folder := range folders {
		if runs(folder, "initdb") && runs(folder, "postgres") && runs(folder, "pg_isready") {
			return folder, nil
		}
	}
	return "", errors.New("PostgreSQL is not installed: run `make tools`")
}

// version reads 15 out of /usr/lib/postgresql/15/bin.
func version(folder string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	return number
}

// runs tells whether folder holds the program.
func runs(folder, program string) bool {
	_, err := exec.LookPath(filepath.Join(folder, program))
	return err == nil
}

// unprivileged returns the account the server must run as when we are root,
// and nil when we are an ordinary user already.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	found, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("find the user postgres, which the package postgresql makes (run `make tools`): %w", err)
	}
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the user number of postgres: %w", err)
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the group number of postgres: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
