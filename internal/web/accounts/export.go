package accounts

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/exchange"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/words"
)

// export sends the list as a table, to whoever has just proved who they are. That it was taken is an entry before the first byte leaves.
func (c *call) export() error {
	if err := c.v.StepUp(); err != nil {
		return err
	}
	q, _ := c.asked()
	var all []account.Entry
	err := c.Book.Write(c.r.Context(), c.caller(), func(tx *record.Tx) (err error) {
		if !May(tx.Subject, access.Export) {
			return web.NotFound()
		}
		if all, err = account.Entries(tx.Tx, q); err != nil {
			return err
		}
		body, err := json.Marshal(map[string]any{"kind": "account", "rows": len(all)})
		if err != nil {
			return fmt.Errorf("log an export: %w", err)
		}
		_, err = trail.Append(tx.Tx, trail.Draft{Actor: tx.Caller.Actor(), Action: "export", Kind: "account", Shape: 1, Body: body})
		return err
	})
	if err != nil {
		return err
	}
	header := []string{c.t("account.once.person"), c.t("accounts.order.username"), c.t("accounts.order.unit"), c.t("accounts.order.signed_in"), c.t("accounts.order.created"), c.t("accounts.standing")}
	rows := make([][]exchange.Cell, len(all))
	for i, e := range all {
		last := ""
		if e.SignedInAt != 0 {
			last = words.Moment(e.SignedInAt.Local())
		}
		rows[i] = texts(e.Name, e.Username, e.Unit, last, words.Date(e.CreatedAt.Local()), c.standing(e.At(c.v.Now())))
	}
	return c.download(c.t("accounts.title"), header, rows)
}

func texts(all ...string) (cells []exchange.Cell) {
	for _, text := range all {
		cells = append(cells, exchange.Text(text))
	}
	return cells
}

// download sends a table to be opened in a spreadsheet. Nothing on the way may keep it.
func (c *call) download(name string, header []string, rows [][]exchange.Cell) error {
	style := exchange.Swedish()
	if c.v.Lang == words.EN {
		style = exchange.English()
	}
	var table bytes.Buffer
	out := exchange.NewWriter(&table, style)
	columns := make([]exchange.Column, len(header))
	for i, name := range header {
		columns[i] = exchange.Column{Name: name}
	}
	if err := out.Header(columns...); err != nil {
		return err
	}
	for _, row := range rows {
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", file.Disposition(name+" "+c.v.Now().Date().String()+".csv"))
	h.Set("Cache-Control", file.CacheControl)
	_, _ = table.WriteTo(c.w) // a reader who left gets nothing more
	return nil
}
