package register

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Opener returns what is sealed in a record, by the name of the field, for a caller who may read it.
type Opener func(tx *record.Tx, key record.Key) (map[string]string, error)

// Unseal makes the opener of a kind from where its sealed fields are.
func Unseal[T any](k *record.Kind[T], fields map[string]func(*T) record.Secret) Opener {
	return func(tx *record.Tx, key record.Key) (map[string]string, error) {
		t, err := k.Open(tx, key)
		if err != nil {
			return nil, err
		}
		texts := map[string]string{}
		for name, at := range fields {
			text, open := at(t).Text()
			if !open {
				return nil, record.ErrForbidden
			}
			texts[name] = text
		}
		return texts, nil
	}
}

// actionOpen is the entry that says a person opened what is sealed.
const actionOpen = "read_sealed"

// mayOpen reports whether there is something sealed that the reader may open.
func (c *call) mayOpen(tx *record.Tx, r record.Row) (bool, error) {
	if _, ok := c.Sealed[c.meta.Name]; !ok || len(c.sealedIn(r)) == 0 {
		return false, nil
	}
	return c.kind.Allows(tx, access.ReadSealed, r)
}

func (c *call) sealedIn(r record.Row) []record.Info {
	var all []record.Info
	for _, f := range c.meta.Fields {
		if f.IsSecret() && r.Text(f.Name) != "" {
			all = append(all, f)
		}
	}
	return all
}

// needsReason reports whether a reason must be given: at level 4, once per record and session. The trail remembers.
func (c *call) needsReason(tx *record.Tx, r record.Row) (bool, error) {
	if r.Level < access.LevelCase {
		return false, nil
	}
	var n int
	err := tx.Row("SELECT count(*) FROM trail WHERE rid = $1 AND actor = $2 AND action = $3 AND at >= $4",
		int64(r.Key), tx.Caller.Actor(), actionOpen, int64(c.v.Session.CreatedAt)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for an earlier reason: %w", err)
	}
	return n == 0, nil
}

// openForm asks for the reason.
func (c *call) openForm() error { return c.askReason("") }

func (c *call) askReason(problem string) error {
	var r record.Row
	err := c.read(func(tx *record.Tx) (err error) {
		if r, err = c.fetch(tx); err != nil {
			return err
		}
		return c.openable(tx, r)
	})
	if err != nil {
		return err
	}
	field := ui.Field{Name: "reason", Label: c.t("register.open.reason"), Hint: c.t("register.open.reason.hint"), Input: ui.Area, Required: true, Rows: 2}
	look := web.Look{Title: c.t("register.open.title", heading(r)), Width: ui.Reading}
	if problem != "" {
		field.Problems = []string{problem}
		look.Failed, look.Status = true, 422
	}
	form := ui.Form{
		Action: c.href(r, "/open"), Groups: []ui.Group{{Fields: []ui.Field{field}}},
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("register.open")}, Others: []ui.Button{{Label: c.t("ui.button.cancel"), Kind: ui.Quiet, Href: c.href(r, "")}}},
	}
	return c.site.PageOf(c.w, c.r, look, ui.FormOf(c.ctx(), form))
}

func (c *call) openable(tx *record.Tx, r record.Row) error {
	ok, err := c.mayOpen(tx, r)
	if err == nil && !ok {
		return record.ErrForbidden
	}
	return err
}

var errNoReason = errors.New("a reason is needed")

// open shows what is sealed. The entry is written first; if it can't be, nothing is shown.
func (c *call) open() error {
	if err := c.r.ParseForm(); err != nil {
		return web.Unprocessable()
	}
	reason := strings.TrimSpace(clean(c.r.PostFormValue("reason")))
	if len([]rune(reason)) > record.MaxLine {
		return c.askReason(c.t("problem.too_long", record.MaxLine, len([]rune(reason))))
	}
	var key record.Key
	err := c.write(func(tx *record.Tx) error {
		r, err := c.fetch(tx)
		if err != nil {
			return err
		}
		key = r.Key
		return c.logOpening(tx, r, reason)
	})
	if errors.Is(err, errNoReason) {
		return c.askReason(c.t("problem.reason_to_open"))
	}
	if err != nil {
		return err
	}
	texts := map[string]string{}
	err = c.read(func(tx *record.Tx) (err error) {
		texts, err = c.Sealed[c.meta.Name](tx, key)
		return err
	})
	if err != nil {
		return err
	}
	return c.showWith(texts)
}

func (c *call) logOpening(tx *record.Tx, r record.Row, reason string) error {
	if err := c.openable(tx, r); err != nil {
		return err
	}
	needed, err := c.needsReason(tx, r)
	if err != nil {
		return err
	}
	if needed && reason == "" {
		return errNoReason
	}
	var names []string
	for _, f := range c.sealedIn(r) {
		names = append(names, f.Name)
	}
	body, err := json.Marshal(map[string]any{"reason": reason, "fields": names})
	if err != nil {
		return fmt.Errorf("log an opening: %w", err)
	}
	_, err = trail.Append(tx.Tx, trail.Draft{Actor: tx.Caller.Actor(), Action: actionOpen, Kind: "page", RID: int64(r.Key), Shape: 1, Body: body})
	return err
}

// day is the day of a moment, for facts.
func day(i clock.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Date().String()
}
