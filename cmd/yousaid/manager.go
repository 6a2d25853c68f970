package main

import "net"

// managerOf returns how systemd is told what becomes of the service: by the
// socket that a unit of Type=notify names. Elsewhere it is nil.
// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
func managerOf(getenv func(string) string) func(string) {
	path := getenv("NOTIFY_SOCKET")
	if path == "" {
		return nil
	}
	return func(state string) {
		// A socket whose name begins with @ is in no file system; net knows that.
		to, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
		if err != nil {
			return // it takes a service that says nothing for one that hangs, and says so
		}
		_, _ = to.Write([]byte(state)) // as above
		_ = to.Close()
	}
}

// say tells the service manager, where there is one that listens.
func (a *app) say(state string) {
	if a.tell != nil {
		a.tell(state)
	}
}
