package place

import (
	"strings"

	"yousaid/flows/triage/internal/words"
)

// Postcode finds the first whole UK postcode in a folded text, in any shape:
// "lu1 2ab", "LU12AB", "lu1-2ab", with the letter O for a nought. A partial one
// ("LU1") is none, and neither are number plates, order numbers or "lu2 now".
// The result is in upper case with one space; from and to are its bytes.
// Source of the shapes: Royal Mail's Programmer's Guide to the PAF.
func Postcode(folded string) (code string, from, to int) {
	for at := 0; at < len(folded); at++ {
		if !alphanumeric(folded, at) || alphanumeric(folded, at-1) {
			continue
		}
		if code, end := postcodeAt(folded, at); code != "" && !labelled(folded[:at]) {
			return code, at, end
		}
	}
	return "", 0, 0
}

// postcodeAt reads a postcode that begins at a byte. The outward half ends in
// front of the last digit and two letters, so each possible length is tried.
func postcodeAt(text string, at int) (code string, end int) {
	var letters [7]byte
	var ends [7]int
	n, gaps := 0, 0
	for i := at; i < len(text) && n < 7; i++ {
		if c := text[i]; alphanumeric(text, i) {
			letters[n], ends[n] = upper(c), i+1
			n++
		} else if c == ' ' || c == '-' || c == '.' || c == '/' || c == ',' || c == '_' {
			if gaps++; gaps > 6 {
				break
			}
		} else {
			break
		}
	}
	for length := n; length >= 5; length-- {
		if alphanumeric(text, ends[length-1]) {
			continue // goes on: a number plate, an order number
		}
		if !inwardFits(letters[length-3 : length]) {
			continue
		}
		outward, ok := outwardHalf(letters[:length-3])
		inward := string(zeros(letters[length-3:length-2])) + string(letters[length-2:length])
		if ok && digitsFit(letters[:length]) && gapsFit(text[at:ends[length-1]], outward, inward) {
			return outward + " " + inward, ends[length-1]
		}
	}
	return "", 0
}

// digitsFit refuses words that noughts could make postcodes of: "nobody",
// "got out", "LU4. One of".
func digitsFit(letters []byte) bool {
	inward := letters[len(letters)-3:]
	digits := 0
	for _, c := range letters[:len(letters)-3] {
		if digit(c) {
			digits++
		}
	}
	if digit(inward[0]) {
		return digits > 0 || letters[0] == 'L' && letters[1] == 'U'
	}
	return digits > 0 && !oWords[string(inward)]
}

// oWords are the words that an inward half with O for nought can be.
var oWords = map[string]bool{"ONE": true, "OUR": true, "OUT": true, "OFF": true, "OLD": true, "ODD": true, "OWN": true, "OWE": true, "OAR": true, "ORE": true, "ODE": true, "OPT": true, "OAT": true, "OFT": true, "OPS": true}

// gapsFit allows a gap between the halves, for a Luton code also elsewhere
// ("lu 1 2 ab"), and refuses ordinals ("s4 2nd floor").
func gapsFit(written, outward, inward string) bool {
	luton := strings.HasPrefix(outward, "LU")
	if i := strings.IndexAny(written, " -./,_"); i >= 0 && i != len(outward) && !luton {
		return false
	}
	tail := inward[1:]
	if !luton && (tail == "ND" || tail == "RD" || tail == "ST" || tail == "TH") {
		return false
	}
	return luton || strings.LastIndexAny(written, " -./,_") <= len(outward)+2
}

// areas are the letters that UK postcodes begin with.
var areas = func() map[string]bool {
	known := map[string]bool{}
	for area := range strings.FieldsSeq(`AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY
		E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN
		NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF
		WN WR WS WV YO ZE`) {
		known[area] = true
	}
	return known
}()

// outwardHalf checks A9, A99, A9A, AA9, AA99 and AA9A and puts noughts right.
func outwardHalf(half []byte) (string, bool) {
	split := 0
	for split < len(half) && split < 2 && half[split] >= 'A' {
		split++
	}
	if split == 2 && len(half) > 1 && half[1] == 'O' && !areas[string(half[:2])] {
		split = 1 // "EO" can't be: E0 isn't either, but it falls below
	}
	if len(half)-split < 1 || len(half)-split > 2 || !areas[string(half[:split])] {
		return "", false
	}
	area, rest := string(half[:split]), zeros(half[split:])
	if area == "LU" {
		if rest[0] == 'I' || rest[0] == 'L' {
			rest[0] = '1'
		}
		if len(rest) != 1 || rest[0] < '1' || rest[0] > '7' {
			return "", false // Luton's area has seven districts
		}
	}
	if !digit(rest[0]) || len(rest) == 2 && !digit(rest[1]) && strings.IndexByte("ABCDEFGHJKMNPRSTUVWXY", rest[1]) < 0 {
		return "", false
	}
	return area + string(rest), true
}

// inwardFits checks 9AA; the letters C I K M O V are never used in it.
func inwardFits(half []byte) bool {
	if !digit(half[0]) && half[0] != 'O' {
		return false
	}
	for _, c := range half[1:] {
		if c < 'A' || strings.IndexByte("CIKMOV", c) >= 0 {
			return false
		}
	}
	return true
}

// zeros gives a copy with each letter O made a nought.
func zeros(letters []byte) []byte {
	out := append(make([]byte, 0, len(letters)), letters...)
	for i := range out {
		if out[i] == 'O' {
			out[i] = '0'
		}
	}
	return out
}

// labelled reports whether the words before say that something else follows.
func labelled(before string) bool {
	tokens := words.Tokens(before[max(0, len(before)-40):])
	for back := 1; back <= 3 && back <= len(tokens); back++ {
		switch tokens[len(tokens)-back].Text {
		case "order", "ref", "reference", "reg", "plate", "plates", "registration", "serial", "invoice", "voucher", "flight", "tracking", "model", "password", "code":
			if back > 1 && tokens[len(tokens)-back].Text == "code" {
				continue
			}
			return tokens[len(tokens)-back].Text != "code" || back == 1 && !(len(tokens) > 1 && (tokens[len(tokens)-2].Text == "post" || tokens[len(tokens)-2].Text == "postal"))
		}
	}
	return false
}

func alphanumeric(text string, at int) bool {
	if at < 0 || at >= len(text) {
		return false
	}
	c := text[at]
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}
