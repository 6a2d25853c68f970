package gsm7

// basic is the default alphabet, one septet each; the escape code itself is
// no character.
const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

// extension is reached by the escape code, so each costs two septets.
const extension = "\f^{}\\[~]|€"

var septets = func() map[rune]int {
	cost := make(map[rune]int, 140)
	for _, r := range basic {
		cost[r] = 1
	}
	for _, r := range extension {
		cost[r] = 2
	}
	return cost
}()

// twins are look-alikes in the alphabet of what phones and word processors put
// in by themselves. Joiners (U+200C, U+200D) are not among them: Urdu and
// Bengali need them, and such a text is UCS-2 anyhow.
var twins = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '`': "'", '´': "'", 'ʼ': "'", '‹': "'", '›': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`, '«': `"`, '»': `"`,
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-",
	'…': "...", '•': "*", '·': ".", '×': "x", '⁄': "/",
	'\u00a0': " ", '\u2000': " ", '\u2001': " ", '\u2002': " ", '\u2003': " ", '\u2004': " ", '\u2005': " ",
	'\u2006': " ", '\u2007': " ", '\u2008': " ", '\u2009': " ", '\u200a': " ", '\u202f': " ", '\u205f': " ",
	'\u2028': "\n", '\u2029': "\n\n", '\t': " ",
	'\u200b': "", '\u2060': "", '\ufeff': "", '\u00ad': "",
}
