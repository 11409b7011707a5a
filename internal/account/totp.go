package account

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/vardkas/vardkas/internal/clock"
	"github.com/vardkas/vardkas/internal/store"
)

// Codes by time (RFC 6238) as every authenticator app makes them: SHA-1, six figures, 30 seconds. One step before and
// one after are accepted, each step once.
const (
	totpPeriod = 30 * time.Second
	totpSecret = 20 // bytes, as RFC 4226 §4 recommends
)

var (
	totpOptions = totp.ValidateOpts{Period: uint(totpPeriod / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	base32Text  = base32.StdEncoding.WithPadding(base32.NoPadding)
)

// Enrolment is a second factor on its way: shown until a first code proves that it was taken in, and never again.
type Enrolment struct {
	Secret string // base32 in groups of four, to type where there is no camera
	URI    string // otpauth://
	Path   string // the QR code as an SVG path in a square of Size units, margin included
	Size   int
}

// Enrol makes a new second factor for a person. It is in force after ConfirmEnrolment.
func (a *Accounts) Enrol(ctx context.Context, person int64, organisation string) (Enrolment, error) {
	secret := randomBytes(totpSecret)
	var name string
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		x, err := Of(tx, person)
		if err != nil {
			return err
		}
		name = x.Username
		_, err = tx.Exec("UPDATE account SET totp_pending = $1 WHERE person = $2", a.seal.close(secret, person), person)
		return err
	})
	if err != nil {
		return Enrolment{}, err
	}
	return enrolment(secret, organisation, name)
}

// Pending returns the second factor that is being enrolled, for showing it again after a wrong code; ErrNoAccount when
// there is none.
func (a *Accounts) Pending(ctx context.Context, person int64, organisation string) (e Enrolment, err error) {
	var x Account
	if err := a.db.Read(ctx, func(tx *store.Tx) error { x, err = Of(tx, person); return err }); err != nil {
		return Enrolment{}, err
	}
	if len(x.pending) == 0 {
		return Enrolment{}, ErrNoAccount
	}
	secret, err := a.seal.open(x.pending, person)
	if err != nil {
		return Enrolment{}, err
	}
	return enrolment(secret, organisation, x.Username)
}

func enrolment(secret []byte, organisation, name string) (Enrolment, error) {
	text := base32Text.EncodeToString(secret)
	uri := "otpauth://totp/" + url.PathEscape(organisation+":"+name) + "?" +
		strings.ReplaceAll(url.Values{"secret": {text}, "issuer": {organisation}}.Encode(), "+", "%20")
	path, size, err := qrPath(uri)
	if err != nil {
		return Enrolment{}, err
	}
	var groups []string
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:min(i+4, len(text))])
	}
	return Enrolment{Secret: strings.Join(groups, " "), URI: uri, Path: path, Size: size}, nil
}

// qrPath draws a QR code as one path: a run of dark squares is one rectangle. Four units of margin, as the code demands.
func qrPath(text string) (string, int, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", 0, fmt.Errorf("draw a QR code: %w", err)
	}
	const margin = 4
	side := code.Bounds().Dx()
	dark := func(x, y int) bool {
		if x >= side {
			return false
		}
		r, _, _, _ := code.At(x, y).RGBA()
		return r == 0
	}
	var path strings.Builder
	for y := range side {
		for x := 0; x < side; x++ {
			start := x
			for dark(x, y) {
				x++
			}
			if x > start {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", start+margin, y+margin, x-start, x-start)
			}
		}
	}
	return path.String(), side + 2*margin, nil
}

// ConfirmEnrolment puts the second factor in force once a code proves that it was taken in. A session that awaited it
// is replaced by a whole one, whose token is returned; else token is empty. Errors: ErrCode, ErrNoSession.
func (a *Accounts) ConfirmEnrolment(ctx context.Context, s Session, code string) (whole Session, token string, err error) {
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		x, err := a.account(tx, proof{session: s, stage: s.Stage})
		if err != nil {
			return err
		}
		if len(x.pending) == 0 {
			return ErrCode
		}
		step, ok, err := a.stepOf(x.pending, x.Person, code, tx.At())
		if err != nil {
			return err
		}
		if !ok {
			return ErrCode
		}
		_, err = tx.Exec("UPDATE account SET totp_secret = totp_pending, totp_pending = $1, totp_step = $2 WHERE person = $3", []byte{}, step, x.Person)
		if err != nil {
			return fmt.Errorf("enrol a second factor: %w", err)
		}
		if err := enter(tx, x.Person, "totp_enrolled", x.Person, nil); err != nil {
			return err
		}
		whole = s
		if s.Stage == AwaitsEnrolment {
			whole, token, err = a.proceed(tx, s, Complete)
		}
		return err
	})
	return whole, token, err
}

// RemoveTOTP takes the second factor away: by the person, unless it is demanded, or by somebody who helps them, who may.
func RemoveTOTP(tx *store.Tx, actor, person int64) error {
	x, err := Of(tx, person)
	if err != nil {
		return err
	}
	if actor == person && x.TOTPDemanded {
		return ErrTOTPDemanded
	}
	if _, err := tx.Exec("UPDATE account SET totp_secret = $1, totp_pending = $1 WHERE person = $2", []byte{}, person); err != nil {
		return fmt.Errorf("remove a second factor: %w", err)
	}
	return enter(tx, actor, "totp_removed", person, nil)
}

// useCode reports whether a code is right now, and sees to it that its step is never right again.
func (a *Accounts) useCode(tx *store.Tx, x Account, code string) (bool, error) {
	step, ok, err := a.stepOf(x.secret, x.Person, code, tx.At())
	if err != nil || !ok {
		return false, err
	}
	n, err := tx.Exec("UPDATE account SET totp_step = $1 WHERE person = $2 AND totp_step < $1", step, x.Person)
	if err != nil {
		return false, fmt.Errorf("use a code: %w", err)
	}
	return n == 1, nil
}

// stepOf finds the time step a code belongs to, looking at all three whatever it finds.
func (a *Accounts) stepOf(sealed []byte, person int64, code string, at clock.Instant) (step int64, ok bool, err error) {
	secret, err := a.seal.open(sealed, person)
	if err != nil {
		return 0, false, err
	}
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	now := at.Time().Unix() / int64(totpPeriod/time.Second)
	for _, candidate := range []int64{now - 1, now, now + 1} {
		want, err := totp.GenerateCodeCustom(base32Text.EncodeToString(secret), time.Unix(candidate*int64(totpPeriod/time.Second), 0), totpOptions)
		if err != nil {
			return 0, false, fmt.Errorf("compute a code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = candidate, true
		}
	}
	return step, ok, nil
}
