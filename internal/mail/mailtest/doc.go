// Package mailtest is a real SMTP server for tests, which can be told to
// misbehave the way servers do: refuse, delay, hang, answer out of turn or drop
// the connection at any step. It listens on the loopback address only.
//
//	server := mailtest.New(t)
//	server.Script(mailtest.Answer(mailtest.Receiver, 451), mailtest.Accept())
//	… two attempts …
//	got := server.Received()
package mailtest
