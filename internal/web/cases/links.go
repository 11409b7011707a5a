package cases

import (
	"net/http"
	"strconv"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// linkView is one record that the event belongs with.
type linkView struct {
	Nature string
	Number string
	Href   string     // where it is read; empty for what has no page of this sort
	Back   *ui.Button // takes the link back, for whoever made it
}

// links are the links that stand. Whoever may not read the other end finds its page absent: the link tells its number only.
func (p *page) links() error {
	all, err := relation.Kind.Of(p.hung)
	if err != nil {
		return err
	}
	var targets []record.Key
	for _, l := range all {
		targets = append(targets, l.Target)
	}
	if len(targets) == 0 {
		return nil
	}
	ids, err := p.tx.IDs(targets)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.State != relation.Joined {
			continue
		}
		one := linkView{Nature: p.t("link.nature." + string(l.Nature)), Number: l.Title}
		if prefix, _, ok := record.ParseNumber(l.Title); ok && prefix == incident.Kind.Prefix {
			one.Href = "/events/" + ids[l.Target].String()
		}
		may, err := relation.Kind.May(p.tx, access.Close, l)
		if err != nil {
			return err
		}
		if may {
			one.Back = &ui.Button{Label: p.t("link.step.take_back"), Kind: ui.Quiet, Note: l.Title, Post: here(p.i) + "/link/" + l.ID.String() + "/take_back",
				Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(l.Version)}}}
		}
		p.view.Links = append(p.view.Links, one)
	}
	return nil
}

// takeBack takes back a link that the reader made.
func (p *Pages) takeBack(w http.ResponseWriter, r *http.Request) error {
	return p.atOnce(w, r, "/events/"+r.PathValue("id"), "cases.link_taken_back", func(tx *record.Tx, version int) error {
		key, err := locate(tx, r.PathValue("link"), relation.Kind.Name)
		if err != nil {
			return err
		}
		return relation.TakeBack(tx, key, version)
	})
}
