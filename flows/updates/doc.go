// Package updates is the flow of plan updates: news of what lead agencies do
// about their themes, for residents who asked for it.
//
// UPDATES asks of what and how often, says in one line what they get and how it
// ends, and subscribes them by that answer alone. Who has a subscription sees
// it, changes it, reads the newest update of a theme or turns all of it off;
// UPDATES OFF does that at any step. After a first report the flow asks, once,
// whether the resident would like updates at all.
//
// What always holds:
//   - nobody is subscribed by anything but their answer to that one question;
//   - a report that is being written stays as it is;
//   - words that are plainly something else go to whoever hears them between
//     flows, and are not lost.
package updates
