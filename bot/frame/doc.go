// Package frame stands around every page that the service serves: the headers,
// the refusal of other sites' forms, the limits, what a panic becomes, and how a
// template is written out, and the style sheet that all of them build upon.
//
// A page is made whole before its first byte goes out, so that a failure is a
// page of its own. Nothing of a request is logged: an address may hold a secret.
package frame
