//go:build !linux

package app

// clockSynchronised cannot be asked of other systems in the same way: doctor then tells the operator to look.
func clockSynchronised() bool { return false }
