package app

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
)

// TestTheOperatorLetsSomebodyInWhenNobodyCanGetIn makes an account, gives it a new password and closes it by the command.
func TestTheOperatorLetsSomebodyInWhenNobodyCanGetIn(t *testing.T) {
	dir := t.TempDir()
	c, err := readConfig("serve", []string{"--data", dir}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	o, err := openOrganisation(context.Background(), c, clock.System(), false)
	if err != nil {
		t.Fatal(err)
	}
	p := org.Person{Envelope: record.Envelope{Title: "Eva Öst", Level: 1}}
	if err := o.Book.Write(context.Background(), record.Caller{Door: record.System}, func(tx *record.Tx) error { return org.Persons.Create(tx, &p) }); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := Run(context.Background(), append(append([]string{"account"}, args...), "--data", dir), []string{"LANG=sv_SE"}, Stdio{Out: &out, Err: &out})
		return out.String(), err
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	number := p.Number.Text(org.Persons.Prefix)
	said, err := run("add", "eva", "--person", number)
	once := regexp.MustCompile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}").FindString(said)
	if err != nil || once == "" {
		t.Fatalf("%q %v", said, err)
	}
	for _, wrong := range [][]string{{"add", "eva", "--person", number}, {"add", "ola", "--person", "PER-1999-1"}, {"password", "ola"}, {"close"}, {"add", "eva"}} {
		if said, err := run(wrong...); err == nil {
			t.Errorf("%v was done: %s", wrong, said)
		}
	}
	if said, err := run("close", "eva"); err != nil || !strings.Contains(said, "stängt") {
		t.Errorf("%q %v", said, err)
	}
	if said, err := run("open", "eva"); err != nil || !strings.Contains(said, "öppet") {
		t.Errorf("%q %v", said, err)
	}
	if said, err = run("password", "eva"); err != nil || strings.Contains(said, once) {
		t.Errorf("%q %v", said, err)
	}
	if o, err = openOrganisation(context.Background(), c, clock.System(), false); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.Close() }()
	accounts, err := account.New(o.DB, o.Clock, o.secrets.key, account.Standard())
	if err != nil {
		t.Fatal(err)
	}
	again := regexp.MustCompile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}").FindString(said)
	if s, _, err := accounts.SignIn(context.Background(), account.Attempt{Username: "eva", Password: again, Address: "192.0.2.1"}); err != nil || s.Stage != account.AwaitsPassword {
		t.Errorf("came to %q, %v", s.Stage, err)
	}
}
