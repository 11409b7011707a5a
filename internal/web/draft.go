package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"golang.org/x/text/unicode/norm"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/web/ui"
)

// Names of hidden values that go with every form that has a draft. Names that begin with "_" are never kept as answers.
const (
	draftName = "_draft"
	formName  = "_form"
	// PageName is the name of the hidden value that says on which page a form stands.
	PageName = "_page"
	// secretName names the answers not to be kept, for a form whose session ended before its handler was reached.
	secretName = "_secret"
	// AddName is the name of a button "add a row"; its value says which. The form is drawn again.
	AddName      = "_add"
	languageName = "language" // the switch of language, as ui.LanguageSwitch names it
)

// Form names a form whose answers are kept.
type Form struct {
	Name   string
	Secret []string // answers that are never kept: passwords, receipt codes
}

// DraftFile is one file that came with a form.
type DraftFile struct {
	N     int
	Field string
	Name  string
	Bytes int64

	data []byte // when it came with this request
}

// Draft is what has been typed in one form so far. A draft of nobody (Person 0) belongs to whoever knows its id.
type Draft struct {
	ID      string
	Form    string
	Person  int64
	Values  url.Values // a name with no values was shown and left empty; an absent name was not in the form
	Files   []DraftFile
	Posted  bool   // this request sent the form
	Redraw  bool   // … to have it drawn again: a search, a row more, another language, a file less
	Search  string // the reference field to search for
	Add     string // the value of the "add a row" button
	Earlier string // what came of it when it was sent before; see Once

	site   *Site
	page   string
	secret []string
	gone   []int // numbers of files taken away
}

// Draft reads what was typed: on POST what the request sent on top of what was kept, else what is kept under ?draft=.
// Without any it returns a new empty draft, of which nothing is stored before something is typed. A form sent only to be
// drawn again (Redraw) is saved at once, so that the answer may be a page or a redirect to Address.
func (s *Site) Draft(w http.ResponseWriter, r *http.Request, form Form) (*Draft, error) {
	v := VisitOf(r)
	d := &Draft{ID: randomText(16), Form: form.Name, Person: v.Person, Values: url.Values{}, site: s, page: r.URL.Path, secret: form.Secret}
	if !isUnsafe(r.Method) {
		if id := r.URL.Query().Get("draft"); isDraftID(id) {
			return d, d.load(r.Context(), id)
		}
		return d, nil
	}
	if err := parseForm(r); err != nil {
		return nil, err
	}
	d.Posted, d.page = true, s.pageOf(r)
	if id := r.PostFormValue(draftName); isDraftID(id) {
		if err := d.load(r.Context(), id); err != nil {
			return nil, err
		}
		d.ID = id
	}
	if err := d.merge(r); err != nil {
		return nil, err
	}
	v.draft = d
	if chosen := r.PostForm.Get(languageName); chosen != "" {
		s.setLang(w, v, chosen)
	}
	if d.Redraw {
		return d, d.Save(r.Context())
	}
	return d, nil
}

func isDraftID(id string) bool {
	return len(id) == 32 && !strings.ContainsFunc(id, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) })
}

// parseForm reads the body into memory, never into a temporary file: what is reported must not lie about on a disk.
func parseForm(r *http.Request) error {
	if r.MultipartForm != nil || r.PostForm != nil {
		return nil
	}
	err := r.ParseForm() // alone first: the other would hide what is wrong with a body that is not multipart
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(1 << 40) // the body itself is bounded by the route
	}
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	return &Failure{Status: http.StatusBadRequest, Code: "unreadable"}
}

// pageOf is the page a posted form stands on.
func (s *Site) pageOf(r *http.Request) string {
	if err := parseForm(r); err != nil {
		return "/"
	}
	return Local(r.PostForm.Get(PageName), r.URL.Path)
}

// merge lays what was posted over what was kept.
func (d *Draft) merge(r *http.Request) error {
	for _, name := range r.PostForm[ui.ShownName] {
		d.Values[name] = nil
	}
	for name, values := range r.PostForm {
		if strings.HasPrefix(name, "_") || name == languageName {
			continue
		}
		d.Values[name] = cleaned(values)
	}
	d.Search, d.Add = d.searched(r.PostForm), r.PostForm.Get(AddName)
	remove := r.PostForm.Get(ui.RemoveName)
	d.remove(remove)
	d.Redraw = d.Search != "" || d.Add != "" || remove != "" || r.PostForm.Get(languageName) != ""
	return d.addFiles(r)
}

// searched is the reference field whose matches are wanted: the one whose button was pressed, or, when Enter was, one that
// has a text to search by and nothing chosen.
func (d *Draft) searched(form url.Values) string {
	if field := form.Get(ui.SearchName); field != "" {
		return field
	}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		field, isQuery := strings.CutSuffix(name, ui.QueryName(""))
		if isQuery && strings.TrimSpace(form.Get(name)) != "" && d.Shown(field) && form.Get(field) == "" {
			return field
		}
	}
	return ""
}

// cleaned is text in NFC with LF, as everything is stored.
func cleaned(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = norm.NFC.String(strings.ReplaceAll(strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), "\uFFFD"), "\r\n", "\n"))
	}
	return out
}

func (d *Draft) remove(value string) {
	n, err := strconv.Atoi(value)
	if err != nil {
		return
	}
	before := len(d.Files)
	d.Files = slices.DeleteFunc(d.Files, func(f DraftFile) bool { return f.N == n })
	if len(d.Files) < before {
		d.gone = append(d.gone, n)
	}
}

func (d *Draft) addFiles(r *http.Request) error {
	if r.MultipartForm == nil {
		return nil
	}
	for field, headers := range r.MultipartForm.File {
		for _, h := range headers {
			if h.Filename == "" {
				continue
			}
			data, err := contentOf(h)
			if err != nil {
				return err
			}
			name := path.Base(strings.ReplaceAll(norm.NFC.String(strings.ToValidUTF8(h.Filename, "_")), `\`, "/"))
			d.Files = append(d.Files, DraftFile{N: d.nextFile(), Field: field, Name: name, Bytes: int64(len(data)), data: data})
		}
	}
	return nil
}

func contentOf(h *multipart.FileHeader) ([]byte, error) {
	f, err := h.Open()
	if err != nil {
		return nil, fmt.Errorf("open a posted file: %w", err)
	}
	defer func() { _ = f.Close() }() // it lies in memory
	return io.ReadAll(f)
}

func (d *Draft) nextFile() int {
	n := 0
	for _, f := range d.Files {
		n = max(n, f.N)
	}
	for _, gone := range d.gone {
		n = max(n, gone)
	}
	return n + 1
}

// Get is the first answer to a question, empty when there is none.
func (d *Draft) Get(name string) string { return d.Values.Get(name) }

// Shown reports whether the form had the question, answered or not.
func (d *Draft) Shown(name string) bool { _, ok := d.Values[name]; return ok }

// Hidden is what the form must carry along.
func (d *Draft) Hidden() []ui.Hidden {
	carried := []ui.Hidden{{Name: draftName, Value: d.ID}, {Name: formName, Value: d.Form}, {Name: PageName, Value: d.page}}
	for _, name := range d.secret {
		carried = append(carried, ui.Hidden{Name: secretName, Value: name})
	}
	return carried
}

// KeptFiles are the files of one field, for ui.Field.Files.
func (d *Draft) KeptFiles(field string) []ui.KeptFile {
	var kept []ui.KeptFile
	for _, f := range d.Files {
		if f.Field == field {
			kept = append(kept, ui.KeptFile{Name: f.Name, Bytes: f.Bytes, Value: strconv.Itoa(f.N)})
		}
	}
	return kept
}

// Address is the page of the form with this draft in it.
func (d *Draft) Address() string { return d.page + "?draft=" + d.ID }

// Save keeps the draft for a day.
func (d *Draft) Save(ctx context.Context) error {
	return d.site.DB.Write(ctx, d.store)
}

// keepPosted keeps what a session that has ended posted, for its person. It returns the address where the form waits
// filled; empty when the session is not known or nothing was posted.
func (s *Site) keepPosted(r *http.Request, v *Visit) (string, error) {
	if v.Session.Person == 0 {
		return "", nil
	}
	if err := parseForm(r); err != nil {
		return "", err
	}
	form := r.PostForm.Get(formName)
	if form == "" {
		return s.pageOf(r), nil
	}
	d := &Draft{ID: randomText(16), Form: form, Person: v.Session.Person, Values: url.Values{}, site: s, page: s.pageOf(r), secret: r.PostForm[secretName]}
	if id := r.PostForm.Get(draftName); isDraftID(id) {
		if err := d.load(r.Context(), id); err != nil {
			return "", err
		}
		d.ID = id
	}
	if err := d.merge(r); err != nil {
		return "", err
	}
	if err := d.Save(r.Context()); err != nil {
		return "", err
	}
	return d.Address(), nil
}

// Again writes the page of a form that is not done: with status 422 and what was typed kept when it was sent with
// problems, with 200 when it was only to be drawn again.
func (s *Site) Again(w http.ResponseWriter, r *http.Request, d *Draft, look Look, body templ.Component) error {
	if d.Posted && !d.Redraw {
		look.Status, look.Failed = http.StatusUnprocessableEntity, true
		if err := d.Save(r.Context()); err != nil {
			return err
		}
	}
	return s.PageOf(w, r, look, body)
}

// Once runs f inside the caller's change unless this draft has been sent before; then it returns what came of it the
// first time. result is a short text the caller understands: a number, an address. It clears what was typed.
func (d *Draft) Once(tx *store.Tx, f func() (result string, err error)) (string, error) {
	earlier, sent, err := d.consumed(tx)
	if err != nil {
		return "", err
	}
	if sent {
		d.Earlier = earlier
		return earlier, nil
	}
	result, err := f()
	if err != nil {
		return "", err
	}
	return result, d.consume(tx, result)
}
