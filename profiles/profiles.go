// Package profiles holds the built-in strategy profiles as files. What they mean
// and how they are checked stands in package strategy (rows B4 and C6).
package profiles

import "embed"

// Files holds one folder per built-in profile.
//
//go:embed varmland/*.yaml
var Files embed.FS
