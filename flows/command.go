package flows

import (
	"strings"
	"unicode"
)

// Command is a word that works at every step. It is understood only when it is
// the whole message: "help my street is flooding" is an answer.
type Command string

// The commands. Their words are in the language files.
const (
	CmdHelp    Command = "help"
	CmdMenu    Command = "menu"
	CmdRestart Command = "restart"
	CmdBack    Command = "back"
	CmdSkip    Command = "skip"
	CmdStop    Command = "stop"
	CmdQuit    Command = "quit" // over SMS the carriers take it for STOP, elsewhere it is RESTART
	CmdStart   Command = "start"
	CmdForget  Command = "forget"
	CmdRead    Command = "read"
	CmdNumbers Command = "numbers"
	CmdClear   Command = "clear"
	CmdPrivacy Command = "privacy"
	CmdNew     Command = "new"     // something new, not an answer to an agency
	CmdNotOver Command = "notover" // a closed report is not over
	CmdReports Command = "reports" // my reports
	CmdPIN     Command = "pin"
	CmdData    Command = "data"       // a copy of what is kept about me
	CmdPlan    Command = "plan"       // what the partnership does
	CmdUpdates Command = "updates"    // subscriptions
	CmdNoNews  Command = "updatesoff" // ends them
	CmdIdea    Command = "idea"       // an idea or a comment
	CmdPulse   Command = "pulse"      // how safe do you feel
	CmdTongue  Command = "language"
	CmdUnknown Command = "unknown" // a slash command that nobody knows
)

// DoStep is the Step of a button that gives a command; it is never stale.
const DoStep = "do"

// slash are the commands as Telegram sends them; they are the same in every
// language, since the network fixes them.
var slash = map[string]Command{
	"start": CmdStart, "help": CmdHelp, "info": CmdHelp, "menu": CmdMenu, "report": CmdNew, "new": CmdNew,
	"restart": CmdRestart, "cancel": CmdRestart, "back": CmdBack, "skip": CmdSkip, "stop": CmdStop,
	"forget": CmdForget, "forgetme": CmdForget, "forget_me": CmdForget, "read": CmdRead,
	"numbers": CmdNumbers, "clear": CmdClear, "privacy": CmdPrivacy,
	"reports": CmdReports, "pin": CmdPIN, "mydata": CmdData, "plan": CmdPlan, "updates": CmdUpdates,
	"updatesoff": CmdNoNews, "idea": CmdIdea, "pulse": CmdPulse, "language": CmdTongue,
}

// Do is the button of a command.
func Do(command Command, label Line) Choice {
	return Choice{ID: string(command), Step: DoStep, Label: label, Wide: true}
}

// command finds the command that the input is, empty when it is none.
func (t *turn) command() Command {
	switch {
	case t.In.Kind == Chose && t.In.Choice.Step == DoStep:
		return Command(t.In.Choice.ID)
	case t.In.Kind != Said:
		return ""
	}
	text := strings.TrimSpace(t.In.Text)
	if word, ok := strings.CutPrefix(text, "/"); ok {
		if command := slashed(word); command != CmdUnknown {
			return command
		}
		if command := t.worded(); command != "" { // "/pomoc"
			return command
		}
		return CmdUnknown
	}
	if text == "?" {
		return CmdHelp
	}
	return t.worded()
}

// worded finds the command that the words are, in any language that may be in
// use; that for another language is understood in every one.
func (t *turn) worded() Command {
	for _, words := range t.lexicons {
		if command := words.command(t.folded); command != "" {
			return t.meant(command)
		}
	}
	for _, words := range t.engine.lexicons { // a wife who writes Romanian, and was answered in English
		if words.commands[t.folded] == CmdNumbers {
			return CmdNumbers
		}
	}
	if t.engine.tongues.asked[t.folded] {
		return CmdTongue
	}
	if word, numbers := cutNumbers(t.folded); numbers {
		for _, words := range t.lexicons {
			if words.commands[word] == CmdUpdates { // "updates 4 6" says of what
				return CmdUpdates
			}
		}
	}
	return ""
}

// cutNumbers cuts the numbers off that a message ends in.
func cutNumbers(folded string) (word string, numbers bool) {
	word = strings.TrimRight(folded, "0123456789 ")
	return word, word != folded && word != ""
}

// slashed reads "start payload" and "help@the_bot".
func slashed(word string) Command {
	word, _, _ = strings.Cut(word, " ")
	word, _, _ = strings.Cut(word, "@")
	word = strings.ToLower(word)
	if command, ok := slash[word]; ok {
		return command
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		return CmdUnknown
	}
	return ""
}

// meant settles what a word means on this network and in this state.
func (t *turn) meant(command Command) Command {
	if command != CmdQuit {
		return command
	}
	if t.In.Form.Buttons {
		return CmdRestart
	}
	return CmdStop
}

func (l *lexicon) command(folded string) Command {
	if folded == "" || len(folded) > 200 { // bytes: a letter may take three
		return ""
	}
	if command, ok := l.commands[folded]; ok {
		return command
	}
	if l.stops(folded) {
		return CmdStop
	}
	if strings.Count(folded, " ") > 1 {
		return ""
	}
	for _, word := range l.ordered {
		if slip(folded, word) {
			return l.commands[word]
		}
	}
	return ""
}

// stops reports whether the message is STOP with nothing but politeness and
// "messaging me" around it. "We have got to stop this" is a report.
func (l *lexicon) stops(folded string) bool {
	tokens := strings.Fields(folded)
	stop := false
	for _, token := range tokens {
		switch {
		case l.commands[token] == CmdStop:
			stop = true
		case !l.stopWith[token]:
			return false
		}
	}
	return stop && len(tokens) <= 8
}
