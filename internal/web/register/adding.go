package register

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// comment adds a comment to a record.
func (c *call) comment() error {
	kind, ok := c.book.Kind(kindComment)
	if !ok {
		return record.ErrNotFound
	}
	if err := c.read(func(tx *record.Tx) error { _, err := c.addable(tx, kind); return err }); err != nil {
		return err
	}
	d, err := c.site.Draft(c.w, c.r, adding(kindComment, c.r.PathValue("id")))
	if err != nil {
		return err
	}
	meta := kind.Meta()
	var to string
	err = c.write(func(tx *record.Tx) error {
		on, err := c.addable(tx, kind)
		if err != nil {
			return err
		}
		to, err = d.Once(tx.Tx, func() (string, error) {
			r := kind.Blank()
			r.On, r.Title = on.Key, words.T(words.SV, "register.comment.title", heading(on))
			if bad := r.Fill(map[string]string{commentField(meta): d.Get("comment")}); len(bad) > 0 {
				return "", bad
			}
			return c.address(c.meta.Name, on.ID), kind.Put(tx, r)
		})
		return err
	})
	return c.added(to, "register.comment.added", err)
}

// addable returns the record of the address for whoever may hang one of a kind on it. It is asked before anything that was
// sent is kept or looked at, and again in the change itself.
func (c *call) addable(tx *record.Tx, kind record.Any) (record.Row, error) {
	on, err := c.fetch(tx)
	if err != nil {
		return on, err
	}
	if ok, err := kind.Allows(tx, access.Create, blankUnder(kind, on)); err != nil || !ok {
		return on, first(err, record.ErrForbidden)
	}
	return on, nil
}

// attach keeps files on a record.
func (c *call) attach() error {
	kind, ok := c.book.Kind(kindFile)
	if c.Files == nil || !ok {
		return record.ErrNotFound
	}
	if err := c.read(func(tx *record.Tx) error { _, err := c.addable(tx, kind); return err }); err != nil {
		return err
	}
	d, err := c.site.Draft(c.w, c.r, adding(kindFile, c.r.PathValue("id")))
	if err != nil {
		return err
	}
	prepared, err := c.prepare(d)
	if err != nil {
		return c.added("", "", err)
	}
	var to string
	err = c.write(func(tx *record.Tx) error {
		on, err := c.addable(tx, kind)
		if err != nil {
			return err
		}
		to, err = d.Once(tx.Tx, func() (string, error) {
			for _, f := range prepared {
				if err := c.Files.Attach(tx, on.Key, f); err != nil {
					return "", err
				}
			}
			return c.address(c.meta.Name, on.ID), nil
		})
		return err
	})
	return c.added(to, "register.attach.added", err)
}

// prepare judges and cleans the files before the record is touched.
func (c *call) prepare(d *web.Draft) ([]file.Prepared, error) {
	var all []file.Prepared
	err := c.read(func(tx *record.Tx) error {
		all = nil
		for _, f := range d.Files {
			content, err := d.Content(tx.Tx, f)
			if err != nil {
				return err
			}
			p, err := file.Prepare(f.Name, content)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	if err == nil && len(all) == 0 {
		err = record.Invalid{{Field: "file", Key: "problem.required"}}
	}
	return all, err
}

// added answers after something was hung on a record.
func (c *call) added(to, note string, err error) error {
	if bad, ok := errors.AsType[record.Invalid](err); ok {
		return c.unprocessable(bad)
	}
	if refusal, ok := errors.AsType[file.Refusal](err); ok {
		return web.Unprocessable(ui.Problem{Text: c.t(refusal.Key, refusal.Args...)})
	}
	if err != nil {
		return err
	}
	c.site.Note(c.w, ui.Done, note)
	return c.site.Redirect(c.w, c.r, to)
}

// content hands out a file.
func (c *call) content() error {
	if c.meta.Name != kindFile || c.Files == nil {
		return record.ErrNotFound
	}
	var f file.Prepared
	err := c.read(func(tx *record.Tx) error {
		r, err := c.fetch(tx)
		if err != nil {
			return err
		}
		f, err = c.Files.Content(tx, r.Key)
		return err
	})
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", f.Type.MIME)
	h.Set("Content-Disposition", file.Disposition(f.Name))
	h.Set("Content-Security-Policy", file.ContentSecurityPolicy)
	h.Set("Content-Length", strconv.Itoa(len(f.Content)))
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(f.Content) // a reader who left gets nothing more
	return nil
}
