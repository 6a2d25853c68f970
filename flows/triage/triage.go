package triage

import (
	"compress/gzip"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"yousaid/flows"
	"yousaid/flows/triage/internal/danger"
	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/moment"
	"yousaid/flows/triage/internal/place"
	"yousaid/flows/triage/internal/words"
)

//go:generate go run yousaid/flows/triage/train

// learnt is packed: that takes a third off, and costs some 30 ms (BenchmarkUnpack)
// once, at the start of the program. As a string it stands among what is only
// read, so that the system may take its pages back.
//
//go:embed model.bin.gz
var learnt string

// reader is everything that reading needs. Nothing in it changes once built.
type reader struct {
	lexicon   *words.Lexicon
	model     *model.Model
	rules     *danger.Rules
	gazetteer *place.Gazetteer
	london    *time.Location
	needs     needs
}

var built = sync.OnceValue(func() *reader {
	lexicon := words.Default()
	loaded, err := unpack(learnt)
	if err != nil {
		panic(fmt.Sprintf("triage: the model that is built in: %v", err)) // a test loads it
	}
	return &reader{lexicon: lexicon, model: loaded, rules: danger.Default(), gazetteer: place.Default(), london: moment.London(), needs: newNeeds(lexicon)}
})

func unpack(packed string) (*model.Model, error) {
	r, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return model.Load(r)
}

// Read says what one free-text message is about. now is the instant at which
// the resident wrote it; words such as "last night" are read in Europe/London.
// Read never fails: what it can't tell stays empty.
func Read(text string, now time.Time) flows.Reading {
	return built().read(text, now)
}

func (r *reader) read(text string, now time.Time) flows.Reading {
	message := words.Parse(r.lexicon, text)
	met := r.rules.Met(message)
	reading := r.judge(message, r.score(message, met))
	hear(&reading, r.rules.Hear(message, met))
	code, from, to := place.Postcode(message.Folded)
	reading.Postcode = code
	if !tells(message.Tokens, from, to) {
		reading.Danger, reading.Plain, reading.Needs = flows.NoDanger, false, nil
	}
	reading.Place = r.place(message, text)
	reading.When = r.when(message, now)
	return reading
}

// hear adds what a message says in so many words. That somebody doesn't want to
// live comes first whatever else it is about, and nobody can know how near it is.
func hear(reading *flows.Reading, speech danger.Speech) {
	switch {
	case speech.Cry:
		reading.Danger = flows.SureDanger
	case speech.Despair:
		reading.Danger = max(reading.Danger, flows.UnsureDanger)
	}
	if speech.Misused {
		reading.Danger = max(reading.Danger, flows.UnsureDanger)
		prefer(reading.Themes, 2)
	}
	alarmed := reading.Danger != flows.NoDanger
	reading.Plain = alarmed && speech.Plain
	if first := reading.Themes[0].Theme; alarmed && speech.Young && speech.Hushed && first != 3 {
		prefer(reading.Themes, 2) // "dad is coming up the stairs": no list of other subjects then
	}
	if speech.Asleep && !speech.Despair {
		reading.Needs = slices.DeleteFunc(reading.Needs, func(need flows.Need) bool { return need == flows.NeedDespair })
	}
	press(reading, flows.NeedChild, alarmed && speech.Young)
	press(reading, flows.NeedSilent, alarmed && speech.Hushed)
	press(reading, flows.NeedDespair, speech.Despair)
}

// prefer puts a theme before all others, with the probability of the one that
// stood there.
func prefer(guesses []flows.Guess, theme int) {
	at := slices.IndexFunc(guesses, func(g flows.Guess) bool { return g.Theme == theme })
	for ; at > 0; at-- {
		guesses[at].Theme, guesses[at-1].Theme = guesses[at-1].Theme, guesses[at].Theme
	}
}

// press puts a need first, where there is one that isn't known yet.
func press(reading *flows.Reading, need flows.Need, there bool) {
	if there && !slices.Contains(reading.Needs, need) {
		reading.Needs = append([]flows.Need{need}, reading.Needs...)
	}
}

// tells reports whether a message has a word beside a postcode that stands from
// one byte to another. A number answers a question, and is no cry for help.
func tells(tokens []words.Token, from, to int) bool {
	for _, token := range tokens {
		within := token.Start >= from && token.End <= to && to > from
		if token.Kind == words.Word && len(token.Text) > 1 && !within {
			return true
		}
	}
	return false
}

// score says what speaks for each theme and for danger: what was learnt, and
// for danger the rules beside it.
func (r *reader) score(message words.Message, met danger.Met) model.Scores {
	scores := r.model.Score(words.Extract(message))
	scores[model.Danger] += r.rules.Weigh(met)
	return scores
}

// ReadScored reads a text, place and time left out, as Read would if its model
// had given it these scores. The evaluation has models of its own.
func ReadScored(text string, scores model.Scores) flows.Reading {
	r := built()
	return r.judge(words.Parse(r.lexicon, text), scores)
}

func (r *reader) judge(message words.Message, scores model.Scores) flows.Reading {
	themes, chance := r.model.Probabilities(scores)
	reading := flows.Reading{Themes: ranked(themes), Danger: r.danger(chance, message.Language), Language: message.Language}
	reading.Needs = r.needs.of(message, reading)
	return reading
}

// ranked puts the themes in order, the likeliest first.
func ranked(chances [model.Themes]float64) []flows.Guess {
	guesses := make([]flows.Guess, len(chances))
	for theme, chance := range chances {
		guesses[theme] = flows.Guess{Theme: theme, Confidence: chance}
	}
	slices.SortStableFunc(guesses, func(a, b flows.Guess) int {
		switch {
		case a.Confidence > b.Confidence:
			return -1
		case a.Confidence < b.Confidence:
			return 1
		}
		return 0
	})
	return guesses
}

func (r *reader) danger(chance float64, language string) flows.Danger {
	kind := model.KindOf(language)
	switch {
	case chance >= float64(r.model.Sure[kind]):
		return flows.SureDanger
	case chance >= float64(r.model.Unsure[kind]):
		return flows.UnsureDanger
	}
	return flows.NoDanger
}

func (r *reader) place(message words.Message, text string) *flows.Place {
	entry, ok := r.gazetteer.Find(message.Tokens, text)
	if !ok {
		return nil
	}
	return &flows.Place{Name: entry.Name, Ward: entry.Ward, Lat: entry.Lat, Lon: entry.Lon, Outside: entry.Outside()}
}

// when gives the span that a message names, or the resident's words where they
// speak of a time that is no span.
func (r *reader) when(message words.Message, now time.Time) *flows.When {
	found, ok := moment.Find(message.Tokens, now, r.london)
	if !ok {
		return nil
	}
	if !found.Vague {
		return &flows.When{Start: found.Span.Start, End: found.Span.End}
	}
	if found.From >= found.To || found.To > len(message.Tokens) {
		return nil
	}
	return &flows.When{Words: message.Folded[message.Tokens[found.From].Start:message.Tokens[found.To-1].End]}
}
