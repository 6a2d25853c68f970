// Package load plays residents by script against a running service, and
// measures it: the machinery behind `yousaid load`.
//
// The stand-ins for Telegram and Twilio run in this process; the service, or the
// floor that it is compared with, is pointed at them. Each resident waits for
// the reply before they go on. What always holds: every conversation is somebody
// new; nothing is counted that fell into the time of warming up; figures that
// could not be read are left out and never guessed.
package load
