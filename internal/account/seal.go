package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// derive makes one key per purpose out of the one that is kept.
func derive(key []byte, purpose string) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, "vardkas account "+purpose, KeySize)
	if err != nil { // only a length beyond 255 hashes fails
		panic(fmt.Sprintf("account: derive key: %v", err))
	}
	return out
}

// sealer keeps second-factor secrets unreadable in the database and its backups.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (sealer, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, fmt.Errorf("account: make the cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return sealer{}, fmt.Errorf("account: make the cipher: %w", err)
	}
	return sealer{aead}, nil
}

// close seals b. The person is bound in, so that a secret moved to another row does not open.
func (s sealer) close(b []byte, person int64) []byte {
	nonce := randomBytes(s.aead.NonceSize())
	return s.aead.Seal(nonce, nonce, b, bindTo(person))
}

func (s sealer) open(b []byte, person int64) ([]byte, error) {
	if len(b) < s.aead.NonceSize() {
		return nil, errors.New("open a sealed secret: it is too short")
	}
	plain, err := s.aead.Open(nil, b[:s.aead.NonceSize()], b[s.aead.NonceSize():], bindTo(person))
	if err != nil {
		return nil, fmt.Errorf("open a sealed secret: %w", err)
	}
	return plain, nil
}

func bindTo(person int64) []byte { return fmt.Appendf(nil, "person %d", person) }

// keyed is the name under which failures are counted: the typed name or the address can't be read from it.
func (a *Accounts) keyed(what, value string) string {
	m := hmac.New(sha256.New, a.names)
	m.Write([]byte(what + "\x00" + value))
	return hex.EncodeToString(m.Sum(nil))
}
