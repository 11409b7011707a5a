package mailtest

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"

	"github.com/emersion/go-smtp"
)

// Received is one message as the server got it.
type Received struct {
	From      string
	To        []string
	Raw       []byte // with CRLF
	Encrypted bool
}

// Header is a header's value, decoded; "" when the message lacks it or can't be read.
func (r Received) Header(name string) string {
	message, err := mail.ReadMessage(bytes.NewReader(r.Raw))
	if err != nil {
		return ""
	}
	value, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get(name))
	if err != nil {
		return ""
	}
	return value
}

// Text is the body, decoded, with LF.
func (r Received) Text() string {
	message, err := mail.ReadMessage(bytes.NewReader(r.Raw))
	if err != nil {
		return ""
	}
	body := message.Body
	if message.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return ""
	}
	return string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
}

// session is one connection as the library sees it.
type session struct {
	conn    *smtp.Conn
	wire    *scriptedConn // nil when it is hidden under TLS
	reply   Reply
	server  *Server
	message Received
}

func (s *Server) newSession(c *smtp.Conn) (smtp.Session, error) {
	_, encrypted := c.TLSConnectionState()
	wire := wireOf(c.Conn())
	if wire == nil {
		return nil, fmt.Errorf("connection of an unknown sort %T", c.Conn())
	}
	return &session{conn: c, wire: wire, reply: wire.reply, server: s, message: Received{Encrypted: encrypted}}, nil
}

func wireOf(conn net.Conn) *scriptedConn {
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn()
	}
	wire, _ := conn.(*scriptedConn)
	return wire
}

// at does what the script says for a stage.
func (s *session) at(stage Stage) error {
	s.wire.stage = stage
	switch r := s.reply; {
	case r.at != stage:
		return nil
	case r.drop:
		_ = s.wire.Close()
		return refusal(421)
	case r.code == holds:
		s.server.hold(r)
	case r.code > 0:
		return refusal(r.code)
	}
	return nil
}

// Mail is MAIL FROM.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.message.From = from
	return s.at(Author)
}

// Rcpt is RCPT TO.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.at(Receiver); err != nil {
		return err
	}
	s.message.To = append(s.message.To, to)
	return nil
}

// Data is the message.
func (s *session) Data(r io.Reader) error {
	if err := s.at(Content); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.message.Raw = raw
	if s.reply.at == End && s.reply.keep {
		s.server.keep(s.message)
	}
	if err := s.at(End); err != nil {
		return err
	}
	s.server.keep(s.message)
	return nil
}

// Reset forgets the message.
func (s *session) Reset() {
	s.message.From, s.message.To, s.message.Raw = "", nil, nil
	s.wire.stage = "answered"
}

// Logout is the end of the connection.
func (s *session) Logout() error { return nil }

func refusal(code int) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: "as the script says"}
}

func line(code int) []byte { return fmt.Appendf(nil, "%d as the script says\r\n", code) }
