package browsertest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// The hash is that of axe.min.js in the package axe-core 4.14.1 as published
// by Deque Systems, taken 2026-11-22.
func TestAxeCoreIsTheOneThatWasPublished(t *testing.T) {
	sum := sha256.Sum256([]byte(axe))
	if got := hex.EncodeToString(sum[:]); got != "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c" {
		t.Errorf("axe.min.js has the hash %s", got)
	}
	if !strings.HasPrefix(axe, "/*! axe v4.14.1") {
		t.Errorf("axe.min.js begins with %q", axe[:40])
	}
}
