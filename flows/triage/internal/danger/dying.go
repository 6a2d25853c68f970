package danger

// dying are the ways to say that somebody no longer wants to live. Nobody need be
// dying at this minute, so the score of danger is not moved by them; but whoever
// reads such words says where help is before anything else.
var dying = []Rule{
	{certain, "somebody does not want to live", `
		want|wants|wanted|wanting|wanna|wish|wishes|ready|rather (to) (just) (be) die|dead !of|for|from|laughing|in|at
		want|wants|wanna|thinking|think|thinks|thought|thoughts|feel|feels|feeling|urge|threatening|threatens|threatened|plan|planning|plans|trying|talking|talks (to|of|about|like) kill|killing|hang|hanging|drown|drowning|harm|harming|hurt|hurting|cut|cutting|stab|shoot myself|himself|herself|themselves|themself
		kill|killing myself
		suicidal
		suicide !bomb|bomber|bombers|bombing|vest|squad|pact|prevention|awareness|rate|rates
		wish|wished|wishes i|he|she was|were dead
		wish|wished|wishes i|he|she was|were (not|never) (been) born|alive
		better|be off dead
		better off without me
		not want|wants|wanna (to) (be) live|exist|alive !in|at|here|with|near|next|on|there|like|by|under|above|below|around|beside|opposite
		not want|wants|wanna (to) be here any|anymore|no|nomore
		not want|wants|wanna (to) (ever) wake up
		end|ending|take|taking|ended my|his|her|their (own) life|lives
		end|ending it all
		want|wants|wanna|gonna (to) end it !with|now|today
		not worth living
		no|any|a reason|point (to|in|of) (me) (to) live|living|going (on) !here|there|in|with
		nothing (left) to live for
		want|wanna|wants (to) (just) disappear|vanish !from|for|in|when|after
		enough|tired|sick|done|finished (of|with) (my|this) life|living|existing !in|here|there|with|next|like|near|on|by|under|above|below|beside|opposite|like|around|among
		nobody|noone|one would|will|wud|ll (even|ever) miss me
		nobody|noone|one would|will|wud (even|ever) notice|care|mind if i|im (was|were|am|just|had) (just) gone|dead|died|die|disappeared|disappear|vanished
		gonna|going|wanna|want|might (to) kms
		^ kms !away|from|an|per|of|on
		topping|top|unalive|unaliving|unalived myself|himself|herself !up
		gonna|wanna|going|want (to) off myself
		keep|keeps|started|been|am hurting|harming|cutting|burning myself|herself|himself !on|at|in|with|because|when|carrying|trying|lifting|opening
		i|wanna|to|been|am|keep (want|need) (to) self harm|harming
		life|lifes (is|isnt) (not) worth (it|living)
		life|lifes (is) (not) worth (it|living)
		got|have nothing left !to|in|on|but|for|after|of|now|at|from|over|behind
		see a|any|no way out !of|for|from|by
		sleep|asleep (and) (just|to) not|never (want|to) wake (up)
		hope|hoping|wish|pray|praying (that) (i) (just) (do) not|never|wont|dont (to) wake
		goodbye|goodbyes everyone|everybody|all|world|mum|forever|cruel|kids
		^ goodbye !all|to|for|party|card|bus
		taken|took|swallowed|swallow|necked|downed|taking|eaten all|loads|lots|load|whole|too|box|packet|bottle|many|every|overdose (of|many|box|packet|bottle|my|the|these|of) (of|my|the|his|her|these) PILLS
		taken|took|swallowed|eaten (a|the) (whole|full|entire) packet|box|bottle|strip (of) (my|the) PILLS
		taken|took|taking (an|a) overdose
		not make it through tonight|night
		make it through tonight|the (night) !shift
		easier|better|happier|fine|relieved (off) if i was|were|am|wasnt|werent|wasn (not) around|here|gone|dead !today|yesterday
		the|this|all pain to stop|end|go
		written|wrote|writing my letters|goodbyes|goodbye|note !to|for
		not see a|any future !for|in|of
		cares|care|bothered|matter|matters if|whether i live|lived|die|died
		i am|feel|just (like|just|such|only|nothing|am) (a|but) (a) burden
		chce mi sie zyc
		chce umrzec|zniknac
		nie chce (juz) tu byc|zyc
		lepiej zeby|gdyby|by|beze (mnie) (nie|mnie) bylo|mnie|zyl|zyla
		chce|chcialbym|chcialabym (to|ze) (soba) skonczyc (ze) !prace|sprawe|szkole
		nikt (by) (mnie) nie zauwazyl|zauwazy|zatesknil|zateskni
		vreau sa dispar !din|de
		mai bine fara mine
		nimeni nu (mi) (ar|va|o) (sa) duce|simte|simti (mi) dorul|lipsa
		iau|luat|inghitit|inghit toate pastilele|medicamentele|tabletele
		jeene|jine|jeenay ka dil|mann|man
		jeen|jeun da koi|dil|mann
		zehar|zeher|zahar kha|pee|pi lunga|lungi|liya|leta|leti|loonga
		thak gaya|gayi (hun|hoon|hu) zindagi
		gole|gola|golay|golat dori|dorhi|fash|fasi|phansi dimu|ditam|dibo|ditasi|laga
		bachar|basar|bachte|baste (ar) mon|icca|iccha
		গলায় দড়ি|ফাঁস|ফাঁসি
		জীবন রাখতে
		ਜੀਣ|ਜਿਊਣ ਦਾ
		જીવવાની ઇચ્છા|ઈચ્છા નથી
		جینے کا دل
		dosc|dosyc (tego|mojego) zycia
		nie mam (juz) (po) (co|dla) (co|kogo|czego|sily|sil) zyc
		jutro (juz) mnie (juz) nie bedzie
		zegnajcie
		zabije sie
		tne sie
		skocze z|pod
		nu (mai) vreau sa (mai) traiesc
		saturat|satul|satula de|the viata
		maine nu (voi|o|am) (sa) (mai) (fi|fiu|exist|aici)
		ma sinucid|omor
		arunc de|the pe|la|in !gunoi|gunoiul
		imi iau viata|zilele
		jeena|jina|jeene|jine|jeeni|jeena nahi|nahin|nai|nhi|ni
		marna|marne|marnaa|mrna chahta|chahti|chahunda|chahundi|chahta|chaahta|chahda|chahdi|chahna
		mujhe|mainu|mainnu|menu|muje marna|mrna hai|a|ae|hain
		mar jana|jaana|janaa chahta|chahti|chahunda|chahundi|hai
		zindagi se|ton tang|thak
		kal main|mein|me nahi|nahin|nai rahunga|rahungi|hunga|hungi|hounga
		khudkushi|khudkhushi|khudkashi kar|karna|karni|karne|karunga|karungi|karlunga|karlungi
		morte|morto|mortam|mortham|mori chai|chay|chaai|saai|sai
		more|mori|moira zaimu|jaimu|zaitam|jaitam|zaiyum|jabo
		nijere|nijore|nizore|nijeke mari|maira|mairra|shesh|mere (laimu|felmu|kormu|felbo|korbo)
		basto|bastam|bachte|bachtam|bactam|baste|bachthe chai|sai na|nai|nay
		bachar|basar|bacar iccha|issa|ichcha|icca na|nai|nay
		kal|kail|kalke|kailke ami (ar) thaktam|thakmu|thakbo na|nai|nay
		মরতে চাই
		বাঁচতে|বাচতে চাই|ইচ্ছা না|নেই|করে
		বাঁচার|বাচার ইচ্ছা|ইচ্ছে নেই|নাই
		জীবন শেষ|রাখতে করে|করব|চাই
		મરવા માંગુ|માગું|માગુ|માંગું
		મરી જવું|જઉં|જવુ
		જીવવું|જીવવુ નથી
		ਜਿਊਣਾ|ਜੀਣਾ|ਜੀਉਣਾ|ਜਿਉਣਾ ਨਹੀਂ
		ਮਰਨਾ ਚਾਹੁੰਦਾ|ਚਾਹੁੰਦੀ
		مرنا چاہتا|چاہتی
		زندہ نہیں رہنا
		جینا نہیں
		خودکشی کر|کرنا|کرنے`},
	{-certain, "it is over, a way of speaking, or what is said about it in general", `
		of|from|with embarrassment|laughter|shame|boredom|laughing
		years|months|weeks ago
		last year|month
		inquest|coroner|anniversary|funeral|memorial|condolences|bereaved|bereavement
		training|course|workshop|awareness|campaign|leaflet|leaflets|charity|fundraiser|volunteer|volunteering|statistics
		film|films|movie|episode|series|documentary|song|lyrics|homework|essay|game
		not suicidal
		lyrics|book|novel|play|joke|joking|lol|lmao
		thanks|thank|cheers
		bridge|road|street|lane goodbye`},
}
