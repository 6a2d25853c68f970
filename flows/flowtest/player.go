package flowtest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
)

// indent begins the further lines of what the bot says.
const indent = "     "

// player plays one transcript.
type player struct {
	talk    resident.Conversation
	plan    *partnership.Plan
	now     time.Time
	wrote   time.Time // when the resident last did something
	count   int       // of inputs, for ids
	fresh   int
	last    flows.Input
	reading flows.Reading
	lost    bool
	tongue  string                   // the language that the network tells
	absent  bool                     // nothing is told to this phone now
	phones  map[string]flows.Session // those that aren't in hand
	buttons []locale.Button          // all that were ever shown, newest last
	texts   []string                 // every text message as it went
	out     strings.Builder
}

// Play plays a transcript and returns it with what the bot says now, what was
// filed, and the text messages that were sent in it.
func Play(plan *partnership.Plan, bundle *locale.Bundle, script string) (played, reports string, texts []string, err error) {
	p := &player{plan: plan, now: time.Date(2026, time.November, 23, 10, 0, 0, 0, plan.Zone())}
	p.talk = resident.Conversation{
		Engine: resident.Engine(plan, bundle), Bundle: bundle, Form: resident.SMS, Fresh: p.chance,
		Record: &resident.Record{
			Plan: plan, Photos: "https://luton.example/u/k7Jq2mXw9vB4nR6tY8sZ1a", Copies: "https://luton.example/d/k7Jq2mXw9vB4nR6tY8sZ1a", Asked: true,
		},
	}
	for number, l := range parse(script) {
		fmt.Fprintln(&p.out, l.text)
		if err := p.play(l); err != nil {
			return "", "", nil, fmt.Errorf("line %d %q: %w", number+1, l.text, err)
		}
	}
	return p.out.String(), p.reports(), p.texts, nil
}

// chance is randomness without chance.
func (p *player) chance() flows.Fresh {
	p.fresh++
	return flows.Fresh{
		ID:        fmt.Sprintf("00000000-0000-4000-8000-%012x", p.fresh),
		Reference: fmt.Sprintf("%s-7K3M-%dQX", p.plan.Prefix, p.fresh%10),
		Token:     fmt.Sprintf("token-%d", p.fresh),
	}
}

func (p *player) play(l line) error {
	switch {
	case l.who == "":
		return nil
	case l.said:
		return p.says(l.rest)
	}
	switch l.who {
	case "channel":
		return p.channel(l.rest)
	case "clock":
		return p.clock(l.rest)
	case "record":
		p.talk.Away = l.rest == "away"
		p.show(p.talk.Finish(p.now))
		return nil
	case "phone":
		p.phone(l.rest)
		return nil
	case "tongue":
		p.tongue = l.rest
		return nil
	case "conversation":
		p.talk.Session = flows.Session{}
		return nil
	case "lost":
		p.lost = l.rest == "yes"
		return nil
	case "asked":
		p.talk.Record.Asked = l.rest == "yes"
		return nil
	case "reads":
		var err error
		p.reading, err = reading(l.rest)
		return err
	case "desk":
		return p.desk(l.rest)
	}
	return p.act(l.rest)
}

// phone takes another phone to hand, or the first one ("own") back.
func (p *player) phone(name string) {
	if p.phones == nil {
		p.phones = map[string]flows.Session{}
	}
	p.phones[p.talk.Record.From] = p.talk.Session
	p.absent = name != "own"
	p.talk.Record.From = strings.TrimPrefix(name, "own")
	p.talk.Session = p.phones[p.talk.Record.From]
}

func (p *player) channel(name string) error {
	switch name {
	case "sms":
		p.talk.Form = resident.SMS
	case "telegram":
		p.talk.Form = resident.Telegram
	default:
		return errors.New("no such channel")
	}
	return nil
}

func (p *player) clock(to string) error {
	if rest, ok := strings.CutPrefix(to, "+"); ok {
		d, err := time.ParseDuration(rest)
		p.now = p.now.Add(d)
		p.show(p.talk.Elapse(p.now))
		return err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", to, p.plan.Zone())
	p.now = at
	p.show(p.talk.Elapse(p.now))
	return err
}

// Between two messages a resident reads and types; one that comes at once
// ("ana>> …") was written before the answer was read.
const (
	pause  = 30 * time.Second
	atOnce = 4 * time.Second
)

func (p *player) says(text string) error {
	text, quick := strings.CutPrefix(text, "> ")
	in := flows.Input{Kind: flows.Said, Text: strings.ReplaceAll(text, `\n`, "\n")}
	if quick {
		p.now = p.wrote.Add(atOnce)
		if _, row := p.talk.Session.Together(in, p.now); row {
			read := p.reading
			in.Row = &read
		}
	}
	return p.send(in)
}

// act is what a resident does beside writing.
func (p *player) act(what string) error {
	verb, rest, _ := strings.Cut(what, " ")
	switch verb {
	case "presses":
		return p.press(rest)
	case "types":
		return p.typed(rest)
	case "sends":
		return p.sends(rest)
	case "answers":
		return p.answers(rest)
	case "thumbs":
		return p.thumb(rest)
	case "floods":
		return p.floods(rest)
	}
	return errors.New("nobody can do that")
}

func (p *player) press(label string) error {
	for i := len(p.buttons) - 1; i >= 0; i-- {
		if p.buttons[i].Label == label {
			return p.send(flows.Input{Kind: flows.Chose, Choice: locale.Decode(p.buttons[i].Data)})
		}
	}
	return errors.New("there never was such a button")
}

// answers is words that answer a message about a report, by the network's reply.
func (p *player) answers(what string) error {
	words, err := fields(what)
	if err != nil {
		return err
	}
	place, err := strconv.Atoi(words[0])
	if err != nil {
		return err
	}
	report, _ := p.talk.Record.Known(place)
	return p.send(flows.Input{Kind: flows.Said, Text: strings.Join(words[1:], " "), About: report.ID})
}

// thumb is the press of a button below the update that was published last, as
// the newsroom sends it.
func (p *player) thumb(which string) error {
	for _, choice := range flows.Thumbs(p.talk.Record.News.ID) {
		if choice.Label.Text == map[string]string{"up": "👍", "down": "👎"}[which] {
			return p.send(flows.Input{Kind: flows.Chose, Choice: locale.Decode(locale.Encode(choice))})
		}
	}
	return errors.New("thumbs go up or down")
}

func (p *player) typed(what string) error {
	if n, ok := strings.CutSuffix(what, " letters"); ok {
		count, err := strconv.Atoi(n)
		if err != nil {
			return err
		}
		return p.send(flows.Input{Kind: flows.Said, Text: strings.Repeat("noise all night ", count/16+1)[:count]})
	}
	text, err := strconv.Unquote(what)
	if err != nil {
		return err
	}
	return p.send(flows.Input{Kind: flows.Said, Text: text})
}

// floods sends numbered messages, ten a second.
func (p *player) floods(what string) error {
	count, text, _ := strings.Cut(what, " ")
	n, err := strconv.Atoi(count)
	for i := range n {
		p.now = p.wrote.Add(time.Second / 10)
		err = errors.Join(err, p.send(flows.Input{Kind: flows.Said, Text: fmt.Sprintf("%s %d", text, i+1)}))
	}
	return err
}

func (p *player) sends(what string) error {
	kind, rest, _ := strings.Cut(what, " ")
	switch kind {
	case "again":
		p.show(p.talk.Receive(p.last, p.now))
		return nil
	case "place":
		place := &flows.Place{}
		rest, place.Outside = strings.CutSuffix(rest, " outside")
		if _, err := fmt.Sscanf(rest, "%f,%f", &place.Lat, &place.Lon); err != nil {
			return err
		}
		return p.send(flows.Input{Kind: flows.SentPlace, Place: place})
	case "photo":
		photo := flows.Photo{Channel: p.talk.Form.Channel, File: fmt.Sprintf("photo-%d", p.count+1), Type: "image/jpeg"}
		return p.send(flows.Input{Kind: flows.SentPhoto, Photos: []flows.Photo{photo}, Text: rest})
	case "phone":
		return p.send(flows.Input{Kind: flows.SentPhone, Phone: rest})
	}
	return p.send(flows.Input{Kind: flows.SentOther, What: kind})
}

// send gives an input to the engine and writes down what is said to it.
func (p *player) send(in flows.Input) error {
	p.count++
	in.ID = fmt.Sprintf("in-%d", p.count)
	in.Reading, in.Lost, in.Language, p.reading = p.reading, p.lost, p.tongue, flows.Reading{}
	p.last = in
	p.show(p.talk.Receive(in, p.now))
	p.wrote = p.now
	p.now = p.now.Add(pause)
	return nil
}

// show writes down what the bot says.
func (p *player) show(replies []flows.Reply) {
	for _, reply := range replies {
		shown := p.talk.Show(reply)
		if !p.talk.Form.Buttons {
			p.texts = append(p.texts, shown.Text)
		}
		text := strings.ReplaceAll(shown.Text, "\n\n", "\n")
		for _, row := range shown.Buttons {
			text += "\n"
			for i, button := range row {
				if i > 0 {
					text += " "
				}
				text += "[" + button.Label + "]"
				p.buttons = append(p.buttons, button)
			}
		}
		if key := shown.Place + shown.Phone; key != "" {
			text += "\n{" + key + "}"
		}
		fmt.Fprintln(&p.out, "bot> "+strings.ReplaceAll(text, "\n", "\n"+indent))
	}
}
