package record

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// Secret is text that lies sealed until somebody entitled opens the record. Printed, logged or marshalled by accident it
// shows nothing.
type Secret struct {
	text  string
	box   []byte // nonce and ciphertext as stored
	open  bool   // text may be read
	dirty bool   // text is newer than box
}

// Seal is a secret with the given text, to be sealed when the record is saved.
func Seal(text string) Secret { return Secret{text: text, open: true, dirty: true} }

// Text is the text, and whether it has been opened for this reader.
func (s Secret) Text() (text string, open bool) { return s.text, s.open }

// IsEmpty reports whether there is nothing in it.
func (s Secret) IsEmpty() bool { return s.text == "" && len(s.box) == 0 }

const veiled = "•••"

// String shows that there is something, never what.
func (s Secret) String() string {
	if s.IsEmpty() {
		return ""
	}
	return veiled
}

// GoString keeps %#v from showing it.
func (s Secret) GoString() string { return veiled }

// MarshalJSON shows that there is something, never what.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// sealed is the codec of Secret: the column and the body hold the box. A form that leaves the dots untouched changes
// nothing.
func sealed() codec[Secret] {
	return codec[Secret]{
		column: "bytea",
		text:   Secret.String,
		parse:  func(s string) (Secret, error) { return Seal(s), nil },
		store: func(s Secret) any {
			if s.box == nil {
				return []byte{}
			}
			return s.box
		},
		load: func(v any) (Secret, error) {
			b, ok := v.([]byte)
			if !ok {
				return Secret{}, fmt.Errorf("a sealed column holds %T", v)
			}
			return Secret{box: append([]byte(nil), b...)}, nil
		},
		empty:  Secret.IsEmpty,
		json:   func(s Secret) any { return base64.StdEncoding.EncodeToString(s.box) },
		unjson: func(raw json.RawMessage) (Secret, error) { b, err := fromJSON[[]byte](raw); return Secret{box: b}, err },
	}
}

// Keyring holds the organisation's secret key, which lies in a file outside database and backup. From it come the key
// that wraps every record's own key, and the veil that hides who reported.
type Keyring struct {
	wrap cipher.AEAD
	veil []byte
	code []byte
}

// KeySize is how many random bytes the key file holds.
const KeySize = 32

// ErrKey is the answer when the key file does not fit what it should open.
var ErrKey = errors.New("the key file does not fit this database")

// NewKeyring makes a keyring of the bytes of the key file.
func NewKeyring(secret []byte) (*Keyring, error) {
	if len(secret) != KeySize {
		return nil, fmt.Errorf("the key file must hold %d bytes, it has %d", KeySize, len(secret))
	}
	var keys [3][]byte
	for i, use := range []string{"vardkas wrap 1", "vardkas veil 1", "vardkas code 1"} {
		k, err := hkdf.Key(sha256.New, secret, nil, use, KeySize)
		if err != nil {
			return nil, fmt.Errorf("derive keys: %w", err)
		}
		keys[i] = k
	}
	wrap, err := newAEAD(keys[0])
	if err != nil {
		return nil, err
	}
	return &Keyring{wrap, keys[1], keys[2]}, nil
}

func newAEAD(k []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Veil hides a person behind a number that only the key file can make: it compares, it does not tell.
func (r *Keyring) Veil(person Key) int64 {
	m := hmac.New(sha256.New, r.veil)
	_ = binary.Write(m, binary.BigEndian, int64(person)) // a hash takes every write
	return int64(binary.BigEndian.Uint64(m.Sum(nil)) >> 1)
}

// Hash hides a short secret, such as a receipt's code, so that a copy of the database cannot be searched for it.
func (r *Keyring) Hash(text string) []byte {
	m := hmac.New(sha256.New, r.code)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// box is the cipher of one record.
func (r *Keyring) box(e *Envelope, fresh bool) (cipher.AEAD, error) {
	if len(e.sealedKey) == 0 {
		if !fresh {
			return nil, ErrKey
		}
		k := make([]byte, KeySize)
		_, _ = rand.Read(k) // crypto/rand.Read never fails
		e.sealedKey = r.wrap.Seal(nil, nil, k, e.ID[:])
	}
	k, err := r.wrap.Open(nil, nil, e.sealedKey, e.ID[:])
	if err != nil {
		return nil, ErrKey
	}
	return newAEAD(k)
}

// seal closes every secret of t that is newer than its box.
func (k *Kind[T]) seal(ring *Keyring, t *T) error {
	e := k.env(t)
	for _, f := range k.secrets {
		s := f.secret(t)
		if !s.dirty {
			continue
		}
		if s.text == "" {
			*s = Secret{open: true}
			continue
		}
		box, err := ring.box(e, true)
		if err != nil {
			return fmt.Errorf("seal %s of %s: %w", f.Name, k.Name, err)
		}
		s.box, s.dirty = box.Seal(nil, nil, []byte(s.text), []byte(f.Name)), false
	}
	return nil
}

// unseal opens every secret of t.
func (k *Kind[T]) unseal(ring *Keyring, t *T) error {
	e := k.env(t)
	for _, f := range k.secrets {
		s := f.secret(t)
		if len(s.box) == 0 || s.open {
			s.open = true
			continue
		}
		box, err := ring.box(e, false)
		if err != nil {
			return err
		}
		text, err := box.Open(nil, nil, s.box, []byte(f.Name))
		if err != nil {
			return ErrKey
		}
		s.text, s.open = string(text), true
	}
	return nil
}
