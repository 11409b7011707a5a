package file_test

import (
	"mime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/vardkas/vardkas/internal/file"
)

func typeOf(mime string) file.Type {
	for _, t := range file.Types() {
		if t.MIME == mime {
			return t
		}
	}
	return file.Type{}
}

func TestNamesAreMadeSafeAndStayReadable(t *testing.T) {
	photo, text := typeOf("image/jpeg"), typeOf("text/plain")
	for _, c := range []struct {
		name string
		t    file.Type
		want string
	}{
		{"Brand på Åsgatan.jpg", photo, "Brand på Åsgatan.jpg"},
		{"BILD.JPG", photo, "BILD.jpg"},
		{"bild.png", photo, "bild.jpg"},
		{"bild", photo, "bild.jpg"},
		{"../../etc/passwd", text, "passwd.txt"},
		{`C:\Users\anna\bild.jpeg`, photo, "bild.jpeg"},
		{"fin\u202Egpj.txt", text, "fingpj.txt"},
		{"rad\r\nSet-Cookie: a=b.txt", text, "radSet-Cookie_ a=b.txt"},
		{`a<b>"c"|d?*.txt`, text, "a_b__c__d__.txt"},
		{"", photo, "fil.jpg"},
		{"...", photo, "fil.jpg"},
		{".htaccess", text, "htaccess.txt"},
		{"CON.txt", text, "_CON.txt"},
		{"com1.x.txt", text, "_com1.x.txt"},
		{"A\u030asa.txt", text, "Åsa.txt"},
		{"a\u200bb\u00a0c.txt", text, "ab c.txt"},
		{"trasig\xff.txt", text, "trasig_.txt"},
		{"v1.2", text, "v1.2.txt"},
		{strings.Repeat("å", 300) + ".txt", text, strings.Repeat("å", 96) + ".txt"},
	} {
		if got := file.CleanName(c.name, c.t); got != c.want {
			t.Errorf("%q became %q, want %q", c.name, got, c.want)
		}
	}
}

func TestADownloadNamesItsFileToOldAndNewPrograms(t *testing.T) {
	for name, want := range map[string]string{
		"bild.jpg":     `attachment; filename="bild.jpg"; filename*=UTF-8''bild.jpg`,
		"Åska 100.pdf": `attachment; filename="_ska 100.pdf"; filename*=UTF-8''%C3%85ska%20100.pdf`,
		"a\"; x=\"b":   `attachment; filename="a__ x=_b"; filename*=UTF-8''a__%20x%3D_b`,
		"":             `attachment; filename="fil"; filename*=UTF-8''fil`,
	} {
		if got := file.Disposition(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func FuzzNamesAndHeadersAreSafe(f *testing.F) {
	f.Add("bild.jpg")
	f.Add("..\\..\u202Ex/\r\nCON. .png")
	f.Add("å\"%0d%0a;=")
	f.Fuzz(func(t *testing.T, name string) {
		for _, kind := range append(file.Types(), file.Type{}) {
			clean := file.CleanName(name, kind)
			if clean == "" || len([]rune(clean)) > 101 || !utf8.ValidString(clean) || strings.ContainsAny(clean, "/\\\"<>:|?*\r\n\x00") ||
				strings.HasPrefix(clean, ".") || strings.ContainsFunc(clean, unicode.IsControl) {
				t.Fatalf("%q became %q", name, clean)
			}
			if again := file.CleanName(clean, kind); again != clean {
				t.Fatalf("%q became %q, then %q", name, clean, again)
			}
		}
		header := file.Disposition(name)
		for _, r := range header {
			if r < ' ' || r > '~' {
				t.Fatalf("%q gave %q", name, header)
			}
		}
		disposition, params, err := mime.ParseMediaType(strings.Replace(header, `filename="`, `old="`, 1))
		if err != nil || disposition != "attachment" || params["filename"] != file.CleanName(name, file.Type{}) {
			t.Fatalf("%q: %q reads back as %v, %v", name, header, params, err)
		}
	})
}
