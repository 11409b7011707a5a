package file_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/vardkas/vardkas/internal/file"
)

// archive makes a zip of the given entries: name, content, name, content …
func archive(t testing.TB, entries ...string) []byte {
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

const (
	contentTypes = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	macroTypes   = `<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`
	odt          = "application/vnd.oasis.opendocument.text"
)

func docx(t testing.TB, more ...string) []byte {
	return archive(t, append([]string{"[Content_Types].xml", contentTypes, "word/document.xml", "<w/>"}, more...)...)
}

func xlsx(t testing.TB, more ...string) []byte {
	return archive(t, append([]string{"[Content_Types].xml", contentTypes, "xl/workbook.xml", "<w/>"}, more...)...)
}

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"

func TestTheBytesTellTheType(t *testing.T) {
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"bild.jpg", plainJPEG(t), "image/jpeg"},
		{"BILD.JPEG", plainJPEG(t), "image/jpeg"},
		{"bild.png", plainPNG(t), "image/png"},
		{"bild.webp", decoded(t, losslessWebP), "image/webp"},
		{"skärmbild.jpg", plainPNG(t), "image/png"}, // a mix-up among photos harms nobody
		{"namnlös", plainJPEG(t), "image/jpeg"},
		{"protokoll.pdf", []byte(pdf), "application/pdf"},
		{"anteckning.txt", []byte("Det luktade rök i trapphuset.\nVi öppnade ett fönster."), "text/plain"},
		{"gammal.txt", []byte("R\xf6k i trapphuset"), "text/plain"}, // Latin-1
		{"lista.csv", []byte("rum,plan\n12,3\n13,3\n"), "text/plain"},
		{"rapport.docx", docx(t), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"lista.xlsx", xlsx(t), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"brev.odt", archive(t, "mimetype", odt, "content.xml", "<x/>"), odt},
		{`C:\Users\anna\bild.jpg`, plainJPEG(t), "image/jpeg"},
	} {
		if got, err := file.Inspect(c.name, c.content); err != nil || got.MIME != c.want {
			t.Errorf("%s: %s, %v, want %s", c.name, got.MIME, err, c.want)
		}
	}
}

func TestWhatWeDoNotTakeIsRefusedWithItsReason(t *testing.T) {
	heic := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
	heif := []byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic")
	bomb := archive(t, "[Content_Types].xml", contentTypes, "word/document.xml", strings.Repeat("0", 3<<20))
	bomb = bytes.ReplaceAll(bomb, []byte("\x00\x00\x30\x00"), []byte("\x00\x00\x30\x7f")) // the index says 2 GB
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"tom.txt", nil, "file.refused.empty"},
		{"stor.txt", bytes.Repeat([]byte("a"), file.MaxSize+1), "file.refused.too_large"},
		{"bild.heic", heic, "file.refused.heic"},
		{"bild.jpg", heic, "file.refused.heic"},
		{"bild.heif", heif, "file.refused.heic"},
		{"bild.gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "file.refused.type"},
		{"bild.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "file.refused.type"},
		{"sida.html", []byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), "file.refused.type"},
		{"sida.txt", []byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), "file.refused.type"},
		{"data.xml", []byte(`<?xml version="1.0"?><a/>`), "file.refused.type"},
		{"kör.sh", []byte("#!/bin/sh\nrm -rf /\n"), "file.refused.type"},
		{"program.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), "file.refused.type"},
		{"faktura.pdf", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), "file.refused.type"},
		{"arkiv.zip", archive(t, "a.txt", "a"), "file.refused.type"},
		{"arkiv.docx", archive(t, "a.txt", "a"), "file.refused.type"},
		{"bomb.docx", bomb, "file.refused.type"},
		{"blob.txt", []byte{0, 1, 2, 3, 4, 5, 0, 255}, "file.refused.type"},
		{"dubbel.pdf", append([]byte(pdf), docx(t)...), "file.refused.type"},
		{"gammal.doc", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)), "file.refused.old_office"},
		{"makro.docx", docx(t, "word/vbaProject.bin", "x"), "file.refused.macro"},
		{"makro.docx", docx(t, `word\VBAPROJECT.BIN`, "x"), "file.refused.macro"},
		{"makro.docm", archive(t, "[Content_Types].xml", macroTypes, "word/document.xml", "<w/>"), "file.refused.macro"},
		{"blad.xlsx", xlsx(t, "xl/macrosheets/sheet1.xml", "x"), "file.refused.macro"},
		{"knapp.docx", docx(t, "word/activeX/activeX1.bin", "x"), "file.refused.macro"},
		{"basic.odt", archive(t, "mimetype", odt, "Basic/Standard/Module1.xml", "x"), "file.refused.macro"},
		{"trasig.docx", docx(t)[:60], "file.refused.damaged"},
		{"utan.docx", archive(t, "word/document.xml", "<w/>"), "file.refused.damaged"},
		{"faktura.pdf.exe", []byte(pdf), "file.refused.disguised"},
		{"bild.exe", plainJPEG(t), "file.refused.disguised"},
		{"bild.html", plainJPEG(t), "file.refused.disguised"},
		{"bild.pdf", plainJPEG(t), "file.refused.disguised"},
		{"lista.docx", xlsx(t), "file.refused.disguised"},
		{"sida.html", []byte("bara text"), "file.refused.disguised"},
		{"kör.bat", []byte("echo hej"), "file.refused.disguised"},
	} {
		if got, err := file.Inspect(c.name, c.content); key(t, err) != c.want {
			t.Errorf("%s: %s, %v, want %s", c.name, got.MIME, err, c.want)
		}
	}
}

func TestPrepareKeepsTheCleanBytesAndTheirHash(t *testing.T) {
	in := loadedJPEG(t, 1)
	got, err := file.Prepare(`C:\foton\brand\u202Egpj.png`, in)
	if err != nil {
		t.Fatal(err)
	}
	want, err := file.StripPhoto(in)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Content, want) || got.SHA256 != sha256.Sum256(want) || !strings.HasSuffix(got.Name, ".jpg") {
		t.Errorf("%s, %d bytes", got.Name, len(got.Content))
	}
	text := []byte("hej")
	kept, err := file.Prepare("a.txt", text)
	text[0] = 'X'
	if err != nil || string(kept.Content) != "hej" {
		t.Errorf("the kept bytes changed with the caller's: %q, %v", kept.Content, err)
	}
	var refusal file.Refusal
	if _, err := file.Prepare("a.jpg", plainJPEG(t)[:200]); !errors.As(err, &refusal) {
		t.Errorf("a broken photo: %v", err)
	}
}

func TestChunksPutTogetherAreTheContent(t *testing.T) {
	for size, want := range map[int]int{0: 0, 1: 1, file.ChunkSize: 1, file.ChunkSize + 1: 2, 3*file.ChunkSize - 1: 3} {
		content := bytes.Repeat([]byte("abcdefg"), size/7+1)[:size]
		var joined []byte
		count := 0
		for chunk := range file.Chunks(content) {
			joined = append(joined, chunk...)
			count++
		}
		if count != want || !bytes.Equal(joined, content) {
			t.Errorf("%d bytes: %d chunks, want %d", size, count, want)
		}
	}
}

func TestEveryRefusalIsWorded(t *testing.T) {
	data, err := os.ReadFile("../words/catalogue/file.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue map[string]map[string]string
	if err := yaml.Unmarshal(data, &catalogue); err != nil {
		t.Fatal(err)
	}
	for _, key := range file.Keys() {
		if catalogue[key]["sv"] == "" || catalogue[key]["en"] == "" {
			t.Errorf("%s is not worded in both languages", key)
		}
		delete(catalogue, key)
	}
	for key := range catalogue {
		t.Errorf("%s is worded but never used", key)
	}
}

func FuzzPrepareAnswersOrRefuses(f *testing.F) {
	f.Add("a.docx", docx(f))
	f.Add("a.odt", archive(f, "mimetype", odt))
	f.Add("a.pdf", []byte(pdf))
	f.Add("a.jpg", loadedJPEG(f, 3))
	f.Add("a.txt", []byte("hej,\nhopp"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		got, err := file.Prepare(name, content)
		if err != nil {
			key(t, err)
			return
		}
		if got.SHA256 != sha256.Sum256(got.Content) || got.Name == "" || got.Type.IsZero() {
			t.Errorf("%+v", got)
		}
	})
}
