package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/vardkas/vardkas/internal/words"
)

// setting is one thing an operator decides. Its name is the flag; the environment says VARDKAS_NAME and the file name.
type setting struct {
	name   string
	value  string // the default
	isBool bool
}

// settings lists every setting once; the catalogue says what each is for (app.setting.<name>).
func settings() []setting {
	return []setting{
		{name: "data", value: "data"},
		{name: "database"},
		{name: "schema"},
		{name: "key-file"},
		{name: "addr", value: "127.0.0.1:8080"},
		{name: "public-url"},
		{name: "proxied", value: "no", isBool: true},
		{name: "organisation", value: "Region Exempel"},
		{name: "profile"},
		{name: "language", value: "sv"},
		{name: "heads-to"},
		{name: "mail-host"},
		{name: "mail-port", value: "587"},
		{name: "mail-tls", value: "starttls"},
		{name: "mail-user"},
		{name: "mail-password-file"},
		{name: "mail-from"},
		{name: "contact"},
		{name: "whistleblowing"},
		{name: "privacy"},
	}
}

func (s setting) env() string {
	return "VARDKAS_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// Config is every setting with its value and where it came from.
type Config struct {
	values map[string]string
	origin map[string]string // flag, environment, file or default
	rest   []string          // the words beside the flags
}

// Get is a setting's value. Asking for one that is not declared is a fault of ours.
func (c Config) Get(name string) string {
	v, ok := c.values[name]
	if !ok {
		panic("app: unknown setting " + name)
	}
	return v
}

func (c Config) yes(name string) bool { return c.Get(name) == "yes" }

// source is the database: a PostgreSQL address, or a file of the data directory.
func (c Config) source() string {
	return firstNonEmpty(c.Get("database"), filepath.Join(c.Get("data"), "vardkas.db"))
}

// place says where the organisation is looked for, fit to be shown.
func (c Config) place() string {
	if address := c.Get("database"); address != "" {
		return withoutPassword(address)
	}
	dir, err := filepath.Abs(c.Get("data"))
	if err != nil {
		return c.Get("data")
	}
	return dir
}

// keyFile is where the organisation's secret key lies: outside database and backup when the operator says where.
func (c Config) keyFile() string {
	if f := c.Get("key-file"); f != "" {
		return f
	}
	return filepath.Join(c.Get("data"), "vardkas.key")
}

// readConfig reads the settings: flags win over the environment, that over the file, that over the defaults.
func readConfig(name string, args, env []string, more func(*flag.FlagSet)) (Config, error) {
	c := Config{values: map[string]string{}, origin: map[string]string{}}
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	file := flags.String("config", "", "")
	given := map[string]*string{}
	for _, s := range settings() {
		given[s.name] = flags.String(s.name, "", "")
	}
	if more != nil {
		more(flags)
	}
	lang := langOf(env)
	if err := c.parse(flags, args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return c, usageError{words.T(lang, "app.help."+name)}
		}
		return c, usageError{badFlag(lang, err.Error())}
	}
	fromFile, err := readConfigFile(firstNonEmpty(*file, lookEnv(env, "VARDKAS_CONFIG")), lang)
	if err != nil {
		return c, err
	}
	set := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	for _, s := range settings() {
		c.values[s.name], c.origin[s.name] = s.value, "default"
		if v, ok := fromFile[s.name]; ok {
			c.values[s.name], c.origin[s.name] = v, "file"
		}
		if v := lookEnv(env, s.env()); v != "" {
			c.values[s.name], c.origin[s.name] = v, "environment"
		}
		if set[s.name] {
			c.values[s.name], c.origin[s.name] = *given[s.name], "flag"
		}
		if s.isBool && c.values[s.name] != "yes" && c.values[s.name] != "no" {
			return c, usageError{words.T(lang, "app.not_yes_or_no", s.name, c.values[s.name])}
		}
	}
	return c, nil
}

// badFlag words what the library says of a command line.
func badFlag(lang words.Lang, said string) string {
	if name, ok := strings.CutPrefix(said, "flag provided but not defined: -"); ok {
		return words.T(lang, "app.flag_unknown", name)
	}
	if name, ok := strings.CutPrefix(said, "flag needs an argument: -"); ok {
		return words.T(lang, "app.flag_empty", name)
	}
	return words.T(lang, "app.bad_flag", said)
}

// parse reads flags and words in any order. After «--» everything is words.
func (c *Config) parse(flags *flag.FlagSet, args []string) error {
	for {
		if err := flags.Parse(args); err != nil {
			return err
		}
		rest := flags.Args()
		read := len(args) - len(rest)
		if len(rest) == 0 || read > 0 && args[read-1] == "--" {
			c.rest = append(c.rest, rest...)
			return nil
		}
		c.rest, args = append(c.rest, rest[0]), rest[1:]
	}
}

func readConfigFile(path string, lang words.Lang) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, usageError{words.T(lang, "app.config_unreadable", path, err.Error())}
	}
	all, err := readSettings(b)
	if err != nil {
		return nil, usageError{words.T(lang, "app.config_unreadable", path, yaml.FormatError(err, false, false))}
	}
	for name := range all {
		if !slices.ContainsFunc(settings(), func(s setting) bool { return s.name == name }) {
			return nil, usageError{words.T(lang, "app.config_unknown", path, name)}
		}
	}
	return all, nil
}

// readSettings reads lines of «name: value». The library panics on some malformed texts; to the operator that is one more
// text that cannot be read.
func readSettings(b []byte) (all map[string]string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%v", v)
		}
	}()
	err = yaml.Unmarshal(b, &all)
	return all, err
}

func lookEnv(env []string, name string) string {
	for _, e := range env {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v
		}
	}
	return ""
}

func firstNonEmpty(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// runConfig shows every setting: what it is for, its value and where the value came from.
func runConfig(_ context.Context, args, env []string, out Stdio) error {
	c, err := readConfig("config", args, env, nil)
	if err != nil {
		return err
	}
	lang := langOf(env)
	for _, s := range settings() {
		value := c.Get(s.name)
		if s.name == "database" {
			value = withoutPassword(value)
		}
		_, err := fmt.Fprintf(out.Out, "# %s\n# %s --%s, %s\n%s: %q  # %s\n\n", words.T(lang, "app.setting."+strings.ReplaceAll(s.name, "-", "_")),
			words.T(lang, "app.config_by"), s.name, s.env(), s.name, value, words.T(lang, "app.origin."+c.origin[s.name]))
		if err != nil {
			return err
		}
	}
	return nil
}

// withoutPassword hides the password of a database address.
func withoutPassword(address string) string {
	head, tail, ok := strings.Cut(address, "@")
	scheme, user, isURL := strings.Cut(head, "://")
	if !ok || !isURL {
		return address
	}
	name, _, has := strings.Cut(user, ":")
	if !has {
		return address
	}
	return scheme + "://" + name + ":•••@" + tail
}
