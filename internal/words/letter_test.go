package words_test

import (
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/words"
)

func TestALetterSaysTheSameInBothLanguagesAndItsLinkStandsAlone(t *testing.T) {
	const link = "https://vardkas.example.se/events/1"
	for _, about := range []string{"part", "alert", "handed_over", "message"} {
		subject, text := words.Letter("incident.letter."+about, "H-2026-1", link)
		if strings.Count(subject, "H-2026-1") != 2 || strings.Contains(subject, "\n") || len(subject) > 200 {
			t.Errorf("%s: the subject is %q", about, subject)
		}
		if strings.Count("\n"+text, "\n\n"+link+"\n\n") != 2 || strings.Contains(text, "⟦") || strings.ContainsAny(text, "<>{}\t") {
			t.Errorf("%s: the text is\n%s", about, text)
		}
		sv, en, ok := strings.Cut(text, "\n\n* * *\n\n")
		if !ok || !strings.Contains(sv, "går inte att svara på") || !strings.Contains(en, "cannot be answered") {
			t.Errorf("%s: the text is\n%s", about, text)
		}
	}
}
