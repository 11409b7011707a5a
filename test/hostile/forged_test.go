package hostile

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/test/running"
)

// nobodys are values in place of an id: such as are none, such as are nobody's, and ways out of the folder.
var nobodys = []string{
	"01a2038c-dd48-7abc-bdd9-000000000000", "00000000-0000-4000-8000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "1", "0", "-1", "9223372036854775808",
	"..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%2e%2e%5c", "%00", "%ff%fe", "%C0%AE", "a%0d%0aSet-Cookie:%20a=b", "%F0%9F%98%80", "'%20OR%201=1--", strings.Repeat("a", 4000),
}

// forgeries sends ids, drafts, cursors and cookies that are not the sender's.
func forgeries(t *testing.T, program *running.Program) {
	chief := enter(t, program, "sakerhetschef")
	nurse := enter(t, program, "medarbetare")
	reached := chief.explore()
	for _, address := range reached.addresses {
		id := recordID.FindString(address)
		if id == "" {
			continue
		}
		for _, other := range nobodys {
			if a := chief.get(strings.Replace(address, id, other, 1)); a.status == http.StatusOK && recordID.MatchString(a.where) && a.where == strings.Replace(address, id, other, 1) {
				t.Errorf("%s answers for %q", sort(address), other)
			}
		}
		if a := enter(t, program, "").get(address); a.status == http.StatusOK && !strings.HasPrefix(a.where, "/sign-in") {
			t.Errorf("%s opens for nobody: %s", address, a.where)
		}
	}
	for _, form := range reached.forms {
		id := recordID.FindString(form.action)
		if id == "" {
			continue
		}
		for _, other := range nobodys[:8] {
			if a := chief.post(strings.Replace(form.action, id, other, 1), form.values); a.status < http.StatusBadRequest && a.where == strings.Replace(form.action, id, other, 1) {
				t.Errorf("%s takes %q: %d", sort(form.action), other, a.status)
			}
		}
		if a := nurse.post(form.action, form.values); a.status < http.StatusBadRequest && strings.HasPrefix(sort(form.action), "/events/") {
			t.Errorf("an employee's %s got %d at %s", sort(form.action), a.status, a.where)
		}
	}
	cursors(t, chief)
	draftsOfOthers(t, program, chief, nurse)
	badCookies(t, program)
}

func cursors(t *testing.T, g *guest) {
	for _, address := range []string{"/r/incident", "/r/unit", "/r/person", "/r/action", "/my/reports", "/figures"} {
		for _, name := range []string{"after", "before", "order", "on", "unit", "state", "q", "from", "to", "area", "level", "draft", "view"} {
			for _, value := range append([]string{"AAAA", "eyJhIjoxfQ==", "a.b.c", "9999-99-99", "\x00", "%"}, nobodys[:7]...) {
				g.get(address + "?" + name + "=" + url.QueryEscape(value))
			}
		}
	}
	for _, raw := range []string{"/r/incident?%zz", "/r/incident?a;b", "/figures?from=%", "/r/incident?" + strings.Repeat("a=b&", 2000)} {
		g.get(raw)
	}
}

// draftsOfOthers tries to read, fill and send what another has typed.
func draftsOfOthers(t *testing.T, program *running.Program, chief, nurse *guest) {
	const secret = "Bara jag får läsa det här"
	page := nurse.get("/my/report")
	typed := complete(formTo(t, page, "/my/report"), secret)
	typed.Del("category")
	typed.Set("_page", "/my/report")
	if a := nurse.post("/my/report", typed); a.status != http.StatusUnprocessableEntity {
		t.Fatalf("a report without a category got %d", a.status)
	}
	id := typed.Get("_draft")
	if a := nurse.get("/my/report?draft=" + id); !strings.Contains(string(a.body), secret) {
		t.Error("the draft is not kept for its own person")
	}
	for who, other := range map[string]*guest{"the chief": chief, "nobody": enter(t, program, "")} {
		for _, address := range []string{"/my/report?draft=" + id, "/report?draft=" + id, "/my/report/review?draft=" + id, "/report/review?draft=" + id, "/follow?draft=" + id} {
			if a := other.get(address); strings.Contains(string(a.body), secret) {
				t.Errorf("%s reads the draft of another at %s", who, address)
			}
		}
	}
	stolen := url.Values{"_draft": {id}, "_form": {"report"}, "_page": {"/my/report"}, "description": {"Skrivet av en annan"}}
	if a := chief.post("/my/report", stolen); strings.Contains(string(a.body), secret) {
		t.Error("the chief gets the draft of another with a form")
	}
	if a := nurse.get("/my/report?draft=" + id); !strings.Contains(string(a.body), secret) {
		t.Error("another has overwritten the draft")
	}
}

// badCookies comes with sessions that are none, have ended, or are cut off.
func badCookies(t *testing.T, program *running.Program) {
	g := enter(t, program, "akutchef")
	home, err := url.Parse(program.URL)
	if err != nil {
		t.Fatal(err)
	}
	kept := g.http.Jar.Cookies(home)
	g.post("/sign-out", url.Values{})
	for _, c := range kept {
		for _, value := range []string{c.Value, c.Value[:len(c.Value)/2], c.Value + "a", strings.Repeat("a", 3000), "%00", "1", "' OR 1=1"} {
			thief := enter(t, program, "")
			thief.http.Jar.SetCookies(home, []*http.Cookie{{Name: c.Name, Value: value, Path: "/"}, {Name: "vardkas-follow", Value: value, Path: "/follow"}})
			if a := thief.get("/account"); !strings.HasPrefix(a.where, "/sign-in") {
				t.Errorf("the cookie %.20q opens %s", value, a.where)
			}
			thief.post("/my/report", url.Values{"_form": {"report"}, "description": {"Sessionen är slut"}})
			if a := thief.get("/follow/report"); strings.Contains(string(a.body), "H-20") {
				t.Errorf("the follow cookie %.20q opens a report", value)
			}
		}
	}
}

// brokenRequests speaks HTTP badly: on the wire, since no client would.
func brokenRequests(t *testing.T, program *running.Program) {
	g := enter(t, program, "")
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "HEAD"} {
		for _, address := range []string{"/", "/report", "/events/1", "/account", "/nowhere"} {
			if a := g.send(context.Background(), method, address, "", nil); a.status == http.StatusOK && method != "HEAD" && method != "OPTIONS" {
				t.Errorf("%s %s: %d", method, address, a.status)
			}
		}
	}
	for _, c := range []struct{ kind, body string }{
		{"multipart/form-data", "x"}, {"multipart/form-data; boundary=a", "--a\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nhalf"},
		{"multipart/form-data; boundary=a", "--b\r\n\r\n--b--"}, {"multipart/form-data; boundary=" + strings.Repeat("a", 200), "x"},
		{"multipart/mixed; boundary=a", "--a--"}, {"application/x-www-form-urlencoded", "a=%zz&b=%"}, {"application/x-www-form-urlencoded; charset=\xff", "a=b"},
		{"application/json", `{"category":"theft"}`}, {"text/xml", "<a/>"}, {"", "a=b"}, {"application/x-www-form-urlencoded", strings.Repeat("a=b&", 50_000)},
	} {
		for _, address := range []string{"/report", "/report/review", "/follow", "/sign-in", "/language", "/follow/report"} {
			g.send(context.Background(), http.MethodPost, address, c.kind, strings.NewReader(c.body))
		}
	}
	for _, raw := range []string{
		"GET /report HTTP/1.1\r\nHost: a\r\nX-Large: " + strings.Repeat("a", 100_000) + "\r\n\r\n",
		"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", "GET //example.org/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET /assets/../../demo.json HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /assets/%2e%2e/%2e%2e/vardkas.key HTTP/1.1\r\nHost: a\r\n\r\n", "NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
		"POST /report HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x", "POST /report HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
		"POST /report HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
	} {
		if line := speak(t, program, raw); strings.HasPrefix(line, "HTTP/1.1 2") && !strings.Contains(raw, "GET / ") || strings.HasPrefix(line, "HTTP/1.1 5") && !strings.Contains(raw, "HTTP/9.9") && !strings.Contains(raw, "Transfer-Encoding") {
			t.Errorf("%.60q: %s", raw, line)
		}
	}
	halves(t, program)
}

// speak writes to the program as it stands and returns the first line of the answer.
func speak(t *testing.T, program *running.Program, raw string) string {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(program.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = io.WriteString(c, raw) // the program may hang up before all is said
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line)
}

// halves holds two hundred requests open whose bodies never come, and asks whether others are still answered.
func halves(t *testing.T, program *running.Program) {
	var open []net.Conn
	for i := range 200 {
		c, err := net.Dial("tcp", strings.TrimPrefix(program.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
		head := "POST /report HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ndescription=half"
		_, err = io.WriteString(c, head[:len(head)-i%len(head)])
		if err != nil {
			t.Errorf("half a request: %v", err)
		}
	}
	g := enter(t, program, "")
	if a := g.get("/report"); a.status != http.StatusOK {
		t.Errorf("while others hold requests open the form answers %d", a.status)
	}
	g.post("/report/review", reviewed(t, g, fmt.Sprintf("Bland %d halva", len(open))))
	for _, c := range open {
		_ = c.Close()
	}
}
