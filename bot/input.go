package bot

import (
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/flows/locale"
)

// input is what the flows are told of an Inbound.
func (s *Service) input(in channel.Inbound, can channel.Capabilities) flows.Input {
	input := flows.Input{
		ID:       in.ID,
		Text:     in.Text,
		Phone:    in.Phone,
		Name:     in.Person.Name,
		What:     in.What,
		Language: in.Person.Language,
		Form:     form(in.Chat.Channel, can),
		Fresh:    s.Fresh(),
	}
	switch in.Kind {
	case channel.Press:
		input.Kind, input.Choice = flows.Chose, locale.Decode(in.Press.Data)
	case channel.Location:
		input.Kind = flows.SentPlace
		input.Place = s.Ward.Place(&flows.Place{Name: in.Place.Name, Lat: in.Place.Lat, Lon: in.Place.Lon})
	case channel.Photo:
		input.Kind, input.Photos = flows.SentPhoto, photos(in)
	case channel.Contact:
		input.Kind = flows.SentPhone
	case channel.Text:
		input.Kind = flows.Said
	case channel.Other, channel.Left, channel.Returned, channel.Joined, channel.Migrated:
		input.Kind = flows.SentOther
	}
	if in.Text != "" {
		input.Reading = s.Read(in.Text, s.Now())
	}
	return input
}

// lasts reports whether a button may be pressed again: it stays where it is.
func lasts(press channel.Button) bool { return locale.Decode(press.Data).Step == flows.ThumbStep }

func photos(in channel.Inbound) []flows.Photo {
	list := make([]flows.Photo, len(in.Photos))
	for i, f := range in.Photos {
		list[i] = flows.Photo{Channel: in.Chat.Channel, File: f.ID, Type: f.Type, Size: f.Size}
	}
	return list
}

// form is what the flows may know of a network.
func form(name string, can channel.Capabilities) flows.Form {
	return flows.Form{Channel: name, Buttons: can.Buttons, Location: can.Location, Photos: can.Photos, Delete: can.Delete}
}

// asks reports whether a reply has the choices of a question among its buttons.
func asks(reply flows.Reply) bool {
	for _, c := range reply.Choices {
		if c.Step != flows.DoStep {
			return true
		}
	}
	return false
}

// outbound puts a reply into the resident's language and the network's form.
func (s *Service) outbound(to channel.Address, can channel.Capabilities, language string, reply flows.Reply) *channel.Outbound {
	shown := s.Bundle.Render(reply, language, form(to.Channel, can))
	out := outbound(shown)
	out.To, out.Location, out.Contact, out.About = to, shown.Place, shown.Phone, reply.About
	out.ClearKeys = can.Location && shown.Place == "" && shown.Phone == "" && len(shown.Buttons) == 0
	out.Asks = shown.Place == "" && shown.Phone == "" && asks(reply)
	return &out
}

// outbound is a rendered message without its address.
func outbound(shown locale.Rendered) channel.Outbound {
	out := channel.Outbound{Text: shown.Text, Silent: shown.Quiet, Protect: shown.Protect}
	for _, row := range shown.Buttons {
		var choices []channel.Choice
		for _, b := range row {
			choices = append(choices, channel.Choice{Label: b.Label, Data: b.Data})
		}
		out.Buttons = append(out.Buttons, choices)
	}
	return out
}
