// Package place finds where something happened: UK postcodes in every shape,
// and the places of Luton that residents name, by a gazetteer that forgives
// abbreviations ("high town rd"), joined and split words ("hightown", "wig
// more") and a slip of the finger ("dunstabel road"). A road that the gazetteer
// doesn't know is taken when the words around make it safe.
//
// Positions are coarse: those of the ward. Nothing here changes once read.
package place
