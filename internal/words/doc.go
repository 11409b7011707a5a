// Package words holds every word a person meets, in Swedish and in English,
// and writes dates, clocks, numbers and sizes the way each language does.
//
// Words live in the catalogue: one embedded YAML file per subject
// (catalogue/<subject>.yaml), one line per key,
//
//	ui.button.save: {sv: "Spara", en: "Save"}
//
// with numbered places {1}, {2} for what is filled in. A key that is counted
// has two lines, key.one and key.other, and is asked for with N. A file with a
// duplicate key, a missing language or places that differ between the
// languages is an error naming file and line; Check reports them all.
//
// Packages below the pages return keys, never sentences. Whole words, du,
// verb first: the rules of wording stand in docs/glossary.md.
//
// It serves the requirements that every page exists in Swedish first and
// complete in English, and that dates, weeks, thousands and clocks are written
// as Swedish authorities write them (rows C1 and C6: labels in two languages).
package words
