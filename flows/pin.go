package flows

import (
	"strings"
	"time"
)

// The steps about the PIN that a resident may set. Like all of the engine's own
// they interrupt a flow and lead back to it.
const (
	UnlockStep  = "unlock" // asks for the PIN before what it guards
	pinStep     = "pin"    // asks for a new one
	pinMenuStep = "pinmenu"
)

// How many digits a PIN has.
const (
	leastPIN = 4
	mostPIN  = 8
)

// openFor is how long what a PIN guards stays open once it was given.
const openFor = 15 * time.Minute

// underLock are the commands that show what a PIN guards, or change the PIN.
// FORGET ME is not among them: it shows nothing, and the right to it stays.
var underLock = map[Command]bool{CmdRead: true, CmdReports: true, CmdData: true, CmdPIN: true}

// Locked reports whether a PIN guards what could be shown here, and has not
// been given a moment ago.
func (sc Scene) Locked() bool {
	return sc.Session.Resident.PIN && (sc.Unlocked.IsZero() || sc.Now.Sub(sc.Unlocked) > openFor)
}

func (t *turn) unlockFor(command Command) Reply {
	t.Wanted = command
	step, _ := t.step(UnlockStep)
	return t.ask(step)
}

func askUnlock(Scene) Question { return Question{Lines: []Line{Say("pin.unlock")}} }

func takeUnlock(sc Scene, _ string) Move {
	digits, ok := PINOf(sc.In)
	if !ok {
		return Move{Missed: true, Say: []Line{Say("pin.digits")}}
	}
	return Move{Effects: []Effect{{Kind: TryPIN, Target: string(sc.Wanted), Text: digits}}}
}

// PINOf reads 4 to 8 digits, of whatever script, with or without spaces.
func PINOf(in Input) (string, bool) {
	digits := strings.ReplaceAll(Fold(in.Text), " ", "")
	if in.Kind != Said || len(digits) < leastPIN || len(digits) > mostPIN || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}

// pinTried goes on with what waited for the PIN, or asks for it once more.
func (t *turn) pinTried(effect Effect, out Outcome) Reply {
	if out.Refused != "" {
		t.Wanted = Command(effect.Target)
		step, _ := t.step(UnlockStep)
		return t.ask(step, PINRefused(out, Say("pin.wrong")))
	}
	t.Unlocked, t.Wanted = t.Now, ""
	if t.Step == UnlockStep {
		t.Step = ""
	}
	if effect.Target == "" {
		return t.again()
	}
	return t.obey(Command(effect.Target))
}

// PINRefused says why a PIN was not taken: it is wrong, or it is too early.
func PINRefused(out Outcome, wrong Line) Line {
	switch {
	case out.Refused != RefusedWait:
		return wrong
	case out.Wait <= time.Minute:
		return Say("pin.wait", "Count", max(1, int(out.Wait.Round(time.Second)/time.Second)))
	}
	return Say("pin.locked", "Count", int((out.Wait+time.Minute-1)/time.Minute))
}

// pin shows what can be done about the PIN.
func (t *turn) pin() Reply {
	id := pinStep
	if t.Session.Resident.PIN {
		id = pinMenuStep
	}
	step, _ := t.step(id)
	return t.ask(step)
}

func askPINMenu(Scene) Question {
	return Question{
		Lines: []Line{Say("pin.menu")},
		Choices: []Choice{
			{ID: "change", Label: Say("pin.change")},
			{ID: "remove", Label: Say("pin.remove")},
			{ID: "keep", Label: Say("pin.keep")},
		},
		No: "keep",
	}
}

func takePINMenu(sc Scene, chosen string) Move {
	switch chosen {
	case "change":
		return Move{Ask: pinStep}
	case "remove":
		return Move{Effects: []Effect{{Kind: SetPIN}}}
	case "keep":
		sc.Session.Step = ""
		return Move{Say: []Line{Say("pin.kept")}}
	}
	return Move{Missed: true}
}

func askPIN(Scene) Question { return Question{Lines: []Line{Say("pin.new")}} }

func takePIN(sc Scene, _ string) Move {
	digits, ok := PINOf(sc.In)
	switch {
	case !ok:
		return Move{Missed: true, Say: []Line{Say("pin.digits")}}
	case easy(digits):
		return Move{Ask: pinStep, Say: []Line{Say("pin.easy")}}
	}
	return Move{Effects: []Effect{{Kind: SetPIN, Text: digits}}}
}

// easy reports whether a PIN is among the first that anybody would try: one
// digit over and over, or digits in a row.
func easy(digits string) bool {
	step := int(digits[1]) - int(digits[0])
	for i := 1; i < len(digits); i++ {
		if int(digits[i])-int(digits[i-1]) != step {
			return false
		}
	}
	return step >= -1 && step <= 1
}

// pinSet says what holds now. The PIN itself is nowhere but in the record.
func (t *turn) pinSet(effect Effect) Reply {
	t.Step = ""
	t.Session.Resident.PIN = effect.Text != ""
	if effect.Text == "" {
		return t.again(Say("pin.removed"))
	}
	t.Unlocked = t.Now
	return t.again(Say("pin.set"))
}
