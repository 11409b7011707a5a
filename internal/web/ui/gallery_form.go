package ui

// galleryFields is a form with every way to answer.
func galleryFields(c Ctx) Form {
	return Form{
		ID: "sample-fields", Action: "#main", Multipart: true, Hidden: []Hidden{{"draft", "sample"}},
		Groups: []Group{
			{Title: c.T("gallery.group.words"), Hint: c.T("gallery.group.words_hint"), Fields: []Field{
				{Name: "title", Label: c.T("gallery.field.title"), Hint: c.T("gallery.field.title_hint"), Required: true, MaxLength: 90},
				{Name: "description", Label: c.T("gallery.field.description"), Input: Area, MaxLength: 4000, Value: "Dörren stod olåst.", Required: true},
				{Name: "email", Label: c.T("gallery.field.email"), Input: Email, Autocomplete: "email"},
				{Name: "password", Label: c.T("gallery.field.password"), Input: Password, Autocomplete: "current-password", Required: true},
				{Name: "decided", Label: c.T("gallery.field.decided"), Input: Shown, Value: "RS 2026/123", Required: true},
				{Name: "undecided", Label: c.T("gallery.field.undecided"), Input: Shown},
				{Name: "carried", Input: HiddenIn, Value: "1"},
			}},
			{Title: c.T("gallery.group.figures"), Fields: []Field{
				{Name: "persons", Label: c.T("gallery.field.persons"), Input: Number, Value: "12"},
				{Name: "cost", Label: c.T("gallery.field.cost"), Input: Money, Value: "14 500,50"},
				{Name: "due", Label: c.T("gallery.field.due"), Input: Date, Value: "2026-12-01", Required: true},
				{Name: "clock", Label: c.T("gallery.field.clock"), Input: Time, Value: "14:30"},
				{Name: "happened", Label: c.T("gallery.field.happened"), Input: DateTime, Value: "2026-11-22T14:30", Required: true},
			}},
			{Title: c.T("gallery.group.choices"), Fields: []Field{
				{Name: "category", Label: c.T("gallery.field.category"), Input: Choice, Required: true, Value: "it", Options: []Option{
					{Heading: c.T("gallery.option.people"), Value: "threat", Label: c.T("gallery.option.threat"), Hint: c.T("gallery.option.threat_hint")},
					{Heading: c.T("gallery.option.information"), Value: "it", Label: c.T("gallery.option.it"), Hint: c.T("gallery.option.it_hint")},
				}},
				{Name: "channel", Label: c.T("gallery.field.channel"), Input: Select, Options: []Option{{Label: c.T("gallery.option.none")}, {Value: "web", Label: c.T("gallery.option.web"), Selected: true}}},
				{Name: "affected", Label: c.T("gallery.field.affected"), Input: Checkboxes, Values: []string{"staff"}, Options: []Option{
					{Value: "patient", Label: c.T("gallery.option.patient")}, {Value: "staff", Label: c.T("gallery.option.staff")},
				}},
				{Name: "ongoing", Label: c.T("gallery.field.ongoing"), Input: Checkbox, Value: "1", Required: true},
			}},
			{Title: c.T("gallery.group.found"), Fields: []Field{
				{Name: "unit", Label: c.T("gallery.fact.unit"), Hint: c.T("gallery.field.unit_hint"), Input: Reference, Required: true},
				{Name: "owner", Label: c.T("gallery.fact.handler"), Input: Reference, Search: &ReferenceView{Query: "ek", Searched: true, More: true,
					Chosen:  &Option{Value: "1", Label: "Karin Ek", Hint: c.T("gallery.role")},
					Matches: []Option{{Value: "2", Label: "Maria Ekström"}, {Value: "3", Label: "Johan Eklund"}}}},
				{Name: "deputy", Label: c.T("gallery.field.deputy"), Input: Reference, Search: &ReferenceView{Query: "xyz", Searched: true}},
				{Name: "participants", Label: c.T("gallery.field.participants"), Input: References, Options: []Option{{Value: "1", Label: "Karin Ek"}},
					Search: &ReferenceView{Query: "ek", Searched: true, Matches: []Option{{Value: "2", Label: "Maria Ekström", Hint: c.T("gallery.role")}}}},
				{Name: "files", Label: c.T("gallery.field.files"), Hint: c.T("gallery.field.files_hint"), Input: File, Accept: "image/jpeg,image/png,application/pdf",
					Files: []KeptFile{{Name: "dörr.jpg", Bytes: 1_240_000, Value: "1"}}},
			}},
		},
		Actions: Actions{
			Primary: &Button{Label: c.T("ui.button.submit"), Name: "do", Value: "submit"},
			Others:  []Button{{Label: c.T("ui.button.save_draft"), Name: "do", Value: "draft"}, {Label: c.T("ui.button.cancel"), Kind: Quiet, Href: "#main"}},
		},
	}
}

// galleryFaults is a form whose answers must be put right.
func galleryFaults(c Ctx) Form {
	return Form{
		Action: "#main", Problems: []Problem{{Text: c.T("gallery.fault.form")}},
		Groups: []Group{{Fields: []Field{
			{Name: "fault_title", Label: c.T("gallery.field.title"), Hint: c.T("gallery.field.title_hint"), Required: true, Problems: []string{c.T("gallery.fault.title")}},
			{Name: "fault_text", Label: c.T("gallery.field.description"), Input: Area, Required: true, Value: "ÅÅMMDD-NNNN slog.", Problems: []string{c.T("gallery.fault.number"), c.T("gallery.fault.short")}},
			{Name: "fault_due", Label: c.T("gallery.field.due"), Input: Date, Required: true, Problems: []string{c.T("gallery.fault.due")}},
			{Name: "fault_category", Label: c.T("gallery.field.category"), Input: Choice, Required: true, Problems: []string{c.T("gallery.fault.category")}, Options: []Option{
				{Value: "threat", Label: c.T("gallery.option.threat")}, {Value: "it", Label: c.T("gallery.option.it")},
			}},
			{Name: "fault_unit", Label: c.T("gallery.fact.unit"), Input: Reference, Required: true, Problems: []string{c.T("gallery.fault.unit")}},
			{Name: "fault_channel", Label: c.T("gallery.field.channel"), Input: Select, Required: true, Problems: []string{c.T("gallery.fault.category")}, Options: []Option{{Label: c.T("gallery.option.none")}}},
			{Name: "fault_files", Label: c.T("gallery.field.files"), Input: File, Required: true, Problems: []string{c.T("gallery.fault.file")}},
			{Name: "fault_box", Label: c.T("gallery.field.ongoing"), Input: Checkbox, Required: true, Problems: []string{c.T("gallery.fault.box")}},
		}}},
		Actions: Actions{Primary: &Button{Label: c.T("ui.button.submit")}},
	}
}
