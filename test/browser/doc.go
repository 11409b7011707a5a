// Package browser looks at pages in a real Chromium, as people use them: on a
// phone and on a desk, with script and without, light and dark, in Swedish and
// in English, with the pointer and with the keyboard alone.
//
// It serves the demand of WCAG 2.2 AA on every page, and B38: anyone can report
// without training, on a phone.
package browser
