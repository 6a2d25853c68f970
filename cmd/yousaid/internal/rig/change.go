package rig

import (
	"maps"
	"os/exec"
)

// NewKey draws a key, which may stand in no log.
func (r *Rig) NewKey() string {
	key := newKey()
	r.Mark(key)
	return key
}

// Master is the key with which the rig began, which has the id k1.
func (r *Rig) Master() string { return r.master }

// Set changes a setting for whatever is started from now on.
func (r *Rig) Set(name, value string) {
	env := maps.Clone(r.options.Env)
	if env == nil {
		env = map[string]string{}
	}
	env[name] = value
	r.options.Env = env
}

// Program is a command of the program with the rig's settings, not yet started.
func (r *Rig) Program(args ...string) *exec.Cmd {
	command := exec.Command(r.binary, args...)
	command.Env = r.Env()
	return command
}

// Restart stops one replica after the other and starts it with the settings as
// they are now, while the others serve.
func (r *Rig) Restart() {
	r.T.Helper()
	for _, replica := range r.Replicas {
		replica.Stop()
		replica.Start()
	}
}

// MoveTo makes another database of the same server the rig's own, for whatever
// is started from now on.
func (r *Rig) MoveTo(database string) { r.database = database }

// Database is the name of the rig's database.
func (r *Rig) Database() string { return r.database }

// At is the address of a database of the rig's server, for a superuser.
func (r *Rig) At(database string) string { return at(r.Postgres.AdminURL(), database) }

// Keys are MASTER_KEYS and LOOKUP_KEY as the rig began with them.
func (r *Rig) Keys() (master, lookup string) { return "k1:" + r.master, r.lookup }
