package words

// Lang is a language of the user interface.
type Lang string

// The two languages. Swedish is the first: whatever is neither is Swedish.
const (
	SV Lang = "sv"
	EN Lang = "en"
)

// Langs lists the languages in the order they are offered.
func Langs() []Lang { return []Lang{SV, EN} }

// ParseLang reads a language code as it stands in a cookie, a form or a
// profile; anything unknown is Swedish.
func ParseLang(s string) Lang {
	if Lang(s) == EN {
		return EN
	}
	return SV
}

// Other is the language to switch to.
func (l Lang) Other() Lang {
	if l == EN {
		return SV
	}
	return EN
}

// Label is a short text in both languages: the name of a field, a state, a
// category, a role. Profiles write it as {sv: "…", en: "…"}.
type Label struct {
	SV string `yaml:"sv" json:"sv"`
	EN string `yaml:"en" json:"en"`
}

// In is the label in one language. A label that lacks the language falls back
// to the other one, because a word in the wrong language beats no word.
func (b Label) In(l Lang) string {
	first, second := b.SV, b.EN
	if l == EN {
		first, second = b.EN, b.SV
	}
	if first == "" {
		return second
	}
	return first
}

// IsZero reports whether the label has no words at all.
func (b Label) IsZero() bool { return b == Label{} }

// LabelOf is the catalogue's text for key as a label in both languages.
func LabelOf(key string, args ...any) Label {
	return Label{SV: T(SV, key, args...), EN: T(EN, key, args...)}
}
