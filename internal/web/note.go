package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

const noteCookie = "vardkas-note"

// note is what the next page says once. It holds a key of the catalogue and short texts, nothing from a record.
type note struct {
	Kind ui.NoticeKind `json:"k"`
	Key  string        `json:"t"`
	Args []string      `json:"a,omitempty"`
}

// Note lets the next page say something once: that a thing was done. args must be short and hold no content of records.
func (s *Site) Note(w http.ResponseWriter, kind ui.NoticeKind, key string, args ...string) {
	b, err := json.Marshal(note{kind, key, args})
	if err != nil { // three strings always marshal
		return
	}
	text := base64.RawURLEncoding.EncodeToString(b)
	http.SetCookie(w, s.cookie(noteCookie, text+"."+s.sign("note", text), 300))
}

// takeNote reads and forgets what Note left. A note that was not signed here is passed over.
func (s *Site) takeNote(w http.ResponseWriter, r *http.Request, v *Visit) (ui.Notice, bool) {
	c, err := r.Cookie(noteCookie)
	if err != nil || c.Value == "" {
		return ui.Notice{}, false
	}
	http.SetCookie(w, s.cookie(noteCookie, "", -1))
	text, mac, _ := strings.Cut(c.Value, ".")
	if !hmac.Equal([]byte(mac), []byte(s.sign("note", text))) {
		return ui.Notice{}, false
	}
	var n note
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(b, &n) != nil || !words.Has(n.Key) {
		return ui.Notice{}, false
	}
	args := make([]any, len(n.Args))
	for i, a := range n.Args {
		args[i] = a
	}
	return ui.Notice{Kind: n.Kind, Text: v.T(n.Key, args...), Live: true}, true
}

func (s *Site) sign(purpose, text string) string {
	m := hmac.New(sha256.New, s.Key)
	m.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// randomText is n random bytes in hex.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand.Read never fails
	return hex.EncodeToString(b)
}
