package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// TLSMode is how the connection to the mail server is protected.
type TLSMode string

// The modes. None is for a server on the same machine.
const (
	STARTTLS TLSMode = "starttls" // asked for, and required
	TLS      TLSMode = "tls"      // from the first byte, port 465
	None     TLSMode = "none"
)

// Config says which server to hand notices to, and in whose name.
type Config struct {
	Host         string
	Port         int
	TLS          TLSMode
	User         string         // "": no signing in
	PasswordFile string         // read at every attempt, so that a change needs no restart
	From         string         // "Vårdkas <vardkas@region.example>"
	Helo         string         // our own name to the server; "": the machine's
	Roots        *x509.CertPool // nil: the machine's
	Timeout      time.Duration  // for each step; 0: 30 seconds
	Patience     time.Duration  // for the answer to the whole message; 0: 10 minutes (RFC 5321 §4.5.3.2.6)
}

// Sender hands messages to one mail server, one connection each.
type Sender struct {
	config Config
	domain string // of From, for Message-ID
}

// New checks the settings without calling the server.
func New(c Config) (*Sender, error) {
	from, err := netmail.ParseAddress(c.From)
	switch {
	case err != nil || !isLine(c.From):
		return nil, fmt.Errorf("read mail settings: from %q is not an address", c.From)
	case c.Host == "":
		return nil, errors.New("read mail settings: no host")
	case c.Port < 1 || c.Port > 65535:
		return nil, fmt.Errorf("read mail settings: port %d", c.Port)
	case c.TLS != STARTTLS && c.TLS != TLS && c.TLS != None:
		return nil, fmt.Errorf("read mail settings: tls %q is none of starttls, tls, none", c.TLS)
	case c.User != "" && c.PasswordFile == "":
		return nil, errors.New("read mail settings: a user but no password file")
	case c.User != "" && c.TLS == None && !isThisMachine(c.Host):
		return nil, errors.New("read mail settings: a password would be sent unprotected; use starttls or tls")
	}
	if c.Timeout <= 0 {
		c.Timeout = 30 * time.Second
	}
	if c.Patience <= 0 {
		c.Patience = 10 * time.Minute
	}
	return &Sender{config: c, domain: from.Address[strings.LastIndexByte(from.Address, '@')+1:]}, nil
}

// Send makes one attempt. The error is nil for Accepted only; it may hold the
// server's words and with them the receiver's address. When ctx ends, so does
// the attempt: delayed before the message was handed over, unknown after.
func (s *Sender) Send(ctx context.Context, m Message) (Outcome, error) {
	ready, err := s.compose(m)
	if err != nil {
		return Refused, err
	}
	call, err := s.dial(ctx)
	if err != nil {
		return Delayed, fmt.Errorf("send %s: %w", m.ID, err)
	}
	defer call.hangUp()
	outcome, err := call.deliver(ready)
	if err != nil {
		return outcome, fmt.Errorf("send %s: %w", m.ID, err)
	}
	return outcome, nil
}

// Reach calls the server, protects the connection and signs in, and hands nothing over: the settings work.
func (s *Sender) Reach(ctx context.Context) error {
	call, err := s.dial(ctx)
	if err != nil {
		return err
	}
	call.hangUp()
	return nil
}

// dial connects, protects the connection and signs in. From the first byte on
// the end of ctx closes the connection, whatever the server is doing.
func (s *Sender) dial(ctx context.Context) (*call, error) {
	c := &call{timeout: s.config.Timeout, patience: s.config.Patience, close: func() {}}
	client, err := gomail.NewClient(s.config.Host, s.options(func(dialing context.Context, network, address string) (net.Conn, error) {
		conn, err := s.connect(dialing, network, address)
		if err == nil {
			stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
			c.close = func() { stop(); _ = conn.Close() }
		}
		return conn, err
	})...)
	if err != nil {
		return nil, fmt.Errorf("prepare connection: %w", err)
	}
	if c.client, err = client.DialToSMTPClientWithContext(ctx); err != nil {
		c.close()
		return nil, fmt.Errorf("connect to %s: %w", client.ServerAddr(), err)
	}
	if err := c.within(c.timeout, func() error { return s.signIn(c.client) }); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (s *Sender) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if s.config.TLS == TLS {
		return (&tls.Dialer{Config: s.tlsConfig()}).DialContext(ctx, network, address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

func (s *Sender) options(dial gomail.DialContextFunc) []gomail.Option {
	policy := gomail.NoTLS
	if s.config.TLS == STARTTLS {
		policy = gomail.TLSMandatory
	}
	options := []gomail.Option{
		gomail.WithPort(s.config.Port), gomail.WithTimeout(s.config.Timeout), gomail.WithTLSPolicy(policy),
		gomail.WithTLSConfig(s.tlsConfig()), gomail.WithDialContextFunc(dial), gomail.WithoutSMTPUTF8(),
	}
	if s.config.Helo != "" {
		options = append(options, gomail.WithHELO(s.config.Helo))
	}
	return options
}

func (s *Sender) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.config.Host, RootCAs: s.config.Roots, MinVersion: tls.VersionTLS12}
}

// signIn uses the strongest way the server offers.
func (s *Sender) signIn(client *smtp.Client) error {
	if s.config.User == "" {
		return nil
	}
	file, err := os.ReadFile(s.config.PasswordFile)
	if err != nil {
		return fmt.Errorf("read mail password: %w", err)
	}
	user, password := s.config.User, strings.TrimRight(string(file), "\r\n")
	_, offered := client.Extension("AUTH")
	var auth smtp.Auth
	switch ways := strings.Fields(offered); {
	case has(ways, "SCRAM-SHA-256"):
		auth = smtp.ScramSHA256Auth(user, password)
	case has(ways, "PLAIN"):
		auth = smtp.PlainAuth("", user, password, s.config.Host, false)
	case has(ways, "LOGIN"):
		auth = smtp.LoginAuth(user, password, s.config.Host, false)
	default:
		return fmt.Errorf("sign in to mail server: it offers %q", offered)
	}
	if err := client.Auth(auth); err != nil {
		return fmt.Errorf("sign in to mail server: %w", err)
	}
	return nil
}

func isThisMachine(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || address != nil && address.IsLoopback()
}

func has(ways []string, way string) bool {
	for _, offered := range ways {
		if strings.EqualFold(offered, way) {
			return true
		}
	}
	return false
}
