package words

// Message is a text, cut up.
type Message struct {
	Folded   string
	Language string  // BCP 47; empty when it can't be told
	Tokens   []Token // as written
	English  []Token // with what the lexicon knows in English
	Found    []Found // the ideas behind English, in their order
}

// Parse cuts a text up, tells its language and looks its words up.
func Parse(lexicon *Lexicon, text string) Message {
	message := Message{Folded: Fold(text)}
	message.Tokens = Tokens(message.Folded)
	message.Language = lexicon.language(message.Tokens)
	message.English = lexicon.English(message.Tokens, message.Language)
	message.Found = lexicon.Find(message.English)
	return message
}
