package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/words"
)

// accountRequest is what the operator asks for, when nobody can get in by the pages.
type accountRequest struct {
	Lang     words.Lang
	Act      string // add, password, close or open
	Username string
	Person   string // number of the person's record, with add
}

// accountAnswer is how it went, in the operator's language.
type accountAnswer struct {
	Said   string
	Failed string
}

// runAccount keeps one account. While a server runs in the data directory it does the work.
func runAccount(ctx context.Context, args, env []string, out Stdio) error {
	q := accountRequest{Lang: langOf(env)}
	c, err := readConfig("account", args, env, func(f *flag.FlagSet) { f.StringVar(&q.Person, "person", "", "") })
	if err != nil {
		return err
	}
	acts := []string{"add", "password", "close", "open"}
	if len(c.rest) != 2 || !slices.Contains(acts, c.rest[0]) || (c.rest[0] == "add") != (q.Person != "") {
		return usageError{words.T(q.Lang, "accounts.command.usage")}
	}
	q.Act, q.Username = c.rest[0], c.rest[1]
	var a accountAnswer
	err = hereOrThere(ctx, c, q.Lang, "/account", q, &a, func(o *Organisation) (err error) {
		a, err = o.keepAccount(ctx, q)
		return err
	})
	if err == nil && a.Failed != "" {
		err = errors.New(a.Failed)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out.Out, a.Said)
	return err
}

// keepAccount does what the operator asks for, as the program: the entries of the trail say so.
func (o *Organisation) keepAccount(ctx context.Context, q accountRequest) (a accountAnswer, err error) {
	accounts, err := account.New(o.DB, o.Clock, o.secrets.key, account.Standard())
	if err != nil {
		return a, err
	}
	shown, stored, err := accounts.Once(ctx)
	if err != nil {
		return a, err
	}
	err = o.Book.Write(ctx, record.Caller{Door: record.System}, func(tx *record.Tx) error {
		if q.Act == "add" {
			return addAccount(tx, accounts, q, stored)
		}
		x, err := account.ByName(tx.Tx, q.Username)
		switch {
		case err != nil:
			return err
		case q.Act == "password":
			return accounts.GiveOnce(tx.Tx, int64(record.System), x.Person, stored)
		}
		return accounts.Disable(tx.Tx, int64(record.System), x.Person, q.Act == "close")
	})
	if key, args := accountFailure(err, q); key != "" {
		return accountAnswer{Failed: words.T(q.Lang, key, args...)}, nil
	}
	said := map[string]string{"close": "accounts.command.closed", "open": "accounts.command.opened"}
	if key, ok := said[q.Act]; ok {
		return accountAnswer{Said: words.T(q.Lang, key, q.Username)}, err
	}
	return accountAnswer{Said: words.T(q.Lang, "accounts.command.once", q.Username, shown)}, err
}

func addAccount(tx *record.Tx, accounts *account.Accounts, q accountRequest, stored account.Hashed) error {
	prefix, n, ok := record.ParseNumber(q.Person)
	if !ok || prefix != org.Persons.Prefix {
		return record.ErrNotFound
	}
	person, err := store.All[int64](tx.Tx, "SELECT rid FROM record WHERE kind = $1 AND number_year = $2 AND number = $3 AND state = $4", org.Persons.Name, n.Year, n.N, string(org.Active))
	if err == nil && len(person) == 0 {
		err = record.ErrNotFound
	}
	if err != nil {
		return err
	}
	_, err = accounts.Add(tx.Tx, int64(record.System), account.Newcomer{Username: q.Username, Person: person[0], Password: stored, Once: true})
	return err
}

// accountFailure is the sentence for what the operator can do something about.
func accountFailure(err error, q accountRequest) (key string, args []any) {
	switch {
	case errors.Is(err, record.ErrNotFound):
		return "accounts.command.nobody", []any{q.Person}
	case errors.Is(err, account.ErrNoAccount):
		return "accounts.command.no_account", []any{q.Username}
	case errors.Is(err, account.ErrTaken):
		return "accounts.command.taken", []any{q.Username}
	case errors.Is(err, account.ErrName):
		return "account.problem.name", nil
	}
	return "", nil
}
