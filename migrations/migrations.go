// Package migrations holds the numbered SQL that makes the record, embedded.
//
// `yousaid migrate` and `yousaid dev` run it by goose; the tables of the job
// queue have migrations of their own and live in the schema river. A migration
// that has been released is never edited.
package migrations

import "embed"

// Files are the migrations, in the order of their numbers.
//
//go:embed *.sql
var Files embed.FS
