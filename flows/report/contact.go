package report

import (
	"strings"
	"unicode"

	"yousaid/flows"
)

// sms is the network on which the number is known without asking.
const sms = "sms"

// contact is how the resident may be reached. What they left open means hidden
// (resident-safety rule 4).
func contact(sc flows.Scene) flows.Contact {
	if sc.Value(safeStep) == "no" {
		return flows.ContactNone
	}
	switch c := flows.Contact(sc.Value(contactStep)); c {
	case flows.ContactShare, flows.ContactNone:
		return c
	}
	return flows.ContactHere
}

func askContact(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("contact")},
		Choices: []flows.Choice{
			{ID: string(flows.ContactHere), Label: flows.Say("contact.here"), Wide: true},
			{ID: string(flows.ContactShare), Label: flows.Say("contact.share"), Wide: true},
			{ID: string(flows.ContactNone), Label: flows.Say("contact.none"), Wide: true},
		},
		Yes: string(flows.ContactHere), No: string(flows.ContactNone), Unsure: string(flows.ContactHere),
	}
}

// takeContact takes a number that is typed, or shared, for a yes to sharing it.
func takeContact(sc flows.Scene, chosen string) flows.Move {
	number := sc.In.Phone
	if sc.In.Kind == flows.Said {
		number = strings.TrimSpace(flows.Digits(sc.In.Text))
	}
	typed := chosen == "" && looksLikeNumber(number)
	if chosen == "" && !typed {
		return flows.Move{Missed: true}
	}
	sc.Drop(nameStep, phoneStep)
	if typed {
		chosen = string(flows.ContactShare)
		sc.Put(flows.Answer{Step: phoneStep, Value: number})
	}
	if sc.Value(safeStep) == "no" {
		sc.Drop(safeStep)
	}
	sc.Put(flows.Answer{Step: contactStep, Value: chosen})
	return flows.Move{Seen: true, Say: []flows.Line{contactLine(flows.Contact(chosen))}}
}

func contactLine(c flows.Contact) flows.Line {
	switch c {
	case flows.ContactShare:
		return flows.Say("contact.sharing")
	case flows.ContactNone:
		return flows.Say("contact.nothing")
	case flows.ContactHere:
	}
	return flows.Say("contact.hidden")
}

func shares(sc flows.Scene) bool { return contact(sc) == flows.ContactShare }

// sharesPhone: over SMS the record knows the number.
func sharesPhone(sc flows.Scene) bool { return shares(sc) && sc.In.Form.Channel != sms }

func askName(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("name")}}
}

func takeName(sc flows.Scene, _ string) flows.Move {
	name, _ := flows.Shorten(strings.TrimSpace(sc.In.Text), 80)
	if sc.In.Kind != flows.Said || name == "" {
		return flows.Move{Missed: true}
	}
	sc.Put(flows.Answer{Step: nameStep, Value: name})
	return flows.Move{}
}

func askPhone(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("phone")}, Want: flows.WantPhone}
}

func takePhone(sc flows.Scene, _ string) flows.Move {
	number := sc.In.Phone
	if sc.In.Kind == flows.Said {
		number = strings.TrimSpace(flows.Digits(sc.In.Text))
	}
	if !looksLikeNumber(number) {
		return flows.Move{Missed: true, Say: []flows.Line{flows.Say("phone.missed")}}
	}
	sc.Put(flows.Answer{Step: phoneStep, Value: number})
	return flows.Move{}
}

// looksLikeNumber is generous: whoever calls it will find out.
func looksLikeNumber(text string) bool {
	digits := 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune(" +-()./", r):
			return false
		}
	}
	return digits >= 6 && digits <= 15
}

// asksSafe: where a message could be read by the wrong person, ask whether one
// may come at all.
func (f flow) asksSafe(sc flows.Scene) bool {
	return f.guarded(sc) && sc.Value(contactStep) != string(flows.ContactNone)
}

func askSafe(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("safe")},
		Choices: []flows.Choice{
			{ID: "yes", Label: flows.Say("safe.yes"), Wide: true},
			{ID: "times", Label: flows.Say("safe.times"), Wide: true},
			{ID: "no", Label: flows.Say("safe.no"), Wide: true},
		},
		Yes: "yes", No: "no",
	}
}

// takeSafe takes other words for a time: "after 6 when hes at work". Words that
// name none are asked once more: nobody is written to because somebody else took
// the phone and answered.
func takeSafe(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		no := sc.Refused && sc.In.Reading.When == nil // "no hes always here" is no time
		if sc.In.Kind != flows.Said || sc.Idle || no || len(strings.Fields(sc.In.Text)) < 2 {
			return flows.Move{Missed: true}
		}
		if sc.In.Reading.When == nil && sc.Session.Missed == 0 && !strings.ContainsAny(sc.In.Text, "0123456789") {
			return flows.Move{Missed: true}
		}
		sc.Put(flows.Answer{Step: safeStep, Value: "times"})
		return takeSafeTime(sc, "")
	}
	sc.Put(flows.Answer{Step: safeStep, Value: chosen})
	return flows.Move{}
}

func asksSafeTime(sc flows.Scene) bool { return sc.Value(safeStep) == "times" }

func askSafeTime(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("safe.when")}}
}

func takeSafeTime(sc flows.Scene, _ string) flows.Move {
	times, _ := flows.Shorten(strings.TrimSpace(sc.In.Text), 200)
	if sc.In.Kind != flows.Said || times == "" {
		return flows.Move{Missed: true}
	}
	sc.Put(flows.Answer{Step: safeTimeStep, Value: times})
	return flows.Move{}
}
