// Package attachment is a file that hangs on a record. Its name, type and size are a record; its bytes lie in pieces of
// one mebibyte in the table file_chunk, written in the same change and committed to by the SHA-256 in the trail.
//
// Everything goes through file.Prepare first: photos are stored without place, time and camera.
//
// It serves B11 (documented) and threat row 27 (uploads).
package attachment

import (
	"encoding/hex"

	"github.com/vardkas/vardkas/internal/record"
)

// File is one attached file.
type File struct {
	record.Envelope

	Media      string        // the media type it is served as
	Size       record.Amount // bytes
	SHA256     string        // of the bytes as stored, in hex
	ByReporter bool          // the reporter handed it in, and sees it
}

// Kept is the only state of a file.
const Kept record.State = "kept"

// Kind declares the file.
var Kind = record.Define(record.Spec[File]{
	Name: "file", Prefix: "F", Start: Kept, Check: check,
	Fields: []record.Field[File]{
		record.Text("media", func(f *File) *string { return &f.Media }).Required(),
		record.Int("size", 1, 1<<40, func(f *File) *record.Amount { return &f.Size }).Required().InList(),
		record.Text("sha256", func(f *File) *string { return &f.SHA256 }).Required(),
		record.Flag("by_reporter", func(f *File) *bool { return &f.ByReporter }).Filter(),
	},
	Under: &record.Under[File]{Reporter: func(f *File) bool { return f.ByReporter }},
})

func check(_ *record.Tx, f *File) []record.Problem {
	if sum, err := hex.DecodeString(f.SHA256); f.SHA256 != "" && (err != nil || len(sum) != 32) {
		return []record.Problem{{Field: "sha256", Key: "problem.not_an_option"}}
	}
	return nil
}
