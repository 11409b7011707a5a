package app

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/strategy"
	"github.com/vardkas/vardkas/internal/trail"
	"github.com/vardkas/vardkas/internal/words"
)

// failure is an error that the catalogue words: what went wrong and what to do about it.
type failure struct {
	key  string
	args []any
	err  error // what lies behind it; nil for nothing more to know
}

func (f failure) In(lang words.Lang) string { return words.T(lang, f.key, f.args...) }
func (f failure) Error() string             { return f.In(words.EN) }
func (f failure) Unwrap() error             { return f.err }

// fail makes a failure of a key of the catalogue. It wraps err.
func fail(err error, key string, args ...any) error { return failure{key, args, err} }

// spoken is an error in the language of the terminal.
type spoken struct {
	text string
	err  error
}

func (s spoken) Error() string { return s.text }
func (s spoken) Unwrap() error { return s.err }

// inTongue words an error of a command in the language of the terminal. What nobody foresaw is said in general, with the
// English of the program for whoever must look for it.
func inTongue(lang words.Lang, err error) error {
	if err == nil {
		return nil
	}
	return spoken{sentence(lang, err), err}
}

func sentence(lang words.Lang, err error) string {
	if u, ok := errors.AsType[usageError](err); ok {
		return u.text // the command line was read in the language already
	}
	if s, ok := errors.AsType[spoken](err); ok {
		return s.text
	}
	if f, ok := errors.AsType[failure](err); ok {
		return f.In(lang)
	}
	if d, ok := errors.AsType[trail.Damage](err); ok {
		return d.In(lang)
	}
	if ps, ok := errors.AsType[strategy.Problems](err); ok {
		return words.T(lang, "app.failure.profile") + "\n" + ps.In(lang)
	}
	if key := familiar(err); key != "" {
		return words.T(lang, key, err.Error())
	}
	return words.T(lang, "app.failure.unforeseen", err.Error())
}

// familiar is the sentence for errors that can come from anywhere.
func familiar(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "app.failure.stopped"
	case errors.Is(err, syscall.ENOSPC) || store.IsFull(err):
		return "app.failure.full"
	case errors.Is(err, fs.ErrPermission):
		return "app.failure.permission"
	case errors.Is(err, fs.ErrNotExist):
		return "app.failure.no_file"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "app.failure.no_answer"
	}
	return ""
}
