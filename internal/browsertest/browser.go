package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// BrowserVariable names the environment variable that holds the path of the
// browser to use instead of the installed Chromium.
const BrowserVariable = "VARDKAS_CHROMIUM"

// patience is how long one act may take. A cold browser on a busy machine
// needs many seconds for its first page; a healthy page never comes near it.
const patience = 60 * time.Second

// Browser is a running Chromium with a profile of its own.
type Browser struct {
	ctx context.Context
}

// Start runs a Chromium that lives as long as t. Subtests share it: each page
// they open has its own cookies and cache.
func Start(t testing.TB) *Browser {
	t.Helper()
	allocator, release := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(findChromium(t)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(patience),
		chromedp.Headless, // also hides scroll bars, so that a width is a width
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-features", "BackForwardCache,Translate,OptimizationHints,MediaRouter"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-default-apps", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("no-proxy-server", true),
	)
	ctx, quit := chromedp.NewContext(allocator)
	// Chromium writes to its folder until its last breath: wait for that.
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		quit()
		release()
	})
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("browsertest: start Chromium: %v", err)
	}
	return &Browser{ctx: ctx}
}

// window opens a window with cookies and cache of its own, gone when t ends.
// It must be a new window and not a tab: a profile without a window has none
// to put a tab in, and Chromium says so.
func (b *Browser) window(t testing.TB) context.Context {
	t.Helper()
	browser := cdp.WithExecutor(b.ctx, chromedp.FromContext(b.ctx).Browser)
	profile, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(browser)
	if err != nil {
		t.Fatalf("browsertest: make a profile: %v", err)
	}
	window, err := target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).Do(browser)
	if err != nil {
		t.Fatalf("browsertest: open a window: %v", err)
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(window))
	t.Cleanup(func() {
		cancel()
		_ = target.DisposeBrowserContext(profile).Do(browser)
	})
	return ctx
}

// findChromium returns the path of the browser; a missing one fails the test.
func findChromium(t testing.TB) string {
	t.Helper()
	if given := os.Getenv(BrowserVariable); given != "" {
		return given
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("browsertest: Chromium is not installed: run `make tools`")
	return ""
}
