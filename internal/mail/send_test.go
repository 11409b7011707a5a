package mail_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/vardkas/vardkas/internal/mail"
	"github.com/vardkas/vardkas/internal/mail/mailtest"
)

func settings(server *mailtest.Server) mail.Config {
	return mail.Config{Host: server.Host(), Port: server.Port(), TLS: mail.None, From: "Vårdkas <vardkas@region.example>", Helo: "vardkas.region.example"}
}

func newSender(t *testing.T, c mail.Config) *mail.Sender {
	t.Helper()
	sender, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func notice() mail.Message {
	return mail.Message{
		ID: "0192f0c4-underrattelse-1", To: "anna@region.example",
		Subject: "Underrättelse om H-2026-123 väntar på dig",
		Text:    "Öppna Vårdkas och läs underrättelsen.\n\n.\nhttps://vardkas.region.example/my\n",
		At:      time.Date(2026, 11, 22, 9, 15, 0, 0, time.UTC),
		Headers: map[string]string{"References": "<tidigare@region.example>"},
	}
}

func TestAnAcceptedNoticeArrivesAsItWasWritten(t *testing.T) {
	server := mailtest.New(t)
	outcome, err := newSender(t, settings(server)).Send(t.Context(), notice())
	if outcome != mail.Accepted || err != nil {
		t.Fatalf("%s: %v", outcome, err)
	}
	got := server.Received()
	if len(got) != 1 {
		t.Fatalf("%d messages arrived", len(got))
	}
	if got[0].From != "vardkas@region.example" || len(got[0].To) != 1 || got[0].To[0] != "anna@region.example" {
		t.Errorf("from %q to %q", got[0].From, got[0].To)
	}
	for name, want := range map[string]string{
		"From":           `Vårdkas <vardkas@region.example>`,
		"To":             "<anna@region.example>",
		"Subject":        notice().Subject,
		"Message-ID":     "<0192f0c4-underrattelse-1@region.example>",
		"Date":           "Sun, 22 Nov 2026 09:15:00 +0000",
		"Auto-Submitted": "auto-generated",
		"References":     "<tidigare@region.example>",
		"Content-Type":   "text/plain; charset=UTF-8",
		"User-Agent":     "",
		"X-Mailer":       "",
	} {
		if value := got[0].Header(name); value != want {
			t.Errorf("%s: %q, want %q", name, value, want)
		}
	}
	if got[0].Text() != notice().Text {
		t.Errorf("the text arrived as %q", got[0].Text())
	}
}

func TestTheOutcomeIsNeverBetterThanTheServersAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		reply   mailtest.Reply
		want    mail.Outcome
		arrived int
	}{
		"accepts":                           {mailtest.Accept(), mail.Accepted, 1},
		"is closed at the greeting":         {mailtest.Answer(mailtest.Greeting, 554), mail.Delayed, 0},
		"is busy at the greeting":           {mailtest.Answer(mailtest.Greeting, 421), mail.Delayed, 0},
		"refuses the sender":                {mailtest.Answer(mailtest.Author, 550), mail.Refused, 0},
		"wants us to sign in":               {mailtest.Answer(mailtest.Author, 530), mail.Delayed, 0},
		"refuses the receiver":              {mailtest.Answer(mailtest.Receiver, 550), mail.Refused, 0},
		"delays the receiver":               {mailtest.Answer(mailtest.Receiver, 451), mail.Delayed, 0},
		"refuses the beginning":             {mailtest.Answer(mailtest.Begin, 554), mail.Refused, 0},
		"delays the beginning":              {mailtest.Answer(mailtest.Begin, 451), mail.Delayed, 0},
		"refuses the message":               {mailtest.Answer(mailtest.End, 554), mail.Refused, 0},
		"delays the message":                {mailtest.Answer(mailtest.End, 452), mail.Delayed, 0},
		"drops the greeting":                {mailtest.Drop(mailtest.Greeting), mail.Delayed, 0},
		"drops at the sender":               {mailtest.Drop(mailtest.Author), mail.Delayed, 0},
		"drops at the receiver":             {mailtest.Drop(mailtest.Receiver), mail.Delayed, 0},
		"drops at the beginning":            {mailtest.Drop(mailtest.Begin), mail.Delayed, 0},
		"drops after the message":           {mailtest.Drop(mailtest.End), mail.Unknown, 0},
		"takes the message and drops":       {mailtest.TakeAndDrop(), mail.Unknown, 1},
		"answers the greeting twice":        {mailtest.Twice(mailtest.Greeting), mail.Delayed, 0},
		"answers the receiver twice":        {mailtest.Twice(mailtest.Receiver), mail.Delayed, 0},
		"accepts before there is a message": {mailtest.Early(), mail.Delayed, 0},
		"gives the go-ahead twice":          {mailtest.Twice(mailtest.Begin), mail.Delayed, 0},
		"accepts twice":                     {mailtest.Twice(mailtest.End), mail.Accepted, 1},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.New(t)
			server.Script(c.reply)
			outcome, err := newSender(t, settings(server)).Send(t.Context(), notice())
			if outcome != c.want {
				t.Errorf("%s, want %s (%v)", outcome, c.want, err)
			}
			if (err == nil) != (outcome == mail.Accepted) {
				t.Errorf("%s with error %v", outcome, err)
			}
			if got := server.Received(); len(got) != c.arrived {
				t.Errorf("%d messages arrived, want %d", len(got), c.arrived)
			}
		})
	}
}

// After the go-ahead the client can't see whether the server read anything:
// what it wrote may be in a buffer on either side.
func TestAServerThatDropsInTheMessageNeverLooksLikeAcceptance(t *testing.T) {
	server := mailtest.New(t)
	server.Script(mailtest.Drop(mailtest.Content))
	outcome, err := newSender(t, settings(server)).Send(t.Context(), notice())
	if outcome != mail.Unknown && outcome != mail.Delayed || err == nil {
		t.Errorf("%s: %v", outcome, err)
	}
}

func TestASecondAttemptCarriesTheSameMessageID(t *testing.T) {
	server := mailtest.New(t)
	server.Script(mailtest.TakeAndDrop(), mailtest.Answer(mailtest.Receiver, 451))
	sender := newSender(t, settings(server))
	var outcomes []mail.Outcome
	for range 3 {
		outcome, _ := sender.Send(t.Context(), notice())
		outcomes = append(outcomes, outcome)
	}
	if want := "[unknown delayed accepted]"; fmt.Sprint(outcomes) != want {
		t.Errorf("%v, want %s", outcomes, want)
	}
	got := server.Received()
	if len(got) != 2 || got[0].Header("Message-ID") != got[1].Header("Message-ID") || got[0].Header("Date") != got[1].Header("Date") {
		t.Errorf("%d messages: %+v", len(got), got)
	}
}

func TestASlowServerIsWaitedFor(t *testing.T) {
	server := mailtest.New(t)
	release := make(chan struct{})
	server.Script(mailtest.Hold(mailtest.End, func() { close(release) }, release))
	if outcome, err := newSender(t, settings(server)).Send(t.Context(), notice()); outcome != mail.Accepted {
		t.Errorf("%s: %v", outcome, err)
	}
}

func TestAnAttemptEndsWithItsContext(t *testing.T) {
	for stage, want := range map[mailtest.Stage]mail.Outcome{
		mailtest.Greeting: mail.Delayed, mailtest.Receiver: mail.Delayed, mailtest.Begin: mail.Delayed, mailtest.End: mail.Unknown,
	} {
		t.Run(string(stage), func(t *testing.T) {
			server := mailtest.New(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			server.Script(mailtest.Hold(stage, cancel, nil))
			if outcome, err := newSender(t, settings(server)).Send(ctx, notice()); outcome != want || err == nil {
				t.Errorf("%s, want %s (%v)", outcome, want, err)
			}
		})
	}
}

func TestAServerThatHangsIsLeft(t *testing.T) {
	for stage, want := range map[mailtest.Stage]mail.Outcome{mailtest.Receiver: mail.Delayed, mailtest.End: mail.Unknown} {
		server := mailtest.New(t)
		server.Script(mailtest.Hold(stage, nil, nil))
		c := settings(server)
		c.Timeout, c.Patience = 100*time.Millisecond, 100*time.Millisecond
		if outcome, err := newSender(t, c).Send(t.Context(), notice()); outcome != want || err == nil {
			t.Errorf("%s: %s, want %s (%v)", stage, outcome, want, err)
		}
	}
}

func TestNobodyListeningMeansDelayed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	sender := newSender(t, mail.Config{Host: "127.0.0.1", Port: port, TLS: mail.None, From: "a@region.example"})
	if outcome, err := sender.Send(t.Context(), notice()); outcome != mail.Delayed || err == nil {
		t.Errorf("%s: %v", outcome, err)
	}
}

func TestTheConnectionIsProtectedOrNotUsed(t *testing.T) {
	for name, c := range map[string]struct {
		options []mailtest.Option
		mode    mail.TLSMode
		trusted bool
		want    mail.Outcome
	}{
		"starttls":                    {[]mailtest.Option{mailtest.WithSTARTTLS()}, mail.STARTTLS, true, mail.Accepted},
		"tls":                         {[]mailtest.Option{mailtest.WithTLS()}, mail.TLS, true, mail.Accepted},
		"starttls, stranger":          {[]mailtest.Option{mailtest.WithSTARTTLS()}, mail.STARTTLS, false, mail.Delayed},
		"tls, stranger":               {[]mailtest.Option{mailtest.WithTLS()}, mail.TLS, false, mail.Delayed},
		"starttls that isn't offered": {nil, mail.STARTTLS, true, mail.Delayed},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.New(t, c.options...)
			config := settings(server)
			config.TLS = c.mode
			if c.trusted {
				config.Roots = server.Roots()
			}
			outcome, err := newSender(t, config).Send(t.Context(), notice())
			if outcome != c.want {
				t.Fatalf("%s, want %s (%v)", outcome, c.want, err)
			}
			for _, got := range server.Received() {
				if !got.Encrypted {
					t.Error("the message went unprotected")
				}
			}
			if arrived := len(server.Received()); (arrived == 1) != (c.want == mail.Accepted) {
				t.Errorf("%d messages arrived", arrived)
			}
		})
	}
}

func TestAMessageThatCouldForgeAnotherIsRefusedUnsent(t *testing.T) {
	for name, change := range map[string]func(*mail.Message){
		"line break in the subject":      func(m *mail.Message) { m.Subject = "Hej\r\nBcc: eve@evil.example" },
		"bare line feed in the subject":  func(m *mail.Message) { m.Subject = "Hej\nBcc: eve@evil.example" },
		"no subject":                     func(m *mail.Message) { m.Subject = " " },
		"two receivers":                  func(m *mail.Message) { m.To = "a@region.example, b@region.example" },
		"a receiver with a name":         func(m *mail.Message) { m.To = "Anna <anna@region.example>" },
		"a command in the receiver":      func(m *mail.Message) { m.To = "a@region.example>\r\nRCPT TO:<eve@evil.example" },
		"a receiver outside ASCII":       func(m *mail.Message) { m.To = "åsa@region.example" },
		"no receiver":                    func(m *mail.Message) { m.To = "" },
		"line break in the id":           func(m *mail.Message) { m.ID = "a\r\nb" },
		"no id":                          func(m *mail.Message) { m.ID = "" },
		"line break in a header":         func(m *mail.Message) { m.Headers = map[string]string{"References": "a\r\nBcc: eve@evil.example"} },
		"line break in a header's name":  func(m *mail.Message) { m.Headers = map[string]string{"A\r\nBcc": "eve@evil.example"} },
		"a header of our own":            func(m *mail.Message) { m.Headers = map[string]string{"bCC": "eve@evil.example"} },
		"another content type":           func(m *mail.Message) { m.Headers = map[string]string{"Content-Type": "text/html"} },
		"text that isn't UTF-8":          func(m *mail.Message) { m.Text = "\xe5" },
		"a unicode line end in a header": func(m *mail.Message) { m.Headers = map[string]string{"References": "a\u2028b"} },
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.New(t)
			m := notice()
			change(&m)
			outcome, err := newSender(t, settings(server)).Send(t.Context(), m)
			if outcome != mail.Refused || !errors.Is(err, mail.ErrMessage) {
				t.Errorf("%s: %v", outcome, err)
			}
			if server.Attempts() != 0 {
				t.Error("the server was called")
			}
		})
	}
}

func TestATextCannotEndItselfAndStartAnotherMessage(t *testing.T) {
	for _, text := range []string{
		"a\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n", "a\n.\nMAIL FROM:<eve@evil.example>\n",
		"a\r.\rMAIL FROM:<eve@evil.example>\r", "a\r\n.\rb", "a\n.\r\nb", ".\n..\n",
	} {
		server := mailtest.New(t)
		m := notice()
		m.Text = text
		if outcome, err := newSender(t, settings(server)).Send(t.Context(), m); outcome != mail.Accepted {
			t.Fatalf("%q: %s: %v", text, outcome, err)
		}
		want := strings.TrimSuffix(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
		if got := server.Received(); len(got) != 1 || strings.TrimSuffix(got[0].Text(), "\n") != want {
			t.Errorf("%q arrived as %+v", text, got)
		}
	}
}

func TestSettingsAreCheckedBeforeAnythingIsSent(t *testing.T) {
	good := mail.Config{Host: "mail.example", Port: 25, TLS: mail.STARTTLS, From: "a@region.example"}
	if _, err := mail.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*mail.Config){
		"no host":                func(c *mail.Config) { c.Host = "" },
		"no port":                func(c *mail.Config) { c.Port = 0 },
		"unknown tls":            func(c *mail.Config) { c.TLS = "maybe" },
		"no sender":              func(c *mail.Config) { c.From = "" },
		"two lines as sender":    func(c *mail.Config) { c.From = "a@region.example\r\nBcc: b@region.example" },
		"user without password":  func(c *mail.Config) { c.User = "u" },
		"password in plain text": func(c *mail.Config) { c.User, c.PasswordFile, c.TLS = "u", "f", mail.None },
	} {
		c := good
		change(&c)
		if _, err := mail.New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
