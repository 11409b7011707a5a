package mail

import (
	"bytes"
	"errors"
	"fmt"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// Message is one notice to one receiver.
type Message struct {
	ID      string            // A–Z a–z 0–9 . _ -; the same at every attempt; Message-ID is <ID@domain of From>
	To      string            // one address, ASCII
	Subject string            // one line
	Text    string            // plain text, LF
	At      time.Time         // when the notice was written, the same at every attempt; zero: the moment of the attempt
	Headers map[string]string // further headers, such as References; not those the package writes itself
}

// ErrMessage is wrapped by every error about a message that could not be sent
// to any server.
var ErrMessage = errors.New("message can't be sent")

// letter is a message ready to be handed over.
type letter struct {
	from, to string // as the SMTP commands have them
	bytes    []byte
}

func (s *Sender) compose(m Message) (letter, error) {
	if err := m.check(); err != nil {
		return letter{}, fmt.Errorf("compose %q: %w: %w", m.ID, ErrMessage, err)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	if err := errors.Join(msg.From(s.config.From), msg.To(m.To)); err != nil {
		return letter{}, fmt.Errorf("compose %q: %w: %w", m.ID, ErrMessage, err)
	}
	msg.SetMessageIDWithValue(m.ID + "@" + s.domain)
	msg.Subject(m.Subject)
	if !m.At.IsZero() {
		msg.SetDateWithValue(m.At)
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no "out of office" back, please
	for name, value := range m.Headers {
		msg.SetGenHeader(gomail.Header(name), value)
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return rendered(msg, m.ID)
}

// rendered writes the whole message first: a fault while writing it must show
// before a word has been said to a server.
func rendered(msg *gomail.Msg, id string) (letter, error) {
	from, err := msg.GetSender(false)
	if err != nil {
		return letter{}, fmt.Errorf("compose %q: %w: %w", id, ErrMessage, err)
	}
	to, err := msg.GetRecipients()
	if err != nil || len(to) != 1 {
		return letter{}, fmt.Errorf("compose %q: %w: %d receivers: %w", id, ErrMessage, len(to), err)
	}
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		return letter{}, fmt.Errorf("compose %q: %w: %w", id, ErrMessage, err)
	}
	return letter{from: from, to: to[0], bytes: out.Bytes()}, nil
}

func (m Message) check() error {
	if ok, _ := regexp.MatchString(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`, m.ID); !ok {
		return errors.New("the id is not one that can stand in a Message-ID")
	}
	if err := checkAddress(m.To); err != nil {
		return err
	}
	if !isLine(m.Subject) || strings.TrimSpace(m.Subject) == "" {
		return errors.New("the subject is not one line of text")
	}
	if !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0) {
		return errors.New("the text is not UTF-8")
	}
	for name, value := range m.Headers {
		if err := checkHeader(name, value); err != nil {
			return err
		}
	}
	return nil
}

// checkAddress takes one bare address in ASCII: other ones need SMTPUTF8, which
// every server on the way must know.
func checkAddress(address string) error {
	parsed, err := netmail.ParseAddress(address)
	if err != nil || parsed.Name != "" || !isLine(address) {
		return errors.New("the receiver is not one address")
	}
	if strings.ContainsFunc(parsed.Address, func(r rune) bool { return r > unicode.MaxASCII }) {
		return errors.New("the receiver's address has letters outside ASCII")
	}
	return nil
}

// checkHeader refuses headers that would end early and start another, and those
// that say who, to whom, what and how, which are not the caller's to write here.
func checkHeader(name, value string) error {
	if ok, _ := regexp.MatchString(`^[A-Za-z][A-Za-z0-9-]{0,63}$`, name); !ok {
		return fmt.Errorf("the header name %q is not one", name)
	}
	lower := strings.ToLower(name)
	if slices.Contains(ownHeaders(), lower) || strings.HasPrefix(lower, "content-") || strings.HasPrefix(lower, "resent-") {
		return fmt.Errorf("the header %s is not the caller's", name)
	}
	if !isLine(value) {
		return fmt.Errorf("the header %s is not one line", name)
	}
	return nil
}

func ownHeaders() []string {
	return []string{"from", "sender", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version",
		"auto-submitted", "received", "return-path", "dkim-signature"}
}

// isLine holds for valid UTF-8 without control characters and line separators.
func isLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}
