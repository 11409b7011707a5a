package account_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"

	"github.com/vardkas/vardkas/internal/account"
	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/trail"
)

const (
	eva      = int64(7)
	password = "blå bussar i regn"
)

// cheap is a cost at which tests are fast; the real one is tried once.
var cheap = account.Cost{Time: 1, Memory: 64, Threads: 1}

type bench struct {
	*account.Accounts
	t     *testing.T
	db    *store.DB
	clock *clock.Manual
}

// each runs a test on both engines with one account: Eva's.
func each(t *testing.T, f func(b bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := open(t, o)
		b.add("Eva", eva, false)
		f(b)
	})
}

func open(t *testing.T, o store.Options) bench {
	t.Helper()
	o.Ledger = trail.NewLedger()
	b := bench{t: t, db: storetest.Open(t, o), clock: o.Clock.(*clock.Manual)}
	var err error
	if b.Accounts, err = account.New(b.db, b.clock, bytes.Repeat([]byte{3}, account.KeySize), cheap); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b bench) add(name string, person int64, demanded bool) {
	b.t.Helper()
	hashed, err := b.Hash(b.t.Context(), password, name)
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(func(tx *store.Tx) error {
		_, err := b.Add(tx, 0, account.Newcomer{Username: name, Person: person, Password: hashed, TOTPDemanded: demanded})
		return err
	})
}

func (b bench) write(f func(*store.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

func (b bench) try(name, pass, code string) (account.Session, string, error) {
	return b.SignIn(b.t.Context(), account.Attempt{Username: name, Password: pass, Code: code, Address: "192.0.2.1", Agent: "Firefox, Linux"})
}

func (b bench) signIn() (account.Session, string) {
	b.t.Helper()
	s, token, err := b.try("eva", password, "")
	if err != nil {
		b.t.Fatal(err)
	}
	return s, token
}

func (b bench) live(token string) (live bool) {
	b.t.Helper()
	err := b.db.Read(b.t.Context(), func(tx *store.Tx) (err error) {
		_, live, err = account.Lookup(tx, token)
		return err
	})
	if err != nil && !errors.Is(err, account.ErrNoSession) {
		b.t.Fatal(err)
	}
	return live
}

// entered counts the entries of the trail with an action.
func (b bench) entered(action string) (n int) {
	b.t.Helper()
	err := b.db.Read(b.t.Context(), func(tx *store.Tx) error {
		return tx.Row("SELECT count(*) FROM trail WHERE kind = 'session' AND action = $1", action).Scan(&n)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// enrolled gives Eva a second factor and returns its secret.
func (b bench) enrolled() string {
	b.t.Helper()
	s, _ := b.signIn()
	e, err := b.Enrol(b.t.Context(), eva, "Region Exempel")
	if err != nil {
		b.t.Fatal(err)
	}
	if _, _, err := b.ConfirmEnrolment(b.t.Context(), s, b.code(e.Secret)); err != nil {
		b.t.Fatal(err)
	}
	b.clock.Advance(time.Minute)
	return e.Secret
}

func (b bench) code(secret string) string {
	b.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), b.clock.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}

func TestTheRightPasswordOpensASession(t *testing.T) {
	each(t, func(b bench) {
		s, token, err := b.try("  EVA ", password, "")
		if err != nil || s.Person != eva || s.Stage != account.Complete || !b.live(token) {
			t.Fatalf("got %+v, %v", s, err)
		}
		if b.live(token[1:]) || b.live(s.ID) || b.live("") {
			t.Error("something else than the token opens the session")
		}
		if b.entered("sign_in") != 1 {
			t.Error("the trail does not know of it")
		}
	})
}

func TestAnUnknownNameAndAWrongPasswordAnswerAndLockAlike(t *testing.T) {
	each(t, func(b bench) {
		for _, name := range []string{"eva", "nobody"} {
			for i := range 5 {
				if _, _, err := b.try(name, "not the password", ""); !errors.Is(err, account.ErrWrong) {
					t.Fatalf("%s, failure %d: %v", name, i+1, err)
				}
			}
			_, _, err := b.try(name, password, "")
			locked, ok := errors.AsType[*account.LockedError](err)
			if !ok || locked.Until.Sub(clock.Now(b.clock)) != time.Minute {
				t.Errorf("%s is not locked for a minute: %v", name, err)
			}
		}
		if b.entered("sign_in_failed") != 10 || b.entered("lock") != 2 {
			t.Errorf("the trail has %d failures and %d locks", b.entered("sign_in_failed"), b.entered("lock"))
		}
	})
}

func TestALockDoublesUpToAnHourAndEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := open(t, o)
		b.add("eva", eva, false)
		for range 4 {
			_, _, _ = b.try("eva", "wrong", "")
		}
		for _, minutes := range []int{1, 2, 4, 8, 16, 32, 60, 60} {
			if _, _, err := b.try("eva", "wrong", ""); !errors.Is(err, account.ErrWrong) {
				t.Fatal(err)
			}
			b.clock.Advance(time.Duration(minutes)*time.Minute - time.Millisecond)
			if _, _, err := b.try("eva", password, ""); errors.Is(err, account.ErrWrong) || err == nil {
				t.Fatalf("within %d minutes: %v", minutes, err)
			}
			b.clock.Advance(time.Millisecond)
		}
		b.signIn()
		if _, _, err := b.try("eva", "wrong", ""); !errors.Is(err, account.ErrWrong) {
			t.Fatal(err)
		}
		b.signIn() // one failure after a success does not lock
	})
}

func TestOfManyGuessesAtOnceAtMostFiveAreAnswered(t *testing.T) {
	each(t, func(b bench) {
		var mu sync.Mutex
		wrong := 0
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				_, _, err := b.try("eva", fmt.Sprintf("guess number %d", i), "")
				if errors.Is(err, account.ErrWrong) {
					mu.Lock()
					wrong++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if wrong != 5 {
			t.Errorf("%d guesses were answered", wrong)
		}
	})
}

func TestASessionEndsWhenIdleAndAtItsAbsoluteLimit(t *testing.T) {
	for _, longer := range []bool{false, true} {
		idle, absolute := account.Idle, account.Absolute
		if longer {
			idle, absolute = account.LongerIdle, account.LongerAbsolute
		}
		each(t, func(b bench) {
			open := func() (account.Session, string) {
				s, token, err := b.SignIn(t.Context(), account.Attempt{Username: "eva", Password: password, Longer: longer})
				if err != nil {
					t.Fatal(err)
				}
				return s, token
			}
			_, token := open()
			b.clock.Advance(idle - time.Millisecond)
			if !b.live(token) {
				t.Error("it ended before the idle limit")
			}
			b.clock.Advance(time.Millisecond)
			if b.live(token) {
				t.Error("it outlived the idle limit")
			}
			s, token := open()
			for used := time.Duration(0); used < absolute; used += 20 * time.Minute {
				if !b.live(token) {
					t.Fatalf("a session in use ended after %s", used)
				}
				b.write(func(tx *store.Tx) error { return account.Touch(tx, s) })
				b.clock.Advance(20 * time.Minute)
			}
			if b.live(token) {
				t.Error("it outlived the absolute limit")
			}
			b.write(func(tx *store.Tx) error { return account.Touch(tx, s) })
			if b.live(token) {
				t.Error("it was brought back")
			}
		})
	}
}

func TestARevokedSessionIsOutAtOnce(t *testing.T) {
	each(t, func(b bench) {
		first, firstToken := b.signIn()
		_, second := b.signIn()
		b.write(func(tx *store.Tx) error {
			if err := account.Revoke(tx, eva, 99, first.Handle()); !errors.Is(err, account.ErrNoSession) {
				t.Errorf("somebody else revoked it: %v", err)
			}
			return account.Revoke(tx, eva, eva, first.Handle())
		})
		if b.live(firstToken) || !b.live(second) {
			t.Error("the wrong session ended")
		}
		b.write(func(tx *store.Tx) error { _, err := account.RevokeOthers(tx, eva, eva, ""); return err })
		if b.live(second) || b.entered("revoke") != 2 {
			t.Error("not all sessions ended")
		}
		s, token := b.signIn()
		b.write(func(tx *store.Tx) error { return account.SignOut(tx, s) })
		if b.live(token) {
			t.Error("signing out left it open")
		}
	})
}

func TestADisabledAccountIsOutAndStaysOut(t *testing.T) {
	each(t, func(b bench) {
		_, token := b.signIn()
		b.write(func(tx *store.Tx) error { return b.Disable(tx, 1, eva, true) })
		if b.live(token) {
			t.Error("its session lives")
		}
		if _, _, err := b.try("eva", password, ""); !errors.Is(err, account.ErrWrong) {
			t.Error(err)
		}
	})
}

func TestASecondFactorIsAskedForAndACodeWorksOnce(t *testing.T) {
	each(t, func(b bench) {
		secret := b.enrolled()
		half, token, err := b.try("eva", password, "")
		if err != nil || half.Stage != account.AwaitsCode {
			t.Fatalf("got %+v, %v", half, err)
		}
		wrong := "000000"
		if wrong == b.code(secret) {
			wrong = "111111"
		}
		if _, _, err := b.Second(t.Context(), half, wrong, ""); !errors.Is(err, account.ErrWrong) {
			t.Fatal(err)
		}
		code := b.code(secret)
		whole, wholeToken, err := b.Second(t.Context(), half, code[:3]+" "+code[3:], "")
		if err != nil || whole.Stage != account.Complete || wholeToken == token || b.live(token) || !b.live(wholeToken) {
			t.Fatalf("got %+v, %v", whole, err)
		}
		if _, _, err := b.try("eva", password, code); !errors.Is(err, account.ErrWrong) {
			t.Errorf("the code worked twice: %v", err)
		}
		b.clock.Advance(30 * time.Second)
		if s, _, err := b.try("eva", password, b.code(secret)); err != nil || s.Stage != account.Complete {
			t.Errorf("the next code: %v", err)
		}
	})
}

func TestCodesAreCountedLikePasswords(t *testing.T) {
	each(t, func(b bench) {
		secret := b.enrolled()
		half, _, err := b.try("eva", password, "")
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			_, _, _ = b.Second(t.Context(), half, "not a code", "")
		}
		_, _, err = b.Second(t.Context(), half, b.code(secret), "")
		if _, ok := errors.AsType[*account.LockedError](err); !ok {
			t.Errorf("a sixth guess was answered: %v", err)
		}
	})
}

func TestADemandedSecondFactorMustBeEnrolledFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := open(t, o)
		b.add("eva", eva, true)
		half, _, err := b.try("eva", password, "")
		if err != nil || half.Stage != account.AwaitsEnrolment {
			t.Fatalf("got %+v, %v", half, err)
		}
		e, err := b.Enrol(t.Context(), eva, "Region Exempel")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.ConfirmEnrolment(t.Context(), half, "not it"); !errors.Is(err, account.ErrCode) {
			t.Fatal(err)
		}
		whole, token, err := b.ConfirmEnrolment(t.Context(), half, b.code(e.Secret))
		if err != nil || whole.Stage != account.Complete || !b.live(token) {
			t.Fatalf("got %+v, %v", whole, err)
		}
		err = b.db.Write(t.Context(), func(tx *store.Tx) error { return account.RemoveTOTP(tx, eva, eva) })
		if !errors.Is(err, account.ErrTOTPDemanded) {
			t.Errorf("it could be taken away: %v", err)
		}
	})
}

func TestASecretIsNotReadableInTheDatabase(t *testing.T) {
	each(t, func(b bench) {
		secret := strings.ReplaceAll(b.enrolled(), " ", "")
		err := b.db.Read(t.Context(), func(tx *store.Tx) error {
			var kept []byte
			if err := tx.Row("SELECT totp_secret FROM account").Scan(&kept); err != nil {
				return err
			}
			if len(kept) != 48 || bytes.Contains(kept, []byte(secret)) {
				t.Errorf("kept as %d bytes %q", len(kept), kept)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestStepUpAsksForThePasswordAndLastsTenMinutes(t *testing.T) {
	each(t, func(b bench) {
		s, token := b.signIn()
		stepped := func() (yes bool) {
			err := b.db.Read(t.Context(), func(tx *store.Tx) error {
				s, _, err := account.Lookup(tx, token)
				yes = s.SteppedUp(tx.At())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return yes
		}
		b.clock.Advance(10 * time.Minute)
		if stepped() {
			t.Error("signing in counts for longer than ten minutes")
		}
		if err := b.StepUp(t.Context(), s, "wrong", "", ""); !errors.Is(err, account.ErrWrong) || stepped() {
			t.Errorf("a wrong password: %v", err)
		}
		if err := b.StepUp(t.Context(), s, password, "", ""); err != nil || !stepped() {
			t.Errorf("the right password: %v", err)
		}
	})
}

func TestChangingThePasswordEndsTheOtherSessions(t *testing.T) {
	each(t, func(b bench) {
		s, token := b.signIn()
		_, other := b.signIn()
		const chosen = "gröna bussar i sol"
		if err := b.ChangePassword(t.Context(), s, "wrong", chosen, ""); !errors.Is(err, account.ErrWrong) {
			t.Fatal(err)
		}
		if err := b.ChangePassword(t.Context(), s, password, chosen, ""); err != nil {
			t.Fatal(err)
		}
		if !b.live(token) || b.live(other) {
			t.Error("the wrong session ended")
		}
		if _, _, err := b.try("eva", password, ""); !errors.Is(err, account.ErrWrong) {
			t.Errorf("the old password: %v", err)
		}
		if _, _, err := b.try("eva", chosen, ""); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

func TestAPasswordIsJudgedByLengthAndByHowCommonItIs(t *testing.T) {
	for text, want := range map[string]error{
		"elva tecken":               account.ErrWeak,
		"tolv tecken!":              nil,
		"åäö åäö åäö ":              nil,
		"Password1234":              account.ErrCommon,
		"lösenord2026!":             account.ErrCommon,
		"qwertyqwerty":              account.ErrCommon,
		"aaaaaaaaaaaaaa":            account.ErrCommon,
		"123456789012":              account.ErrCommon,
		"anna.andersson":            account.ErrCommon,
		strings.Repeat("lång ", 60): account.ErrLong,
	} {
		if err := account.CheckPassword(text, "Anna.Andersson"); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

func TestNothingThatWasTypedIsKept(t *testing.T) {
	each(t, func(b bench) {
		_, _, _ = b.try("typed.by.mistake", "a secret typed in", "")
		_, _, _ = b.try("eva", "another typed in", "")
		err := b.db.Read(t.Context(), func(tx *store.Tx) error {
			keys, err := store.All[string](tx, "SELECT key FROM sign_in_failure")
			if err != nil {
				return err
			}
			seqs, err := store.All[int64](tx, "SELECT seq FROM trail")
			if err != nil {
				return err
			}
			kept := strings.Join(keys, " ")
			for _, seq := range seqs {
				body, _, err := trail.Body(tx, seq)
				if err != nil {
					return err
				}
				kept += string(body)
			}
			for _, text := range []string{"typed", "eva", "192.0.2.1", "secret"} {
				if strings.Contains(kept, text) {
					t.Errorf("%q is kept in %s", text, kept)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheFirstAccountIsMadeOnceWithACodeOfTheDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := open(t, o)
		persons := func(*store.Tx) ([3]int64, error) { return [3]int64{eva, 8, 9}, nil }
		first := func(code, name string) (account.Founded, error) {
			return b.CreateFirst(t.Context(), account.Founder{Code: code, Username: name, Password: password, Officers: [2]string{"olle", "pia"}}, persons)
		}
		old, err := b.FirstStart(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(24 * time.Hour)
		if _, err := first(old, "eva"); !errors.Is(err, account.ErrStartCode) {
			t.Errorf("yesterday's code: %v", err)
		}
		code, err := b.FirstStart(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := first(code, "olle"); !errors.Is(err, account.ErrTaken) {
			t.Errorf("an officer with the founder's name: %v", err)
		}
		founded, err := first(strings.ToLower(strings.ReplaceAll(code, "-", " ")), "eva")
		if err != nil {
			t.Fatal(err)
		}
		b.signIn()
		if half, _, err := b.try("pia", founded.Once[1], ""); err != nil || half.Stage != account.AwaitsPassword {
			t.Errorf("the second officer comes to %q, %v", half.Stage, err)
		}
		if _, err := b.FirstStart(t.Context()); !errors.Is(err, account.ErrStarted) {
			t.Errorf("a second first start: %v", err)
		}
		if _, err := first(code, "eve"); !errors.Is(err, account.ErrStarted) {
			t.Errorf("a second first account: %v", err)
		}
	})
}

func TestTwoAccountsNeverShareAName(t *testing.T) {
	each(t, func(b bench) {
		hashed, err := b.Hash(t.Context(), password, "x")
		if err != nil {
			t.Fatal(err)
		}
		err = b.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := b.Add(tx, 0, account.Newcomer{Username: "EVA", Person: 8, Password: hashed})
			return err
		})
		if !errors.Is(err, account.ErrTaken) {
			t.Error(err)
		}
	})
}

func TestPruningKeepsWhatIsInUse(t *testing.T) {
	each(t, func(b bench) {
		b.signIn()
		_, _, _ = b.try("eva", "wrong", "")
		b.clock.Advance(40 * time.Hour)
		_, token := b.signIn()
		b.write(account.Prune)
		var sessions, failures int
		err := b.db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.Row("SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM sign_in_failure)").Scan(&sessions, &failures)
		})
		if err != nil || sessions != 1 || failures != 0 || !b.live(token) {
			t.Errorf("%d sessions and %d counts are left, %v", sessions, failures, err)
		}
	})
}

func TestTheRealCostHoldsItsPromise(t *testing.T) {
	o := storetest.SQLite(t)
	o.Ledger = trail.NewLedger()
	a, err := account.New(storetest.Open(t, o), o.Clock, bytes.Repeat([]byte{3}, account.KeySize), account.Standard())
	if err != nil {
		t.Fatal(err)
	}
	hashed, err := a.Hash(t.Context(), password, "eva")
	if err != nil || !strings.HasPrefix(string(hashed), "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hashed as %s, %v", hashed, err)
	}
}

func TestABrowserIsKnownByFamilyOnly(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0": "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1":       "Safari, iPhone",
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                    "Firefox, Linux",
		"curl/8": "",
	} {
		if got := account.AgentFamily(agent); got != want {
			t.Errorf("%s is %q, want %q", agent, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if got := account.AgentFamily(rapid.String().Draw(t, "agent")); len(got) > 20 {
			t.Errorf("kept %q", got)
		}
	})
}

func TestBytesThatAreNoTextNameNobody(t *testing.T) {
	for _, name := range []string{"\xed\xa0\x80", "a\x00b", "\xff"} {
		if folded := account.FoldName(name); !utf8.ValidString(folded) || strings.Contains(folded, "\x00") {
			t.Errorf("%q becomes %q", name, folded)
		}
	}
}
