// Package hostile sends the program what nobody should: naughty strings in every field, files that lie, forged ids,
// drafts, cursors and cookies, broken requests, the same form many times at once, and requests that are given up half way.
//
// Whatever comes, no answer is in the five hundreds, no page shows the program's insides, the log tells of no panic, what
// was typed is kept, and nothing is half-saved: the trail verifies and every table is what the trail gives. It serves rows
// 17, 26 and 27 of the threat model (docs/threat-model.md).
package hostile
