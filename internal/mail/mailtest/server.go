package mailtest

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Server is a scripted mail server. Its methods may be called while it serves.
type Server struct {
	host  string
	port  int
	roots *x509.CertPool
	done  chan struct{}

	mu       sync.Mutex
	script   []Reply
	received []Received
	attempts int
}

// Option changes how the server listens.
type Option func(*settings)

type settings struct{ startTLS, tls bool }

// WithSTARTTLS offers STARTTLS under a certificate of the server's own making.
func WithSTARTTLS() Option { return func(s *settings) { s.startTLS = true } }

// WithTLS speaks TLS from the first byte under such a certificate.
func WithTLS() Option { return func(s *settings) { s.tls = true } }

// New starts a server that accepts everything. It stops with the test.
func New(t testing.TB, options ...Option) *Server {
	t.Helper()
	var set settings
	for _, option := range options {
		option(&set)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start mail server: %v", err)
	}
	address := listener.Addr().(*net.TCPAddr)
	s := &Server{host: address.IP.String(), port: address.Port, done: make(chan struct{})}
	back := smtp.NewServer(smtp.BackendFunc(s.newSession))
	back.Domain = "mail.example"
	back.ErrorLog = log.New(io.Discard, "", 0)
	listener = scriptedListener{listener, s}
	if set.startTLS || set.tls {
		certificate, roots := selfMade(t)
		s.roots = roots
		config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		if set.tls {
			listener = tls.NewListener(listener, config)
		} else {
			back.TLSConfig = config
		}
	}
	served := make(chan struct{})
	go func() { defer close(served); _ = back.Serve(listener) }()
	t.Cleanup(func() {
		close(s.done)
		_ = back.Close()
		_ = listener.Close() // the library knows of it only once it serves
		<-served
	})
	return s
}

// Addr is host:port.
func (s *Server) Addr() string {
	return (&net.TCPAddr{IP: net.ParseIP(s.host), Port: s.port}).String()
}

// Host is the address it listens on.
func (s *Server) Host() string { return s.host }

// Port is the port it listens on.
func (s *Server) Port() int { return s.port }

// Roots hold the server's certificate; nil without TLS.
func (s *Server) Roots() *x509.CertPool { return s.roots }

// Script adds what to do with the next connections, one reply each. After the
// last the server accepts again.
func (s *Server) Script(replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, replies...)
}

// Attempts counts the connections so far.
func (s *Server) Attempts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempts
}

// Received are the messages the server took on, in order, whether or not the
// sender was told.
func (s *Server) Received() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Received(nil), s.received...)
}

// next takes the reply for a new connection off the script.
func (s *Server) next() Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attempts++
	if len(s.script) == 0 {
		return Accept()
	}
	reply := s.script[0]
	s.script = s.script[1:]
	return reply
}

func (s *Server) keep(r Received) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, r)
}

// scriptedListener gives each connection its reply.
type scriptedListener struct {
	net.Listener
	server *Server
}

// Accept waits for the next connection.
func (l scriptedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &scriptedConn{Conn: conn, server: l.server, reply: l.server.next()}, nil
}

// scriptedConn is where the answers that the library gives by itself are
// changed, and how a session learns the script of its connection.
type scriptedConn struct {
	net.Conn
	server *Server
	reply  Reply
	stage  Stage // the one the next answer belongs to; "" before the greeting
}

// Write sees one answer at a time.
func (c *scriptedConn) Write(p []byte) (int, error) {
	stage := c.stage
	switch {
	case stage == "" && strings.HasPrefix(string(p), "220"):
		stage = Greeting
	case strings.HasPrefix(string(p), "354"):
		stage = Begin
	}
	c.stage = "answered"
	if c.reply.at != stage {
		return c.Conn.Write(p)
	}
	return c.misbehave(p, stage)
}

func (c *scriptedConn) misbehave(p []byte, stage Stage) (int, error) {
	own := stage == Greeting || stage == Begin // elsewhere the session has already refused or waited
	switch r := c.reply; {
	case own && r.drop:
		_ = c.Close()
		return 0, net.ErrClosed
	case own && r.code == holds:
		c.server.hold(r)
	case own && r.code > 0:
		_, _ = c.Conn.Write(line(r.code))
		_ = c.Close()
		return 0, net.ErrClosed
	case r.early:
		_, err := c.Conn.Write(append(append([]byte(nil), p...), "250 2.0.0 taken on\r\n"...))
		return len(p), err
	case r.twice:
		_, err := c.Conn.Write(append(append([]byte(nil), p...), p...))
		return len(p), err
	}
	return c.Conn.Write(p)
}

func (s *Server) hold(r Reply) {
	if r.reached != nil {
		r.reached()
	}
	select {
	case <-r.until:
	case <-s.done:
	}
}
