package app

import (
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/batch"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/investigation"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/talk"
)

// Kinds lists every kind of record once. Pages, exports, migrations and the tests that go through every kind start here.
func Kinds() []record.Any {
	return []record.Any{
		org.Units,
		org.Sites,
		org.Places,
		org.Persons,
		org.Appointments,
		incident.Kind,
		incident.Parts,
		alert.Kind,
		action.Kind,
		talk.Messages,
		talk.Comments,
		attachment.Kind,
		relation.Kind,
		investigation.Causes,
		investigation.Costs,
		investigation.Lessons,
		batch.Kind,
	}
}
