package cases

import (
	"strings"
	"time"

	"github.com/vardkas/vardkas/internal/access"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

func policeSheet() sheet {
	fields := []string{"police", "police_at", "police_by", "police_number", "police_note"}
	return sheet{name: sheetPolice, needs: access.Update, shared: fields, groups: recordFields(fields...), save: answerPolice}
}

// answerPolice saves what is said of the police.
func answerPolice(w *work, tx *record.Tx, version int) error {
	stands := w.i
	said := incident.PoliceReport{
		Decision: incident.Police(w.get("police", string(stands.Police))), At: stands.PoliceAt, By: strings.TrimSpace(w.get("police_by", stands.PoliceBy)),
		Number: strings.TrimSpace(w.get("police_number", stands.PoliceNumber)), Note: strings.TrimSpace(w.get("police_note", stands.PoliceNote)),
	}
	if w.d.Shown("police_at") {
		said.At = 0
	}
	if typed := w.text("police_at"); typed != "" {
		at, err := time.ParseInLocation("2006-01-02T15:04", typed, words.Zone())
		if err != nil {
			return problem("police_at", "problem.not_a_moment")
		}
		said.At = clock.At(at)
	}
	_, err := w.Desk.AnswerPolice(tx, w.i.Key, version, said)
	return err
}
