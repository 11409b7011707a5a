package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed assets
var assetFiles embed.FS

// CSP is the Content-Security-Policy of every page made with this package. A
// browser that keeps to form-action does not follow a redirect from a form to
// another site either, so signing in elsewhere must begin with a link.
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// htmxConfig turns off htmx's own style sheet and its use of history. What the
// older allowEval guarded is stopped by CSP, which has no unsafe-eval.
const htmxConfig = `{"includeIndicatorCSS":false,"allowEval":false,"history":false,"mode":"same-origin"}`

// asset is one file as it is served.
type asset struct {
	path        string // /assets/<name>.<hash>.<ext>
	contentType string
	plain       []byte
	zipped      []byte // nil when zipping does not make it smaller
}

// served is every asset by its name and by its path.
type served struct{ byName, byPath map[string]asset }

// assets are prepared once, at first use: the fonts and pictures first, because
// the style sheet names them by their hashed paths.
var assets = sync.OnceValue(func() served {
	s := served{byName: map[string]asset{}, byPath: map[string]asset{}}
	for _, name := range []string{"atkinson-latin.woff2", "atkinson-latin-ext.woff2", "mark.svg", "htmx.js", "app.js", "vardkas.css"} {
		s.add(name)
	}
	return s
})

// namedAsset is how the style sheet refers to another asset.
var namedAsset = regexp.MustCompile(`asset:[a-z.-]+[a-z0-9]`)

func (s served) add(name string) {
	content, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		panic(fmt.Sprintf("ui: asset %s is listed but not embedded: %v", name, err))
	}
	if path.Ext(name) == ".css" {
		content = namedAsset.ReplaceAllFunc(content, func(ref []byte) []byte {
			return []byte(s.byName[strings.TrimPrefix(string(ref), "asset:")].path)
		})
	}
	a := asset{path: hashedPath(name, content), contentType: contentTypes[path.Ext(name)], plain: content}
	if zipped := zip(content); len(zipped) < len(content)*9/10 {
		a.zipped = zipped
	}
	s.byName[name], s.byPath[a.path] = a, a
}

// contentTypes do not depend on the machine's own list of types.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

func hashedPath(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
}

func zip(content []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return content // writing to memory does not fail; serving it plain is right if it did
	}
	return out.Bytes()
}

// Asset is the address of an embedded file by its name ("vardkas.css"). The
// address changes with the content, so that it may be kept for ever. An unknown
// name is the programmer's mistake and panics.
func Asset(name string) string {
	a, ok := assets().byName[name]
	if !ok {
		panic("ui: no asset " + name)
	}
	return a.path
}

// Assets serves the embedded files under /assets/, zipped in advance.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets().byPath[r.URL.Path]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	})
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	body := a.plain
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	if a.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a reader who left is no error of ours
	}
}
