package guard

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestTheProgramIsMadeOfTheModulesAtHandAlone(t *testing.T) {
	c := exec.CommandContext(t.Context(), "go", "list", "-mod=readonly", "-deps", "./cmd/vardkas")
	c.Dir, c.Env = root, append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOTOOLCHAIN=local")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), module+"internal/app\n") {
		t.Errorf("without a network: %v\n%s", err, out)
	}
	if !strings.Contains(contents(t, "Makefile"), "GOPROXY=off GOFLAGS=-mod=readonly go build ./...") {
		t.Error("make has no command that builds without a network")
	}
}
