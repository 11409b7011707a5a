package ui_test

import (
	"maps"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tokens reads the custom properties of the block that follows a selector.
func tokens(t *testing.T, css, selector string) map[string]string {
	t.Helper()
	_, block, found := strings.Cut(css, selector+" {")
	if !found {
		t.Fatalf("the style sheet has no %s", selector)
	}
	block, _, _ = strings.Cut(block, "}")
	values := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
		values[m[1]] = m[2]
	}
	return values
}

// luminance and contrast follow WCAG 2.2, "relative luminance" and "contrast
// ratio".
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func TestColoursKeepTheContrastPromisedInBothThemes(t *testing.T) {
	content, err := os.ReadFile("assets/vardkas.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(content)
	const text, control = 5.8, 3.0
	for _, selector := range []string{":root", `:root[data-theme="dark"]`} {
		colours := tokens(t, css, ":root")
		maps.Copy(colours, tokens(t, css, selector))
		for _, pair := range []struct {
			front, back string
			least       float64
		}{
			{"ink", "paper", text}, {"ink", "panel", text}, {"muted", "paper", text}, {"muted", "panel", text},
			{"link", "paper", text}, {"link", "panel", text}, {"on-primary", "primary", text}, {"primary", "paper", text},
			{"on-primary", "primary-strong", text}, {"ember", "paper", text}, {"ember", "breached-back", text},
			{"met", "met-back", text}, {"risk", "risk-back", text}, {"breached", "breached-back", text}, {"unknown", "unknown-back", text},
			{"breached", "paper", text}, {"ink", "met-back", text}, {"ink", "risk-back", text}, {"ink", "breached-back", text},
			{"link", "risk-back", text}, {"link", "met-back", text}, {"link", "breached-back", text},
			{"line", "paper", control}, {"line", "panel", control}, {"focus", "focus-edge", control},
		} {
			got := contrast(t, colours[pair.front], colours[pair.back])
			if got < pair.least {
				t.Errorf("%s: %s on %s is %.2f, wants %.1f", selector, pair.front, pair.back, got, pair.least)
			}
		}
	}
}

func TestBothWaysToTheDarkThemeAreTheSame(t *testing.T) {
	content, err := os.ReadFile("assets/vardkas.css")
	if err != nil {
		t.Fatal(err)
	}
	asked := tokens(t, string(content), `:root:not([data-theme="light"])`)
	chosen := tokens(t, string(content), `:root[data-theme="dark"]`)
	if len(asked) == 0 || len(asked) != len(chosen) {
		t.Fatalf("%d tokens by the device, %d by choice", len(asked), len(chosen))
	}
	for name, value := range asked {
		if chosen[name] != value {
			t.Errorf("%s is %s by the device and %s by choice", name, value, chosen[name])
		}
	}
}
