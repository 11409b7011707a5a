package app

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"syscall"

	"github.com/vardkas/vardkas/internal/store"
)

// diskLeast is the room that must be left where the data lies, in bytes, beside as much as the database takes: a copy of
// it, or the rebuilding of an index, needs that.
const diskLeast = 1 << 30

// examineMachine looks at what the operating system answers for: the clock, the disk and who may read the data directory.
func examineMachine(c Config, e store.Engine) ([]finding, error) {
	dir := c.Get("data")
	all := []finding{{"app.doctor.clock", clockSynchronised(), nil}}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return nil, fmt.Errorf("ask how much room is left in %s: %w", dir, err)
	}
	free, need := int64(min(disk.Bavail*uint64(disk.Bsize), math.MaxInt64)), int64(diskLeast)
	if e == store.SQLite {
		if info, err := os.Stat(filepath.Join(dir, "vardkas.db")); err == nil {
			need += info.Size()
		}
	}
	const writable = 2 // W_OK of access(2)
	return append(all,
		finding{"app.doctor.disk", free >= need, []any{free >> 20, need >> 20}},
		finding{"app.doctor.writable", syscall.Access(dir, writable) == nil, []any{dir}},
		guarded("app.doctor.data_guarded", dir)), nil
}
