package report

import "yousaid/flows"

// mostPhotos is how many photos a report takes.
const mostPhotos = 10

func askPhotos(flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("photos")}, Yes: "done", No: "done"}
	q.Choices = []flows.Choice{{ID: "done", Label: flows.Say("photos.done"), Wide: true}}
	return q
}

func (f flow) takePhotos(_ flows.Scene, chosen string) flows.Move {
	if chosen == "done" {
		return flows.Move{}
	}
	return flows.Move{Missed: true}
}

// photo attaches what was sent at any step, with its caption as more words.
func (f flow) photo(sc flows.Scene) flows.Move {
	var say []flows.Line
	if sc.In.Text != "" {
		say = f.take(sc)
	}
	kept := len(photos(sc))
	if kept+len(sc.In.Photos) > mostPhotos {
		return flows.Move{Say: append(say, flows.Say("photos.full", "Most", mostPhotos))}
	}
	sc.Add(flows.Answer{Step: photosStep, Photos: sc.In.Photos})
	move := flows.Move{Say: append(say, flows.Say("photos.kept", "Count", kept+len(sc.In.Photos)))}
	if sc.Session.Step == photosStep {
		move.Ask = photosStep
	}
	return move
}

// photos are all that were sent in this draft.
func photos(sc flows.Scene) []flows.Photo {
	var list []flows.Photo
	for _, a := range sc.Answers {
		if a.Step == photosStep {
			list = append(list, a.Photos...)
		}
	}
	return list
}

// offerUpload asks for a page where photos can be sent, for networks that
// carry none.
func offerUpload(sc flows.Scene) flows.Move {
	return flows.Move{Effects: []flows.Effect{{
		Kind: flows.OfferUpload, Target: sc.Draft, Text: sc.In.Fresh.Token,
	}}}
}

func (f flow) uploadOffered(sc flows.Scene, _ flows.Effect, out flows.Outcome) flows.Move {
	sc.Put(flows.Answer{Step: linkNote, Value: "yes", Ahead: true})
	return flows.Move{Seen: true, Say: []flows.Line{flows.Say("photos.link", "Link", out.Link)}}
}
