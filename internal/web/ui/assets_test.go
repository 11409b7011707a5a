package ui_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/web/ui"
)

func get(t *testing.T, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	ui.Assets().ServeHTTP(w, r)
	return w.Result()
}

func TestAnAssetIsKeptForEverUnderAnAddressOfItsContent(t *testing.T) {
	for name, kind := range map[string]string{"vardkas.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8",
		"htmx.js": "text/javascript; charset=utf-8", "mark.svg": "image/svg+xml", "atkinson-latin.woff2": "font/woff2"} {
		answer := get(t, ui.Asset(name), "")
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", name, answer.StatusCode, err)
		}
		sum := sha256.Sum256(body)
		if hash := hex.EncodeToString(sum[:6]); !strings.Contains(ui.Asset(name), "."+hash+".") {
			t.Errorf("%s is served at %s but its hash is %s", name, ui.Asset(name), hash)
		}
		if got := answer.Header.Get("Content-Type"); got != kind {
			t.Errorf("%s is %s", name, got)
		}
		if got := answer.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %s", name, got)
		}
	}
}

func TestAZippedAssetIsTheSameAsThePlainOne(t *testing.T) {
	plain, err := io.ReadAll(get(t, ui.Asset("vardkas.css"), "").Body)
	if err != nil {
		t.Fatal(err)
	}
	answer := get(t, ui.Asset("vardkas.css"), "br, gzip")
	if answer.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal(answer.Header)
	}
	z, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(plain, unzipped) {
		t.Fatal(err)
	}
}

func TestAnAddressWithAnotherHashIsNotFound(t *testing.T) {
	for _, path := range []string{"/assets/vardkas.000000000000.css", "/assets/vardkas.css", "/assets/../assets.go", "/assets/SOURCES.txt", "/assets/"} {
		if got := get(t, path, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s answers %d", path, got)
		}
	}
}

func TestTheStyleSheetFindsItsFonts(t *testing.T) {
	css, err := io.ReadAll(get(t, ui.Asset("vardkas.css"), "").Body)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(css, []byte(ui.Asset("atkinson-latin.woff2"))) || bytes.Contains(css, []byte("asset:")) {
		t.Fatal("the style sheet names its fonts otherwise than they are served")
	}
}

func TestFilesOfOthersAreTheOnesRecorded(t *testing.T) {
	manifest, err := os.ReadFile("assets/SOURCES.txt")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for line := range strings.Lines(string(manifest)) {
		sum, name, found := strings.Cut(strings.TrimSpace(line), "  ")
		if !found || len(sum) != 64 {
			continue
		}
		content, err := os.ReadFile("assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(content); hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s is not the file recorded", name)
		}
		checked++
	}
	if checked != 3 {
		t.Errorf("%d files are recorded, want the two fonts and htmx", checked)
	}
}

func TestThePolicyAllowsNothingInlineAndNothingFromElsewhere(t *testing.T) {
	for _, loose := range []string{"unsafe", "data:", "*", "http"} {
		if strings.Contains(ui.CSP, loose) {
			t.Errorf("the policy holds %s: %s", loose, ui.CSP)
		}
	}
}
