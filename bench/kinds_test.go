package bench

import (
	"github.com/vardkas/vardkas/internal/action"
	"github.com/vardkas/vardkas/internal/alert"
	"github.com/vardkas/vardkas/internal/attachment"
	"github.com/vardkas/vardkas/internal/incident"
	"github.com/vardkas/vardkas/internal/org"
	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/relation"
	"github.com/vardkas/vardkas/internal/talk"
)

func kinds() []record.Any {
	return []record.Any{
		org.Units, org.Sites, org.Places, org.Persons, org.Appointments,
		incident.Kind, incident.Parts, alert.Kind, action.Kind, talk.Messages, talk.Comments, attachment.Kind, relation.Kind,
	}
}
