package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/trail"
)

// signHead signs the trail as it stands, keeps the head and appends it to the file outside the data directory. A head
// that only the server holds proves nothing against whoever holds the server.
func (o *Organisation) signHead(ctx context.Context, outside string) (signed string, err error) {
	var grown bool
	err = o.DB.Write(ctx, func(tx *store.Tx) error {
		signed, grown, err = trail.Sign(tx, origin, o.secrets.signer)
		return err
	})
	if err != nil || outside == "" || !grown {
		return signed, err
	}
	return signed, appendHead(outside, signed)
}

func appendHead(path, signed string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640) // #nosec G302 -- whoever carries heads away reads them as a member of the group
	if err != nil {
		return fmt.Errorf("send the trail's head out: %w", err)
	}
	_, err = f.WriteString(signed + headEnd)
	return errors.Join(err, f.Sync(), f.Close())
}

// headEnd stands between the heads of a file.
const headEnd = "\n"

// readHeads reads a file of signed heads.
func readHeads(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fail(err, "app.failure.no_heads", path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the heads: %w", err)
	}
	var heads []string
	lines := strings.Split(strings.TrimSpace(string(b)), "\n"+origin+"\n")
	for i, one := range lines {
		if i > 0 {
			one = origin + "\n" + one
		}
		heads = append(heads, strings.TrimSpace(one)+"\n")
	}
	return heads, nil
}
