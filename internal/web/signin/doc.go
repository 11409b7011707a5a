// Package signin has the pages of a person's own way in: sign in, second factor, sign out, step-up, my account with
// sessions, password and second factor, and the first start of an installation. The rules are account's; here are words,
// forms and cookies.
//
// It serves rows 7 and 8 of the threat model.
package signin
