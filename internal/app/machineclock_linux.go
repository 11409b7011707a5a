package app

import "syscall"

// clockSynchronised asks the kernel whether something keeps the clock right (adjtimex(2), which only reads here).
func clockSynchronised() bool {
	const unsynchronised = 5 // TIME_ERROR
	state, err := syscall.Adjtimex(&syscall.Timex{})
	return err == nil && state != unsynchronised
}
