package storagetest

import "syscall"

// memory is a folder in memory with room for a database server, or "". A copy
// of the template is some hundred small files, which a disk's file system may
// take ten times as long to make.
func memory() string {
	const folder, room = "/dev/shm", 2 << 30 // containers often have 64 MB there
	var fs syscall.Statfs_t
	if syscall.Statfs(folder, &fs) != nil || fs.Bavail*uint64(max(fs.Bsize, 0)) < room {
		return ""
	}
	return folder
}
