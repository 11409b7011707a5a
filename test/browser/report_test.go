package browser

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/vardkas/vardkas/internal/browsertest"
	"github.com/vardkas/vardkas/internal/words"
	"github.com/vardkas/vardkas/test/running"
)

// The most that may be asked of somebody who reports: B38, anyone can report without training, on a phone.
const (
	mostRequired = 6
	mostTaps     = 14
)

// in is the text of a key in Swedish.
func in(key string, args ...any) string { return words.T(words.SV, key, args...) }

func TestReportingAndHandlingInABrowser(t *testing.T) {
	program := running.Demo(t, "")
	browser := browsertest.Start(t)
	t.Run("a phone without script reports, gets a receipt and follows", func(t *testing.T) { reportOnAPhone(t, program, browser) })
	t.Run("the keyboard alone reports, gets a receipt and follows", func(t *testing.T) { reportByKeyboard(t, program, browser) })
	t.Run("the steps of a phone with script lead through the form", func(t *testing.T) { reportInSteps(t, program, browser) })
	t.Run("an employee reports signed in and finds the report among their own", func(t *testing.T) { reportSignedIn(t, program, browser) })
	t.Run("switching language keeps what was typed", func(t *testing.T) { switchLanguage(t, program, browser) })
	t.Run("a manager receives, assesses and is told what closing lacks", func(t *testing.T) { handle(t, program, browser) })
	t.Run("the keyboard goes through each page in order", func(t *testing.T) { tabThrough(t, program, browser) })
}

// taps presses like a finger, and counts.
type taps struct {
	*browsertest.Page
	n int
}

func (p *taps) tap(text string)       { p.n++; p.Click(text) }
func (p *taps) follow(text string)    { p.n++; p.Follow(text) }
func (p *taps) tapAt(selector string) { p.n++; p.ClickSelector(selector) }

func reportOnAPhone(t *testing.T, program *running.Program, browser *browsertest.Browser) {
	page := &taps{Page: browser.Open(t, browsertest.Phone, program.URL+"/")}
	page.Screenshot("phone-start")
	page.follow(in("ui.frame.report"))
	required := requiredAnswers(t, page.HTML())
	page.Screenshot("phone-report")
	page.tap("Något har blivit stulet")
	page.Fill(in("report.field.description"), "En cykel är borta från cykelrummet")
	page.tap(in("report.when.today"))
	page.Fill(in("ui.reference.search_for"), "Akut")
	page.n++
	page.FollowSelector("button[name=_search][value=where]")
	page.tapAt("#f-where-1")
	page.tap("Medarbetare")
	page.tapAt("input[name=hurt][value=no]")
	page.tap(in("report.who.anonymous"))
	page.follow(in("report.button.review"))
	page.Shows("En cykel är borta från cykelrummet", in("report.review.anonymous"))
	required += requiredAnswers(t, page.HTML())
	page.Axe()
	page.Screenshot("phone-review")
	page.follow(in("report.button.send"))
	page.Shows(in("report.receipt.title"))
	page.Axe()
	page.Fits()
	page.Screenshot("phone-receipt")
	if required > mostRequired {
		t.Errorf("%d answers are required", required)
	}
	if page.n > mostTaps {
		t.Errorf("%d taps were needed", page.n)
	}
	number, code := receipt(t, page.Page)
	page.Follow(in("report.link.follow"))
	page.Fill(in("follow.field.number"), number)
	page.Fill(in("follow.field.code"), code)
	page.Follow(in("follow.button.show"))
	page.Shows(in("follow.state.reported"), "En cykel är borta från cykelrummet")
	page.Axe()
	page.Fits()
	page.Fill(in("follow.field.text"), "Den var röd")
	page.Follow(in("follow.button.send"))
	page.Shows("Den var röd")
	page.Screenshot("phone-follow")
}

var codeForm = regexp.MustCompile(`[0-9A-Z]{4}(-[0-9A-Z]{4}){3}`)

// receipt reads number and code off the receipt.
func receipt(t *testing.T, page *browsertest.Page) (number, code string) {
	t.Helper()
	text := page.Text()
	number, code = regexp.MustCompile(`H-[0-9]{4}-[0-9]+`).FindString(text), codeForm.FindString(text)
	if number == "" || code == "" {
		t.Fatalf("the receipt shows neither number nor code:\n%s", text)
	}
	return number, code
}

// requiredAnswers counts the questions of a page that are not said to be optional.
func requiredAnswers(t *testing.T, page string) int {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	required := 0
	for n := range tree.Descendants() {
		if within(n, "main") && hasClass(n, "field") && !holds(n, "optional") {
			required++
		}
	}
	return required
}

func within(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return true
		}
	}
	return false
}

func holds(n *html.Node, class string) bool {
	for d := range n.Descendants() {
		if hasClass(d, class) {
			return true
		}
	}
	return false
}

func hasClass(n *html.Node, class string) bool {
	for _, a := range n.Attr {
		if a.Key == "class" && strings.Contains(" "+a.Val+" ", " "+class+" ") {
			return true
		}
	}
	return false
}

// keyboard is a page on which nothing is pressed but keys.
type keyboard struct {
	*browsertest.Page
	t *testing.T
}

const mostStops = 250

// to moves on to the element with an id.
func (p *keyboard) to(id string) {
	p.t.Helper()
	p.until("#"+id, func(at browsertest.Focused) bool { return at.ID == id })
}

// toNamed moves on to what has a name.
func (p *keyboard) toNamed(name string) {
	p.t.Helper()
	p.until(name, func(at browsertest.Focused) bool { return strings.HasPrefix(at.Name, name) })
}

func (p *keyboard) until(what string, found func(browsertest.Focused) bool) {
	p.t.Helper()
	for range mostStops {
		p.Press("Tab")
		at := p.Focus()
		if found(at) {
			if !at.Ring || at.Hidden {
				p.t.Errorf("%q cannot be seen to have the focus", at.Name)
			}
			return
		}
	}
	p.t.Fatalf("the keyboard never came to %s on %s", what, p.Address())
}

// choose goes from the first of some choices down to the one with a name.
func (p *keyboard) choose(id, name string) {
	p.t.Helper()
	p.to(id)
	for range mostStops {
		if strings.HasPrefix(p.Focus().Name, name) {
			p.Press("Space")
			return
		}
		p.Press("ArrowDown")
	}
	p.t.Fatalf("no choice is called %s", name)
}

func reportByKeyboard(t *testing.T, program *running.Program, browser *browsertest.Browser) {
	page := &keyboard{browser.Open(t, browsertest.Desktop, program.URL+"/report"), t}
	page.choose("f-category", "Något har blivit stulet")
	page.to("f-description")
	page.Press("En projektor är borta")
	page.choose("f-when", in("report.when.today"))
	page.to("f-where")
	page.Press("Akutmott")
	page.Await("träff")
	page.to("f-where-1")
	page.Press("Space")
	page.choose("f-who", in("report.who.named"))
	page.to("f-contact")
	page.Press("Kim Prov, 070-000 00 00")
	page.toNamed(in("report.button.review"))
	page.PressAndFollow("Enter")
	page.Shows("En projektor är borta", "Kim Prov")
	page.toNamed(in("report.button.send"))
	page.PressAndFollow("Enter")
	number, code := receipt(t, page.Page)
	page.toNamed(in("report.link.follow"))
	page.PressAndFollow("Enter")
	page.to("f-number")
	page.Press(number)
	page.to("f-code")
	page.Press(code)
	page.PressAndFollow("Enter")
	page.Shows("En projektor är borta")
}

func reportInSteps(t *testing.T, program *running.Program, browser *browsertest.Browser) {
	page := browser.Open(t, browsertest.View{Width: 390, Script: true, Language: "sv"}, program.URL+"/report")
	page.Screenshot("phone-steps")
	page.Axe()
	page.Click("Något har blivit stulet")
	page.Fill(in("report.field.description"), "En skärm är borta")
	page.Click(in("ui.button.next"))
	page.Axe()
	page.ClickSelector("input[name=when][value=today]")
	page.Fill(in("report.field.place_text"), "Vid entrén")
	page.Click(in("ui.button.next"))
	page.Click(in("ui.button.next"))
	page.Fits()
	page.Click(in("report.who.anonymous"))
	page.Follow(in("report.button.review"))
	page.Shows("En skärm är borta", "Vid entrén")
}

func reportSignedIn(t *testing.T, program *running.Program, browser *browsertest.Browser) {
	page := signedIn(t, browser, program, browsertest.Phone, "medarbetare")
	page.Visit(program.URL + "/my/report")
	page.Click("Något har blivit stulet")
	page.Fill(in("report.field.description"), "En väska är borta")
	page.Click(in("report.when.today"))
	page.Fill(in("report.field.place_text"), "Omklädningsrummet")
	page.Follow(in("report.button.review"))
	page.Follow(in("report.button.send"))
	page.Follow(in("report.link.mine"))
	page.Axe()
	page.FollowSelector("tbody tr:first-child a")
	page.Shows("En väska är borta")
	page.Axe()
	page.Fits()
}

func switchLanguage(t *testing.T, program *running.Program, browser *browsertest.Browser) {
	for _, view := range []browsertest.View{browsertest.Phone, browsertest.Desktop} {
		page := browser.Open(t, view, program.URL+"/report")
		page.Click("Något har blivit stulet")
		page.Fill(in("report.field.description"), "Språket byts mitt i en mening")
		page.FollowSelector("button[name=language]")
		page.Shows(words.T(words.EN, "report.group.what"))
		if typed := page.Value(words.T(words.EN, "report.field.description")); typed != "Språket byts mitt i en mening" {
			t.Errorf("%d px: what was typed became %q", view.Width, typed)
		}
		if page.Value("Something has been stolen") != "checked" {
			t.Errorf("%d px: the choice is gone", view.Width)
		}
	}
}

func handle(t *testing.T, program *running.Program, browser *browsertest.Browser) {
	page := signedIn(t, browser, program, browsertest.Desktop, "akutchef")
	page.Shows(in("work.title"))
	page.Screenshot("work")
	page.Visit(program.URL + "/r/incident")
	page.Screenshot("register")
	page.FollowSelector("tbody tr:first-child a")
	page.Shows("En projektor är borta")
	page.Follow(in("incident.step.receive"))
	page.Screenshot("event-received")
	page.Follow(in("incident.step.assess"))
	page.Fill(in("incident.field.severity_reason"), "Ett enstaka föremål utan uppgifter")
	page.ClickSelector("input[name=severity][value=minor]")
	page.Axe()
	page.Screenshot("assess")
	page.Follow(in("cases.assess.save"))
	page.Shows(in("incident.state.assessed"))
	page.Axe()
	page.Screenshot("event")
	page.Visit(page.Address() + "/do/close")
	page.Shows(in("cases.section.lacking"))
	page.Follow(in("incident.step.close"))
	page.Axe()
	page.Screenshot("close-refused")
	page.Visit(program.URL + "/figures")
	page.Screenshot("figures")
}

// tabThrough goes round the pages that most people meet: the first stop leads past the frame, none is covered or unmarked.
func tabThrough(t *testing.T, program *running.Program, browser *browsertest.Browser) {
	page := signedIn(t, browser, program, browsertest.View{Width: 1280, Script: true, Language: "sv", Dark: true}, "akutchef")
	for _, path := range []string{"/", "/my/report", "/r/incident", "/account"} {
		page.Visit(program.URL + path)
		stops := page.TabThrough(mostStops)
		if len(stops) < 8 || len(stops) == mostStops {
			t.Errorf("%s has %d stops", path, len(stops))
			continue
		}
		if !strings.Contains(stops[0].Name, "innehållet") {
			t.Errorf("%s begins with %q, want the link past the frame", path, stops[0].Name)
		}
	}
}
