package triage

import (
	"slices"
	"testing"

	"yousaid/flows"
)

// TestDespairInManyWords reads ways of saying that life is too much: each brings
// those who listen, however sure the danger is.
func TestDespairInManyWords(t *testing.T) {
	for _, text := range []string{
		"whats the point anymore", "what is the point in anything", "i wont be here tomorrow", "nobody would miss me",
		"no one would notice if i was gone", "goodbye", "goodbye everyone", "i cant do this anymore", "i cant take it anymore",
		"i dont want to be here", "i want to disappear", "everyone would be better off without me", "i wish i was never born",
		"i just want to sleep and not wake up", "i hope i dont wake up", "ive had enough of living", "im done with life",
		"ive taken all my tablets", "took a whole packet of paracetamol", "i keep hurting myself", "i want to self harm",
		"thinking of topping myself", "gonna kms", "kms", "i wanna unalive myself", "life isnt worth it", "i have nothing left",
		"cant cope no more", "i cant go on", "im on the bridge over the m1",
		"i dont think ill make it through tonight", "everything would be easier if i wasnt around", "i just want the pain to stop", "ive written my letters",
		"nothing matters anymore", "i dont see a future", "no one cares if i live or die", "im a burden to everyone", "took a full bottle of tablets",
		"nie chce juz tu byc", "lepiej zeby mnie nie bylo", "chce ze soba skonczyc", "nikt by nie zauwazyl", "vreau sa dispar", "ar fi mai bine fara mine",
		"nimeni nu mi-ar duce dorul", "iau toate pastilele", "mera jeene ka dil nahi karta", "main thak gaya hun zindagi se", "main zehar kha lunga",
		"ami gole dori dimu", "ar bachar mon chay na", "মুই গলায় দড়ি দেব", "ਮੈਨੂੰ ਜੀਣ ਦਾ ਕੋਈ ਸ਼ੌਂਕ ਨਹੀਂ", "મને જીવવાની ઇચ્છા નથી", "میرا جینے کا دل نہیں کرتا",
		"mam dość życia", "nie mam po co zyc", "jutro mnie nie bedzie", "żegnajcie", "tne sie", "nie chce mi sie zyc",
		"nu vreau sa mai traiesc", "m-am saturat de viata", "maine nu voi mai fi", "ma sinucid", "adio", "nu mai pot",
		"zindagi se tang aa gaya hun", "mar jana chahta hun", "mujhe marna hai", "kal main nahi rahunga", "main marna chahunda", "mainu marna hai",
		"ami more zaimu", "ami nijere mari laimu", "kal ami thaktam nay", "amar ar bachar iccha nai",
		"আমার বাঁচার ইচ্ছা নেই", "আমি মরতে চাই", "મારે મરી જવું છે", "મારે જીવવું નથી", "ਮੈਂ ਜਿਊਣਾ ਨਹੀਂ ਚਾਹੁੰਦੀ", "مجھے زندہ نہیں رہنا",
	} {
		read := Read(text, noon)
		if read.Danger == flows.NoDanger || !slices.Contains(read.Needs, flows.NeedDespair) {
			t.Errorf("%q: danger %d, needs %v", text, read.Danger, read.Needs)
		}
	}
}

// TestNoDespairInOrdinaryWords reads words that only look like it.
func TestNoDespairInOrdinaryWords(t *testing.T) {
	for _, text := range []string{
		"im dying to know", "starving", "these bins are killing me", "burn your office down", "whats the point of this", "whats the point of reporting it",
		"ok bye", "im tired of living next to this noise", "we have had enough of living in fear of these dogs",
		"i cant take the noise from number 12 anymore it goes on every single night", "it is 20 kms away", "can you top up my card",
		"want to get away from here", "i have nothing left after the bills", "i cut myself on the broken glass in the park",
		"there is no point to the new bins", "do i still get an answer", "life in this town is fine", "we need the drilling to stop", "nothing matters more than the kids",
		"the house would be better if i was here today", "i want to end the contract", "wrote my letter to the council", "chce skonczyc prace", "vreau sa dispara gunoiul",
	} {
		if read := Read(text, noon); slices.Contains(read.Needs, flows.NeedDespair) && read.Danger != flows.NoDanger {
			t.Errorf("%q: danger %d, needs %v", text, read.Danger, read.Needs)
		}
	}
}

// TestPlainDanger reads a few words each: a cry is one whatever was asked, and
// an answer is none.
func TestPlainDanger(t *testing.T) {
	for _, text := range []string{
		"hes coming", "hes here", "he is outside", "im hiding", "he collapsed", "she drank bleach", "he fell off the roof", "baby is blue", "mummy is on the floor", "house on fire", "fire", "smoke everywhere", "bin shed on fire",
		"not breathing", "overdose", "help me", "mum wont wake", "cant talk", "dad is coming", "he will kill me", "heart attack", "theyre fighting",
		"pomocy", "ratunku", "pali sie", "on tu jest", "ma noz", "nie oddycha", "przedawkowal", "ajutor", "foc", "nu respira", "are cutit", "supradoza",
		"bachao", "aag lag gayi", "wo mujhe maar dega", "agun lagse", "ghoro agun lagse", "amare mari laibo", "amare maira lar amar jamai bachao",
	} {
		if read := Read(text, noon); read.Danger == flows.NoDanger || !read.Plain {
			t.Errorf("%q: danger %d, plain %v", text, read.Danger, read.Plain)
		}
	}
	for _, text := range []string{
		"on the bridge", "under the bridge", "on the roof", "outside the shop", "at my house", "now", "right now", "call me", "send", "i dont have it",
		"he is loud", "my mum", "the kids", "its here", "im done", "im sorry", "outside", "in the house", "show me", "fire station", "im home",
		"bin shed on fire last week", "ammi mujhe maar degi agar late hui",
	} {
		if read := Read(text, noon); read.Plain {
			t.Errorf("%q: plain, danger %d, needs %v", text, read.Danger, read.Needs)
		}
	}
}

// TestChildrenAndSilence reads what children write, and who must not be heard.
func TestChildrenAndSilence(t *testing.T) {
	for text, want := range map[string][]flows.Need{
		"mum is asleep and wont wake up":   {flows.NeedChild},
		"mummy wont wake up":               {flows.NeedChild},
		"dad is coming up the stairs":      {flows.NeedSilent, flows.NeedChild},
		"dad is coming":                    {flows.NeedSilent, flows.NeedChild},
		"my uncle touches me":              {flows.NeedChild},
		"unchiul ma atinge":                nil,
		"tata vine":                        {flows.NeedSilent, flows.NeedChild},
		"abbu aa rahe hain":                {flows.NeedSilent, flows.NeedChild},
		"mum left us and there is no food": {flows.NeedChild},
		"he knows im texting":              {flows.NeedSilent},
		"mama spi i nie chce sie obudzic":  {flows.NeedChild},
		"tata idzie po schodach":           {flows.NeedSilent, flows.NeedChild},
		"tata urca scarile":                {flows.NeedSilent, flows.NeedChild},
		"mama doarme si nu se trezeste":    {flows.NeedChild},
		"abbu seedhiyan chadh rahe hain":   {flows.NeedSilent, flows.NeedChild},
		"amma ghumar uthe na":              {flows.NeedChild},
		"abba upre aier":                   {flows.NeedSilent, flows.NeedChild},
		"ਡੈਡੀ ਪੌੜੀਆਂ ਚੜ੍ਹ ਰਿਹਾ ਹੈ": {flows.NeedSilent, flows.NeedChild},
		"પપ્પા સીડી ચડે છે":        {flows.NeedSilent, flows.NeedChild},
		"ابو سیڑھیاں چڑھ رہے ہیں":  {flows.NeedSilent, flows.NeedChild},
		"বাবা সিঁড়ি দিয়ে উঠছে":   {flows.NeedSilent, flows.NeedChild},
	} {
		read := Read(text, noon)
		if read.Danger == flows.NoDanger {
			t.Errorf("%q: no danger", text)
		}
		for _, need := range want {
			if !slices.Contains(read.Needs, need) {
				t.Errorf("%q: needs %v, not %s", text, read.Needs, need)
			}
		}
		if slices.Contains(read.Needs, flows.NeedDespair) {
			t.Errorf("%q: despair", text)
		}
	}
	for _, text := range []string{"my uncle touches me", "wujek mnie dotyka", "my stepdad comes into my room at night", "dad is coming up the stairs"} {
		if first := Read(text, noon).Themes[0].Theme; first != 2 {
			t.Errorf("%q: theme %d", text, first)
		}
	}
}
