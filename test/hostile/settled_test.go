package hostile

import (
	"strings"
	"testing"

	"github.com/vardkas/vardkas/internal/pgtest"
	"github.com/vardkas/vardkas/test/running"
)

func TestNothingBreaksTheProgram(t *testing.T) {
	program := running.Demo(t, "")
	for _, part := range []struct {
		name string
		try  func(*testing.T, *running.Program)
	}{
		{"naughty texts in every field", func(t *testing.T, p *running.Program) { noTextBreaksAnything(t, p, 30) }},
		{"what was typed is kept to the letter", whatWasTypedIsKept},
		{"a megabyte of text", aMegabyteIsAnsweredWithAPage},
		{"files that lie", aFileThatLiesIsRefused},
		{"names of files", namesOfFilesReachNothing},
		{"the position of a photo", thePositionOfAPhotoIsGone},
		{"forged ids, drafts, cursors and cookies", forgeries},
		{"broken requests", brokenRequests},
		{"reports given up half way", aReportGivenUpHalfWay},
	} {
		t.Run(part.name, func(t *testing.T) { part.try(t, program) })
	}
	settled(t, program, "")
	noPositionIsStored(t, program)
}

// PostgreSQL meets a smaller share of the texts, and the whole storm.
func TestNothingBreaksTheProgramOnPostgreSQL(t *testing.T) {
	database := pgtest.URL(t)
	program := running.Demo(t, database)
	t.Run("naughty texts in every field", func(t *testing.T) { noTextBreaksAnything(t, program, 120) })
	t.Run("reports given up half way", func(t *testing.T) { aReportGivenUpHalfWay(t, program) })
	settled(t, program, database)
}

// settled stops the program and looks at what is left: the trail verifies, every table is what the trail gives, no piece of a
// draft is left alone, and the log tells of no panic and of no answer in the five hundreds.
func settled(t *testing.T, program *running.Program, database string) {
	t.Helper()
	program.Stop(t)
	program.Verify(t)
	for question, what := range map[string]string{
		"SELECT count(*) FROM draft_file WHERE draft NOT IN (SELECT id FROM draft)":                                              "files without a draft",
		"SELECT count(*) FROM draft_chunk c WHERE NOT EXISTS (SELECT 1 FROM draft_file f WHERE f.draft = c.draft AND f.n = c.n)": "pieces without a file",
		"SELECT count(*) FROM draft WHERE consumed_at > 0 AND filled <> '{}'":                                                    "sent drafts that still hold what was typed",
	} {
		if n := count(t, program, database, question); n != 0 {
			t.Errorf("there are %d %s", n, what)
		}
	}
	for line := range strings.Lines(program.Log(t)) {
		givenUp := strings.Contains(line, "context canceled")
		if strings.Contains(line, "panic") || strings.Contains(line, `"level":"ERROR"`) && !givenUp {
			t.Errorf("the log says %.1500s", line)
		}
	}
}
