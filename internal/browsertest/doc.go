// Package browsertest drives a real Chromium through a page as a person would:
// it reads what is shown, fills fields by their labels, clicks what it can see,
// moves with the keyboard, and looks at the page with axe-core.
//
// It serves the rows that end in front of a person (B38 above all: anyone can
// report without training, on a phone) by the demand that every function works
// without script and meets WCAG 2.2 AA.
//
//	browser := browsertest.Start(t)
//	page := browser.Open(t, browsertest.Phone, site.URL+"/report")
//	page.Fill("Vad har hänt?", "En dörr stod öppen")
//	page.Follow("Skicka in")
//	page.Axe()
//
// A page fails its test by itself when the browser reports a breach of the
// content security policy, a script error, or a request to another host.
//
// axe-core (folder axe, MPL-2.0, https://github.com/dequelabs/axe-core, version
// 4.14.1) is used by tests only and is no part of the program.
package browsertest
