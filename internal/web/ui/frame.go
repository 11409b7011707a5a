package ui

import (
	"time"

	"github.com/vardkas/vardkas/internal/words"
)

// Width is how wide the contents of a page may grow.
type Width string

// The three widths of the look: a text, a working page, a table.
const (
	Reading Width = "reading"
	Working Width = "working"
	Full    Width = "full"
)

// Frame is everything round a page's own contents. The zero value of every
// field but Ctx and Title leaves its part out.
type Frame struct {
	Ctx
	Title        string // the page's only h1 and, with the organisation, its title
	Lead         string // one sentence under the h1
	OwnTitle     bool   // the body writes the h1 itself
	Failed       bool   // the page shows problems: the window's title says so first
	Organisation string
	HomeHref     string // where mark and name lead; "/" when empty
	Places       []Link // my places by role, at most seven are shown
	Crumbs       []Link // given only where depth is three or more
	Me           *Me    // nil: not signed in
	SignInHref   string // shown when Me is nil; empty: no way to sign in from here
	SearchAction string // GET with q; empty: no search
	SearchText   string
	ReportHref   string // "Anmäl händelse"
	HelpHref     string
	Language     LanguageSwitch
	Links        FooterLinks
	Version      string
	Demo         bool // shows that everything here is made up
	Width        Width
	Theme        string // "light" or "dark" overrides what the reader's device asks for
	Session      *Session
	Robots       bool // may be indexed; every other page says noindex
}

// Me is the signed-in person as the frame shows them.
type Me struct {
	Name          string
	Role          string
	Href          string
	SignOutAction string // POST
}

// LanguageSwitch is the button of the footer that changes language. With Form
// set it submits that form of the page (so that typed values are kept in its
// draft) as name "language"; else it posts language and back to Action.
type LanguageSwitch struct {
	Action string
	Back   string
	Form   string
}

// FooterLinks are the addresses the footer always gives.
type FooterLinks struct {
	Accessibility  string
	Whistleblowing string // the organisation's own channel; the sentence stands without it too
	Privacy        string
}

// Session lets script warn before the session ends. Without script the page
// after sign-in offers a longer working session instead.
type Session struct {
	Ends         time.Time
	ExtendAction string // POST, answers 2xx when the session was extended by its length
	Length       time.Duration
}

// mostPlaces is how many places a menu may have before it is a list to search
// in (look: at most seven).
const mostPlaces = 7

func (f Frame) places() []Link { return f.Places[:min(len(f.Places), mostPlaces)] }

func (f Frame) home() string {
	if f.HomeHref == "" {
		return "/"
	}
	return f.HomeHref
}

func (f Frame) windowTitle() string {
	title := f.Title
	if f.Failed {
		title = f.T("ui.frame.failed", title)
	}
	if f.Organisation == "" {
		return title + " – Vårdkas"
	}
	return title + " – " + f.Organisation
}

func (f Frame) width() string {
	if f.Width == "" {
		return string(Working)
	}
	return string(f.Width)
}

// otherLanguage is the name of the other language, in itself.
func (f Frame) otherLanguage() string { return words.T(f.Lang.Other(), "ui.frame.this_language") }
