package talk

import "github.com/vardkas/vardkas/internal/record"

// Comment is a note among those who handle a record.
type Comment struct {
	record.Envelope

	Text string
}

// Comments declares the comment.
var Comments = record.Define(record.Spec[Comment]{
	Name: "comment", Prefix: "K", Start: Written,
	Fields: []record.Field[Comment]{record.Long("text", func(c *Comment) *string { return &c.Text }).Required().Search()},
	Under:  &record.Under[Comment]{},
})
