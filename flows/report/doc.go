// Package report is the flow by which a resident reports a concern.
//
// The first message begins a draft: what triage read in it is a suggestion of
// the theme, and answers about place and time that are not asked for again.
// The resident says whether the theme is right, where it was, and sees all of
// it at review; only there can more be added. "Send" freezes a
// flows.Submission, which the record files.
//
// What always holds:
//   - nothing is sent before the resident saw a summary and said yes;
//   - every word that they wrote in the draft is in the report, in order;
//   - while a draft may be about a guarded theme, our own words name no theme
//     and no agency, unless the resident asked for them;
//   - no concern is turned away: what fits no theme can go to the
//     partnership's own team.
package report
