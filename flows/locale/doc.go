// Package locale turns message keys into a resident's language.
//
// A reply leaves the flows as keys with arguments; [Bundle.Render] makes of it
// the text and the buttons that a network shows. Each language is one file,
// which also holds the words that residents use: commands, yes and no, numbers
// ([Bundle.Vocabularies]). So a language is added by adding its file.
//
// What always holds:
//   - a text is looked up in the resident's language first, then in English;
//   - where choices are numbered, the variant that ends in .sms comes first;
//   - words that are not ours (a resident's, an officer's, a name of the plan)
//     pass through as they are;
//   - a Bundle is read once, at start, and not changed after.
package locale
