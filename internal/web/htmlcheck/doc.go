// Package htmlcheck looks at pages as tests need to: Check finds what breaks
// HTML's own rules, the accessibility rules a machine can see (WCAG 2.2 AA:
// 1.1.1, 1.3.1, 2.4.1, 2.4.2, 2.4.6, 3.1.1, 3.3.2, 4.1.2) and our Content
// Security Policy (no inline script or style); In, NotIn, Text and their like
// say what a page must hold, so that a page's test reads as sentences:
//
//	htmlcheck.Run(t, page,
//		htmlcheck.In("h1", htmlcheck.Text("Anmäl händelse")),
//		htmlcheck.NotIn(".demo-banner"))
//
// It is used by tests only. What only a browser can see (contrast, reflow,
// focus) is tested with axe in a real one.
package htmlcheck
