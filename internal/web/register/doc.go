// Package register gives every kind of record its faces: the list, the page of one record, its history, the form, the
// step and the export. It is written against record.Any alone and knows no kind by its meaning; what an ordinary employee
// or a board meets is a hand-made page elsewhere.
//
//	/r/{kind}                      the list: filters as a sentence, search, sorting, 50 rows by key, ?on=YYYY-MM-DD
//	/r/{kind}/export.csv, .xlsx    exactly what the list shows, as a table to download
//	/r/{kind}/columns              which columns this person wants to see, in which order
//	/r/{kind}/view                 saves what the list shows as a view with a name; ?id= changes one or takes it away
//	/r/{kind}/new                  the form of a new record; ?under=ID for what hangs on another
//	/r/{kind}/{id}                 one record; ?on=YYYY-MM-DD shows it as it was
//	/r/{kind}/{id}/edit            the form of a record
//	/r/{kind}/{id}/step/{step}     what a step asks for
//	/r/{kind}/{id}/history         every version, field by field
//	/r/{kind}/{id}/open            what is sealed, for whoever may read it, with a reason at level 4
//
// # Which words a kind needs
//
// Every word is a key of the catalogue. Keys lists all that a kind needs.
//
//	<kind>.name  <kind>.plural     what one and what many are called, as in    NameKey, PluralKey
//	                               running text: "händelse", "händelser"
//	<kind>.empty                   what the list will hold, who fills it       EmptyKey
//	<kind>.field.<f>               a field; record.field.<f> for the envelope  FieldKey
//	<kind>.<f>.<code>              an option of a closed choice;               OptionKey
//	                               record.level.<n> for the level
//	<kind>.state.<s>               a state; record.state.withdrawn for all     StateKey
//	<kind>.step.<s>                a step: a verb                              StepKey
//	<kind>.order.<o>               a sorting; record.order.<o> when it lacks   OrderKey
//	<kind>.help.<f>                a hint at a field, where there is one       HelpKey
//
// Codes of the strategy profile are worded by the profile, references by the title of what they point to.
//
// # What is kept from harm
//
// What may not be seen is the same 404 as what does not exist. A form names its fields, so that an unticked box differs
// from one that was not asked about, and only what the form asks is taken. A title is shown of units, sites, places,
// persons and roles to everybody, of everything else to whoever may read it. A past version is shown to whoever may read
// both it and the present one. Sealed text is shown as dots, is never kept in a draft, and is opened by a POST that is an
// entry of the trail before anything is sent. An export is an entry before its first byte.
//
// It serves the back-office side of rows A30, B4, B5, B11, B26 and B52, and the history of every row that is recorded.
package register
