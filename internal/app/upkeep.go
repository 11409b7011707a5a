package app

import (
	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/exchange/directory"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web"
	"github.com/vardkas/vardkas/internal/web/accounts"
	"github.com/vardkas/vardkas/internal/web/organisation"
	"github.com/vardkas/vardkas/internal/web/ui"
	"github.com/vardkas/vardkas/internal/words"
)

// upkeep is what the organisation needs of whoever keeps it, for their first page: findings to mend for those who appoint and
// for the security chief, files and accounts for the system administrator.
func upkeep(tx *record.Tx, v *web.Visit) (all []ui.Link, err error) {
	if organisation.MayMend(tx.Subject) || tx.Subject.Holds(access.SecurityChief) {
		found, err := org.Findings(tx)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			all = append(all, ui.Link{Label: words.N(v.Lang, "work.upkeep.findings", len(found)), Href: "/findings"})
		}
	}
	if directory.May(tx.Subject, directory.Units) {
		all = append(all, ui.Link{Label: v.T("directory.title"), Href: "/organisation/import"})
	}
	if accounts.May(tx.Subject, access.Create) {
		missing, err := account.CountWithout(tx.Tx)
		if err != nil {
			return nil, err
		}
		if missing > 0 {
			all = append(all, ui.Link{Label: words.N(v.Lang, "accounts.without.count", missing), Href: "/accounts/without"})
		}
	}
	return all, nil
}
