// Package locale turns message keys into a resident's language.
//
// A reply leaves the flows as keys with arguments; [Bundle.Render] makes of it
// the text and the buttons that a network shows. Each language is one file,
// which also holds the words that residents use: commands, yes and no, numbers
// ([Bundle.Vocabularies]). So a language is added by adding its file.
//
// What always holds:
//   - a text is looked up in the resident's language first, then in English;
//   - where choices are numbered, the variant that ends in .sms comes first, in
//     a language that is texted without accents these are left out, and a reply
//     that would have too many parts goes without what can be spared;
//   - a line of the plan ([flows.Named]) is said in the resident's language where
//     the plan is translated ([Bundle.With]), else as it stands;
//   - in a language that runs from right to left, Latin letters and numbers
//     inside a text are kept apart, so that a reference or a phone number reads
//     as it should;
//   - words that are not ours (a resident's, an officer's, a name of the plan)
//     pass through as they are;
//   - a Bundle is read once, at start, and not changed after.
package locale
