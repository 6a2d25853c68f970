// Command supply says what the program is made of: the licences of all modules
// that are built into it or into its tests, and a bill of materials of a binary.
//
//	go run ./cmd/supply licences [--check]    docs/licences.md, written or compared
//	go run ./cmd/supply sbom BINARY           CycloneDX, to standard output
//
// It reads what the go command knows and has downloaded, and asks nobody else.
package main
