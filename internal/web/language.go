package web

import (
	"net/http"

	"golang.org/x/text/language"

	"github.com/vardkas/vardkas/internal/words"
)

const languageCookie = "vardkas-language"

// langOf is the language a reader chose, or the one their browser asks for, or the site's own.
func (s *Site) langOf(r *http.Request) words.Lang {
	if c, err := r.Cookie(languageCookie); err == nil {
		if l, ok := parseLang(c.Value); ok {
			return l
		}
	}
	return acceptedLang(r.Header.Get("Accept-Language"), s.DefaultLang)
}

func (s *Site) setLang(w http.ResponseWriter, v *Visit, chosen string) {
	l, ok := parseLang(chosen)
	if !ok {
		return
	}
	v.Lang = l
	http.SetCookie(w, s.cookie(languageCookie, string(l), 365*24*3600))
}

// switchLanguage serves the switch of pages without a form. Forms switch by their own draft.
func (s *Site) switchLanguage(w http.ResponseWriter, r *http.Request) error {
	s.setLang(w, VisitOf(r), r.PostFormValue("language"))
	return s.Redirect(w, r, Local(r.PostFormValue("back"), "/"))
}

func parseLang(code string) (words.Lang, bool) {
	l := words.ParseLang(code)
	return l, string(l) == code
}

// acceptedLang reads Accept-Language. A reader who asks for English before Swedish gets English; no other language
// changes what the organisation chose.
func acceptedLang(header string, otherwise words.Lang) words.Lang {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return otherwise
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		if l, ok := parseLang(base.String()); ok {
			return l
		}
	}
	return otherwise
}
