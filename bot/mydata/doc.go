// Package mydata serves the page on which residents who text see the copy of
// all that is kept about them.
//
// MY DATA over SMS is answered with a link, /d/TOKEN, that lives ten minutes.
// Opening it uses nothing up, since programs that look for bad links open it,
// too: it shows a button, and pressing that shows the copy, once.
//
// What always holds:
//   - nothing is used up or shown by GET;
//   - of two who press at once, one sees the copy;
//   - the page runs no script, is kept by no browser, is found by no search
//     engine and stands in no frame, and takes no form from another site;
//   - nothing of a request gets into a log: no address, no token, no words.
package mydata
