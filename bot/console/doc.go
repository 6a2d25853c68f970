// Package console is the agency's side in a browser.
//
// Every page but those of signing in is one route of a table (routes.go), which
// says who may ask for it; the table is also what the tests walk. A request goes:
// frame (headers, forms of other sites) → session (a cookie whose hash is in the
// record) → role → the page, which reads and acts through bot.Officers and the
// stores as the officer's desk role. So what an officer may not see isn't there:
// another agency's report and an unknown one give the same 404.
//
// Officers sign in by an OpenID provider (work.go, provider.go), or by a code
// that is sent to a registered address and one of their authenticator app
// (code.go, app.go). Everything between the steps is in the record, bound to
// the browser by a cookie, so that any replica goes on with it; wrong codes are
// counted there. A page before that tells nobody who is registered.
//
// Pages work without JavaScript. What an officer sends happens once: each form
// carries an id. A form that met another state comes back with what was typed.
package console
