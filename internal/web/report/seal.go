package report

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/vardkas/vardkas/internal/incident"
)

// What came of a draft is kept for a day, so that five clicks give one receipt. It is sealed by the receipt's code, which
// only the form holds: a row that names a person must not tell which report that person made.

func (p *Pages) sealer(code string) (cipher.AEAD, error) {
	m := hmac.New(sha256.New, p.Site.Key)
	m.Write([]byte("receipt\x00" + incident.CleanCode(code)))
	block, err := aes.NewCipher(m.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("make the receipt's cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (p *Pages) sealNumber(number, code string) (string, error) {
	s, err := p.sealer(code)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(s.Seal(nil, nil, []byte(number), nil)), nil
}

// openNumber is the number that sealed holds; false with the code of another form.
func (p *Pages) openNumber(sealed, code string) (string, bool) {
	s, err := p.sealer(code)
	if err != nil {
		return "", false
	}
	box, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", false
	}
	number, err := s.Open(nil, nil, box, nil)
	return string(number), err == nil
}
