// Package local starts a private Postgres and Redis for `yousaid dev` and for
// tests.
//
// A message never passes through here: the service is handed two addresses
// and does not know who started what answers there. With [Options.Dir] the
// data stay in that folder from one start to the next; without it the servers
// are throwaways and leave nothing behind.
//
//	Dir/postgres/data     the database (Dir/postgres may be a link, see below)
//	Dir/postgres/run      its socket, unless that path is too long for one
//	Dir/postgres/server.log
//	Dir/redis/…           likewise
//
// What always holds:
//
//   - No TCP port is opened. Both servers listen on Unix sockets in folders
//     that only their own account may enter, which is why PostgreSQL can trust
//     whoever reaches it.
//   - One folder has one user at a time: a second start says [ErrInUse].
//   - Only a process whose command line shows that it works on this very
//     folder is ever signalled. A server that outlived a killed `yousaid dev`
//     is stopped that way before a new one starts.
//   - The data folder of PostgreSQL appears whole or not at all: it is made
//     under another name first.
//   - Acknowledged writes survive [Postgres.Kill] and [Redis.Kill], also with
//     [Options.Volatile]; only a crash of the machine may then lose them.
//
// PostgreSQL refuses to run as root. Root's servers therefore run as the user
// `postgres` (else `nobody`), and where that user can't reach Dir, under /root
// for example, the data are kept in /var/lib/yousaid and Dir/postgres is a
// link to them.
package local
