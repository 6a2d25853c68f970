// Package words turns a message into what the models weigh: words, word pairs,
// runs of letters, and the ideas behind words.
//
// A text is first folded (lower case, no accents, no marks that can't be seen),
// then cut into tokens, text-speak written out ("u" is "you", "hes" stays one
// word because everybody writes it so), and each word is looked up in the
// lexicon. The lexicon knows ideas ("partner": husband, missus, my fella) and,
// for the languages other than English, what a word is in English, so that one
// model serves them all.
//
// Everything here is bounded: a text longer than MaxRunes is read up to there.
package words
