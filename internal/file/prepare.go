package file

import (
	"bytes"
	"crypto/sha256"
	"iter"
	"slices"
)

// ChunkSize is how many bytes are stored in one row.
const ChunkSize = 1 << 20

// Prepared is a file as it is stored.
type Prepared struct {
	Name    string // clean
	Type    Type
	Content []byte   // without what a photo tells about its taker
	SHA256  [32]byte // of Content
}

// Prepare judges and cleans an attached file. It keeps no reference to content.
// The error is a Refusal.
func Prepare(name string, content []byte) (Prepared, error) {
	found, err := Inspect(name, content)
	if err != nil {
		return Prepared{}, err
	}
	kept := bytes.Clone(content)
	if found.Photo {
		if kept, err = StripPhoto(content); err != nil {
			return Prepared{}, err
		}
	}
	return Prepared{Name: CleanName(name, found), Type: found, Content: kept, SHA256: sha256.Sum256(kept)}, nil
}

// Chunks yields the content in pieces of ChunkSize, the last one shorter; nothing
// for empty content. The pieces share the content's memory.
func Chunks(content []byte) iter.Seq[[]byte] { return slices.Chunk(content, ChunkSize) }
