// Package place finds where something happened: UK postcodes in every shape,
// and the places of Luton that residents name.
//
//	gazetteer := place.Default()
//	entry, ok := gazetteer.Find(message.Tokens, text) // name, kind, ward, coarse position
//	entry.Outside()                                   // beyond the borough: Dunstable, Bedford
//	code, from, to := place.Postcode(message.Folded)  // "LU1 2AB" and its bytes
//	ward, inside := gazetteer.Ward(lat, lon)          // of a position that Telegram sent
//
// Tokens are those of the text as written (words.Message.Tokens, not English);
// text is the original, whose capitals help to tell names.
//
// A message goes through Find once: each word is written out (spelling.go:
// abbreviations, a slip of the finger), the longest name of the gazetteer that
// begins at it is looked up (find.go), the words around decide whether a place
// is meant or a thing, a person, a shop's bag (context.go), and what the
// gazetteer doesn't know is taken as a road's name where that is safe (road.go).
// Of several places the most exact wins, of equals the first: so the
// first-named road at a junction, and Luton before elsewhere.
//
// Names come out as residents know them today, abbreviations written out,
// without house number. Generic places ("our stairwell", "the park") are none.
// Positions and wards are coarse: those of the ward's middle, and a road through
// several wards stands in one. Nothing here changes once read, so a Gazetteer
// may be used by many at once.
package place
