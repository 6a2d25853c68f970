// Package public serves the pages that everybody may read: the partnership's
// plan and how it goes, how to report, and a poster to print.
//
// A page is made of the plan, of the texts of its language and of what the
// record has to show; it is then kept for a minute, so that however many read
// it, the record is asked once. Where the record is away the last page stays.
//
// English stands at the root, each other language below its tag (/ur/).
// Nobody is led elsewhere by what their browser says: a line in the browser's
// language offers the page in it.
//
// What always holds:
//   - nothing of a single report or resident is shown; a count under five, and
//     whatever would give it away, is hidden, and a month counts once it is over;
//   - what officers wrote is text, never markup;
//   - no script, no cookie, nothing from elsewhere;
//   - a channel that is off is not spoken of.
package public
