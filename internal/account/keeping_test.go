package account_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/store"
)

// once gives Eva a new one-time password, as the administrator 99 does.
func (b bench) once() string {
	b.t.Helper()
	shown, stored, err := b.Once(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(func(tx *store.Tx) error { return b.GiveOnce(tx, 99, eva, stored) })
	return shown
}

func (b bench) eva() (x account.Account) {
	b.t.Helper()
	if err := b.db.Read(b.t.Context(), func(tx *store.Tx) (err error) { x, err = account.Of(tx, eva); return err }); err != nil {
		b.t.Fatal(err)
	}
	return x
}

func TestAOneTimePasswordOpensNothingBeforeOneOfOnesOwnIsChosen(t *testing.T) {
	each(t, func(b bench) {
		_, before := b.signIn()
		shown := b.once()
		if b.live(before) {
			t.Error("the session lives on after a new password was given")
		}
		if _, _, err := b.try("eva", password, ""); !errors.Is(err, account.ErrWrong) {
			t.Errorf("the old password: %v", err)
		}
		half, _, err := b.try("eva", strings.ToLower(strings.ReplaceAll(shown, "-", " ")), "")
		if err != nil || half.Stage != account.AwaitsPassword {
			t.Fatalf("came to %q, %v", half.Stage, err)
		}
		if _, _, err := b.ChooseOwn(t.Context(), half, shown); !errors.Is(err, account.ErrSame) {
			t.Errorf("choosing the one-time password: %v", err)
		}
		if _, _, err := b.ChooseOwn(t.Context(), half, "kort"); !errors.Is(err, account.ErrWeak) {
			t.Errorf("a short password: %v", err)
		}
		whole, token, err := b.ChooseOwn(t.Context(), half, "gula tåg i snön")
		if err != nil || whole.Stage != account.Complete || !b.live(token) {
			t.Fatalf("came to %q, %v", whole.Stage, err)
		}
		if _, _, err := b.ChooseOwn(t.Context(), half, "gröna båtar på sjön"); !errors.Is(err, account.ErrNoSession) {
			t.Errorf("choosing again with the halfway session: %v", err)
		}
		if _, _, err := b.try("eva", shown, ""); !errors.Is(err, account.ErrWrong) {
			t.Errorf("the one-time password a second time: %v", err)
		}
		if x := b.eva(); x.OnceUntil != 0 || x.SignedInAt == 0 || x.At(x.SignedInAt) != account.Used {
			t.Errorf("afterwards %+v", x)
		}
		if b.entered("password_given") != 1 || b.entered("password_chosen") != 1 {
			t.Error("the trail does not tell of both")
		}
	})
}

func TestAOneTimePasswordIsTooOldAfterThirtyDays(t *testing.T) {
	each(t, func(b bench) {
		shown := b.once()
		b.clock.Advance(account.OnceLasts)
		if _, _, err := b.try("eva", shown, ""); !errors.Is(err, account.ErrOnceOver) {
			t.Errorf("an old one-time password: %v", err)
		}
		if x := b.eva(); x.At(x.OnceUntil) != account.Outdated || x.At(x.OnceUntil-1) != account.Unused {
			t.Error("the account does not say so")
		}
	})
}

func TestTheSecondFactorIsAskedForBeforeANewPasswordAndEnrolledAfterIt(t *testing.T) {
	each(t, func(b bench) {
		secret := b.enrolled()
		half, _, err := b.try("eva", b.once(), "")
		if err != nil || half.Stage != account.AwaitsCode {
			t.Fatalf("came to %q, %v", half.Stage, err)
		}
		half, _, err = b.Second(t.Context(), half, b.code(secret), "192.0.2.1")
		if err != nil || half.Stage != account.AwaitsPassword {
			t.Fatalf("after the code came to %q, %v", half.Stage, err)
		}
		b.write(func(tx *store.Tx) error {
			return errors.Join(account.ResetTOTP(tx, 99, eva), account.DemandTOTP(tx, 99, eva, true))
		})
		if half, _, err = b.try("eva", b.once(), ""); err != nil || half.Stage != account.AwaitsPassword {
			t.Fatalf("after the reset came to %q, %v", half.Stage, err)
		}
		if half, _, err = b.ChooseOwn(t.Context(), half, "gula tåg i snön"); err != nil || half.Stage != account.AwaitsEnrolment {
			t.Fatalf("after choosing came to %q, %v", half.Stage, err)
		}
	})
}

func TestThePersonGetsALetterAboutWhatOthersDoToTheAccount(t *testing.T) {
	each(t, func(b bench) {
		shown := b.once()
		b.write(func(tx *store.Tx) error { return account.ResetTOTP(tx, 99, eva) })
		var all []string
		b.write(func(tx *store.Tx) (err error) {
			all, err = store.All[string](tx, "SELECT subject || ' ' || body FROM outbox WHERE to_person = $1", eva)
			return err
		})
		if len(all) != 2 {
			t.Fatalf("%d letters", len(all))
		}
		if slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, shown) }) {
			t.Error("the password stands in a letter")
		}
	})
}

func TestANewOneTimePasswordLiftsTheLock(t *testing.T) {
	each(t, func(b bench) {
		for range 6 {
			_, _, _ = b.try("eva", "fel", "") // what it answers is tried elsewhere
		}
		if _, _, err := b.try("eva", b.once(), ""); err != nil {
			t.Errorf("still locked: %v", err)
		}
	})
}

func TestAProposedNameCanBeTypedAnywhereAndIsFree(t *testing.T) {
	for _, one := range []struct {
		e     account.Entry
		taken string
		want  string
	}{
		{account.Entry{Given: "Åsa Maria", Family: "Öberg"}, "", "asa.oberg"},
		{account.Entry{Given: "Anna-Karin", Family: "von Essen"}, "", "anna-karin.von-essen"},
		{account.Entry{Given: "Åsa", Family: "Öberg"}, "asa.oberg asa.oberg2", "asa.oberg3"},
		{account.Entry{Name: "Olle Per Ek"}, "", "olle.ek"},
		{account.Entry{Name: "Zoë"}, "", "zoe"},
		{account.Entry{Name: "王"}, "person", "person2"},
		{account.Entry{Given: strings.Repeat("a", 90), Family: "b"}, "", strings.Repeat("a", 50)},
	} {
		got := account.ProposeName(one.e, func(s string) bool { return slices.Contains(strings.Fields(one.taken), s) })
		if got != one.want {
			t.Errorf("%q %q %q: %q, want %q", one.e.Given, one.e.Family, one.e.Name, got, one.want)
		}
	}
}

func TestTimeIsOfNoUseToFindUnusedAccounts(t *testing.T) {
	each(t, func(b bench) {
		_, stored, err := b.Once(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		usual, err := b.Hash(t.Context(), password, "eva")
		if err != nil {
			t.Fatal(err)
		}
		cost := func(h account.Hashed) string { return strings.Split(string(h), "$")[3] }
		if cost(stored) != cost(usual) {
			t.Errorf("a one-time password costs %s, another %s", cost(stored), cost(usual))
		}
	})
}
