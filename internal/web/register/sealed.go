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

// openForm asks for the reason, where one is needed.
func (c *call) openForm() error {
	d, err := c.opening()
	if err != nil {
		return err
	}
	return c.askReason(d, "")
}

// opening is what was typed in the form that opens.
func (c *call) opening() (*web.Draft, error) {
	return c.site.Draft(c.w, c.r, web.Form{Name: c.meta.Name + "-open"})
}

func (c *call) askReason(d *web.Draft, problem string) error {
	var r record.Row
	var needed bool
	err := c.read(func(tx *record.Tx) (err error) {
		if r, err = c.fetch(tx); err != nil {
			return err
		}
		if err := c.openable(tx, r); err != nil {
			return err
		}
		needed, err = c.needsReason(tx, r)
		return err
	})
	if err != nil {
		return err
	}
	look := web.Look{Title: c.t("register.open.title", heading(r)), Width: ui.Reading, SwitchForm: d.Form, Failed: problem != ""}
	form := ui.Form{
		ID: d.Form, Action: c.href(r, "/open"), Hidden: d.Hidden(),
		Actions: ui.Actions{Primary: &ui.Button{Label: c.t("register.open")}, Others: []ui.Button{{Label: c.t("ui.button.cancel"), Kind: ui.Quiet, Href: c.href(r, "")}}},
	}
	if needed || problem != "" {
		form.Groups = []ui.Group{{Fields: []ui.Field{c.whyOpen(d, problem)}}}
	}
	return c.site.Again(c.w, c.r, d, look, ui.FormOf(c.ctx(), form))
}

func (c *call) whyOpen(d *web.Draft, problem string) ui.Field {
	f := ui.Field{Name: "reason", Label: c.t("register.open.reason"), Hint: c.t("register.open.reason.hint"), Input: ui.Area, Required: true, Rows: 2, Value: d.Get("reason")}
	if problem != "" {
		f.Problems = []string{problem}
	}
	return f
}

// openable is nil for whoever may open what is sealed in the record and has lately proved who they are.
func (c *call) openable(tx *record.Tx, r record.Row) error {
	ok, err := c.mayOpen(tx, r)
	if err == nil && !ok {
		return record.ErrForbidden
	}
	if err != nil {
		return err
	}
	return c.v.StepUp()
}

var errNoReason = errors.New("a reason is needed")

// open shows what is sealed. The entry is written first; if it can't be, nothing is shown.
func (c *call) open() error {
	d, err := c.opening()
	if err != nil {
		return err
	}
	if d.Redraw {
		return c.askReason(d, "")
	}
	reason := strings.TrimSpace(clean(d.Get("reason")))
	if len([]rune(reason)) > record.MaxLine {
		return c.askReason(d, c.t("problem.too_long", record.MaxLine, len([]rune(reason))))
	}
	var key record.Key
	err = c.write(func(tx *record.Tx) error {
		r, err := c.fetch(tx)
		if err != nil {
			return err
		}
		key = r.Key
		if err := c.logOpening(tx, r, reason); err != nil {
			return err
		}
		_, err = d.Once(tx.Tx, func() (string, error) { return "opened", nil }) // what was typed is kept no longer
		return err
	})
	if errors.Is(err, errNoReason) {
		return c.askReason(d, c.t("problem.reason_to_open"))
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
