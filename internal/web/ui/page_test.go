package ui_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/a-h/templ"
)

// render writes a component as the server would.
func render(t *testing.T, c templ.Component) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
