// Package picture makes photos harmless before anybody looks at them: it
// re-encodes them, so that no metadata is left, and bounds their size.
//
// A photo comes from a network, or from the page for residents who text. Its
// size is read first and refused when it is too large; then it is decoded,
// scaled down, turned as the camera was held, and encoded anew as JPEG. What
// comes out holds pixels and nothing else: no place, no time, no name of a
// phone, no thumbnail of what was cropped away, no second file behind the first.
//
// What always holds: a picture that can't be taken is refused with ErrUnfit
// and an error that says why in words of ours; no input makes Clean panic, or
// use more memory than its limits allow; one picture is worked on at a time.
package picture
