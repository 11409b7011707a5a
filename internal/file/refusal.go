package file

import "fmt"

// Refusal says why a file is not taken. Key is its explanation in the words
// catalogue and Args what goes into it.
type Refusal struct {
	Key  string
	Args []any
}

// Error returns the key, for logs; people are shown the words behind it.
func (r Refusal) Error() string {
	if len(r.Args) == 0 {
		return "refused: " + r.Key
	}
	return fmt.Sprintf("refused: %s %v", r.Key, r.Args)
}

func refuse(key string, args ...any) error { return Refusal{Key: key, Args: args} }

// The reasons, as keys of the words catalogue.
const (
	keyEmpty     = "file.refused.empty"
	keyTooLarge  = "file.refused.too_large"
	keyType      = "file.refused.type"
	keyHEIC      = "file.refused.heic"
	keyOldOffice = "file.refused.old_office"
	keyMacro     = "file.refused.macro"
	keyDisguised = "file.refused.disguised"
	keyDamaged   = "file.refused.damaged"
	keyPixels    = "file.refused.pixels"
)

// Keys returns every key of the words catalogue that this package can answer
// with, so that a test can tell used keys from forgotten ones.
func Keys() []string {
	return []string{keyEmpty, keyTooLarge, keyType, keyHEIC, keyOldOffice, keyMacro, keyDisguised, keyDamaged, keyPixels}
}
