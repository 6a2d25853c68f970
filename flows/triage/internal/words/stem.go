package words

import "strings"

// Stem takes the commonest English endings off a word, so that "dealing",
// "dealers" and "dealt" … meet in the lexicon. It is cruder than Porter's and
// wants only to be the same for the lexicon and for the message.
func Stem(word string) string {
	if len(word) < 4 || word[0] < 'a' || word[0] > 'z' {
		return word
	}
	if base, ok := irregular[word]; ok {
		word = base
	}
	word = cutEnding(word)
	if len(word) > 3 && word[len(word)-1] == 'e' {
		word = word[:len(word)-1]
	}
	return word
}

func cutEnding(word string) string {
	switch {
	case strings.HasSuffix(word, "ies") && len(word) > 4, strings.HasSuffix(word, "ied") && len(word) > 4:
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(word, "ing") && len(word) > 5:
		return undouble(word[:len(word)-3])
	case strings.HasSuffix(word, "ings") && len(word) > 6:
		return undouble(word[:len(word)-4])
	case strings.HasSuffix(word, "ed") && len(word) > 4 && word[len(word)-3] != 'e':
		return undouble(word[:len(word)-2])
	case strings.HasSuffix(word, "es") && len(word) > 4:
		return word[:len(word)-2]
	case strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"):
		return word
	case strings.HasSuffix(word, "s") && len(word) > 3:
		return word[:len(word)-1]
	case strings.HasSuffix(word, "in") && len(word) > 5:
		// "dealin", "shoutin"; "cousin" and "cabin" keep theirs by the list.
		if keepsIn[word] {
			return word
		}
		return undouble(word[:len(word)-2])
	}
	return word
}

func undouble(stem string) string {
	last := len(stem) - 1
	if last > 2 && stem[last] == stem[last-1] && strings.IndexByte("bdgmnprt", stem[last]) >= 0 {
		return stem[:last]
	}
	return stem
}

var keepsIn = map[string]bool{
	"cousin": true, "within": true, "heroin": true, "violin": true, "margin": true, "muslin": true, "captain": true,
	"bargain": true, "mountain": true, "certain": true, "curtain": true, "britain": true, "villain": true, "remain": true,
	"explain": true, "complain": true, "contain": true, "captin": true, "napkin": true, "robin": true, "coffin": true,
	"violen": true, "origin": true, "cocain": true, "dustbin": true, "wheelbin": true, "again": true, "bitcoin": true,
	"penguin": true, "asylin": true, "mandarin": true, "begin": true, "codein": true, "ruffin": true, "kevin": true, "martin": true,
}

// irregular gives pasts and plurals that no ending shows.
var irregular = map[string]string{
	"went": "go", "gone": "go", "goes": "go", "came": "come", "took": "take", "taken": "take", "told": "tell", "said": "say", "says": "say",
	"saw": "see", "seen": "see", "bought": "buy", "brought": "bring", "caught": "catch", "fought": "fight", "thought": "think", "found": "find",
	"kept": "keep", "left": "leave", "lost": "lose", "made": "make", "meant": "mean", "paid": "pay", "sold": "sell", "sent": "send", "slept": "sleep",
	"spent": "spend", "stole": "steal", "stolen": "steal", "threw": "throw", "thrown": "throw", "woke": "wake", "wrote": "write", "broke": "break",
	"broken": "break", "chose": "choose", "drank": "drink", "drunk": "drunk", "drove": "drive", "driven": "drive", "fell": "fall", "fallen": "fall",
	"gave": "give", "given": "give", "grew": "grow", "hidden": "hide", "held": "hold", "knew": "know", "known": "know", "rode": "ride", "rang": "ring",
	"sang": "sing", "shot": "shoot", "stood": "stand", "stuck": "stick", "swore": "swear", "wore": "wear", "men": "man", "women": "woman",
	"children": "child", "childs": "child", "kids": "kid", "teeth": "tooth", "feet": "foot", "knives": "knife", "knifes": "knife", "wives": "wife", "lives": "live",
	"dying": "die", "died": "die", "dies": "die", "lying": "lie", "tying": "tie", "tied": "tie", "bled": "bleed", "beaten": "beat", "bitten": "bite", "bit": "bit",
	"thieves": "thief", "bruv": "bruv", "people": "people", "ran": "run", "blew": "blow", "felt": "feel", "hung": "hang", "heard": "hear",
	"begging": "beg", "begged": "beg", "stabbed": "stab", "mugged": "mug", "robbed": "rob", "tagged": "tag", "grabbed": "grab", "shook": "shake",
}
