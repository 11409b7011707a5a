package words

import (
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// callOfWords finds the start of a call of T or N with any receiver.
var callOfWords = regexp.MustCompile(`\b[TN]\(`)

// longestCall is how many bytes of a call are read in search of its key.
const longestCall = 400

// UsedIn finds the keys that the .go and .templ files of a tree ask for by a
// literal: the first text among the arguments of a call named T or N, when it
// looks like a key. It returns each key with one place, "file:line"; N's key
// comes as key.one and key.other. Tests and generated files are left out.
func UsedIn(fsys fs.FS) (map[string]string, error) {
	used := map[string]string{}
	err := eachSource(fsys, func(name, text string) {
		for _, at := range callOfWords.FindAllStringIndex(text, -1) {
			key := firstText(text[at[1]:min(at[1]+longestCall, len(text))])
			if !looksLikeKey(key) || !strings.Contains(key, ".") || strings.HasSuffix(key, ".") {
				continue
			}
			place := fmt.Sprintf("%s:%d", name, 1+strings.Count(text[:at[0]], "\n"))
			if text[at[0]] == 'N' {
				used[key+".one"], used[key+".other"] = place, place
				continue
			}
			used[key] = place
		}
	})
	return used, err
}

// MentionedIn tells which of keys stand anywhere in the .go and .templ files of
// a tree as a whole literal, or begin with a literal that ends in a dot (a key
// put together while running). What is not mentioned is not used.
func MentionedIn(fsys fs.FS, keys []string) (map[string]bool, error) {
	literals := map[string]bool{}
	err := eachSource(fsys, func(_, text string) {
		for _, literal := range texts(text) {
			literals[literal] = true
		}
	})
	mentioned := map[string]bool{}
	for _, key := range keys {
		mentioned[key] = literals[key] || literals[strings.TrimSuffix(key, ".one")] ||
			literals[strings.TrimSuffix(key, ".other")] || slices.ContainsFunc(prefixes(key), func(p string) bool { return literals[p] })
	}
	return mentioned, err
}

// prefixes lists "a.", "a.b." of "a.b.c"; the first, a whole subject, is left
// out because it would excuse everything.
func prefixes(key string) []string {
	var out []string
	for i := range key {
		if key[i] == '.' && strings.Count(key[:i], ".") > 0 {
			out = append(out, key[:i+1])
		}
	}
	return out
}

func eachSource(fsys fs.FS, visit func(name, text string)) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("walk sources: %w", err)
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != "." {
			return fs.SkipDir
		}
		if d.IsDir() || !isSource(name) {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read source %s: %w", name, err)
		}
		visit(name, string(text))
		return nil
	})
}

func isSource(name string) bool {
	if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
		return false
	}
	return strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".templ")
}

// firstText is the first text among the arguments of a call, given what stands
// after its opening bracket; "" when the call closes before one.
func firstText(rest string) string {
	depth := 0
	for tok, lit := range tokens(rest) {
		switch tok {
		case token.STRING:
			if depth == 0 {
				text, _ := strconv.Unquote(lit)
				return text
			}
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth--; depth < 0 {
				return ""
			}
		}
	}
	return ""
}

func texts(source string) []string {
	found := map[string]bool{}
	for _, lit := range regexp.MustCompile("\"[a-z][a-z0-9_.]*\"").FindAllString(source, -1) {
		found[strings.Trim(lit, `"`)] = true
	}
	return slices.Collect(maps.Keys(found))
}

// tokens scans Go source that may begin in the middle of a file; faults in it
// are passed over, because a .templ file is not all Go.
func tokens(source string) func(yield func(token.Token, string) bool) {
	return func(yield func(token.Token, string) bool) {
		var s scanner.Scanner
		file := token.NewFileSet().AddFile("", -1, len(source))
		s.Init(file, []byte(source), func(token.Position, string) {}, 0)
		for {
			_, tok, lit := s.Scan()
			if tok == token.EOF || !yield(tok, lit) {
				return
			}
		}
	}
}

// looksLikeKey reports whether text is lower-case words with dots between.
func looksLikeKey(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '_' {
			return false
		}
	}
	return text != "" && text[0] >= 'a' && text[0] <= 'z' && !strings.Contains(text, "..")
}
