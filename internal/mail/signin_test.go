package mail_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/mail"
)

// guardedServer is a mail server that wants to know who calls. It gives the
// lines it heard when the caller has hung up.
func guardedServer(t *testing.T, ways, answer string) (port int, heard <-chan []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	lines := make(chan []string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		lines <- converse(conn, ways, answer)
	}()
	return listener.Addr().(*net.TCPAddr).Port, lines
}

func converse(conn net.Conn, ways, answer string) (heard []string) {
	say := func(text string) { fmt.Fprint(conn, text+"\r\n") }
	say("220 mail.example")
	inMessage := false
	for in := bufio.NewScanner(conn); in.Scan(); {
		line := in.Text()
		heard = append(heard, line)
		switch verb, _, _ := strings.Cut(line, " "); {
		case inMessage && line == ".":
			inMessage = false
			say("250 taken on")
		case inMessage:
		case verb == "EHLO":
			say("250-mail.example\r\n250 AUTH " + ways)
		case verb == "AUTH":
			say(answer)
		case verb == "DATA":
			inMessage = true
			say("354 go ahead")
		case verb == "QUIT":
			say("221 goodbye")
			return heard
		default:
			say("250 yes")
		}
	}
	return heard
}

func TestThePasswordIsReadFromItsFileAtEveryAttempt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	config := mail.Config{Host: "127.0.0.1", TLS: mail.None, From: "a@region.example", User: "vardkas", PasswordFile: file}
	for _, password := range []string{"först", "sedan"} {
		if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		port, heard := guardedServer(t, "LOGIN PLAIN", "235 welcome")
		config.Port = port
		if outcome, err := newSender(t, config).Send(t.Context(), notice()); outcome != mail.Accepted {
			t.Fatalf("%s: %v", outcome, err)
		}
		want := "AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00vardkas\x00"+password))
		if lines := <-heard; !slices.Contains(lines, want) {
			t.Errorf("%q was not said in %q", want, lines)
		}
	}
}

func TestAWrongPasswordDelaysButDoesNotGiveUpTheNotice(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("hemligheten"), 0o600); err != nil {
		t.Fatal(err)
	}
	config := mail.Config{Host: "127.0.0.1", TLS: mail.None, From: "a@region.example", User: "vardkas", PasswordFile: file}
	for name, c := range map[string]struct{ ways, answer string }{
		"refused":         {"PLAIN", "535 5.7.8 wrong"},
		"no way we speak": {"GSSAPI", "504 what"},
	} {
		t.Run(name, func(t *testing.T) {
			config.Port, _ = guardedServer(t, c.ways, c.answer)
			outcome, err := newSender(t, config).Send(t.Context(), notice())
			if outcome != mail.Delayed || err == nil {
				t.Fatalf("%s: %v", outcome, err)
			}
			if strings.Contains(err.Error(), "hemligheten") {
				t.Errorf("the password stands in %q", err)
			}
		})
	}
	config.PasswordFile = filepath.Join(t.TempDir(), "none")
	config.Port, _ = guardedServer(t, "PLAIN", "235 welcome")
	if outcome, err := newSender(t, config).Send(t.Context(), notice()); outcome != mail.Delayed || err == nil {
		t.Errorf("without a file: %s: %v", outcome, err)
	}
}
