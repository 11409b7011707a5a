package app

import "github.com/vardkas/vardkas/internal/record"

// Kinds lists every kind of record once. Pages, exports, migrations and the tests that go through every kind start here.
func Kinds() []record.Any {
	return []record.Any{}
}
