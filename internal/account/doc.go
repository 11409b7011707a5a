// Package account lets a person sign in with a local account and keeps the session that follows.
//
// Everything here is operational: accounts, sessions and counts of failures stand in tables of their own, outside the
// records, but each sign-in, failure, lock, step-up, revoke and sign-out is an entry of the trail (kind "session", actor
// the person's record key). What was typed is never stored, logged or entered in the trail.
//
//	             password right, no second factor
//	(nothing) ───────────────────────────────────────▶ full ──▶ ended (idle, absolute, revoked, signed out)
//	    │ password right, second factor enrolled         ▲
//	    ├────────────────────────────▶ code ── code ─────┤
//	    │ … demanded but not enrolled                    │
//	    └────────────────────────────▶ enrol ─ enrolled ─┘
//
// An unknown name and a wrong password cost the same time, lock alike and answer alike. It serves rows 7 and 8 of the
// threat model (stolen session, local account while an identity provider is away) and the traceability of sign-ins.
package account
