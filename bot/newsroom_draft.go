package bot

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/flows/locale"
)

// How long the texts of a plan update may be, in characters.
const (
	MostUpdate = 600  // the short words
	MostStory  = 3000 // the longer text: one message at Telegram (4,096) with what stands round it
	MostLink   = 200
	MostAlt    = 200 // what a picture shows
)

// mostAhead is how long before its time an update can be written.
const mostAhead = 366 * 24 * time.Hour

// DraftError says what about a draft keeps it from being sent. Field is one of
// "words", "story", "link", "wish", "language", "theme", "when", "picture" and
// "alt", and Language the code of the text that it is about.
type DraftError struct {
	Field    string
	Language string
	Err      error
}

// Error says so.
func (e *DraftError) Error() string { return "draft, " + e.Field + ": " + e.Err.Error() }

// Unwrap is the reason: ErrEmpty, ErrLong, ErrMarkup, ErrLink, ErrPast or
// ErrNotFound.
func (e *DraftError) Unwrap() error { return e.Err }

// What is wrong with a draft.
var (
	ErrMarkup = errors.New("tags that residents would see as they stand")
	ErrLink   = errors.New("no address that leads anywhere: https and a name")
	ErrPast   = errors.New("a time that has passed, or one too far ahead")
)

// clean makes a draft fit to be kept. What may still be missing in one is
// complete's.
func (n *Newsroom) clean(draft Draft) (Draft, error) {
	var err error
	if draft.Words, draft.Story, err = cleanTexts(locale.Default, draft.Words, draft.Story); err != nil {
		return draft, err
	}
	if draft.Texts, err = n.cleanLanguages(draft.Texts); err != nil {
		return draft, err
	}
	if draft.Link, err = cleanLink(draft.Link); err != nil {
		return draft, &DraftError{Field: "link", Err: err}
	}
	if draft.Wish < 0 || draft.Wish > len(n.Plan.YouSaid) {
		return draft, &DraftError{Field: "wish", Err: ErrNotFound}
	}
	now := n.Now()
	if !draft.SendAt.IsZero() && (draft.SendAt.Before(now) || draft.SendAt.After(now.Add(mostAhead))) {
		return draft, &DraftError{Field: "when", Err: ErrPast}
	}
	return draft, nil
}

// complete reports what a draft still lacks.
func (n *Newsroom) complete(draft Draft) error {
	now := n.Now()
	switch {
	case draft.Words == "":
		return &DraftError{Field: "words", Language: locale.Default, Err: ErrEmpty}
	case draft.Theme == 0:
		return &DraftError{Field: "theme", Err: ErrEmpty}
	case !draft.SendAt.IsZero() && draft.SendAt.Before(now):
		return &DraftError{Field: "when", Err: ErrPast}
	}
	return nil
}

// cleanLanguages drops what is empty and puts the rest in order.
func (n *Newsroom) cleanLanguages(texts []UpdateText) ([]UpdateText, error) {
	var kept []UpdateText
	known := n.Bundle.Languages()
	for _, text := range texts {
		var err error
		if text.Words, text.Story, err = cleanTexts(text.Language, text.Words, text.Story); err != nil {
			return nil, err
		}
		if text.Words == "" && text.Story == "" {
			continue
		}
		twice := slices.ContainsFunc(kept, func(t UpdateText) bool { return t.Language == text.Language })
		if text.Language == locale.Default || twice || !slices.Contains(known, text.Language) {
			return nil, &DraftError{Field: "language", Language: text.Language, Err: ErrNotFound}
		}
		if text.Words == "" {
			return nil, &DraftError{Field: "words", Language: text.Language, Err: ErrEmpty}
		}
		kept = append(kept, text)
	}
	slices.SortFunc(kept, func(a, b UpdateText) int { return cmp.Compare(a.Language, b.Language) })
	return kept, nil
}

// cleanTexts cleans the two texts of a language.
func cleanTexts(language, short, long string) (words, story string, err error) {
	if words, err = cleanText(short, MostUpdate); err != nil {
		return "", "", &DraftError{Field: "words", Language: language, Err: err}
	}
	if story, err = cleanText(long, MostStory); err != nil {
		return "", "", &DraftError{Field: "story", Language: language, Err: err}
	}
	return words, story, nil
}

// cleanText cleans what an officer wrote to be told to many; empty stays empty.
// Tags are refused: nobody would see what they are meant for.
func cleanText(text string, most int) (string, error) {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r\n", "\n")
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, text))
	switch {
	case utf8.RuneCountInString(text) > most:
		return "", ErrLong
	case markup(text):
		return "", ErrMarkup
	}
	return text, nil
}

// markup reports whether a text holds what looks like a tag: "<b>", "</p>",
// "<a href=", and not "<40" or "<3".
func markup(text string) bool {
	for {
		_, after, found := strings.Cut(text, "<")
		if !found {
			return false
		}
		name := strings.TrimPrefix(after, "/")
		if first, _ := utf8.DecodeRuneInString(name); (unicode.IsLetter(first) && first < utf8.RuneSelf || first == '!') && strings.Contains(name, ">") {
			return true
		}
		text = after
	}
}

// notInLinks are characters that no address has, though some programs take them
// in one: each would have to be escaped in its own way wherever a link is shown.
const notInLinks = "\"<>\\^`{|}"

// cleanLink checks an address for more: https, with a name that has a dot, and
// no user's name or password in it.
func cleanLink(link string) (string, error) {
	link = strings.TrimSpace(link)
	if link == "" {
		return "", nil
	}
	if !strings.Contains(link, "://") {
		link = "https://" + link
	}
	if utf8.RuneCountInString(link) > MostLink {
		return "", ErrLong
	}
	address, err := url.Parse(link)
	if err != nil || address.Scheme != "https" || address.User != nil || strings.ContainsFunc(link, unicode.IsSpace) || strings.ContainsAny(link, notInLinks) {
		return "", ErrLink
	}
	host := address.Hostname()
	top := host[strings.LastIndexByte(host, '.')+1:]
	if len(top) < 2 || len(top) == len(host) || strings.ContainsFunc(top, unicode.IsDigit) || strings.HasPrefix(host, ".") || strings.Contains(host, "..") {
		return "", ErrLink
	}
	if link = address.String(); len(link) > MostLink { // longer now, where it had letters that are escaped
		return "", ErrLong
	}
	return link, nil
}

// TextParts is how many parts the short words would have as a text message in a
// language, and how many they may have (resident-safety rule 11). 0 and 0 where
// nobody is texted.
func (n *Newsroom) TextParts(draft Draft, language string) (parts, most int) {
	ch, ok := n.Channels[channel.SMS]
	if !ok || ch.Can().Parts == nil {
		return 0, 0
	}
	whole := n.whole(ch, language, letterOf(PlanUpdate{Draft: draft}, language))
	most = mostDigestParts
	if !gsm7.Encodable(whole.Text) {
		most = mostWideParts
	}
	return ch.Can().Parts(whole.Text), most
}
