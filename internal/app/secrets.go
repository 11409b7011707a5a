package app

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/vardkas/vardkas/internal/record"
)

// secrets is what the key file holds: the organisation's secret key and the key that signs the trail's heads. The file
// lies outside database and backup; who has it and the database can read what is sealed.
type secrets struct {
	key      []byte
	signer   note.Signer
	verifier string
}

// readSecrets reads the key file, and makes one when there is none and fresh is allowed: on an empty database.
func readSecrets(path, origin string, fresh bool) (secrets, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && fresh {
		if b, err = newSecrets(path, origin); err != nil {
			return secrets{}, err
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return secrets{}, fail(err, "app.failure.no_key", path)
	}
	if err != nil {
		return secrets{}, fmt.Errorf("read the key file: %w", err)
	}
	s, err := parseSecrets(path, string(b))
	if err != nil {
		return s, fail(err, "app.failure.bad_key", path)
	}
	return s, nil
}

func parseSecrets(path, text string) (s secrets, err error) {
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(name, "#") {
			fields[name] = value
		}
	}
	if s.key, err = base64.StdEncoding.DecodeString(fields["key"]); err != nil || len(s.key) != record.KeySize {
		return s, fmt.Errorf("the key file %s holds no key line of %d bytes", path, record.KeySize)
	}
	if s.signer, err = note.NewSigner(fields["signer"]); err != nil {
		return s, fmt.Errorf("the key file %s holds no signer line: %w", path, err)
	}
	s.verifier = fields["verifier"]
	if _, err := note.NewVerifier(s.verifier); err != nil {
		return s, fmt.Errorf("the key file %s holds no verifier line: %w", path, err)
	}
	return s, nil
}

func newSecrets(path, origin string) ([]byte, error) {
	key := make([]byte, record.KeySize)
	_, _ = rand.Read(key) // crypto/rand.Read never fails
	signer, verifier, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	text := "# Keep this file secret, outside database and backup, and a copy where it survives this machine.\n" +
		"key " + base64.StdEncoding.EncodeToString(key) + "\nsigner " + signer + "\nverifier " + verifier + "\n"
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	return []byte(text), nil
}
