package hostile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/file"
	"github.com/vardkas/vardkas/test/running"
)

// upload is one file as a browser would send it.
type upload struct {
	name    string
	says    string // the content type it claims
	content []byte
}

// position stands in the photo's metadata, as text beside the position itself.
const position = "KANARIE 59.3793N 13.5036E"

func photo(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 32, 24)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func screenshot(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withPosition is the photo as a phone takes it: Exif with a position, a maker and a comment.
func withPosition(t testing.TB) []byte {
	body := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x0f\x01\x02\x00" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(position)+1))) +
		"\x1a\x00\x00\x00\x00\x00\x00\x00" + position + "\x00"
	segment := func(marker byte, body string) []byte {
		return append([]byte{0xFF, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
	}
	plain := photo(t)
	with := append([]byte{}, plain[:2]...)
	with = append(with, segment(0xE1, body)...)
	with = append(with, segment(0xFE, position)...)
	return append(append(with, plain[2:]...), position...)
}

func zipped(t testing.TB, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		entry, err := w.Create(entries[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// liars are files that are not taken.
func liars(t testing.TB) []upload {
	const word = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	pdf := "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
	bomb := zipped(t, "[Content_Types].xml", word, "word/document.xml", strings.Repeat("0", 3<<20))
	bomb = bytes.ReplaceAll(bomb, []byte("\x00\x00\x30\x00"), []byte("\x00\x00\x30\x7f")) // its index says 2 GB
	return []upload{
		{"bild.heic", "image/heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")},
		{"bild.jpg", "image/jpeg", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")},
		{"bild.jpg", "image/jpeg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)},
		{"bild.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)},
		{"bild.jpg", "image/jpeg", []byte("<!doctype html><html><script>alert(1)</script></html>")},
		{"sida.txt", "text/plain", []byte("<!doctype html><html><script>alert(1)</script></html>")},
		{"rapport.docx", "application/pdf", bomb},
		{"arkiv.pdf", "application/pdf", zipped(t, "a.txt", "a")},
		{"dubbel.pdf", "application/pdf", append([]byte(pdf), zipped(t, "a.txt", "a")...)},
		{"makro.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", zipped(t, "[Content_Types].xml", word, "word/document.xml", "<w/>", "word/vbaProject.bin", "x")},
		{"tom.jpg", "image/jpeg", nil},
		{"faktura.pdf", "application/pdf", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00")},
		{"stor.txt", "text/plain", bytes.Repeat([]byte("a"), file.MaxSize+1)},
		{"halv.jpg", "image/jpeg", photo(t)[:100]},
		{"bild.gif", "image/gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")},
	}
}

// complete is a report in which nothing is missing, on top of what a form carries.
func complete(carried url.Values, text string) url.Values {
	form := url.Values{"category": {"theft"}, "description": {text}, "when": {"today"}, "place_text": {"Plan 3"}, "where": {""}, "who": {"anonymous"}}
	for _, name := range []string{"_draft", "_form", "_page", "code"} {
		form[name] = carried[name]
	}
	return form
}

// formTo is the form of an answer that leads to an address.
func formTo(t testing.TB, a answer, action string) url.Values {
	t.Helper()
	for _, f := range forms("", a) {
		if f.action == action {
			return f.values
		}
	}
	t.Fatalf("%s (%d) has no form to %s:\n%.900s", a.where, a.status, action, a.body)
	return nil
}

func aFileThatLiesIsRefused(t *testing.T, program *running.Program) {
	g := enter(t, program, "")
	for _, liar := range liars(t) {
		carried := formTo(t, g.get("/report"), "/report")
		a := g.postFiles("/report", complete(carried, "Med en fil som ljuger"), "photos", []upload{liar})
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s that says %s, %d bytes: %d", liar.name, liar.says, len(liar.content), a.status)
			continue
		}
		if kept := formTo(t, a, "/report").Get("description"); kept != "Med en fil som ljuger" {
			t.Errorf("%s: the text became %q", liar.name, kept)
		}
	}
	many := make([]upload, 200)
	for i := range many {
		many[i] = upload{fmt.Sprintf("%d.png", i), "image/png", screenshot(t)}
	}
	carried := formTo(t, g.get("/report"), "/report")
	if a := g.postFiles("/report", complete(carried, "Tvåhundra filer"), "photos", many); a.status != http.StatusUnprocessableEntity {
		t.Errorf("200 files: %d", a.status)
	}
	flood := []upload{{"stor.jpg", "image/jpeg", bytes.Repeat([]byte("x"), 65<<20)}}
	if a := g.postFiles("/report", complete(carried, "För mycket"), "photos", flood); a.status != 0 && a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("65 MB: %d", a.status)
	}
}

func namesOfFilesReachNothing(t *testing.T, program *running.Program) {
	g := enter(t, program, "")
	for _, name := range []string{"../../../etc/passwd.png", `..\..\boot.png`, "a\x00b.png", "%2e%2e%2fa.png", ".png", "con.png", strings.Repeat("å", 3000) + ".png", "\u202egnp.exe.png", "a;b=c.png", "\xff.png"} {
		carried := formTo(t, g.get("/report"), "/report")
		a := g.postFiles("/report", complete(carried, "Ett namn"), "photos", []upload{{name, "image/png", screenshot(t)}})
		if a.status >= http.StatusInternalServerError || a.status == 0 {
			t.Errorf("%q: %d", name, a.status)
		}
	}
}

// thePositionOfAPhotoIsGone sends a photo as a phone takes it: what is handed out gives away neither where nor by whom.
func thePositionOfAPhotoIsGone(t *testing.T, program *running.Program) {
	g := enter(t, program, "")
	carried := formTo(t, g.get("/report"), "/report")
	review := g.postFiles("/report", complete(carried, "Med bild"), "photos", []upload{{"IMG_1.jpg", "image/jpeg", withPosition(t)}})
	sending := formTo(t, review, "/report/review")
	sending.Set("_send", "1")
	receipt := g.post("/report/review", sending)
	followed := g.post("/follow", url.Values{"number": {numberForm.FindString(string(receipt.body))}, "code": {sending.Get("code")}})
	handed := 0
	for _, to := range hrefs(followed) {
		if !strings.HasPrefix(to, "/follow/file/") {
			continue
		}
		handed++
		a := g.get(to)
		if a.status != http.StatusOK || !bytes.HasPrefix(a.body, []byte("\xff\xd8")) {
			t.Errorf("%s: %d, %d bytes", to, a.status, len(a.body))
		}
		if bytes.Contains(a.body, []byte("KANARIE")) {
			t.Error("the photo is handed out with its position")
		}
		if got := a.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
			t.Errorf("the photo is handed out as %q", got)
		}
	}
	if handed != 1 {
		t.Fatalf("%d files are handed out:\n%s", handed, followed.body)
	}
}

// noPositionIsStored looks for what stood in the photo in everything that the program has left on the disk.
func noPositionIsStored(t *testing.T, program *running.Program) {
	names, err := filepath.Glob(filepath.Join(program.Data, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		stored, err := os.ReadFile(name)
		if err == nil && bytes.Contains(stored, []byte("KANARIE")) {
			t.Errorf("%s holds the position", filepath.Base(name))
		}
	}
}
