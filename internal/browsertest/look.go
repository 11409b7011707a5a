package browsertest

import "strings"

// Text returns what the page shows, as a person reads it.
func (p *Page) Text() string {
	p.t.Helper()
	var text string
	p.ask(&text, "text")
	return text
}

// HTML returns the page as the browser holds it now.
func (p *Page) HTML() string {
	p.t.Helper()
	var html string
	p.ask(&html, "html")
	return html
}

// Title returns the page's title.
func (p *Page) Title() string {
	p.t.Helper()
	var title string
	p.ask(&title, "title")
	return title
}

// Address returns the page's full address.
func (p *Page) Address() string {
	p.t.Helper()
	var address string
	p.ask(&address, "address")
	return address
}

// Value returns what the field with this label holds: its text, the chosen
// option's text, or "checked".
func (p *Page) Value(label string) string {
	p.t.Helper()
	return p.locate("value", label).Value
}

// Shows fails the test unless the page shows each of the texts.
func (p *Page) Shows(texts ...string) {
	p.t.Helper()
	shown := p.Text()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			p.t.Errorf("%s does not show %q; it shows:\n%s", p.Address(), text, shown)
		}
	}
}

// ShowsNot fails the test if the page shows any of the texts.
func (p *Page) ShowsNot(texts ...string) {
	p.t.Helper()
	shown := p.Text()
	for _, text := range texts {
		if strings.Contains(shown, text) {
			p.t.Errorf("%s shows %q", p.Address(), text)
		}
	}
}

// Focused is what the keyboard is on.
type Focused struct {
	Tag    string // in lower case; "body" when the keyboard is on nothing
	ID     string
	Name   string // as a screen reader says it
	Ring   bool   // a focus mark can be seen
	Hidden bool   // something covers it, or it is outside the window
}

// Focus returns what the keyboard is on.
func (p *Page) Focus() Focused {
	p.t.Helper()
	var focused Focused
	p.ask(&focused, "focus")
	return focused
}

// TabThrough presses Tab from the top of the page until the keyboard has been
// round, at most limit times, and returns the stops. A stop without a focus
// mark, or covered by something, fails the test (WCAG 2.4.7 and 2.4.11).
func (p *Page) TabThrough(limit int) []Focused {
	p.t.Helper()
	var stops []Focused
	for range limit {
		p.Press("Tab")
		stop := p.Focus()
		if stop.Tag == "body" {
			return stops
		}
		if !stop.Ring {
			p.t.Errorf("%s %q shows no focus mark", stop.Tag, stop.Name)
		}
		if stop.Hidden {
			p.t.Errorf("%s %q is covered while it has the focus", stop.Tag, stop.Name)
		}
		stops = append(stops, stop)
	}
	return stops
}

// Overflow returns what makes the page wider than its window, nothing if it is
// not (WCAG 1.4.10; look at it at 320 px).
func (p *Page) Overflow() []string {
	p.t.Helper()
	var wide []string
	p.ask(&wide, "overflow")
	return wide
}

// SmallTargets returns what one presses that is hard to hit: a control, with
// its label, lower than least CSS pixels (24 in a dense table, 44 on a phone)
// or narrower than 24. Links in running text are exempt; a link on a line of
// its own needs room around it instead of height (WCAG 2.5.8).
func (p *Page) SmallTargets(least int) []string {
	p.t.Helper()
	var small []string
	p.ask(&small, "smallTargets", least)
	return small
}

// Fits fails the test if the page is wider than its window.
func (p *Page) Fits() {
	p.t.Helper()
	if wide := p.Overflow(); len(wide) > 0 {
		p.t.Errorf("%s does not fit:\n%s", p.Address(), strings.Join(wide, "\n"))
	}
}
