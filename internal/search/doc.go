// Package search turns free text into what both databases can search alike, and
// what a person types into a query that neither can misread.
//
// The stems are made here, in Go, and stored: SQLite's FTS5 and PostgreSQL's
// tsvector then only compare words. For that to hold the columns are made so:
//
//	SQLite      fts5(stems, tokenize = 'unicode61 remove_diacritics 0', …)
//	PostgreSQL  to_tsvector('simple', stems), queried with to_tsquery('simple', …)
//
// remove_diacritics 0 matters: å is not a, ö is not o. Every stored word is
// letters a–z, à–ÿ and digits only; other scripts are written in hexadecimal, so
// that neither engine's idea of a letter can differ.
//
//   - Normalise makes text fit to store: NFC, LF, no control characters.
//   - Index gives the stems to store; Parse reads a search box into a Query,
//     which renders for either engine and can match an index by itself.
//   - SortKey gives å ä ö their places at the end of the alphabet.
//
// Known limits: compounds are not split (journal does not find patientjournal;
// journal* finds journalen), and Swedish vowel changes are not joined (brand,
// bränder). Access is the caller's: it filters in the same SQL statement.
//
// Serves A13 (what was asked and answered is found again) and every
// register's free-text filter.
package search
