// Package view keeps how a person wants to see the lists of records: views saved under a name, and which columns.
//
// A view is an address in words: filters, order and columns. It gives no right to anything: whoever opens it sees what the
// rule of access shows them. So it is no record and leaves no entry; it is kept with sessions and drafts, and what is taken
// away is gone, with whatever was searched for in it.
//
// It serves the back-office side of rows A30, B4, B5, B11, B26 and B52.
package view

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vardkas/vardkas/internal/store"
)

// View is a list as somebody wants to see it again.
type View struct {
	ID     string // 128 random bits, in hexadecimal
	Person int64  // who made it, and alone changes it
	Kind   string // of record
	Name   string
	Asked  string // filters, order and columns as the address of the list has them after its question mark
	Role   string // the function of the profile that it is shared with; empty: with nobody
}

// Most is how many views a person keeps of one kind.
const Most = 50

// What is asked for and cannot be.
var (
	ErrAbsent = errors.New("no such view")
	ErrFull   = errors.New("too many views")
)

// Of lists the views of a kind that a person made, and those shared with the functions they hold, by name; and the columns
// they want to see of the kind. It is one statement: every list asks it.
func Of(tx *store.Tx, person int64, kind string, roles []string) (views []View, columns []string, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		var v View
		if err := scan(&v.ID, &v.Person, &v.Name, &v.Asked, &v.Role); err != nil {
			return err
		}
		if v.Kind = kind; v.ID == "" {
			columns = strings.Fields(v.Asked)
		} else {
			views = append(views, v)
		}
		return nil
	}, `SELECT id, person, name, asked, role FROM saved_view WHERE kind = $1 AND (person = $2 OR role <> '' AND role IN (`+places(3, len(roles))+`))
		UNION ALL SELECT '', person, '', columns, '' FROM chosen_columns WHERE kind = $1 AND person = $2 ORDER BY 3, 1`, args(roles, kind, person)...)
	if err != nil {
		return nil, nil, fmt.Errorf("read saved views and chosen columns: %w", err)
	}
	return views, columns, nil
}

// Own is a view of the person's own; ErrAbsent when it is somebody else's.
func Own(tx *store.Tx, person int64, kind, id string) (View, error) {
	all, err := read(tx, "id = $1 AND person = $2 AND kind = $3", id, person, kind)
	if err != nil {
		return View{}, err
	}
	if len(all) == 0 {
		return View{}, ErrAbsent
	}
	return all[0], nil
}

func read(tx *store.Tx, where string, args ...any) (all []View, err error) {
	err = tx.Each(func(scan func(...any) error) error {
		var v View
		err := scan(&v.ID, &v.Person, &v.Kind, &v.Name, &v.Asked, &v.Role)
		all = append(all, v)
		return err
	}, "SELECT id, person, kind, name, asked, role FROM saved_view WHERE "+where+" ORDER BY name, id", args...)
	if err != nil {
		return nil, fmt.Errorf("read saved views: %w", err)
	}
	return all, nil
}

// Save keeps a view under its name. One of the same person, kind and name is written over, so that saving twice is saving.
func Save(tx *store.Tx, v View) error {
	mine, err := read(tx, "person = $1 AND kind = $2", v.Person, v.Kind)
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(mine, func(one View) bool { return one.Name == v.Name })
	if len(mine) >= Most && !known {
		return ErrFull
	}
	_, err = tx.Exec(`INSERT INTO saved_view(id, person, kind, name, asked, role) VALUES($1, $2, $3, $4, $5, $6)
		ON CONFLICT(person, kind, name) DO UPDATE SET asked = excluded.asked, role = excluded.role`,
		newID(), v.Person, v.Kind, v.Name, v.Asked, v.Role)
	if err != nil {
		return fmt.Errorf("save a view: %w", err)
	}
	return nil
}

// Delete takes away a view of the person's own. What is not there is gone already.
func Delete(tx *store.Tx, person int64, kind, id string) error {
	if _, err := tx.Exec("DELETE FROM saved_view WHERE id = $1 AND person = $2 AND kind = $3", id, person, kind); err != nil {
		return fmt.Errorf("delete a view: %w", err)
	}
	return nil
}

// ChooseColumns keeps which columns a person wants to see of a kind; none: those the kind shows by itself.
func ChooseColumns(tx *store.Tx, person int64, kind string, columns []string) (err error) {
	if len(columns) == 0 {
		_, err = tx.Exec("DELETE FROM chosen_columns WHERE person = $1 AND kind = $2", person, kind)
	} else {
		_, err = tx.Exec(`INSERT INTO chosen_columns(person, kind, columns) VALUES($1, $2, $3)
			ON CONFLICT(person, kind) DO UPDATE SET columns = excluded.columns`, person, kind, strings.Join(columns, " "))
	}
	if err != nil {
		return fmt.Errorf("keep the chosen columns: %w", err)
	}
	return nil
}

func newID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // crypto/rand.Read never fails
	return hex.EncodeToString(b)
}

// places are n placeholders from first on; without any, a text that no role is.
func places(first, n int) string {
	if n == 0 {
		return "''"
	}
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("$%d", first+i)
	}
	return strings.Join(all, ", ")
}

func args(roles []string, first ...any) []any {
	for _, role := range roles {
		first = append(first, role)
	}
	return first
}
