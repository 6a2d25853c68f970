package main

// message is a sendMessage.
type message struct {
	ChatID int64     `json:"chat_id"`
	Text   string    `json:"text"`
	Markup *keyboard `json:"reply_markup,omitempty"`
}

type keyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// lastTurn is the one with which a report is sent.
const lastTurn = 7

const summary = "This is what we will send:\nSubject: Nuisance, noise, rubbish\nWhere: LU1 2AB\n" +
	"Your words: \"someones dumped a sofa by our bins again and there is rubbish all over the path\"\nWe hide your number from the team."

// replies are what the service says in the standard conversation, by turn.
var replies = map[int]message{
	1: {
		Text: "Hello. This is Luton Community Safety Partnership. I am a computer. In danger, call 999.\n" +
			"It sounds like Antisocial behaviour and environmental crime. Is that right?",
		Markup: rows([]string{"Yes", "No, show me others"}),
	},
	2: {Text: "Where was it? Write a street, a place or a postcode, or send a position. Or write SKIP."},
	3: {Text: summary, Markup: rows([]string{"Send"}, []string{"Add or change"}, []string{"Start again"})},
	4: {
		Text:   "Add or change what?",
		Markup: rows([]string{"What happened", "Subject"}, []string{"Where", "When"}, []string{"Photos", "How to reach me"}, []string{"Nothing"}),
	},
	5: {Text: "When was it?", Markup: rows([]string{"Now", "Today"}, []string{"Before today", "It keeps happening"})},
	6: {Text: summary + "\nWhen: today", Markup: rows([]string{"Send"}, []string{"Add or change"}, []string{"Start again"})},
	7: {
		Text: "Thank you. Your report is with Luton Council Neighbourhood Services now. Your reference is {reference}.\n" +
			"An officer will read it. If they have a question or news, we tell you here.\n" +
			"How safe do you feel in your area? PULSE lets you tell us, if you like.",
		Markup: rows([]string{"Say how safe I feel"}),
	},
}

func rows(labels ...[]string) *keyboard {
	k := &keyboard{}
	for _, row := range labels {
		var buttons []button
		for _, label := range row {
			buttons = append(buttons, button{Text: label, Data: "c:" + label})
		}
		k.Rows = append(k.Rows, buttons)
	}
	return k
}
