package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// secretSettings are those whose files only their owner may read.
var secretSettings = []string{
	"DATABASE_URL", "REDIS_URL", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "TWILIO_AUTH_TOKEN", "SMTP_URL",
	"OIDC_CLIENT_SECRET", "MASTER_KEYS", "LOOKUP_KEY",
}

// settings names everything that is wrong with the settings, as serve would.
func (d *doctor) settings(unread error) []finding {
	var problems problems
	for _, err := range []error{unread, d.cfg.check(needRecord | needKeys | needTalks | needChannels)} {
		var bad *settingsError
		if errors.As(err, &bad) {
			problems = append(problems, bad.problems...)
		}
		if len(problems) > 0 {
			break // what couldn't be read isn't set either: once is enough
		}
	}
	var list []finding
	for _, problem := range problems {
		found, do, _ := strings.Cut(problem, ": ")
		if do == "" {
			do = "see docs/configuration.md"
		}
		list = append(list, fail("settings", found, do))
	}
	if len(list) == 0 {
		list = append(list, ok("settings", "nothing that keeps the service from starting"))
	}
	return append(list, d.secretFiles()...)
}

// secretFiles looks who may read the files that secrets come from.
func (d *doctor) secretFiles() []finding {
	var open []string
	files := 0
	for _, name := range secretSettings {
		path := d.getenv(name + "_FILE")
		if path == "" {
			continue
		}
		files++
		if info, err := os.Stat(path); err == nil && readByOthers(info) {
			open = append(open, name+"_FILE")
		}
	}
	switch {
	case len(open) > 0:
		return []finding{warn("secret files", "others may read "+strings.Join(open, ", "), "chmod 600 these files")}
	case files == 0:
		return []finding{ok("secret files", "no secret comes from a file")}
	}
	return []finding{ok("secret files", "%d, for their owner alone", files)}
}

// readByOthers reports whether more accounts than need be can read a file. A file
// that isn't ours has to be lent to us through its group: systemd's credentials
// and the secrets of Kubernetes are.
func readByOthers(info fs.FileInfo) bool {
	mine := true
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		mine = int(owner.Uid) == os.Getuid()
	}
	return info.Mode()&0o007 != 0 || mine && info.Mode()&0o070 != 0
}

// unset is what a check says that needs settings which aren't there.
func unset(check string, names ...string) []finding {
	return []finding{fail(check, "not looked at", fmt.Sprintf("set %s", strings.Join(names, " and ")))}
}
