package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const style = `
:root { color-scheme: light dark }
body { font: 17px sans-serif; margin: 16px; color: #1a1f24; background: #fff }
@media (prefers-color-scheme: dark) { body { color: #e9ecef; background: #14181c } a { color: #7fc4e3 } }
:focus-visible { outline: 3px solid #0b5a75 }
button.tiny { min-height: 0; min-width: 0; font-size: 9px; padding: 0 } div { line-height: 12px }
button:not(.tiny), input:not([type=radio]), select, textarea { font: inherit; min-height: 44px; min-width: 44px; display: block }
input { max-width: 100% } header a { display: inline-block; padding: 12px 0 }
fieldset label { display: block; padding: 12px 0 }
.skip { position: absolute; left: -9999px } .skip:focus { left: 0 }`

const form = `<form method="post" action="/done" enctype="multipart/form-data">
<label for="what">Vad har hänt?</label><textarea id="what" name="what"></textarea>
<label for="place">Var?</label><select id="place" name="place"><option value="">Välj</option><option value="3">Reception</option></select>
<label for="day">Vilken dag?</label><input id="day" name="day" type="date">
<label for="photo">Bild</label><input id="photo" name="photo" type="file">
<fieldset><legend>Pågår det?</legend><label><input type="radio" name="on" value="yes"> Ja</label><label><input type="radio" name="on" value="no"> Nej</label></fieldset>
<button>Skicka in</button></form>`

// site serves a sound page, a page with planted faults, and the form's end.
func site(t *testing.T) string {
	t.Helper()
	page := func(w http.ResponseWriter, head, body string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'")
		fmt.Fprintf(w, `<!doctype html><html lang="sv"><head><title>Prov</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon"><link rel="stylesheet" href="/style.css">%s</head><body>%s</body></html>`, head, body)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, style)
	})
	mux.HandleFunc("GET /script.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `document.addEventListener("DOMContentLoaded", () => { document.querySelector("h1").textContent = "Med skript" })`)
	})
	mux.HandleFunc("GET /icon", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /sound", func(w http.ResponseWriter, r *http.Request) {
		page(w, `<script src="/script.js"></script>`, `<a class="skip" href="#main">Till innehållet</a><header><a href="/sound">Skicka in</a></header><main id="main"><h1>Utan skript</h1><p>Språk: `+r.Header.Get("Accept-Language")+`</p>`+form+`</main>`)
	})
	mux.HandleFunc("POST /done", func(w http.ResponseWriter, r *http.Request) {
		_, header, err := r.FormFile("photo")
		name := "ingen"
		if err == nil {
			name = header.Filename
		}
		http.Redirect(w, r, "/receipt?"+r.Form.Encode()+"&photo="+name, http.StatusSeeOther)
	})
	mux.HandleFunc("GET /receipt", func(w http.ResponseWriter, r *http.Request) {
		page(w, "", fmt.Sprintf(`<main><h1>Tack</h1><p>%s, plats %s, den %s, pågår %s, bild %s.</p></main>`,
			r.FormValue("what"), r.FormValue("place"), r.FormValue("day"), r.FormValue("on"), r.FormValue("photo")))
	})
	mux.HandleFunc("GET /faulty", func(w http.ResponseWriter, r *http.Request) {
		page(w, "", `<main><h1>Fel</h1><img src="/icon"><input name="nameless"><a href="/a" style="color:#eee">Ett</a><table><tr><td>`+strings.Repeat("bred", 300)+`</td></tr></table><p><button class="tiny">b</button></p><div><a href="/c">c</a></div><div><a href="/d">d</a></div></main>`)
	})
	mux.HandleFunc("GET /elsewhere", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><html lang="sv"><title>Prov</title><img alt="" src="http://127.0.0.1:9/x.png">`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestABrowserSeesWhatAPersonSees(t *testing.T) {
	browser, address := Start(t), site(t)

	t.Run("script runs only when the view allows it", func(t *testing.T) {
		browser.Open(t, Phone, address+"/sound").Shows("Utan skript", "Språk: sv")
		browser.Open(t, View{Width: 1280, Script: true, Language: "en"}, address+"/sound").Shows("Med skript", "Språk: en")
	})
	t.Run("a form is filled by its labels and sent", func(t *testing.T) {
		photo := filepath.Join(t.TempDir(), "skada.png")
		if err := os.WriteFile(photo, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		page := browser.Open(t, Phone, address+"/sound")
		page.Fill("Vad har hänt?", "En rad")
		page.Fill("Vad har hänt?", "Dörren stod öppen")
		page.Fill("Var?", "Reception")
		page.Fill("Vilken dag?", "2026-11-22")
		page.Attach("Bild", photo)
		page.Click("Nej")
		if chosen := page.Value("Nej"); chosen != "checked" {
			t.Errorf("the choice Nej holds %q after the click", chosen)
		}
		page.Follow("Skicka in") // the link of the same name in the header is passed over
		page.Shows("Tack", "Dörren stod öppen, plats 3, den 2026-11-22, pågår no, bild skada.png.")
		page.Back()
		if kept := page.Value("Vad har hänt?"); kept != "Dörren stod öppen" {
			t.Errorf("after Back the field holds %q", kept)
		}
	})
	t.Run("a form is filled and sent by the keyboard alone", func(t *testing.T) {
		page := browser.Open(t, Desktop, address+"/sound")
		for range 3 {
			page.Press("Tab")
		}
		if focused := page.Focus(); focused.Name != "Vad har hänt?" || !focused.Ring || focused.Hidden {
			t.Fatalf("the third stop is %+v", focused)
		}
		page.Press("a")
		page.Press("Shift+Tab")
		if focused := page.Focus(); focused.Tag != "a" {
			t.Errorf("Shift+Tab led to %+v", focused)
		}
		for page.Focus().Tag != "button" {
			page.Press("Tab")
		}
		page.PressAndFollow("Enter")
		page.Shows("Tack", "a, plats")
	})
	t.Run("the keyboard goes round and shows where it is", func(t *testing.T) {
		stops := browser.Open(t, Desktop, address+"/sound").TabThrough(30)
		var names []string
		for _, stop := range stops {
			names = append(names, stop.Name)
		}
		for _, wanted := range []string{"Till innehållet", "Vad har hänt?", "Var?", "Bild", "Ja", "Skicka in"} {
			if !slices.Contains(names, wanted) {
				t.Errorf("the keyboard never reached %q, only %q", wanted, names)
			}
		}
	})
	t.Run("a sound page passes in every view", func(t *testing.T) {
		for _, view := range []View{Phone, Desktop, {Width: 320, Language: "en", Dark: true}} {
			page := browser.Open(t, view, address+"/sound")
			page.Axe()
			page.Fits()
			if small := page.SmallTargets(24); len(small) > 0 {
				t.Errorf("small targets: %q", small)
			}
		}
	})
}

func TestABrowserFindsPlantedFaults(t *testing.T) {
	browser, address := Start(t), site(t)

	for _, view := range []View{Phone, Desktop} {
		t.Run(fmt.Sprintf("axe-core at %d px, script %t", view.Width, view.Script), func(t *testing.T) {
			page := browser.Open(t, view, address+"/faulty")
			var ids []string
			for _, violation := range page.Violations() {
				ids = append(ids, violation.ID)
				if text := violation.String(); !strings.Contains(text, violation.Help) || !strings.Contains(text, "Fix") {
					t.Errorf("the violation does not explain itself: %s", text)
				}
			}
			for _, wanted := range []string{"image-alt", "label"} {
				if !slices.Contains(ids, wanted) {
					t.Errorf("axe-core found %q and not %s", ids, wanted)
				}
			}
			if complaints := page.Complaints(); len(complaints) == 0 || !strings.Contains(complaints[0], "style") {
				t.Errorf("an inline style broke the policy and the browser said %q", complaints)
			}
		})
	}
	t.Run("a page wider than its window and small targets", func(t *testing.T) {
		page := browser.Open(t, Phone, address+"/faulty")
		page.Complaints()
		if wide := page.Overflow(); len(wide) < 2 || !strings.Contains(wide[1], "<td>") {
			t.Errorf("overflow: %q", wide)
		}
		small := strings.Join(page.SmallTargets(24), "\n")
		if !strings.Contains(small, "“b”") || !strings.Contains(small, "“c”") {
			t.Errorf("small targets: %s", small)
		}
	})
	t.Run("a request to another host", func(t *testing.T) {
		page := browser.Open(t, Desktop, address+"/elsewhere")
		if complaints := page.Complaints(); len(complaints) == 0 || !strings.Contains(complaints[0], "another host") {
			t.Errorf("the browser said %q", complaints)
		}
	})
}

func TestAScreenshotIsSavedWhereTheEnvironmentSays(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "shots")
	t.Setenv(ScreenshotsVariable, folder)
	page := Start(t).Open(t, Phone, site(t)+"/sound")
	page.Screenshot("sound")
	png, err := os.ReadFile(filepath.Join(folder, "sound.png"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("the file begins with %q", png[:8])
	}
}
