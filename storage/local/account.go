package local

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user that a server runs as. The zero account is whoever runs
// this process.
type account struct {
	name     string
	uid, gid uint32
}

func (a account) other() bool { return a.name != "" }

// accountFor chooses who runs PostgreSQL on home, which need not exist yet.
// Data that exist decide: they belong to the account that made them.
func accountFor(home string) (account, error) {
	info, err := os.Stat(home)
	known := err == nil
	if os.Geteuid() != 0 {
		if known && !ownedByUs(info) {
			return account{}, fmt.Errorf("%s belongs to another user: start as that user, or use another folder", home)
		}
		return account{}, nil
	}
	if known {
		if uid, gid := owner(info); uid != 0 {
			return account{name: nameOf(uid), uid: uid, gid: gid}, nil
		}
	}
	return serverAccount()
}

// serverAccount is the account for root's PostgreSQL, which refuses to be root.
func serverAccount() (account, error) {
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}

func nameOf(uid uint32) string {
	if u, err := user.LookupId(strconv.FormatUint(uint64(uid), 10)); err == nil {
		return u.Username
	}
	return fmt.Sprintf("user %d", uid)
}

// give hands a file or folder to the account.
func (a account) give(path string) error {
	if !a.other() {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// become makes a command run as the account.
func (a account) become(cmd *exec.Cmd) {
	if a.other() {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
}

func owner(info os.FileInfo) (uid, gid uint32) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return stat.Uid, stat.Gid
}

func ownedByUs(info os.FileInfo) bool {
	uid, _ := owner(info)
	return int(uid) == os.Geteuid()
}
