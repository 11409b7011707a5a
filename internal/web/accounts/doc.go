// Package accounts has the pages of whoever keeps the organisation's accounts: who can sign in, who cannot yet, an account
// made for one person or for many, a new one-time password, closing, a lost second factor, and where somebody is signed in.
// The rules are account's and access's; every act is an entry of the trail, and one-time passwords are shown once.
//
// It serves B27 (whoever holds a function can sign in to do it) and row 8 of the threat model (the local account).
package accounts
