package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// ScreenshotsVariable names the environment variable that holds the folder
// screenshots are written to; without it none are taken.
const ScreenshotsVariable = "VARDKAS_SCREENSHOTS"

// View is how a person looks at a page.
type View struct {
	Width    int    // of the window, in CSS pixels
	Script   bool   // whether the browser runs the page's script
	Language string // "sv" or "en", sent as Accept-Language
	Dark     bool   // whether the person prefers a dark page
}

// The two views every page must work in, before anything else.
var (
	Phone   = View{Width: 390, Language: "sv"}
	Desktop = View{Width: 1280, Script: true, Language: "sv"}
)

// Page is one open page of one test.
type Page struct {
	t          testing.TB
	ctx        context.Context
	view       View
	complaints *complaints
}

// Open shows the address in a window without cookies, as view says.
func (b *Browser) Open(t testing.TB, view View, address string) *Page {
	t.Helper()
	p := &Page{t: t, ctx: b.window(t), view: view, complaints: &complaints{}}
	p.do("prepare the window", p.prepare())
	p.listen()
	p.Visit(address)
	return p
}

// prepare sets the window up as the view says.
func (p *Page) prepare() chromedp.Action {
	scheme := "light"
	if p.view.Dark {
		scheme = "dark"
	}
	narrow := p.view.Width < 700
	height := int64(900)
	if narrow {
		height = 844
	}
	return chromedp.Tasks{
		network.Enable(),
		log.Enable(),
		emulation.SetDeviceMetricsOverride(int64(p.view.Width), height, 1, narrow),
		emulation.SetTouchEmulationEnabled(narrow),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"},
		}),
		network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": p.view.Language}),
		emulation.SetScriptExecutionDisabled(!p.view.Script),
	}
}

// Visit goes to another address in the same window, with the same cookies.
func (p *Page) Visit(address string) {
	p.t.Helper()
	p.complaints.allow(address)
	p.do("open "+address, chromedp.Navigate(address))
}

// listen collects what the browser complains about and fails the test by it.
func (p *Page) listen() {
	chromedp.ListenTarget(p.ctx, func(event any) {
		switch event := event.(type) {
		case *log.EventEntryAdded:
			if event.Entry.Level == log.LevelError && event.Entry.Source != log.SourceNetwork {
				p.complaints.add(string(event.Entry.Source) + ": " + event.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			p.complaints.add("script: " + event.ExceptionDetails.Error())
		case *network.EventRequestWillBeSent:
			p.complaints.request(event.Request.URL)
		}
	})
	p.t.Cleanup(func() {
		for _, complaint := range p.complaints.take() {
			p.t.Errorf("the browser complains: %s", complaint)
		}
	})
}

// Complaints returns what the browser has complained about so far and forgets
// it, for a test that expects a complaint.
func (p *Page) Complaints() []string { return p.complaints.take() }

// do runs browser actions and fails the test when they fail.
func (p *Page) do(what string, actions ...chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if chromedp.FromContext(p.ctx).Target == nil {
		ctx = p.ctx // the first run opens the window, which must outlive it
	}
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.t.Fatalf("browsertest: %s: %v", what, err)
	}
}

//go:embed page.js
var script string

// ask calls a function of page.js in the page and reads its answer into out.
func (p *Page) ask(out any, function string, arguments ...any) {
	p.t.Helper()
	encoded := make([]string, len(arguments))
	for i, argument := range arguments {
		text, err := json.Marshal(argument)
		if err != nil {
			p.t.Fatalf("browsertest: write argument %d of %s: %v", i, function, err)
		}
		encoded[i] = string(text)
	}
	call := fmt.Sprintf("(%s).%s(%s)", script, function, strings.Join(encoded, ", "))
	p.do("ask the page: "+function, chromedp.Evaluate(call, out))
}

// Screenshot writes the whole page as name.png into the folder that
// ScreenshotsVariable names, and does nothing without it.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	folder := os.Getenv(ScreenshotsVariable)
	if folder == "" {
		return
	}
	var png []byte
	p.do("take a screenshot", chromedp.ActionFunc(func(ctx context.Context) (err error) {
		png, err = page.CaptureScreenshot().WithCaptureBeyondViewport(true).Do(ctx)
		return err
	}))
	if err := os.MkdirAll(folder, 0o750); err != nil {
		p.t.Fatalf("browsertest: make the folder for screenshots: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600); err != nil {
		p.t.Fatalf("browsertest: save a screenshot: %v", err)
	}
}
