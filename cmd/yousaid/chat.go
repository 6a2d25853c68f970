package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/resident"
	"yousaid/flows/triage"
)

type chatCmd struct {
	As string `help:"Show it as telegram (with buttons) or as sms (numbered)." enum:"telegram,sms" default:"sms"`
}

// Run talks to the flows in this terminal: no servers, nothing kept.
func (c *chatCmd) Run(w *world) error {
	plan, err := loadPlan(w.getenv("PLAN_FILE"))
	if err != nil {
		return err
	}
	bundle, err := resident.Bundle(plan)
	if err != nil {
		return err
	}
	talk := &chat{out: w.out, read: bot.Reader(triage.Read).For(plan), ward: wardOf(plan, areasOf(plan)), talk: resident.Conversation{
		Engine: resident.Engine(plan, bundle),
		Bundle: bundle,
		Record: &resident.Record{Plan: plan, Photos: "https://chat.example.org/u/", Copies: "https://chat.example.org/d/"},
		Form:   resident.SMS,
		Fresh:  bot.NewFresh(plan.Prefix),
	}}
	if c.As == "telegram" {
		talk.talk.Form = resident.Telegram
	}
	if _, err := fmt.Fprintln(w.out, "Write as a resident would. /place 51.88,-0.42 sends a position, /photo a photo, /quit ends. Nothing leaves this terminal."); err != nil {
		return err
	}
	return talk.run(w.in)
}

// chat is a conversation in a terminal.
type chat struct {
	talk    resident.Conversation
	read    bot.Reader
	ward    bot.Ward
	buttons []locale.Button // as shown last, numbered from 1
	out     io.Writer
	said    int
}

func (c *chat) run(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), longest)
	for c.prompt(); lines.Scan(); c.prompt() {
		text := strings.TrimRight(lines.Text(), "\r")
		if text == "/quit" {
			return nil
		}
		if text == "" {
			continue
		}
		now := time.Now()
		for _, reply := range c.talk.Receive(c.input(text, now), now) {
			if err := c.show(reply); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

func (c *chat) prompt() { _, _ = io.WriteString(c.out, "\nyou> ") }

// input is what a line stands for: a button by its number, a position, a
// photo, or words.
func (c *chat) input(text string, now time.Time) flows.Input {
	c.said++
	in := flows.Input{ID: strconv.Itoa(c.said), Kind: flows.Said, Text: text}
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(c.buttons) {
		in.Kind, in.Text, in.Choice = flows.Chose, "", locale.Decode(c.buttons[n-1].Data)
		return in
	}
	if text == "/photo" {
		return flows.Input{ID: in.ID, Kind: flows.SentPhoto, Photos: []flows.Photo{{Channel: "chat", File: in.ID}}}
	}
	if place, ok := position(text); ok {
		return flows.Input{ID: in.ID, Kind: flows.SentPlace, Place: c.ward.Place(place)}
	}
	in.Reading = c.read(text, now)
	if whole, ok := c.talk.Session.Together(in, now); ok {
		read := c.read(whole, now)
		in.Row = &read
	}
	return in
}

// position reads "/place 51.88,-0.42".
func position(text string) (*flows.Place, bool) {
	rest, ok := strings.CutPrefix(text, "/place ")
	if !ok {
		return nil, false
	}
	var place flows.Place
	if _, err := fmt.Sscanf(strings.ReplaceAll(rest, ",", " "), "%f %f", &place.Lat, &place.Lon); err != nil {
		return nil, false
	}
	return &place, true
}

// show prints a reply as the network would show it.
func (c *chat) show(reply flows.Reply) error {
	shown := c.talk.Show(reply)
	c.buttons = nil
	for _, row := range shown.Buttons {
		c.buttons = append(c.buttons, row...)
	}
	if _, err := fmt.Fprintln(c.out, "\n"+shown.Text); err != nil {
		return err
	}
	for i, b := range c.buttons {
		if _, err := fmt.Fprintf(c.out, "  [%d] %s\n", i+1, b.Label); err != nil {
			return err
		}
	}
	return nil
}
