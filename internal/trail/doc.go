// Package trail is the history: an append-only list of entries, each a header without free text and a body that the
// header commits to. The headers are the leaves of an RFC 6962 Merkle tree whose signed heads leave the machine, so that
// anyone who holds a head can later prove that nothing before it was changed.
//
// Append runs inside the caller's change, in the same transaction, and is the only way to write. A body may be erased or
// replaced by a redacted one without the tree noticing: the leaf holds HMAC(salt, body), never the text.
//
// It serves B52 and C2: every change can be traced, and every answer can be given as of an earlier day.
package trail
