//go:build !linux

package main

// dropPages is for Linux alone.
func dropPages() {}
