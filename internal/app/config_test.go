package app

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vardkas/vardkas/internal/words"
)

func TestASettingsFileThatCannotBeReadIsAnErrorNeverAPanic(t *testing.T) {
	for _, text := range []string{"source: A\ndays: !0000000 000", "data: [", "data: x\nunknown: y", "\x00", "- a"} {
		path := filepath.Join(t.TempDir(), "vardkas.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if all, err := readConfigFile(path, words.EN); err == nil {
			t.Errorf("%q was read as %v", text, all)
		}
	}
}

func TestFlagsWinOverTheEnvironmentAndThatOverTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vardkas.yaml")
	if err := os.WriteFile(path, []byte("addr: file\ncontact: file\nlanguage: en"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := readConfig("serve", []string{"--config", path, "--addr", "flag"}, []string{"VARDKAS_ADDR=env", "VARDKAS_CONTACT=env"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"addr": "flag", "contact": "env", "language": "en", "data": "data"} {
		if got := c.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
