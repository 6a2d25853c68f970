// Package page serves the small pages that need no login: a desk's one-time
// link to a report, and a resident's upload of photos.
//
// A desk that is a number or a mailbox gets an alert with a link, /r/TOKEN.
// Opening it uses nothing up: it shows a button, and pressing that does. The
// browser then has a session of four hours, in a cookie of that report alone,
// and reads and answers the report at /r/s/HANDLE, where the handle is made of
// the link and opens nothing by itself. What is done there becomes one use case
// of bot.Officers. A resident who texts gets a link, /u/TOKEN, to a page that
// takes photos, one after another, and hands each to bot.Photos.
//
// What always holds:
//   - nothing is done, used up or shown to a session by GET but the reading of
//     a report, which is audited;
//   - whatever is pressed twice happens once;
//   - words that can't go on come back to whoever typed them;
//   - no page runs a script, is kept by a browser, is found by a search engine
//     or stands in a frame, and none takes a form from another site;
//   - nothing of a request gets into a log: no address, no token, no words.
package page
