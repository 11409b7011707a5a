// Package ui is the look of Vårdkas: one style sheet, one small script, the
// embedded font and htmx, and the components every page is put together from.
//
// Rules of the package:
//
//   - Every component takes a Ctx first: the language and the moment the page is
//     made. A component asks Ctx for every word of its own; words about the
//     subject come ready worded from the caller.
//   - A component fed by a struct is the struct's name with Of behind it
//     (Field, FieldOf). A component without one has a plain name (State).
//   - Views are plain structs of texts, times and links. ui knows no record, no
//     rule and no request.
//   - Everything works without script. Script only makes it nicer, and finds
//     its elements by data- attributes.
//   - No inline script, no inline style: CSP is the header that goes with every
//     page. Geometry of drawings stands in SVG attributes.
//   - A state is shape + word + colour, in that order of importance.
//
// Gallery shows every component in every state; what it shows is how things
// look. It serves the demands on digital accessibility (WCAG 2.2 AA,
// EN 301 549) and the faces of rows A30, B5, B11 and B26.
package ui
