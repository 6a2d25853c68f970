package place

import "yousaid/flows/triage/internal/words"

// meant refuses a name where the words around show that a thing or a person is
// meant: a Tesco trolley, "boots", our friend Ashley.
func (r *reader) meant(at, n int, entry Entry) bool {
	after := r.word(at + n)
	single := n == 1 && r.tokens[at].Kind == words.Word
	switch entry.Kind {
	case Shop:
		return (n > 2 || r.shopBefore(at)) && !things[after] && after != "s"
	case Outside:
		return r.outsideMeant(at, single)
	case Area:
		if single && weakNames[r.written[at]] {
			if r.word(at-1) == "at" && r.written[at] == "vauxhall" {
				return false // the works, not the part of town
			}
			return !things[after] && (where[r.word(at-1)] || r.word(at-1) == "the" && where[r.word(at-2)] || areaNouns[after] || postpositions[after])
		}
	case Road, Park, Station, School, Landmark:
		if entry.Kind == Road && article[r.word(at-1)] && r.word(at-1) != "the" && !r.capital(at) {
			return false // "in a back street"
		}
		if single && weakNames[r.written[at]] {
			return !things[after] && (where[r.word(at-1)] || where[r.word(at-2)] || postpositions[after])
		}
	}
	return !single || !r.person(at)
}

// outsideMeant wants a word such as "in" before the towns that are also names
// and words, and never takes where somebody comes from.
func (r *reader) outsideMeant(at int, single bool) bool {
	before := r.word(at - 1)
	if before == "from" || before == "like" || before == "new" {
		return false
	}
	return where[before] || before == "to" || !single || unmistakable[r.written[at]]
}

// person reports whether the words before introduce somebody: "my mate Farley".
func (r *reader) person(at int) bool {
	return people[r.word(at-1)] || r.word(at-1) == "called" || r.word(at-1) == "named"
}

// shopBefore reports whether a word before says that something is there:
// "outside tesco", "by the lidl", "front of boots".
func (r *reader) shopBefore(at int) bool {
	before := r.word(at - 1)
	switch before {
	case "the", "our", "big", "local", "old":
		at--
		before = r.word(at - 1)
	}
	switch before {
	case "to", "of":
		nearer := r.word(at - 2)
		return nearer == "next" || nearer == "front" || nearer == "back" || nearer == "side" || r.word(at-3) == "front"
	case "from":
		return false
	}
	return where[before]
}

// group reports whether a name only tells which people are meant: "the park
// street gang", "kids in denbigh blazers". Of "stopsley lads" alone it is left
// that they are in Stopsley.
func (r *reader) group(at, n int) bool {
	after := r.word(at + n)
	return groups[after] || members[after] && (pointing[r.word(at-1)] || groups[r.word(at-1)])
}

// left reports whether somebody lived at a place and lives there no more: "i
// used to live in", "we moved out of", "before we lived in"; not "have lived in".
func (r *reader) left(at int) bool {
	for back := at - 1; back >= 0 && back >= at-4 && r.tokens[back].Kind == words.Word; back-- {
		switch r.word(back) {
		case "live", "living":
			return r.word(back-1) == "to" && r.word(back-2) == "used"
		case "lived":
			return !lasting[r.word(back-1)] && !lasting[r.word(back-2)]
		case "moved", "move", "moving":
			next := r.word(back + 1)
			return next == "out" || next == "from" || next == "away"
		}
	}
	return false
}

var (
	// groups are words after a place that make a group's name of it, or its clothes.
	groups = set("gang gangs gangsters lot crew mandem massive blazer blazers uniform uniforms")
	// members do so where the group is pointed at.
	members  = set("lads boys girls kids youths mob")
	pointing = set("these those them the some that couple")
	lasting  = set("have has had ive weve hes shes always")
	// where are words after which a place stands, in English and in the
	// languages that are written in Latin letters ("na", "przy", "pe", "langa").
	where = set(`in at near by on around outside behind opposite off round over down up inside beside along through nr past onto into
		between across towards alongside under above below o/s opp
		na przy przed obok kolo w pe langa in la din ulicy ulica strada aleja corner junction end bottom top`)
	// elsewhere are words after which a place isn't where it happened.
	elsewhere = set("live lives living lived from moved towards drove grew originally visiting born move")
	// postpositions say "in" and "at" behind the name, in Urdu, Punjabi and
	// Bengali written in Latin letters.
	postpositions = set("mein mei main me pe par ke ka ki te er e o ch vich")
	// weakNames are words of their own; a word such as "in" must stand before.
	weakNames = set(`vauxhall farley poets saints inspire cheapside polegate beaconsfield kinnersley eskdale copthorne ravenscroft
		kingsway busway chequers viaduct capability flames wheatcroft runfold barnfield icknield airport inkerman interchange
		galaxy arndale wigmore stockwood napier central foxdell pirton primark cineworld halyard moakes mall`)
	// unmistakable are towns around Luton whose names mean nothing else.
	unmistakable = set(`dunstable caddington harpenden toddington flitwick ampthill markyate letchworth biggleswade watford stevenage
		streatley harlington redbourn kensworth whipsnade bletchley aylesbury hitchin hertfordshire bedfordshire`)
	areaNouns = set("area estate ward shops side flats residents end lot way lads boys gang crew village community")
	people    = set(`mate friend brother sister cousin uncle aunt mr mrs miss ms dr pc neighbour nephew niece boyfriend girlfriend husband
		wife son daughter dad mum partner ex bloke man guy lad boy girl officer called named`)
	// things after the name of a shop or a maker show that the place isn't meant.
	things = set(`bag bags trolley trolleys trollies trolly wrapper wrappers cup cups voucher vouchers delivery van lorry card receipt basket
		baskets carrier box boxes wrapping order gift uniform job driver app parcel corsa astra car insignia zafira vivaro man bloke guy
		lad plant workers coffee meal motors`)
)
