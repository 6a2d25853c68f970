package danger

// attacks are people being hurt, held or hunted at this moment.
var attacks = []Rule{
	{certain, "somebody is being attacked now", `
		THIRD BE (all) me|him|her ATTACK (on|up|at) OBJ !up|in|football|softly
		THIRD (BE) kicking|beating|smashing|laying|knocking up|in|into|lumps|the|shit (out|of|the) OBJ
		being|getting HURT
		^ ATTACK (on|up) me|us|him|her|them
		^ following|chasing|attacking|hitting me|us|her
		(has|have|just) stabbed|shot|bitten|poisoned me|him|her|my|us
		been following me|us since|from|all|for
		by the|my|her|his throat|neck|hair
		hands|hand|arm|arms|grip round|around|on my|her|his|mums throat|neck
		hands|hand|arm|belt|cord|scarf|wire (is) (round|around|on|over) MY (mouth) throat|neck|mouth
		on top of me|her|him|my
		held|holding|pinned|pinning|hold|pin OBJ down|against|to|up|hostage|under|captive
		pinned|pinning|holding OBJ up|down
		stamping|stamped|jumping (on) MY head|face
		MY|OBJ head off|on|against|into|BE (the) wall|floor|kerb|pavement|ground
		stop|stopped|stops hitting|beating|kicking|punching
		kicking|kicked|booting MY head|face
		laying|laid|piling|piled into|in OBJ
		WHO (BE) tortured|torturing
		gang|group|lot|pack|loads|# ) .. (BE) jumping|kicking|beating|attacking|stamping`},
	{certain, "just stabbed or shot", `
		WHO|have|has|is|i|just just|been|got (just|been|got) stabbed|shot|knifed|slashed|shanked|cheffed|chinged|macheted|bottled|glassed
		^ stabbed|shot|knifed|stabbing|shooting in|MY|now|outside|happening
		stabbing|shooting (BE) going|happening|in on|now|progress
		THIRD (BE) shooting !up|stars|hoops|pool|films|film|a
		shots (BE) fired
		gunshots|gunshot|gunfire
		#|two|three|four|five|several|loud shots
		heard #|a|two|three|four|some|gun|loads|loud gun|loud|of shots|shot|gunshots|bangs
		knife (is) (still) in MY back|chest|leg|stomach|side|neck`},
	{certain, "a weapon in somebody's hand", `
		THIRD (BE) (got|has|have) (a|an|his|her|their|the|this) (big|massive|long|huge|kitchen|large|proper|carving|bread|little|small|baseball|cricket|samurai|real|fake|loaded|hand|sharp|iron|metal) WEAPON !crime|bin|amnesty|arch|sharpening|club|aid|bins|factory|of
		THIRD|with|and|in BE|are|is carrying|holding|waving|swinging|pointing|brandishing|wielding|aiming|flashing|pulling|pulled (a|an|his|her|the|it|up|out|around|about) (big|massive|kitchen|large|out) WEAPON|it
		waving|swinging|pointing|pointed|brandishing|wielding|aiming|aimed|pulled|pulling|drew|holding|waves|points (a|an|his|her|the|it) (big|massive|long|kitchen|out|large) WEAPON !crime|bin
		WEAPON (BE) is|held|pressed|to|at|against|in|on|up to|at|against|on MY own|mates|sons|mums throat|neck|head|face|ribs|chest|back|stomach|hand|wrist|wrists
		with|have|has|got|carrying|using (a|an|his|their|the|his|big) (big|massive|long|kitchen|large|huge|baseball) WEAPON BE|in|at|outside|inside|and|shouting|here|threatening|by|running|walking|trying
		threatening|threatened|threatens|threaten|chasing|attacking|after|running .. (with) (a|an|the|his) WEAPON
		WHO with (a|an|big|the) (big|kitchen|massive|long|large|huge|baseball) WEAPON BE|outside|in|at|now|shouting|threatening|on|here|and
		fighting|running|walking|out with (the) WEAPON
		knife|gun|blade|machete point|out|drawn
		armed with|men|man|robbers
		armed (robbery) BE|in|going|happening
		gone to|downstairs|and get|for|got|fetch (a|the|his) WEAPON
		bomb vest|strapped
		WEAPON in|behind his|her|their|my hand|hands|back|throat`},
	{certain, "somebody is breaking in", `
		kicking|smashing|breaking|booting|bashing|hammering|forcing|prising|smashed|kicked|battering|ramming|drilling|hacking at|on|down|my|in|through|off (MY) front|back|her|patio|bathroom|bedroom|flat|kitchen|own|downstairs door|doors|window|windows in|down|through|now|off|BE
		banging|pounding|hammering|kicking|punching (on|at|and) MY (front|back|bathroom|bedroom|patio) door|doors|window|windows
		trying|try|tryna|attempting (to) get|break|kick|smash|climb|force|come|bust MY|in|into|through|down|his in|into|through|my|our|the|her|window|door|house
		trying|testing|rattling|forcing MY front|back|patio|car doors|door|handle|handles|windows|window|lock
		WHO (BE) (currently) breaking|climbing|getting|coming in|into|through|over|up (MY) (the) window|house|door|flat|shop|stairs|back|garage|home|letterbox|roof
		WHO (BE|has|have) (just) broken|broke|climbed|forced|smashed|burst|got|kicked (his|her|their) (way) in|into|through the|my|our|and
		breaking|climbing|getting in|into|through now|to MY|next|number
		someone|somebody|man|men|he|they|people|lads|burglar|burglars|intruder|stranger|person (BE) in (the|my|our|their) neighbours|back|house|kitchen|garden|flat|shop|bedroom|loft|garage|shed|home|living|hallway|stairs
		intruder|intruders|burglar|burglars BE|in|downstairs
		he|they|someone (BE) broke|broken|got|let|come|came in|into|himself and|the|through
		in (my|our) house now|right|and|with|i
		can hear him|them|someone|somebody|footsteps|movement|people|glass|it|her moving|walking|going|coming|downstairs|upstairs|on|in|outside|breaking|smashing|trying|kicking|about|creeping
		footsteps|moving|movement|noises (BE) downstairs|upstairs|loft|coming|above
		hand|arm|foot|head (BE) through (the|my) letterbox|window|catflap|door
		door (BE) not|wont|going|gonna|about|cant hold|go|give|in|splitting|cracking|coming|last
		window (BE) (just) came|gone|smashed|broke|come|through in|through`},
	{strong, "somebody is at the door or has come back", `
		he|she|they|ex|someone|man|dad|husband (BE) back|stood|standing|sat|sitting|waiting|now|right|come|came|turned (up) outside|downstairs|upstairs|inside|here|there now|again|with|shouting|banging|my|and|waiting|trying|looking
		he|they|she|ex|someone|somebody|lads (BE) back|stood|standing|sat|now at|in|by|outside|on|round the|my|our front|back|bedroom|kitchen|car door|window|garden|gate|drive|stairs|landing|hall|bushes|doorstep|side|letterbox
		he|they|she is|are|has|have coming|come|on|way back|here|up|home|way|round|upstairs
		^ he|they BE back|here|outside|inside|downstairs|in|coming
		at|by|outside|on|in the|my|our front|back|door|window|garden again|now|with|shouting|banging
		he|they|she|ex is|are|has|have found|finding me|us|where
		coming up|down|towards|through|after|for the|me|us|my stairs|now|street|path
		found me|us please|help|now
		he (BE) looking for me|us|her`},
	{certain, "somebody is being followed or hunted", `
		THIRD BE|keeps|been|car following|follows|chasing|chases|hunting|stalking|tailing|circling|surrounding|cornering|cornered|chased (behind) me|us|her|him|them|my|a|someone|this|MY
		car|van|bloke|man|guy following me|us
		being|getting followed|chased|hunted|circled|watched
		running|run|runs|ran|coming|going|come after me|him|her|us|a|my|this|someone with|boy|lad|girl|kid|now|son
		(got|have|has) me|him|her|us|them|my|a|this (BE) (all) surrounded|cornered|trapped|boxed
		surrounded (by) me|him|us|lads|men|them|about|#
		cornered|boxed|blocked me|us|him|her|in
		still following|behind|there|chasing|after`},
	{certain, "somebody is held or taken away", `
		locked|locks|locking|shut|barricaded me|us|him|her|them|myself|himself|my|the kids|son|daughter|mum|sister|door|family|doors|baby|in|from|and|daughter in|inside|out|outside|up|and|from|with|he
		(are|am|is|been|being|got) (still) locked|shut in|inside the|a|my|here|with|shed|room
		wont|will|not|refusing|refuses|isnt let|letting|to let|me|us|him|her|them|my|go OBJ|mum|sister|dad|kids|children|friend|out|leave|go out|go|leave|off|up|past|home|get|from|pass
		wont let OBJ out|leave|go|up|off|past|get|phone|in
		wont stop|pull (the|over) car|and|van
		child lock|locks
		taken|took|takes|has|got|hid|hidden MY|all|the keys|passport|phone|shoes and|so|off|he|is
		being|been held|kept|imprisoned against|captive|hostage|prisoner|in|here|by
		held|kept|keeping captive|hostage|prisoner
		hostage BE|situation)|hostages
		held|taken|holding|got|taking OBJ|mum|dad|staff|people|them|someone (BE) hostage|captive|prisoner
		tied|taped|chained|handcuffed|gagged me|him|her|us|them|up|to|my|down|with
		kidnapped|abducted|kidnapping|abducting|kidnap|snatched me|him|her|us|a|my|the|now|by|from
		dragging|dragged|forced|forcing|bundled|bundling|pulled|pulling|pushed|pushing|shoved|put|putting|grabbed|threw|threw|throwing|chucked|drag|pull|force|got|pulls|stuffed|carried OBJ|girl|boy|woman|lad|man|kid|daughter|son|sister|someone|somebody|cousin|a|the|him girl|boy|woman|lad|man|kid|by|lady|teenager in|into|inside|out|off (of|the|a|to|his|their) (back|silver|black|white|blue|red|grey|old|dark|of) VEHICLE|alley|bushes|woods
		driving|driven|drove|drives|taking|taken|took|takes me|her|us|him|them|my|off|away sister|daughter|son|off|away|with|somewhere|mum off|away|with|somewhere|in|against to|me|i|him|her|her|the|a|us|town|it
		wrong way|turn and|he|hes|wont
		(i|we) do not know where|wher (i|we|he|they|this) am|are|is|taking|were
		took|taken|grabbed|snatched MY cousin|son|daughter|sister|brother|baby|child|friend|kids|girl|boy|little|mate
		grabbed|snatched|taken|took (a|my|the|her) (little|young|baby) CHILD
		man|bloke|men|someone (BE) (just) grabbed|taken|took|snatched|gone (off|with|and|a|my) my|the|a|with|kid|girl|child|baby
		in the boot`},
	{strong, "taken to be married or sold", `
		flight|plane|airport|heathrow|gatwick|boarding|stansted .. now|today|tonight|marry|married|forced|want|uncle|against|tomorrow|cousin|morning
		marry|married|marriage|wedding|nikah|rukhsati .. tonight|today|airport|flight|land|forcing|tomorrow
		airport|flight|plane .. marry|married|marriage|wedding
		flying|sending|fly|send|taking OBJ out|abroad|back|to|away at|to|today|tonight|now|pakistan|bangladesh|india|romania|tomorrow|#
		forcing|forced|making|make OBJ sister|to (to) marry|get|sign|swallow|sleep|have|take|do|go
		not want to marry
		men (BE) coming tonight|now|to
		trafficked|trafficking BE|now`},
	{strong, "a threat to kill that is near", `
		going|gunna|gonna|about|trying|wants|want|will|gona to kill|murder|stab|shoot|burn|slash|drown|strangle|rape|hurt|finish|cut|bury|batter|blow|poison me|us|him|her|them|everyone|everybody|himself|herself|myself|my|the|someone|somebody|people|his|you
		says|saying|said|screaming|shouting|texted|told|swear|swears|threatening .. kill|murder|stab|shoot|burn|slash|hurt|rape|dead|die|petrol|acid
		he|they|she|will|going will|to|is|are kill me|us|her|him|them|my|everyone|everybody|himself|herself
		kill me|us|her|him|everyone|everybody|them|you|all|the tonight|now|today|when|if|all|and|kids
		threatening|threatened|threatens to|me|us|my|him|her|people|everyone|staff kill|stab|burn|hurt|shoot|with|jump|set
		petrol|lighter|acid|matches BE|can|in|through|all|over|everywhere|and|poured
		poured|pouring|pours|doused|dousing|soaked|covered MY|in|something|with|the|himself|herself|us|me|it in|with|petrol|on|through|over
		on|heading|coming|driving (his|their|her) way here|over|round|with|to|now
		when|once|if he|they|the gets|get|finds|find|wake|wakes|comes|kids|sees .. kill|dead|finish|hurt|hit
		not safe tonight|now|here|in|and`},
	{strong, "robbery or fight going on", `
		robbing|robbery|mugging|raid|raiding|burgling|looting|carjacking BE|me|the|a|in|now|someone|going|my|him|her|us on|now|right|progress|shop|shopkeeper
		being|getting robbed|mugged|raided|burgled|looted|carjacked
		fight|fighting|brawl|riot|fights|scrap BE|in|outside|going|kicking|with|now|at|broken|breaking on|off|now|out|right|with|knives|the
		WHO (BE) (all|still) fighting|brawling|scrapping
		balaclava|balaclavas|masked|masks|ballies|bally|masks BE|on|men|lads|just|in|and|with|have|got
		trying|tryna|attempting to stab|rape|drown|strangle|kidnap|snatch|grab|drag|rob|hurt|kill|run|drive|take|hit|burn|attack OBJ|a|the|someone|people|me|up|over
		driving|drove|drives|ploughed|ramming|rammed|rams into|at|straight|towards|through|my|on|over people|the|crowd|us|me|him|pavement|car|someone|crowds
		acid|ammonia in|on|over his|her|my|their face|eyes
		threw|thrown|throwing|squirted|sprayed|chucked acid|liquid|something|ammonia|bleach|boiling|petrol|a .. face|eyes|her|him|me|at|over|on
		smashing|smashed|trashing|wrecking up|the|MY|everything house|flat|place|shop|windows|room|everything|car|up
		hitting|beating|punching|strangling|kicking me|her|him|us|mum
		choking me|her|him
		hit|beat|punched|strangled|choked|kicked|headbutted me|her|him|us again|now|tonight|just
		kicking|kicked|kicks off now|again|in|and|with
		raped|assaulted|attacked me|her|him|just|tonight|now|and
		just been|got raped|attacked|assaulted|robbed|mugged|jumped|beaten|hit|punched|kicked|hurt`},
	{strong, "screams for help", `
		screaming|shouting|screams|crying|calling|yelling|begging|banging|scream|shout|screamed|pleading for|and|out|him|her|to|no|stop|get help|stop|no|off|my|him|please|her|me|life|mercy|name|get|dont
		screaming|screams|scream|shouting|crying|smashing|thuds|banging BE|from|coming|next|through|upstairs|and|now|in now|next|then|gone|stopped|through|woman|upstairs|a|the now|gone|stopped|door|wall|quiet|silent|nothing|silence|flat
		stopped screaming|crying|shouting|making|moving|talking|answering|kicking
		gone|went|got quiet|silent|all now|quiet|and|silent
		help|stop me|stop|help help|stop|please`},
}
