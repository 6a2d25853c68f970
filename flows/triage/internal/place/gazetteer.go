package place

import (
	_ "embed"
	"strings"
	"sync"

	"yousaid/flows/triage/internal/words"
)

//go:embed gazetteer.txt
var gazetteerFile string

// Kind says what sort of place an entry is.
type Kind uint8

// The kinds, the more exact the higher: "on Marsh Road in Leagrave" is on Marsh
// Road.
const (
	Outside  Kind = iota // a town beyond the borough
	Area                 // an estate, a part of town
	Shop                 // a name that stands on bags and trolleys as well
	School               //
	Landmark             //
	Park                 //
	Station              //
	Road                 //
)

var kinds = map[string]Kind{"outside": Outside, "area": Area, "shop": Shop, "school": School, "landmark": Landmark, "park": Park, "station": Station, "road": Road}

// Entry is a place of the gazetteer.
type Entry struct {
	Name     string // as it is written
	Kind     Kind
	Ward     string // empty outside
	Lat, Lon float64
}

// Gazetteer is the places by their spellings.
type Gazetteer struct {
	wards   []ward
	entries []Entry
	exact   map[string]int32  // words joined: "burypark"
	near    map[string]int32  // the same with one letter left out, -1 when several fit
	first   map[[2]byte]bool  // how any spelling begins
	known   func(string) bool // an ordinary word, by its stem
}

// Default is the gazetteer built into the program, read once.
var Default = sync.OnceValue(func() *Gazetteer {
	g := &Gazetteer{wards: readWards(wardsFile), exact: make(map[string]int32, 2000), near: make(map[string]int32, 20000), first: map[[2]byte]bool{}}
	centres := map[string]point{}
	for _, w := range g.wards {
		centres[w.name] = w.points[0]
	}
	for line := range strings.Lines(gazetteerFile) {
		if fields := strings.SplitN(strings.TrimSpace(line), " | ", 3); len(fields) == 3 && line[0] != '#' {
			g.readLine(kinds[fields[0]], fields[1], fields[2], centres)
		}
	}
	g.known = words.Default().Knows
	return g
})

func (g *Gazetteer) readLine(kind Kind, ward, list string, centres map[string]point) {
	for item := range strings.SplitSeq(list, ";") {
		spellings := strings.Split(item, "=")
		centre := centres[ward]
		entry := Entry{Name: strings.TrimSpace(spellings[0]), Kind: kind, Ward: ward, Lat: centre.lat, Lon: centre.lon}
		if kind == Outside {
			entry.Ward = ""
		}
		for _, spelling := range spellings {
			g.add(entry, joined(words.Tokens(words.Fold(spelling))))
		}
	}
}

// add enters a spelling; the first entry of a spelling keeps it.
func (g *Gazetteer) add(entry Entry, key string) {
	if _, taken := g.exact[key]; taken || len(key) < 3 {
		return
	}
	g.entries = append(g.entries, entry)
	number := int32(len(g.entries) - 1) //nolint:gosec // about a thousand
	g.exact[key] = number
	g.first[[2]byte{key[0], key[1]}] = true
	if len(key) < leastFuzzy || entry.Kind == Shop || entry.Kind == Outside {
		return
	}
	for left := range key {
		g.addNear(key[:left]+key[left+1:], number)
	}
}

func (g *Gazetteer) addNear(key string, number int32) {
	if other, taken := g.near[key]; taken && g.entries[max(0, other)].Name != g.entries[number].Name {
		number = -1
	}
	g.near[key] = number
}

// leastFuzzy is the length, in letters, from which a slip is forgiven: shorter
// names are too close to ordinary words.
const leastFuzzy = 8

// lookUp finds the entry of joined words: as they are, or with one letter
// wrong, missing, too many or two swapped.
func (g *Gazetteer) lookUp(key string) (entry Entry, slip, ok bool) {
	if len(key) < 3 || !g.first[[2]byte{key[0], key[1]}] {
		return Entry{}, false, false
	}
	if number, known := g.exact[key]; known {
		return g.entries[number], false, true
	}
	if len(key) < leastFuzzy || len(key) > 30 {
		return Entry{}, false, false
	}
	if number, known := g.near[key]; known && number >= 0 {
		return g.entries[number], true, true
	}
	var buffer [30]byte
	for left := 2; left < len(key); left++ {
		shorter := append(append(buffer[:0], key[:left]...), key[left+1:]...)
		if number, known := g.exact[string(shorter)]; known && g.fuzzy(number) {
			return g.entries[number], true, true
		}
		if number, known := g.near[string(shorter)]; known && number >= 0 {
			return g.entries[number], true, true
		}
	}
	return Entry{}, false, false
}

func (g *Gazetteer) fuzzy(number int32) bool {
	kind := g.entries[number].Kind
	return kind != Shop && kind != Outside && len(g.entries[number].Name) >= leastFuzzy
}

// joined writes the words of a name as one, abbreviations written out.
func joined(tokens []words.Token) string {
	var out strings.Builder
	for i, token := range tokens {
		if token.Kind == words.Word || token.Kind == words.Number {
			out.WriteString(spelled(tokens, i))
		} else if token.Text == "&" {
			out.WriteString("and")
		}
	}
	return out.String()
}

// spelled writes one word of a name out. "St" is a saint in front and a street
// behind.
func spelled(tokens []words.Token, at int) string {
	text := tokens[at].Text
	if text == "saint" || text == "st" && at+1 < len(tokens) && (at == 0 || !nameWord(tokens[at-1])) {
		return "st"
	}
	if full, ok := abbreviations[text]; ok {
		return full
	}
	return text
}

func nameWord(token words.Token) bool {
	return token.Kind == words.Word && !stops[token.Text]
}

var abbreviations = map[string]string{
	"rd": "road", "raod": "road", "roda": "road", "rode": "road", "st": "street", "str": "street", "streat": "street", "stret": "street", "strt": "street", "ave": "avenue", "av": "avenue", "avenu": "avenue", "cl": "close", "cls": "close",
	"cres": "crescent", "cresent": "crescent", "crecent": "crescent", "crsnt": "crescent", "cresc": "crescent", "ln": "lane", "dr": "drive", "drv": "drive", "gdns": "gardens", "gdn": "gardens", "gardns": "gardens", "sq": "square", "ct": "court", "pl": "place",
	"pk": "park", "prk": "park", "grn": "green", "hse": "house", "stn": "station", "statn": "station", "sch": "school", "hosp": "hospital", "ctr": "centre", "center": "centre", "cntr": "centre", "tce": "terrace", "terr": "terrace", "pde": "parade", "wy": "way", "primry": "primary",
}
