package attachment

import (
	"encoding/hex"
	"fmt"

	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/record"
)

// Attach stores a prepared file on a record, its bytes in the same change.
func Attach(tx *record.Tx, on record.Key, p file.Prepared, byReporter bool) (*File, error) {
	f := &File{
		Envelope: record.Envelope{On: on, Title: p.Name}, Media: p.Type.MIME, Size: record.Of(int64(len(p.Content))),
		SHA256: hex.EncodeToString(p.SHA256[:]), ByReporter: byReporter,
	}
	if err := Kind.Create(tx, f); err != nil {
		return nil, err
	}
	n := 0
	for piece := range file.Chunks(p.Content) {
		if _, err := tx.Exec("INSERT INTO file_chunk(rid, n, bytes) VALUES($1, $2, $3)", int64(f.Key), n, piece); err != nil {
			return nil, fmt.Errorf("store piece %d of a file: %w", n, err)
		}
		n++
	}
	return f, nil
}

// Chunks is how many pieces a file's bytes lie in.
func (f *File) Chunks() int { return int((f.Size.Or(0) + file.ChunkSize - 1) / file.ChunkSize) }

// Chunk reads one piece of a file, from 0, for whoever may read the file. Beyond the last it is ErrNotFound.
func Chunk(tx *record.Tx, key record.Key, n int) ([]byte, error) {
	if _, err := Kind.Get(tx, key); err != nil {
		return nil, err
	}
	var piece []byte
	err := tx.Each(func(scan func(...any) error) error { return scan(&piece) }, "SELECT bytes FROM file_chunk WHERE rid = $1 AND n = $2", int64(key), n)
	if err != nil {
		return nil, fmt.Errorf("read piece %d of file %d: %w", n, key, err)
	}
	if piece == nil {
		return nil, record.ErrNotFound
	}
	return piece, nil
}
