//go:build !linux

package storagetest

// memory is a folder in memory, which only Linux has without being asked.
func memory() string { return "" }
