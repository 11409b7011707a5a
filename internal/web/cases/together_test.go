package cases_test

import (
	"maps"
	"net/http"
	"net/url"
	"testing"

	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/web/eventtest"
	"github.com/vardkas/vardkas/internal/web/webtest"
	"github.com/vardkas/vardkas/internal/words"
)

// two have the same form of one event open at once.
type two struct {
	*eventtest.Region
	event, path string
	i           *incident.Incident
	hers, his   webtest.Page
	karin, siv  *webtest.Browser
}

// together opens a form of an event that Karin has assessed, for her and for Siv.
func together(t *testing.T, sheet string) *two {
	t.Helper()
	r := region(t)
	i := r.Reported(t, incident.Draft{})
	w := &two{Region: r, i: i, event: "/events/" + i.ID.String(), karin: signedIn(t, r, r.Manager), siv: signedIn(t, r, r.Chief)}
	first := maps.Clone(assessment)
	delete(first, "facts.personal_data_involved")
	put(t, w.karin, w.event, "assess", first).Want(200)
	w.path = w.event + "/do/" + sheet
	w.hers, w.his = w.karin.Get(w.path).Want(200), w.siv.Get(w.path).Want(200)
	return w
}

func (w *two) she(t *testing.T, typed url.Values) webtest.Page {
	return w.karin.Post(w.path, eventtest.Form(t, w.hers, w.path, typed))
}

func (w *two) he(t *testing.T, typed url.Values) webtest.Page {
	return w.siv.Post(w.path, eventtest.Form(t, w.his, w.path, typed))
}

// now is the event as it stands.
func (w *two) now(t *testing.T) (i *incident.Incident) {
	t.Helper()
	w.See(t, record.Caller{Person: w.Chief}, func(tx *record.Tx) (err error) {
		i, err = incident.Kind.Get(tx, w.i.Key)
		return err
	})
	return i
}

func TestAnAnswerGivenMeanwhileStaysWhenAnotherDidNotTouchIt(t *testing.T) {
	w := together(t, "assess")
	w.she(t, url.Values{"facts.personal_data_involved": {"yes"}, "ground": {"18 kap. 8 §"}, "areas": {"physical", "fire"}}).Want(200)
	w.he(t, url.Values{"severity_reason": {"Dörren är larmad"}}).Want(200)
	now := w.now(t)
	if now.Facts["personal_data_involved"] != "yes" || now.Facts["crime_suspected"] != "no" || now.SeverityReason != "Dörren är larmad" || now.Ground != "18 kap. 8 §" || len(now.Areas) != 2 {
		t.Errorf("%v, %q, %q, %v", now.Facts, now.SeverityReason, now.Ground, now.Areas)
	}
}

func TestTwoWhoAnswerDifferentQuestionsBothHaveTheirSay(t *testing.T) {
	w := together(t, "assess")
	w.she(t, url.Values{"facts.personal_data_involved": {"yes"}, "consequence_privacy": {"moderate"}, "severity": {"moderate"}}).Want(200)
	w.he(t, url.Values{"facts.crime_suspected": {"yes"}, "consequence_trust": {"moderate"}}).Want(200)
	now := w.now(t)
	if now.Facts["personal_data_involved"] != "yes" || now.Facts["crime_suspected"] != "yes" {
		t.Error(now.Facts)
	}
	a := incident.AssessmentOf(now)
	if a.Consequences["privacy"] != "moderate" || a.Consequences["trust"] != "moderate" {
		t.Error(a.Consequences)
	}
}

func TestTwoWhoAnswerTheSameQuestionAreShownBothAnswersInItsWords(t *testing.T) {
	w := together(t, "assess")
	w.she(t, url.Values{"facts.crime_suspected": {"yes"}, "facts.personal_data_involved": {"yes"}}).Want(200)
	clash := w.he(t, url.Values{"facts.crime_suspected": {"unknown"}}).Want(http.StatusConflict)
	q, _ := w.Profile.Question("crime_suspected")
	clash.Says("Du skrev", ">"+q.Label.In(words.SV)+"<", "Vet inte", "Du ändrade inte detta").SaysNot(">yes<")
	if now := w.now(t); now.Facts["crime_suspected"] != "yes" {
		t.Error("something was saved", now.Facts)
	}
	for name, want := range map[string]string{"facts.crime_suspected": "unknown", "facts.personal_data_involved": "yes"} {
		if got := eventtest.Form(t, clash, w.path, nil).Get(name); got != want {
			t.Errorf("the form holds %s = %q", name, got)
		}
	}
	w.siv.Post(w.path, eventtest.Form(t, clash, w.path, nil)).Want(200)
	if now := w.now(t); now.Facts["crime_suspected"] != "unknown" || now.Facts["personal_data_involved"] != "yes" {
		t.Error(now.Facts)
	}
}

func TestAnAnswerGivenMeanwhileStaysAlsoWhenTheFormIsDrawnAgain(t *testing.T) {
	w := together(t, "assess")
	w.she(t, url.Values{"facts.personal_data_involved": {"yes"}}).Want(200)
	w.his = w.he(t, url.Values{"_add": {"proposal"}}).Want(200)
	w.he(t, url.Values{"severity_reason": {"Dörren är larmad"}}).Want(200)
	if now := w.now(t); now.Facts["personal_data_involved"] != "yes" || now.SeverityReason != "Dörren är larmad" {
		t.Error(now.Facts, now.SeverityReason)
	}
}

func TestWhatAnotherWroteInTheSameSectionStays(t *testing.T) {
	w := together(t, "when")
	w.she(t, url.Values{"place_text": {"Förrådet"}, "affected": {"patient", "staff"}, "ongoing": {"1"}}).Want(200)
	w.he(t, url.Values{"done_already": {"Låste dörren"}}).Want(200)
	if now := w.now(t); now.PlaceText != "Förrådet" || now.DoneAlready != "Låste dörren" || len(now.Affected) != 2 || !now.Ongoing || now.Unit != w.i.Unit {
		t.Errorf("%+v", now)
	}
}

func TestWhatAnotherSaidOfThePoliceStays(t *testing.T) {
	w := together(t, "police")
	w.she(t, url.Values{"police": {"reported"}, "police_at": {"2026-11-16T10:00"}, "police_by": {"Karin"}}).Want(200)
	w.he(t, url.Values{"police_note": {"Ring tillbaka"}}).Want(200).Says("Ring tillbaka", "Karin")
}

func TestAnAnswerThatChangesIsToldWithWhatItWas(t *testing.T) {
	r := region(t)
	event := "/events/" + r.Reported(t, incident.Draft{}).ID.String()
	b := signedIn(t, r, r.Chief)
	put(t, b, event, "assess", assessment).Want(200)
	put(t, b, event, "assess", url.Values{"facts.crime_suspected": {"yes"}}).Want(200).Says("tidigare: Nej")
}
