package danger

import (
	"sync"

	"yousaid/flows/triage/internal/words"
)

// weary are words that a tired neighbour and somebody at the end of their
// strength use alike. They count where little else was said: then nothing tells
// that it is about the noise.
var weary = []Rule{
	{certain, "somebody can't go on", `
		i (just) cant|cannot|cnt go on|anymore !with|at|about
		i (just) (really) cant|cannot|cnt cope|take|carry|bear|do|face|handle (with|on) (it|this|life|any) (any) anymore|more|longer|nomore
		cant|cannot cope|carry|go (on) (no|any) (more|longer|anymore)
		whats|what (is) the point anymore|living|life
		whats|what (is) the point in|of anything|everything|living|life|it|going
		no|any point anymore|living
		give|given|giving up on life|everything|living
		nu mai pot !sa|de
		nu mai am putere|puteri
		nothing matters anymore|now
		nie daje|dam (juz) rady
		nie mam (juz) sily`},
}

// crying are words of danger now that are certain whatever they answer, and that
// the learnt score hears too seldom.
var crying = []Rule{
	{certain, "a call for help, fire, an overdose", `
		smoke (is) everywhere
		shed|bin|bins|skip|garage|bush|bushes|fence|tree|school|shop|pub|playground|field|rubbish|mattress|caravan|moped|bike|bike|lorry|hedge|park|woods|office|warehouse|sofa|balcony (shed|store|area) (is|are) on fire
		bachao|bachaw|bachaao|bacao|bachaiye|bochao
		supradoza|supradoze|supradozaj
		przedawkowal|przedawkowala|przedawkowalem|przedawkowalam
		are (un|cu) cutit|cutitul|cutite|pistol
		amare|amakke|amake maira|mairra|mari|mere lar|laibo|laiba|laise|felbo|felbe|falaibo|falbo
		maira lar
		^ gas leak !report|number|form|last
		mujhe|mainu|menu|hume|hamein maar|mar dega|degi|denge|dalega|daalega|deve|devega|dvega|deinge
		agun lagse|laigse|lagche|lagsey|legeche
		frica (ca) e|este la usa`},
}

// over are words that such a cry is over, or is none: "my mum will kill me" is said
// in every language.
var over = []Rule{
	{certain, "it is over or happens again and again, or is a way of speaking", `
		ammi|ami|amma|abbu|abba|mum|mummy|mother|dad|father|papa|biwi|bivi|wife|boss|teacher|ustad|parents|garmi|sardi|gorom|thanda|hashi|hasi|hansi|mortgage|rent|kiraya|bill|bills|traffic|toast|toaster|alarm
		agar|zodi|jodi|je|if
		film|drama|game|song|gaana|school|office bachao
		save|bachao|bachau paisa|paise|pani|bijli|darakht|beti|trees|money
		already|attended|monday|tuesday|wednesday|thursday|friday|saturday|sunday|was|were|been|had|yesterday|ago|last|always|keep|keeps|kept|often|usually|sometimes|week|month|year
		every day|night|week|weekend|year|time|month
		put|burnt|burned|went out`},
}

// plain are words that say by themselves what is the matter, beside the rules
// that weigh.
var plain = []Rule{
	{certain, "few words that are no answer to anything else", `
		overdose|overdosed|overdosing|drowning|seizure|unconscious
		heart attack
		chest pain|pains
		having (a) stroke|fit|seizure
		^ fire !station|engine|brigade|alarm|door|exit|pit|hydrant|lane|doors|escape
		on fire
		got|has|have|holding|with (a|the) knife|gun|machete|sword|axe
		following|chasing|attacking|raping|strangling|choking|hurting|hitting|beating|stabbing me|us|him|her
		locked me|us|in
		am|im locked|trapped|stuck (in)
		mum|mam|dad|daddy|mummy|stepdad|husband|ex|boyfriend (BE) coming|here|back !on|at|in|from
		(BE|he|she|they) will|gonna|going|wanna (to) kill me|us|her|him
		i|im|am scared|frightened|terrified !of
		touching|touches me
		please hurry|help|come|ambulance
		need (an|the) ambulance|police
		wont|not wake|waking
		cant talk|speak|breathe
		not talk|speak
		he|they|she came|come in|home|back
		gas leak
		smell gas
		not move|moving|respond|responding
		bleeding|gunshots|stabbed|shot|collapsed
		drank|drunk|swallowed bleach|poison|acid|antifreeze|petrol
		fell|fallen|jumped off|from|down|out the|a|of (the|a) roof|ladder|balcony|bridge|stairs|window
		baby|lips|face|he|she (is|are|gone|going|turning) blue
		mum|mummy|dad|daddy|he|she|nan|gran (is) (lying) on the floor
		hit|punched|strangled|raped me
		he|they|she knows|know i|im|where`},
}

// hushed are words of somebody who must not be heard or seen to write.
var hushed = []Rule{
	{certain, "somebody must not be heard", `
		dad|daddy|stepdad|he|husband|boyfriend|partner|ex|mum|uncle|brother|they (BE) coming (back) up|upstairs|home|in|back
		^ dad|daddy|stepdad (BE) coming !to|on|from|over|tomorrow|later|with
		coming|climbing up the stairs
		(he|they|she) knows|know i|im|am|who|what (am) texting|messaging|writing|telling|told
		he|they|she|dad|mum will|can|might|is|ll hear|see|find|reading|watching me|this|out|my|it
		dont|do not|never text|reply|message|call|ring|write|phone back|me|to|here !before|after|at
		he|she (BE) in the next|other|same room
		father|stepdad|he stairs|upstairs
		urca scarile
		^ tata|tatal vine|idzie
		^ abbu|abba|abu|papa|ghar aa|ara|aare|aaye
		idzie po schodach
		vine tata|sotul
		seedhiyan|sidhiyan|siriyan chadh|charh
		upre aier|airo|aira`},
}

// young are words of a child, or about what is done to one.
var young = []Rule{
	{certain, "a child writes or is meant", `
		mummy|daddy|mommy
		my uncle|stepdad|stepfather|dad|grandad|teacher|coach|brother|cousin (BE) touches|touched|touching (me|my)
		my dad|mum|mam|stepdad|daddy|mummy (BE) hits|hitting|hurts|hurting|beats|beating|killing|attacking|strangling|kicking|punching|choking (me|my|our) (mum|dad|mummy|daddy|sister|brother|me)
		^ mum|mam|dad|mama (BE) asleep|sleeping|lying|gone|left|not|wont|hurting|hitting|beating|coming|drunk
		^ dad|mum|stepdad|daddy|mummy (BE) coming|hitting|beating|hurting|screaming
		^ mum|dad left|leaves me|us
		mum|dad|mam|mama|amma|ammi (BE) (asleep|sleeping) (and) (she|he) wont|not|cant (get|be) wake|waking|up
		i|im|am home|house alone
		alone|own and (BE) (so|i) (BE) scared|frightened
		mama doarme|spi|bate
		tata|tatal|tatus bije|bate|urca|idzie|vine|o|loveste
		abba|abbu|abu aa|amma|ammi|ammu|seedhiyan|upre|amare|mujhe|mujhko
		amma|ammi|ammu|mama ghumar|so|uth|gumar|ghumer
		امی|ابو سو|اٹھ|سیڑھیاں|مار
		ابو امی
		আব্বা|বাবা আম্মাকে|মাকে|সিঁড়ি|উঠছে|মারছে
		মা|আম্মা|আম্মু ঘুমাচ্ছে|ঘুমায়|উঠছে|উঠে
		ਮੰਮੀ|ਡੈਡੀ|ਪਾਪਾ ਉੱਠ|ਪੌੜੀਆਂ|ਮੰਮੀ|ਮਾਰ
		પપ્પા|મમ્મી સીડી|ઉઠતી|મમ્મીને|મને|મારે|ઉઠતા`},
}

// misused are words of a child with whom an adult does what is not to be done.
var misused = []Rule{
	{certain, "a child is touched", `
		my uncle|stepdad|stepfather|dad|daddy|grandad|teacher|tutor|coach|imam|cousin (BE) touches|touching (me|my) !base
		^ uncle|stepfather (me|my) touching
		my stepdad|stepfather|uncle|dad|daddy|brother|grandad|cousin (keeps|always) comes|coming|gets|getting in|into|to (to) my|the (room|bed|bedroom) (at|when|every)`},
}

// asleep are words of somebody who can't be woken, which sound like those of one
// who doesn't want to wake.
var asleep = []Rule{
	{certain, "somebody can't be woken", `
		ONE|mummy|mama|daddy|nan|gran|baby (BE) (asleep|sleeping) (and) (she|he) wont|cant|not|doesnt|isnt (be|get|want) wake|waking|woken
		^ wont|not|cant wake|waking
		coming|climbing|going up the stairs
		ਪੌੜੀਆਂ ਚੜ੍ਹ`},
}

// Speech is what a message says in so many words, beside how danger is weighed.
type Speech struct {
	Despair bool // somebody doesn't want to live
	Cry     bool // somebody is in danger now, which the score may not know
	Plain   bool // the words are a cry by themselves, and no answer to a question
	Hushed  bool // whoever writes must not be heard or seen
	Young   bool // a child writes, or is the one in danger
	Misused bool // a child is touched by an adult
	Asleep  bool // somebody can't be woken: no despair
}

// mostWeary is how many words a message has at most in which weariness counts.
const mostWeary = 7

// spoken are the rules of Speech, one bit each, compiled once.
var spoken = sync.OnceValue(func() *Rules {
	var all []Rule
	for _, group := range [][]Rule{dying, weary, crying, over, plain, hushed, young, asleep, misused} {
		all = append(all, group...)
	}
	return compile(append(all, nobody), classes)
})

// Hear tells what a message says in so many words. met is what it meets of the
// rules that weigh. Short messages are easily taken for another language, so
// that the words are also read as English.
func (r *Rules) Hear(message words.Message, met Met) Speech {
	const said, denied, tired, cried, past, bare, quiet, child, sleeps, used = 1, 2, 4, 8, 16, 32, 64, 128, 256, 512
	rules := spoken()
	heard := rules.Met(message)
	if message.Language != "en" {
		message.English = message.Tokens
		heard |= rules.Met(message)
	}
	alarm, _ := r.split(met)
	speech := Speech{
		Despair: heard&denied == 0 && (heard&said != 0 || heard&tired != 0 && count(message.Tokens) <= mostWeary),
		Cry:     heard&cried != 0 && heard&past == 0,
		Hushed:  heard&quiet != 0,
		Young:   heard&child != 0,
		Asleep:  heard&sleeps != 0,
		Misused: heard&used != 0,
	}
	speech.Plain = speech.Despair || speech.Cry || speech.Hushed || alarm >= strong || heard&bare != 0
	return speech
}

func count(tokens []words.Token) int {
	n := 0
	for _, token := range tokens {
		if token.Kind == words.Word {
			n++
		}
	}
	return n
}
