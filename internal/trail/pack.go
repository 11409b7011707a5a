package trail

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"fmt"
	"io"
	"sync"
)

// How a body is stored. The commitment is over the unpacked bytes, so a body may be packed anew later.
const (
	plain     = 0
	deflated1 = 1 // deflate with the first dictionary
)

// dictionary1 is what bodies have in common. It never changes: a better one becomes dictionary2.
//
//go:embed dictionary1.txt
var dictionary1 []byte

// maxBody bounds what unpack gives back, against a body made to burst memory.
const maxBody = 64 << 20

var writers = sync.Pool{New: func() any {
	w, err := flate.NewWriterDict(io.Discard, flate.DefaultCompression, dictionary1)
	if err != nil { // only an unknown level fails
		panic(err)
	}
	return w
}}

func pack(body []byte) (enc int, packed []byte, err error) {
	var b bytes.Buffer
	w := writers.Get().(*flate.Writer)
	defer writers.Put(w)
	w.Reset(&b)
	if _, err := w.Write(body); err != nil {
		return 0, nil, fmt.Errorf("pack: %w", err)
	}
	if err := w.Close(); err != nil {
		return 0, nil, fmt.Errorf("pack: %w", err)
	}
	if b.Len() >= len(body) {
		return plain, append([]byte{}, body...), nil
	}
	return deflated1, b.Bytes(), nil
}

func unpack(enc int, packed []byte) ([]byte, error) {
	switch enc {
	case plain:
		return packed, nil
	case deflated1:
		r := flate.NewReaderDict(bytes.NewReader(packed), dictionary1)
		b, err := io.ReadAll(io.LimitReader(r, maxBody))
		if err != nil {
			return nil, fmt.Errorf("unpack: %w", err)
		}
		return b, nil
	}
	return nil, fmt.Errorf("unpack: unknown packing %d", enc)
}
