package danger

// calms are what makes words of danger harmless: it is over, it is general, it
// is a way of speaking, it is only thought.
var calms = []Rule{
	{-1.5, "told as long past", `
		last PERIOD
		#|a|two|three|four|five|six|seven|eight|nine|ten|couple|few|several|some|many|of years|year|months|month|weeks|week|decades ago|back|since|later|on
		years|months|weeks|ages|decades ago
		in YEAR
		since YEAR
		YEAR
		in|since|back|around|before|over|during|until|from in|last|late|early|mid MONTH
		when i|he|she|we|they (was|were) a|about|only|little|young|in|at|#|growing|living|married|pregnant|kids|younger|with
		used to
		(back|was) in (the) 80s|90s|70s|60s|eighties|nineties|seventies|day|sixties|war
		as a child|kid|teenager|girl|boy|lad
		grew up
		the|an 80s|90s|70s|eighties|seventies
		(has|have|was|are|is|now) healed
		years|months|weeks|# clean|sober|free|later|on
		historic|historical|historically`},
	{-1, "told as past by days", `
		yesterday
		(the) other day|night|week|morning|evening
		#|a|two|three|four|five|six|couple|few|several|of days|nights ago|back
		on (the) DAY
		(on) DAY night|morning|evening|afternoon|gone
		last night|evening
		(at|over|all) (the) weekend
		earlier (this) week
		#|first|second|third|th of MONTH
		the #th
		an hour ago`},
	{-1.5, "it ended, nobody is in danger any more", `
		all|is|are|am|he|she|were|was|back|out|now|doing|feeling|everyone|both|i is|are|am|all|now|perfectly|absolutely fine|ok|okay|well|safe|recovering|better|sorted|recovered|unharmed now|again|today|thanks|thankfully|though|but|and|physically
		he|she|i|we|they|everyone|nobody|son|daughter is|was|are|am fine|ok|okay|safe|alright|recovering|unhurt|unharmed
		no|nobody|noone one was|is|got|were hurt|injured|harmed|there
		no injuries|damage|harm|danger|rush|hurry|proof|emergency
		not an|a|urgent emergency|urgent|danger|immediate|urgently
		is|not not (an) emergency|urgent
		they|he|she|it|but|and|i|lads all got|ran|run|left|gone|went|drove|walked|legged|cycled|scarpered away|off|home
		was|been|got|were arrested|sentenced|convicted|jailed|charged|sectioned|banned|acquitted|discharged|remanded
		on|in remand|custody|bail|jail|prison
		police|ambulance|fire|paramedics|they came|attended|dealt|brigade|were|turned|took|called|have out|came|with|already|called|and|there
		home|back from hospital|a&e|ward|prison|intensive
		dealt with
		got home|away|safe
		(been|and) she|he is|was ok|fine|okay
		nobody|no (one) was|got hurt|injured
		not urgent|serious
		but i|he|she|we|they (am|is|are) (all) ok|fine|alright|safe
		turned out
		false alarm
		never happened|reported|came|told|got|went
		survived|survivor|survivors
		is over|sorted|done
		put|was|were out by|before|quickly|now
		we left|moved|escaped|split|divorced
		i left|escaped|moved him|my|the|and|from|out
		safe|away from|at|in|with him|my|mums|refuge|sisters|now`},
	{-2, "law, memory, papers: what comes after", `
		inquest|anniversary|funeral|memorial|sentenced|sentencing|convicted|conviction|solicitor|tribunal|appeal|verdict|coroner
		in (loving) memory
		at|in|to|from the court|trial|crown
		crime|reference|incident number|ref|reference
		insurance|insurers|claim|compensation|invoice|refund
		witness statement|appeal
		injunction|restraining|non|occupation order|molestation
		probation|parole
		counselling|therapy|therapist|counsellor|ptsd|nightmares|flashbacks|trauma
		give|gave|make (a) statement
		passed|pass away
		rip|condolences|flowers|bereavement|grieving|widow
		cctv|footage|dashcam`},
	{-2, "general: how things are, not what happens", `
		round|around here|our way|area|now|its
		these|nowadays|this days
		nowadays
		knife|gun|hate|violent|drug|street crime|culture|enabled
		out of control|hand
		people|kids|lads|youths|they|everyone|boys|drivers|drugs|dealers carry|carrying|sell|drive|park|speed|hang
		sick|fed|tired of|up
		every|each|most|many year|week|month|time|weekend|friday|saturday|day|night|summer|other|single|evening|morning
		when|what will|is|are the|someone|anyone|you|council|police|going|being council|police|done|going|doing|to|do
		someone|somebody|people|child|kid|person|a is|are|will|s going|gonna|get|be|end|could|die to|be|get|up get|be|die|killed|hurt|dead|end killed|hurt|run|knocked|dead|injured|stabbed|before|soon|one
		someone|somebody|child|kid|person|pedestrian|people will|could|might|may|is|are|going going|to|get|be|end|die|seriously|one|day|end to|be|get|seriously|up killed|hurt|injured|die|dead|run|knocked|hit|electrocuted|fall|fallen|trip|crushed|seriously|stabbed
		accident|accidents|fatality|disaster|tragedy waiting|is|to|will
		waiting to happen
		one of|day these|someone|somebody|a days|will|child
		before someone|somebody|a|anyone|its|there gets|is|kid|child|dies|ends|else|too|late
		(it|just) (is) (only) a matter of|time
		rise|increase|rates in|on|for
		statistics|figures|stats
		rumour|rumours|gossip|hearsay`},
	{-2, "a question for information", `
		what|how|who|where|when|which number|do|can|is|are|would|should|many|much|long|to|does|did|happens|are|charity|age i|we|you|someone|one|a|the|number|it|people|they ring|call|report|contact|speak|tell|get|do|join|apply|donate|volunteer|find|stop|help|know|if|when|spot
		how do|would|can|could|to|should i|we|you|one|parents|someone
		how many|much|long|often|far|old|likely|serious|common
		is|are there|it|they|that|this|these a|any|an|true|legal|illegal|allowed|still|ok|normal|abuse|against|an|classed|considered|safe|dangerous|likely|being|going|law
		can|could|may|will|would i|we|you|someone|anyone|somebody|they|the please have|get|come|give|tell|send|help|do|talk|advertise|ask|explain|make|offer|put|advise|add|look|move|recommend|visit|take|run|speak|check|put|apply|be|find|pass|change|join us|a|an|me|out|to|my|the|some|more|any|into|about|in|if|from|on|round
		do|does|did|has|have|will|should you|anyone|the|we|anybody|it|people|they|council|police know|have|offer|run|do|take|get|still|help|deal|come|need|think|cover|pay|keep|accept|allow|any|provide|sell
		what is|are|does|was|were the|a|being|an|your|this|signs|it sentence|law|signs|number|plan|procedure|council|best|difference|rules|age|penalty|process|done|symptoms|legal|policy|support|point|name|mean
		what support|help|services|training|number|happens
		who do|can|should|is|deals|would|pays i|we|responsible|in|with|supports|to
		why is|are|do|does|did|was|were|didnt|cant|not|isnt|hasnt
		where can|do|is|are|would|should i|we|the|you|my|people
		any advice|leaflets|information|info on|about|for|please
		is there a group|charity|helpline|service for|that|in
		just asking|wondering|curious|wondered|want if|for|how|what|whether|to
		wondering|curious|wondered`},
	{-2.5, "only thought: what if, imagine", `
		what if
		what do|should|would|can|to i|we|you|someone|do do if|in someone|a|my|i|he|she|they|somebody|an|he|you|the|there|case
		what to do if|in|when
		if someone|somebody|anyone|a|my|he|she|they|i|one|anything|there|we ever|was|were|has|had|is|came|tries|tried|turns|turned|happens|did|should|hits|heard|saw|sees|gets|got|needs|goes to|me|up|a|ever|my
		would you|i|it|they|someone|he
		imagine|imagining|imagined
		in case of|he|she|they|anything|someone|it|i
		hypothetically|hypothetical|theoretically
		dream|dreamt|dreamed|dreams|nightmare
		pretend|pretending|pretended (to) be|shoot|fight|punch|play|dead|die|stab|they
		supposed|meant to be
		suppose|supposing`},
	{-2.5, "training, talk, volunteering, thanks", `
		aid|defib|defibrillator|cpr course|training|class|courses|machine|cabinet
		training|trained|course|courses|workshop|workshops|exercise|drill|drills|rehearsal|rehearsed|evacuation|simulation|practice|practise|demo
		volunteer|volunteering|volunteers|charity|fundraising|fundraiser|raise|donate|donation|sponsor|grant
		leaflet|leaflets|poster|posters|campaign|petition|survey|consultation|newsletter|essay|dissertation|homework|project|assignment|presentation|research|novel|article
		thank|thanks|grateful|thankyou|praise|appreciation|wellwishers you|to|for|the|so|very
		was|were|are|is brilliant|amazing|fantastic|great|lovely|wonderful|superb
		give|do|come|doing|have|like|for|want us|a|an|my|in|our|to talk|talks|assembly|speech|visit|speaker
		support|self|help|peer group|groups|line|network|helpline
		street|awareness party|week|day|month
		job|vacancy|interview|apprenticeship
		quiz|museum|exhibition|reenactment|festival|carnival|panto|nativity`},
	{-2.5, "film, game, news, football, make-believe", `
		film|films|movie|movies|episode|series|netflix|documentary|telly|tv|eastenders|corrie|soap|drama|podcast|book|books|scene|scenes|filming|filmed|filmset|props|actors
		xbox|playstation|ps5|fortnite|gta|minecraft|roblox|cod|warzone|gaming|gamer|game|games|level|zombies|nerf|laser|paintball|airsoft
		call of duty
		the|on|in news|paper|papers|radio
		facebook|nextdoor|tiktok|youtube|instagram (says|said) post|rumour|group|video|about|says|said
		football|kenilworth|hatters|goal|nil|referee|cricket|boxing|karate|wrestling|mma|judo|darts|rugby
		halloween|costume|cosplay|toy|plastic|foam|replica|inflatable
		water|fancy dress|pistol|pistols|gun|guns
		joke|joking|lol|banter|jk|prank|april
		larking|messing|mucking about|around
		escape room|murder mystery
		testing if|this|the|only|testing
		burglar|car|house|fire|smoke alarm|alarms test|testing|goes|keeps|been|beeping|chirping|kept|battery|tests|at|all|every
		bonfire|fireworks|firework night|display|again|every|all|season|being|shop|let`},
	{-1, "an animal, not a person", `
		foxes|fox|bird|birds|owl|seagull|seagulls|pigeon|pigeons|goose|swan|rats|rat|mouse|mice|wasps|bees|squirrel|spider|spiders|hamster|ducks|cat|cats`},
	{-3, "a way of speaking", `
		dying|die|died|dead|killing|kill of|with|from laughing|laughter|boredom|embarrassment|curiosity|shame|laugh|bored
		dying|die|died|dead|cracking|creased laughing
		dying for|to a|an|know|see|go|hear|try|get|meet|some
		to die for
		bus|job|back|feet|head|knees|knee|legs|noise|smell|heat|traffic|prices|wait|queue|potholes|parking|shoes|heels|cold|hayfever|commute|stairs|hill|rent|bills|cost|toothache|tooth|it|this|that|queues|bins|tax|suspense|music|hips|hip|drilling|flies|allergies|wifi|lag is|are actually|just|literally|slowly|absolutely killing|murder|murdering|slaying
		id|would|could|i kill|murder for|a|someone a|decent|some|to|coffee
		mum|dad|wife|husband|boss|missus|teacher|boyfriend|girlfriend|mother|he|she|they|gaffer|landlord will|is|going|would|gonna (to|going) kill|murder me|us if|when|for|because|i|she|he|about i|she|late|im|he|not|losing|we|forget|lose|about|finds
		is|was|absolute|bloody|pure|be|its|sheer|total murder|hell|torture|carnage|bloodbath|warzone|suicide|agony trying|to|on|getting|for|in|parking|at|down|out|the
		bath|photo|seed bomb|bombs
		like a|an bomb|war|warzone|gun|gunshot|gunshots|shotgun|explosion|morgue|grave|death|battlefield|earthquake|prison|zombie|murder|knife
		cost|costs|went|goes|go|paid a|like bomb|arm
		shoot|shot|fire me|us|you|over|off|him|her a|an|the|over|some email|message|text|link|line|mail|msg|dm
		killer heels|whale|app|instinct|queen|potholes|pothole|bees|hill|sudoku|question
		stabbing|shooting|crushing|burning pain|pains .. wallet|purse|hip|knee|back|foot|feet|legs|leg|elbow
		stab (at|in) (the|a) back|dark|heart|it
		over|only my dead body
		dead|died|dying line|lines|end|battery|phone|phones|lock|leg|heat|tree|trees|wood|good|easy|cheap|funny|slow|quiet|boring|nice|pleased|plant|plants|grass|bulb|on|keen|weight|slow|chuffed|serious|hedge|fox|cat|pigeon|badger|rat|deer|bird|swan|animal|hedgehog|squirrel|leaves|flies|fish|dog
		phone|laptop|battery|car|boiler|wifi|fridge|telly|laptop|plant|tree|grass|hedge|bulb is|has|have|battery dying|died|dead|is
		heart attack when|every|from|trying|seeing|at|looking|if|with
		nearly|almost|near had|gave|have|died|killed|gives a|me|of|with|an|laughing heart|kittens|embarrassment|stroke|fit
		had|have|having|throw|threw|threw|throwing a|kittens fit|tantrum|paddy|meltdown|wobbly about|when|because|over|at|if
		drowning|buried|swamped|suffocating|bleeding|trapped|snowed in|under|by|money|a paperwork|debt|bills|rubbish|emails|letters|washing|work|money|homework|forms|admin|litter|contract|litter|parking|leaves|a|laundry|red
		bleeding|bleed edge|heart|money|us|me|dry|radiator|radiators|cheek|hell|obvious|useless|idiots|liberty|council|bins|nightmare|dry
		freezing|bored|scared|starving|frozen|roasting|tickled|sick|worried|frightened|work|worked to death
		choke|choking|gasping|choked on|for|up the|a|fumes|my|cuppa|tea|pint|fag|drink|smoke|prices
		choking us|the|our all|road|drain|town|river
		attack|attacked|attacking of the|by|my dog|swan|goose|seagull|gulls|bees|giggles|cat|wasps
		crash|crashed|crashing on|the|my|website|out|course|app|computer|site|again|page|diet|test|dummy
		website|site|app|computer|laptop|form|page|system|portal|wifi has|keeps|is|just crashed|crashing|crash|dying|died|frozen|down|killing
		hijacked|kidnapped|hostage|ambushed|mugged|robbed|robbery by|the|of my|aliens|cat|the|a|parking|council|fairies|prices|daylight|kids
		daylight robbery
		car crash of|tv|system|interview|app
		is a car|train crash|wreck
		murdered|hammered|battered|slaughtered|destroyed|smashed|thrashed|beat|beaten|hammering them|us|by|it|#|last|in|at #|nil|three|four|five|six|at|in|on|the|to nil|#|football|match|zero
		smashed|killed|killing|nailed|aced|crushing|slaying|slayed|crushed it
		knife|bone|axe|hatchet to|through|edge pick|grind|butter|bury
		bullet|time|hair point|points|proof|train|journal|bite
		photo|film|movie|long|big|hot|dead|selfie|jab|flu|covid|booster|tequila|espresso|screen shot|shots|shoot|shooting
		fire sale|work|stick|door|doors|station|escape|exit|engine|brigade|extinguisher|extinguishers|hydrant|pit|safety|regs|assembly|risk
		the will to live
		mind|head|brain blown|exploding|explode|about|is
		scream|screaming into|inside|kids|babies|at|inwardly my|the|a|void|pillow|football|telly|tv|inside
		poison ivy|pen|rat|chalice
		rat|slug|ant|mouse|weed poison|killer
		blow|blew|blown|blowing up|my|over|his|me on|mind|balloon|balloons|balloons|bouncy|out|off|by|over|my|twitter|facebook
		punch line
		hanging basket|baskets|about|loose
		hang on|about
		jump|jumped|jumping the|a|through|queue|on|over|for|up|out|in|red queue|gun|light|lights|hoops|joy|bus|skin|shark|lights|bandwagon|puddles
		set|setting|sets off|fire|up alarm|alarms|fireworks
		fell|falling|fall|fallen in|out|off|for|asleep|over|apart|behind|through|into love|with|friends|arrears|disrepair|debt|place
		fell|falling|fall|fallen asleep|apart|behind|out
		gun metal|powder|powder|boots|dog
		jump|jumping out of my skin
		death trap|by|of|certificate|stare|row|star|wish|bed
		war zone|memorial|graves`},
}
