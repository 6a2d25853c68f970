package words

// Message is a text, cut up.
type Message struct {
	Folded   string
	Language string  // BCP 47; empty when it can't be told
	Tokens   []Token // as written
	English  []Token // with what the lexicon knows in English
}

// Parse cuts a text up and tells its language.
func Parse(lexicon *Lexicon, text string) Message {
	message := Message{Folded: Fold(text)}
	message.Tokens = Tokens(message.Folded)
	message.Language = Language(message.Tokens)
	message.English = lexicon.English(message.Tokens, message.Language)
	return message
}
