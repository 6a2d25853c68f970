// Package storagetest gives each test its own migrated database and Redis.
//
// No message of a resident passes here; tests do. The servers are real and
// private to the test binary: they start with the first test that asks for one
// and end with the last test, so a package that uses them has
//
//	func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }
//
// The database is migrated once, as a template; each test gets a copy, which
// takes some hundredths of a second. Where DATABASE_URL is set, that server is
// used instead; its login must be allowed to make databases.
//
// What always holds: two tests never share a database; a login that tests work
// as is no superuser, so that row-level security applies to them; what a test
// was given is gone when it ends.
package storagetest
