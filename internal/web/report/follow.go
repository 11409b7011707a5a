package report

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// followCookie holds which report a follow session knows. It reaches /follow only.
const (
	followCookie = "vardkas-follow"
	followLasts  = 30 * time.Minute
)

func (p *Pages) registerFollow() {
	s := p.Site
	s.Handle("GET /follow", web.Apart, p.askFollow)
	s.Handle("POST /follow", web.Apart, p.openFollow, s.SignInLimit())
	s.Handle("GET /follow/report", web.Apart, p.followed)
	s.Handle("POST /follow/report", web.Apart, p.followWrite, web.MaxBody(mostBody), s.ReportLimit())
	s.Handle("GET /follow/file/{id}", web.Apart, p.followFile)
	s.Handle("POST /follow/leave", web.Apart, p.leaveFollow)
}

// The code is never kept, not even in the draft of a form that was only drawn again.
func followForm() web.Form { return web.Form{Name: "follow", Secret: []string{fieldCode}} }

func (p *Pages) askFollow(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, followForm())
	if err != nil {
		return err
	}
	return p.showFollow(w, r, form{Pages: p, v: web.VisitOf(r), d: d})
}

func (p *Pages) showFollow(w http.ResponseWriter, r *http.Request, f form) error {
	page := ui.Form{
		ID: "follow", Action: "/follow", Hidden: f.d.Hidden(),
		Groups: []ui.Group{{Fields: []ui.Field{
			{Name: "number", Label: f.t("follow.field.number"), Hint: f.t("follow.hint.number"), Required: true, MaxLength: 20, Value: f.d.Get("number"), Problems: f.faults["number"]},
			{Name: fieldCode, Label: f.t("follow.field.code"), Hint: f.t("follow.hint.code"), Required: true, MaxLength: 40, Autocomplete: "off"},
		}}},
		Actions: ui.Actions{Primary: &ui.Button{Label: f.t("follow.button.show")}},
	}
	look := web.Look{Title: f.t("follow.title"), Lead: f.t("follow.lead"), Width: ui.Reading, SwitchForm: "follow", Failed: len(f.faults) > 0}
	return p.Site.Again(w, r, f.d, look, ui.FormOf(f.v.Ctx(), page))
}

// openFollow compares number and code. Whichever is wrong, the answer is the same.
func (p *Pages) openFollow(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Site.Draft(w, r, followForm())
	if err != nil {
		return err
	}
	f := form{Pages: p, v: web.VisitOf(r), d: d, faults: faults{}}
	if d.Redraw {
		return p.showFollow(w, r, f)
	}
	key, err := p.check(r.Context(), d.Get("number"), d.Get(fieldCode))
	if err != nil {
		return err
	}
	if key == 0 {
		f.faults.add("number", f.t("follow.problem.no_match"))
		return p.showFollow(w, r, f)
	}
	p.setFollow(w, p.followToken(key, f.v.Now().Add(followLasts)), int(followLasts/time.Second))
	return p.Site.Redirect(w, r, "/follow/report")
}

func (p *Pages) leaveFollow(w http.ResponseWriter, r *http.Request) error {
	p.setFollow(w, "", -1)
	return p.Site.Redirect(w, r, "/follow")
}

func (p *Pages) setFollow(w http.ResponseWriter, token string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: followCookie, Value: token, Path: "/follow", MaxAge: maxAge, Secure: p.Site.HTTPS, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

// followToken is the session itself: the report it knows and when it ends, signed. Nothing of it is stored.
func (p *Pages) followToken(key record.Key, ends clock.Instant) string {
	text := strconv.FormatInt(int64(key), 36) + "." + strconv.FormatInt(int64(ends), 36)
	return text + "." + p.sign(text)
}

func (p *Pages) sign(text string) string {
	m := hmac.New(sha256.New, p.Site.Key)
	m.Write([]byte("follow\x00" + text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// follows is the report the request's follow session knows; false when there is none any more.
func (p *Pages) follows(r *http.Request) (record.Key, bool) {
	c, err := r.Cookie(followCookie)
	if err != nil {
		return 0, false
	}
	cut := strings.LastIndexByte(c.Value, '.')
	if cut < 0 || !hmac.Equal([]byte(c.Value[cut+1:]), []byte(p.sign(c.Value[:cut]))) {
		return 0, false
	}
	key, ends, _ := strings.Cut(c.Value[:cut], ".")
	k, err1 := strconv.ParseInt(key, 36, 64)
	e, err2 := strconv.ParseInt(ends, 36, 64)
	if err1 != nil || err2 != nil || clock.Instant(e) < web.VisitOf(r).Now() {
		return 0, false
	}
	return record.Key(k), true
}
