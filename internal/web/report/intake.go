package report

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
)

// intake hands the answers to the desk. It returns the report's number.
func (p *Pages) intake(tx *record.Tx, f form, a answers) (string, error) {
	draft := incident.Draft{
		Code: f.d.Get(fieldCode), Category: a.category.Code, Description: a.description, Happened: a.happened, Ongoing: a.ongoing,
		Unit: a.where.unit, Place: a.where.place, PlaceText: a.placeText, Affected: a.affected, Hurt: incident.Answer(a.hurt),
		DoneAlready: a.done, Answers: a.extra, Anonymous: a.anonymous, Contact: a.contact, Person: record.Key(f.v.Person),
		ManagerNamed: slices.Contains(a.special, specialManager), ProtectedIdentity: slices.Contains(a.special, specialProtected),
		NoPersonalNumber: a.doubted, Files: a.photos,
	}
	if a.dayOnly {
		draft.WhenNote = f.t("report.day_only")
	}
	return p.handIn(tx, draft)
}

func (p *Pages) handIn(tx *record.Tx, draft incident.Draft) (string, error) {
	i, err := p.Desk.Report(tx, draft)
	if err != nil {
		return "", err
	}
	return i.Number.Text(incident.Kind.Prefix), nil
}

// takeContact hands in what may concern national security: that it is so, and how to reach the reporter.
func (p *Pages) takeContact(w http.ResponseWriter, r *http.Request, f form, contact string) error {
	category := ""
	for _, c := range p.Profile.Categories() {
		if c.ContactOnly {
			category = c.Code
		}
	}
	return p.take(w, r, f.d, false, func(tx *record.Tx) (string, error) {
		return p.handIn(tx, incident.Draft{Code: f.d.Get(fieldCode), Category: category, Contact: contact, Person: record.Key(f.v.Person)})
	})
}

// check finds the report that a number and a code belong to; 0 when they belong to none.
func (p *Pages) check(ctx context.Context, number, code string) (key record.Key, err error) {
	err = p.Book.Read(ctx, record.Caller{Door: record.Intake, Coarse: true}, func(tx *record.Tx) error {
		_, i, err := incident.Follow(tx, number, code)
		if err == nil {
			key = i.Key
		}
		return err
	})
	if errors.Is(err, record.ErrNotFound) {
		return 0, nil
	}
	return key, err
}
