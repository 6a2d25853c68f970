// Package danger holds what is known about danger without having been learnt:
// rules made by hand, each with the reason why it is there.
//
// Alarms (alarm*.go) are life-threatening states and attacks told in the
// present. Calms (calm.go, street.go) are what makes such words harmless: they
// are told as past, general, figurative or unreal, or they are about the state
// of a street. A rule is a weight, a reason and patterns of words; Weigh adds
// up the weights of the rules that a message meets, and the sum is added to the
// score that was learnt.
//
// The weights were thought of and then compared by cross-validation on the
// corpus; docs/triage.md has the figures.
//
// What always holds: no rule decides alone, so that any of them may be wrong; a
// rule counts once however often it is met; the words of other languages count
// by their English.
package danger
