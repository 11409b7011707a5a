package browsertest

import (
	"context"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// spot is where page.js says the pointer should go, or why it cannot.
type spot struct {
	X, Y    float64
	Done    bool
	Value   string
	Problem string
}

// Fill types value into the field with this label, in place of what it held.
// In a select it chooses the option with this text.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	field := p.locate("fill", label, value)
	if field.Done {
		return
	}
	if value == "" {
		p.do("empty "+label, chromedp.KeyEvent(kb.Delete))
		return
	}
	p.do("type into "+label, input.InsertText(value))
}

// Attach puts a file from disk into the file field with this label.
func (p *Page) Attach(label, path string) {
	p.t.Helper()
	field := p.locate("fileSelector", label)
	p.do("attach a file to "+label, chromedp.SetUploadFiles(field.Value, []string{path}, chromedp.ByQuery))
}

// Click presses what is called text where it stands: a button, a link, a
// radio button, a box to tick, a summary. It expects the page to stay.
func (p *Page) Click(text string) {
	p.t.Helper()
	at := p.locate("clickAt", text)
	p.do("click "+text, chromedp.MouseClickXY(at.X, at.Y))
}

// ClickSelector is Click for what a CSS selector matches exactly once, where
// several things on a page have the same name.
func (p *Page) ClickSelector(selector string) {
	p.t.Helper()
	at := p.locate("clickSelector", selector)
	p.do("click "+selector, chromedp.MouseClickXY(at.X, at.Y))
}

// Follow presses what is called text and waits for the page it leads to.
func (p *Page) Follow(text string) {
	p.t.Helper()
	at := p.locate("clickAt", text)
	p.loads("follow "+text, chromedp.MouseClickXY(at.X, at.Y))
}

// FollowSelector is Follow for what a CSS selector matches exactly once, where
// several things on a page have the same name.
func (p *Page) FollowSelector(selector string) {
	p.t.Helper()
	at := p.locate("clickSelector", selector)
	p.loads("follow "+selector, chromedp.MouseClickXY(at.X, at.Y))
}

// Press presses a key: a character, or Tab, Shift+Tab, Enter, Space, Escape,
// ArrowDown, ArrowUp, ArrowLeft, ArrowRight, Home, End.
func (p *Page) Press(key string) {
	p.t.Helper()
	p.do("press "+key, keystroke(key))
}

// PressAndFollow presses a key and waits for the page it leads to.
func (p *Page) PressAndFollow(key string) {
	p.t.Helper()
	p.loads("press "+key, keystroke(key))
}

// Back goes back one page, as the browser's own button does.
func (p *Page) Back() {
	p.t.Helper()
	p.do("go back", chromedp.NavigateBack())
}

// Await waits until the page shows text, for what script brings later.
func (p *Page) Await(text string) {
	p.t.Helper()
	end := time.After(patience)
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(p.Text(), text) {
		select {
		case <-tick.C:
		case <-end:
			p.t.Fatalf("browsertest: the page never showed %q; it shows:\n%s", text, p.Text())
		}
	}
}

// locate asks page.js for an element and fails with its reason if there is none.
func (p *Page) locate(function string, arguments ...any) spot {
	p.t.Helper()
	var found spot
	p.ask(&found, function, arguments...)
	if found.Problem != "" {
		p.t.Fatalf("browsertest: %s on %s", found.Problem, p.Address())
	}
	return found
}

// loads does an act and waits until the page it leads to has loaded.
func (p *Page) loads(what string, act chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	loaded := make(chan struct{}, 1)
	chromedp.ListenTarget(ctx, func(event any) {
		if _, ok := event.(*page.EventLoadEventFired); ok {
			select {
			case loaded <- struct{}{}:
			default:
			}
		}
	})
	p.do(what, act)
	select {
	case <-loaded:
	case <-ctx.Done():
		p.t.Fatalf("browsertest: %s: no page came; the page shows:\n%s", what, p.Text())
	}
}

// keystroke is one key press by its name.
func keystroke(key string) chromedp.Action {
	named := map[string]string{
		"Tab": kb.Tab, "Enter": kb.Enter, "Space": " ", "Escape": kb.Escape, "Home": kb.Home, "End": kb.End,
		"ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	}
	plain, shifted := strings.CutPrefix(key, "Shift+")
	if code, ok := named[plain]; ok {
		plain = code
	}
	if shifted {
		return chromedp.KeyEvent(plain, chromedp.KeyModifiers(input.ModifierShift))
	}
	return chromedp.KeyEvent(plain)
}
