// Package gsm7 counts the parts that a text message is billed as, and swaps
// characters that would make it dearer for ones that don't.
//
// A text whose characters all lie in the GSM 7-bit alphabet (3GPP TS 23.038,
// section 6.2.1) has 160 septets in one message, or 153 in each joined part;
// one character outside it turns the whole text into UCS-2, with 70 or 67
// UTF-16 units. What holds: a character of the extension table and a surrogate
// pair are never split across two parts, so a text can need one part more than
// division says.
package gsm7
