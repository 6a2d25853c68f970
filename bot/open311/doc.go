// Package open311 serves Open311 GeoReport v2 to agencies' own systems
// (http://wiki.open311.org/GeoReport_v2): they read how their reports stand and
// file reports for somebody who called.
//
// A request is told by its path which part of the standard it asks for and in
// which form it wants the answer. What has a key of a request or a report in it
// needs an API key, in the parameter that the standard names or in a header; the
// record finds whose it is and what it may. Reports are read as the desk role of
// the key's agency. A report that is filed goes the way of a resident's: triage,
// a commit, referrals, cards.
//
// What always holds: without a key nothing of any report is here; another
// agency's report and one that doesn't exist give the same answer; names,
// numbers and contacts are neither given nor taken; the same request sent twice
// is one report; no address or form of a request is logged.
package open311
