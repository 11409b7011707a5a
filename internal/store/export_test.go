package store

// BeforeCommit lets a test make a COMMIT fail.
func BeforeCommit(db *DB, f func() error) { db.writer.beforeCommit = f }
