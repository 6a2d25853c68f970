package load

import (
	"maps"
	"slices"
)

// Move is one thing that a resident does and then waits for a reply to.
type Move struct {
	Say    string // words; a resident has their own for "story"
	Choose string // the label of a choice
	Photo  bool   // Telegram
}

// Script is how a conversation goes.
type Script struct {
	Moves   []Move
	Network string // "telegram" where it can't be texted
}

// story stands for what happened, in words that differ from one resident to the
// next.
const story = "story"

// Scripts are the ways in which residents talk, by name.
func Scripts() map[string]Script {
	begin := []Move{{Say: story}, {Choose: "Yes"}, {Say: "LU1 2AB"}}
	with := func(moves ...Move) []Move { return append(slices.Clone(begin), moves...) }
	return map[string]Script{
		// The standard: seven turns, and a report.
		"standard": {Moves: with(Move{Choose: "Add or change"}, Move{Choose: "When"}, Move{Choose: "Today"}, Move{Choose: "Send"})},
		"photos": {Network: "telegram", Moves: with(Move{Choose: "Add or change"}, Move{Choose: "Photos"}, Move{Photo: true}, Move{Photo: true},
			Move{Choose: "That is all"}, Move{Choose: "Send"})},
		"contact": {Moves: with(Move{Choose: "Add or change"}, Move{Choose: "How to reach me"}, Move{Choose: "Do not contact me"}, Move{Choose: "Send"})},
		"short":   {Moves: with(Move{Choose: "Send"})},
		"unsent":  {Moves: with(Move{Choose: "Add or change"}, Move{Choose: "When"}, Move{Choose: "Today"})},
		"asleep":  {Moves: begin[:2]},
		"mixed":   {}, // each conversation by another one of those that are sent
	}
}

// mixed are what a mixed crowd plays, in turn.
func mixed() []string { return []string{"standard", "photos", "standard", "contact", "short"} }

// ScriptNames lists the scripts.
func ScriptNames() []string { return slices.Sorted(maps.Keys(Scripts())) }

// sends says whether a script ends with a report.
func (s Script) sends() bool {
	return len(s.Moves) > 0 && s.Moves[len(s.Moves)-1].Choose == "Send"
}

// stories are what residents tell: as long as people write.
var stories = [...]string{
	"someones dumped a sofa by our bins again and there is rubbish all over the path",
	"fly tipping behind the garages, three mattresses and bags of rubbish since the weekend",
	"rubbish bags dumped outside the shop again, it smells and there are rats",
	"loud music and fireworks every night on our road, nobody can sleep",
	"somebody keeps dumping rubbish at the end of our road",
	"a van tipped a load of rubble and old tyres in the lane by the allotments",
}
