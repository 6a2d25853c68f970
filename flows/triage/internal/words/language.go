package words

import "unicode/utf8"

// Language tells the language of a message with the lexicon that is built in.
func Language(tokens []Token) string { return Default().language(tokens) }

// language tells the language of a message by its script and, in Latin
// letters, by its common words: a BCP 47 tag, or empty when there is nothing
// to tell it by. English with a foreign word in it stays English.
func (l *Lexicon) language(tokens []Token) string {
	var latin, other int
	scripts := map[string]int{}
	for i := range tokens {
		if tokens[i].Kind != Word {
			continue
		}
		r, _ := utf8.DecodeRuneInString(tokens[i].Text)
		if script := script(r); script != "" {
			scripts[script]++
			other++
		} else if r < utf8.RuneSelf {
			latin++
		}
	}
	if other > 0 && other*2 >= latin {
		best, most := "", 0
		for _, code := range []string{"ur", "bn", "pa", "gu"} {
			if scripts[code] > most {
				best, most = code, scripts[code]
			}
		}
		return best
	}
	if latin == 0 {
		return ""
	}
	return l.latinLanguage(tokens)
}

func script(r rune) string {
	switch {
	case r >= 0x0600 && r <= 0x06FF, r >= 0x0750 && r <= 0x077F, r >= 0xFB50 && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFC:
		return "ur"
	case r >= 0x0980 && r <= 0x09FF:
		return "bn"
	case r >= 0x0A00 && r <= 0x0A7F:
		return "pa"
	case r >= 0x0A80 && r <= 0x0AFF:
		return "gu"
	}
	return ""
}

// latinLanguage weighs the common words and, where these don't decide, the
// words that the lexicon knows. English wins a tie: most messages are.
func (l *Lexicon) latinLanguage(tokens []Token) string {
	var scores [languages]int
	words := 0
	for i := range tokens {
		if tokens[i].Kind != Word {
			continue
		}
		words++
		for at, weight := range weights[tokens[i].Text] {
			scores[at] += int(weight)
		}
	}
	if others := max(scores[1], scores[2], scores[3], scores[4]); scores[0] < 6 || scores[0] < 2*others {
		l.weighKnown(tokens, &scores)
	}
	best, most := "en", scores[0]
	if words > 3 {
		most = max(most, 3) // one word of another language isn't enough
	}
	for at, code := range latinCodes[1:] {
		if scores[at+1] > most {
			best, most = code, scores[at+1]
		}
	}
	return best
}

// weighKnown adds the words that the lexicon knows in just one of the
// languages, English among them.
func (l *Lexicon) weighKnown(tokens []Token, scores *[languages]int) {
	for i := range tokens {
		if tokens[i].Kind != Word {
			continue
		}
		known, english := -1, l.Knows(tokens[i].Stem)
		plain := hash(tokens[i].Text)
		sounded := hash(sound(tokens[i].Text))
		for at, base := range [languages]string{1: "ur", 2: "bn", 3: "pl", 4: "ro"} {
			g := l.glosses[base]
			if g == nil || !g.knows(plain, sounded) {
				continue
			}
			if known >= 0 {
				known = languages // in more than one
				break
			}
			known = at
		}
		switch {
		case english && known < 0:
			scores[0]++
		case !english && known >= 0 && known < languages:
			scores[known] += 2
		}
	}
}

// languages is how many are written in Latin letters; latinCodes names them.
const languages = 5

var latinCodes = [languages]string{"en", "ur-Latn", "bn-Latn", "pl", "ro"}

// weights gives what a word says for each of latinCodes.
var weights = func() map[string][languages]int8 {
	table := map[string][languages]int8{}
	for at, code := range latinCodes {
		for word, weight := range common[code] {
			row := table[word]
			if row[0] > 0 { // "i want to die" has Polish for "and" and "this" in it
				weight = min(weight, row[0])
			}
			row[at] = weight
			table[word] = row
		}
	}
	return table
}()

// common gives the common words of each language; 3 marks words that hardly
// mean anything in another one, 1 those that might.
var common = map[string]map[string]int8{
	"en":      weigh(2, "the a an and is are am was were i im ive you your he hes she shes they theyre we it this that there to of in on at for with my me his her our their have has had not dont cant wont didnt what when where who why how can could would please help from about out up all just been being near outside every night day man men street road next door again someone some people kids by if but because do does or so get got going no one"),
	"ur-Latn": weigh(3, "hai hain hay hy ho hun hoon hu raha rahi rahe rha rhi rhe tha thi thay mein mai mujhe mujhy mujay mujhay muje mera meri mere hum humein hamara hamari hamare aap apna apni apne tum uska uski uske us unka unki woh wo yeh ye yahan wahan kya kia kyun kyu kaise kese kahan koi kuch kuchh kisi sab bohat bahut bohot buhat boht bht nahi nahin nai nhi nah aur ya lekin magar agar toh bhi hi se ko ka ki ke kay kar karo karna karta karti karte krta krti krte kr karein kiya gaya gayi gaye gya gyi jata jati jaata jaate wala wali wale walay log larka larki larke larkay larkian ghar bacha bachay bachey bache bachi beta beti biwi shohar miya bhai behen bhen abbu ammi kal aaj raat subah shaam abhi phir phr madad chahiye chahye chaiye dar lagta lagti maar marta maarta peeta sharab nasha gali mohalla sath saath paas bahar andar lye liye liay kuttay"),
	"bn-Latn": weigh(3, "ami amar amare amake amra amader apni apnar apnara tumi tumar tomar se tar tare take tara tader hey hei eta ita ota oita ihta ei oi kita kita kitha ki keno kene kemne kemon kothay koi koto ase ache asoin ashe asen nai naai na nay oy hoy oise hoise hoiche hocche oitese hoitese korer kore kori koro koren korse korche korte korar korta korlam korsi kortese geche gese gelo gesoin gelam jai jaite jay jaitam ekta ekjon ekzon duijon manush manushe beta betin fua furi fuain furin pola polapain meye chele sele bacha bachcha baccha ghor ghoror ghore basha bashat bashar rasta rastat rate raat raite ratre din dine kal aizku aijku ajke aaj ekhon ekhono akhon oekhon onek bohut khub beshi ar aro o r lagi jonno shathe loge sathe theke thaki thaka thakia bitor bhitor baire samne samnor pore age maramari mare mariya mairer mare marse dor dorai bhoy sahajjo shahajjo sahajjo madat lagbo lagbe dorkar jani janina zani zanina bujhi koise koisoin koy kotha khota fulish sob sobai manu manshe bai bon afa mai maa baba abba amma zamai jamai bou bow dibo diya dise diche dila diye"),
	"pl":      weigh(3, "jest sa nie tak to ten ta te tego tej tym sie na w z ze do od po za przy przed pod nad dla u o i a ale lub albo czy co kto gdzie kiedy jak dlaczego bo ze zeby moj moja moje mojego mojej moim mnie mi mam ma maja mamy byl byla bylo byli bedzie jestem jestesmy on ona ono oni one jego jej ich go mu im nas nam wam pan pani ludzie dzieci dziecko syn corka maz zona sasiad sasiedzi noc nocy dzien wczoraj dzis dzisiaj teraz juz jeszcze znowu zawsze ciagle codziennie bardzo prosze pomoc pomocy pomozcie dziekuje dzien dobry chce chcialbym chcialabym moze mozna trzeba tutaj tu tam blisko kolo obok ulicy ulica dom domu domem mieszkanie mieszkaniu sklep szkola szkole policja ktos cos nikt nic wszystko wszyscy jakis jacys jakies dwa trzy kilka wiele duzo przez przeciez tylko sobie moze ktory ktora ktore"),
	"ro":      weigh(3, "este sunt nu da si sau dar ca sa se mi ma te il o un una unui unei pe la din de cu in pentru fara langa sub peste dupa inainte cand cum unde ce cine de cei cele acest aceasta acesta asta ala aia eu tu el ea noi voi ei ele meu mea mei mele tau ta lui ei nostru noastra lor am ai are avem au era erau fost fi va vor vrea vreau poate pot trebuie stiu stie foarte mult multe multi mai tot toata toti toate iar inca acum azi astazi ieri maine noaptea noapte seara dimineata zi ziua mereu intotdeauna vecin vecinul vecina vecinii strada strazii casa casei bloc blocul scara copil copilul copii copiii baiat baiatul fata fetita fiul fiica sot sotul sotia barbat barbatul femeie oameni cineva ceva nimeni nimic ajutor ajutati va rog multumesc buna ziua salut politia aici acolo niste doi doua trei cativa"),
}

func weigh(value int8, list string) map[string]int8 {
	words := map[string]int8{}
	for word := range set(list) {
		words[word] = value
	}
	return words
}
