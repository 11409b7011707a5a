package record

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// spot is a place in a list: the value sorted by, and the key.
type spot struct {
	Text    string `json:"t,omitempty"`
	N       int64  `json:"n,omitempty"`
	IsText  bool   `json:"x,omitempty"`
	Key     int64  `json:"k"`
	version int
}

func (s *spot) set(v any) {
	switch v := v.(type) {
	case int64:
		s.N = v
	case string:
		s.Text, s.IsText = v, true
	case []byte:
		s.Text, s.IsText = string(v), true
	}
}

func (s spot) value() any {
	if s.IsText {
		return s.Text
	}
	return s.N
}

func (s spot) cursor() string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("record: marshal a cursor: %v", err)) // strings and numbers always marshal
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(text string) (*spot, error) {
	if text == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, notAnOption("after")
	}
	var s spot
	if json.Unmarshal(b, &s) != nil || !storable(s.Text) {
		return nil, notAnOption("after")
	}
	return &s, nil
}
