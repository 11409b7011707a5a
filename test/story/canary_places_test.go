package story_test

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// plain is all that an answer holds, with the parts of a workbook unpacked: what is compressed hides nothing from a reader.
func (v *visitor) plain(page answer) string {
	v.Helper()
	if !bytes.HasPrefix(page.body, []byte("PK\x03\x04")) {
		return page.text
	}
	z, err := zip.NewReader(bytes.NewReader(page.body), int64(len(page.body)))
	v.must(err)
	var all strings.Builder
	for _, part := range z.File {
		r, err := part.Open()
		v.must(err)
		b, err := io.ReadAll(r)
		v.must(err)
		v.must(r.Close())
		all.WriteString(part.Name + "\n" + html.UnescapeString(string(b)) + "\n")
	}
	return all.String()
}

// spellings are the ways a text can stand in an address, a log or a header.
func spellings(text string) []string {
	return []string{text, url.QueryEscape(text), url.PathEscape(text), strings.ToUpper(text)}
}

var addressIn = regexp.MustCompile(`(?:href|src|action|formaction)="([^"]*)"`)

// addressesIn are the addresses that a page leads to, and its own.
func addressesIn(page answer) string {
	all := []string{page.path}
	for _, one := range addressIn.FindAllSubmatch(page.body, -1) {
		all = append(all, html.UnescapeString(string(one[1])))
	}
	return strings.Join(all, "\n")
}

// errs takes every wrong turn there is with a text in hand: pages that say what is wrong must not write it anywhere else.
func (v *visitor) errs(event, text string) (pages []answer) {
	v.Helper()
	for _, path := range []string{"/events/" + url.PathEscape(text), "/r/incident/" + url.PathEscape(text), "/r/" + url.PathEscape(text), "/" + url.PathEscape(text), event + "/do/" + url.PathEscape(text), event + "/file/" + url.PathEscape(text)} {
		pages = append(pages, v.gets(path))
	}
	for _, sheet := range []string{"comment", "message", "feedback", "close", "split"} {
		form := url.Values{"text": {text}, "feedback": {text}, "reason": {text}, "closing_note": {text}, "description": {text}, "version": {text}}
		pages = append(pages, v.posts(event+"/do/"+sheet, form))
	}
	pages = append(pages, v.posts("/sign-in", url.Values{"name": {text}, "password": {text}}), v.posts("/follow", url.Values{"number": {text}, "code": {text}}))
	v.client.Jar.SetCookies(&url.URL{Scheme: "http", Host: "vardkas.example"}, []*http.Cookie{{Name: "stray", Value: url.QueryEscape(text), Path: "/"}})
	return append(pages, v.gets(event))
}

// besideTheDatabase are the bytes of every file in the data directory but the database itself.
func (s *house) besideTheDatabase() (all map[string]string) {
	s.Helper()
	all = map[string]string{}
	dir := filepath.Dir(s.file)
	s.must(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, s.file) {
			return err
		}
		b, err := os.ReadFile(path)
		all[d.Name()] = string(b)
		return err
	}))
	return all
}
