package resident_test

import (
	"fmt"
	"strings"
	"testing"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
	"yousaid/flows/flowtest"
	"yousaid/flows/resident"
)

// asks are questions that residents ask back, each with a word of its answer.
var asks = map[string]string{
	"are you a real person?": "I am a computer", "are u a bot": "I am a computer", "am i talking to a human?": "I am a computer",
	"is this a real person": "I am a computer", "Hi, is anyone there?": "I am a computer", "real person?": "I am a computer",
	"who are you": "runs this", "who is this?": "runs this", "ok but who runs this": "runs this",
	"are you the police?": "not the police", "is this the police": "not the police",
	"is someone coming?": "can't send anybody", "are the police coming": "can't send anybody", "can you send someone": "can't send anybody",
	"can you call the police for me?": "can't send anybody", "will you send an ambulance": "can't send anybody",
	"is this anonymous?": "do not see your name", "Is it confidential": "do not see your name", "can i stay anonymous": "do not see your name",
	"anonymous?": "do not see your name", "do i have to give my name?": "do not see your name", "who gets my number": "do not see your name",
	"will they know it was me?": "do not tell the people", "will he find out it was me": "do not tell the people",
	"what if they find out it was me": "do not tell the people", "will you tell my mum": "do not tell the people",
	"does my landlord know who i am?": "do not tell the people",
	"who is going to read this?":      "Officers of the team", "who sees this": "Officers of the team", "sorry, who gets this?": "Officers of the team",
	"where does this go": "Officers of the team", "will anyone read this?": "Officers of the team", "who do you send it to": "Officers of the team",
	"how long does it take?": "about two minutes", "how long will this take": "about two minutes", "when will i get an answer": "about two minutes",
	"how soon will somebody reply?": "about two minutes", "when do you reply": "about two minutes",
	"does it cost anything?": "costs nothing", "is it free": "costs nothing", "do i have to pay for this?": "costs nothing", "how much does it cost": "costs nothing",
	"what happens next?": "you say send", "what happens now": "you say send", "what will you do with it": "you say send", "what happens to my report?": "you say send",
	"can i talk to a human": "No person answers", "call me": "No person answers", "can you ring me please": "No person answers",
	"i want to speak to someone": "No person answers", "whats your phone number": "No person answers", "can i talk to a woman": "No person answers",
	"will police come to my door": "sends nobody", "are they going to come to my house?": "sends nobody",
	"can you delete what i said": "RESTART throws away", "how do i delete this": "RESTART throws away",
	"who do i complain to": "You can complain here", "i want to make a complaint about a police officer": "You can complain here",
	"how do i stop these texts": "STOP ends all messages", "can you send someone round": "can't send anybody",
	"will you give them my name": "do not see your name", "can i report without my name": "do not see your name",
	"i reported something last week has anything been done": "no other report", "any update on my report?": "no other report",
	"what is happening with my report": "no other report", "has anyone looked at my report": "no other report",
	"can I send photos?": "Send your photos", "how do i send you a picture": "Send your photos", "do you want photos": "Send your photos",
}

// reports are words that only look like such a question.
var reports = []string{
	"who is going to do something about the needles?", "they know who i am", "someone is there", "somebody is listening",
	"how long has this been going on, months", "will you do something about the noise", "are you going to fix the lights",
	"who is dealing drugs in the park?", "is it legal to have fireworks at 3am?", "can you send someone to ash road",
	"when will the rubbish be collected?", "how much longer do we have to put up with it", "what happens every night is a fight",
	"he is a real person and he hits me", "it is free parking and they race there", "why is nobody doing anything?",
	"does anyone care about this estate", "who did this to my car", "do you know my neighbour sells drugs", "they find me everywhere",
	"is there a man with a knife", "can he hurt me", "what do i do with a knife i found", "my number plate was stolen",
	"they call me names", "he calls me all night", "call the dealers what they are", "i want the noise to stop", "can you stop this noise",
	"i need someone to move the car", "i want to complain about my neighbour", "i reported the neighbours last week and now they shout",
	"police came to my house and left", "someone came to my door with a hammer", "can you delete the graffiti", "talk of a fight at the park",
	"there is a private party with shouting", "i think someone is coming", "where are the police when they fight",
}

func TestQuestionsAskedBackAreAnsweredAndNothingElseIsTakenForOne(t *testing.T) {
	for text, want := range asks {
		c := at(t, resident.Telegram, "old car left on the verge", "yes")
		replies := c.Receive(flows.Input{ID: "x", Text: text}, noon)
		if shown := c.Show(replies[0]).Text; !strings.Contains(shown, want) || !strings.Contains(shown, "Where was it?") || c.Session.Step != "where" {
			t.Errorf("%q was answered: %s", text, shown)
		}
	}
	for _, text := range reports {
		c := at(t, resident.Telegram, "old car left on the verge", "yes")
		if say(c, text); c.Session.Step != "review" {
			t.Errorf("%q was not taken for an answer: %s", text, c.Session.Step)
		}
	}
}

func TestFirstWordsThatAreAReportBeginOne(t *testing.T) {
	for _, text := range reports {
		if c := at(t, resident.SMS, text); c.Session.Flow != "report" || len(c.Session.Answers) == 0 {
			t.Errorf("%q began %q", text, c.Session.Flow)
		}
	}
}

func TestChangesOfMind(t *testing.T) {
	for text, want := range map[string]string{
		"actually don't send it": "drop", "forget it": "drop", "Never mind.": "drop", "oh just forget it please": "drop",
		"I've changed my mind": "drop", "no i dont want to send this": "drop", "cancel my report": "drop", "sorry, scrap that": "drop",
		"please dont send it to my husband": "review", "they said forget it and laughed": "review", "leave it to the wardens": "review",
	} {
		c := at(t, resident.Telegram, "old car left on the verge", "yes")
		if say(c, text); c.Session.Step != want {
			t.Errorf("%q led to %q, want %q", text, c.Session.Step, want)
		}
	}
}

// The menu still fits two parts, with the greeting, when every colleague's flow
// has its place in it.
func TestMenuOfEverythingFitsATextMessage(t *testing.T) {
	labels := []string{"My reports"}
	n := 0
	for _, text := range []string{"hello", "is this anonymous?", "are you a real person?"} {
		c := at(t, resident.SMS)
		replies := c.Receive(flows.Input{ID: "x", Text: text}, noon)
		shown := c.Show(replies[0]).Text
		for i, label := range labels {
			shown += fmt.Sprintf("\n%d %s", 7+i, label)
		}
		if err := flowtest.Fits(gsm7.Replace(shown)); err != nil {
			t.Error(err)
		}
		n += len(shown)
	}
	if n < 300 {
		t.Error("nothing was said")
	}
}
