//go:build (linux || darwin) && (amd64 || arm64)

// Added to the standard library's package time when the local chain's wasmd is built: overlay.mjs says how and why.

package time

import (
	"sync/atomic"
	"syscall"
	"unsafe"
)

// clockAhead is by how many nanoseconds the wall clock is ahead of the machine's: what the file holds that CHARTSEAL_CLOCK
// names, eight bytes that another program may change at any time. Nil without the variable or without such a file.
var clockAhead = mapClock()

func mapClock() *int64 {
	name, found := syscall.Getenv("CHARTSEAL_CLOCK")
	if !found {
		return nil
	}
	file, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer syscall.Close(file)
	// To read past the end of a mapped file would end the program.
	var status syscall.Stat_t
	if syscall.Fstat(file, &status) != nil || status.Size != 8 {
		return nil
	}
	bytes, err := syscall.Mmap(file, 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil
	}
	return (*int64)(unsafe.Pointer(&bytes[0]))
}

// setAhead turns a moment of the machine's wall clock into one of ours. The monotonic clock, and with it durations and
// timers, stays as it is.
func setAhead(sec int64, nsec int32) (int64, int32) {
	ahead := atomic.LoadInt64(clockAhead)
	sec += ahead / 1e9
	nsec += int32(ahead % 1e9)
	if nsec < 0 {
		return sec - 1, nsec + 1e9
	}
	if nsec >= 1e9 {
		return sec + 1, nsec - 1e9
	}
	return sec, nsec
}
