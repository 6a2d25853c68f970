package danger

// bodies are states of a body that cost a life within minutes or hours.
var bodies = []Rule{
	{certain, "somebody isn't breathing", `
		not (even) breathing
		stopped|stops|stop breathing
		no sign|signs (of) pulse|heartbeat
		cant (even) breathe|breath|breathing !at|for|through|since|because|in
		cant get|catch (a|any|enough|his|her|my|no) air|breath
		struggling|gasping|fighting|choking to|for breathe|breath|air
		barely|hardly breathing
		WHO (BE) gasping|suffocating
		breathing is|has|gone|sounds (gone|all) funny|weird|wrong|strange|noisy|shallow|slow|rattly|bad
		wont|will|would breathe
		WHO not breathe|breath
		doing cpr
		pulse (BE) gone
		no air`},
	{certain, "the throat is closing", `
		throat|tongue|airway|airways|windpipe (BE) (all) closing|closed|swelling|swollen|blocked|tight|tightening
		lips|tongue|face (BE) (all) swelling|swollen|puffing|ballooning up|swelling|swollen|puffed
		^ (WHO) (BE) choking
		THIRD BE choking !me|us
		choking on MY|a
		allergic reaction|shock
		anaphylaxis|anaphylactic
		epipen|epi`},
	{certain, "skin that shows no oxygen", `
		lips|face|fingers|skin|mouth|nose BE|went|turned gone|turning|going|all|a|bit|dark blue|grey|gray|purple|white
		blue|grey|gray|purple lips|face|fingers
		WHO (BE) gone|turned|turning|going|went all|a|bit|completely blue|grey|gray|purple
		gone (a|all) funny colour
		gone|turning|going blue|grey|purple`},
	{certain, "somebody can't be woken", `
		wont|cant|not|will|doesnt wake
		cant|couldnt (seem) (to) wake|rouse OBJ|MY
		not waking|moving|responding|responsive
		WHO (BE) unconscious|unresponsive|lifeless|limp|floppy|motionless
		WHO (BE) gone|went (all|and) limp|floppy|stiff|unconscious
		gone (all) limp|floppy|unresponsive
		wont come round|to
		wont|not respond|answer me|us
		WHO|has|have|is|just|got|been (has|have|is|just|got|been) passed|blacked|knocked|sparked out
		been|got|just|is knocked out|unconscious
		knocked unconscious|clean
		is|spark|lying out cold
		eyes (BE|have|gone) (MY) gone|all|up|rolled|rolling back|white|rolling|rolled|funny|glazed
		face down
		WHO (BE) (just) collapsed|slumped|unconscious|unresponsive
		^ collapsed|unconscious
		WHO (BE) lying|laying|led|lay there|still|on|in (the|my) (kitchen|bathroom|front) floor|road|pavement|ground|street
		on the floor and|not wont|not|cant|hes wake|moving|get
		wont|cant get up
		legs on the floor`},
	{certain, "bleeding that doesn't stop", `
		cant|wont|not|couldnt stop|stopping (MY) bleeding|blood|bleed
		bleeding|blood (and) (it) (is) wont|not|cant|isnt stop|stopping|stopped
		bleeding|blood .. wont|not|cant stop|stopping
		blood (BE) coming|all|going|dripping|running everywhere|pouring|pumping|gushing|spurting|squirting
		blood (coming) (out|from) all over (MY) BODY|floor|place|bathroom|kitchen|walls
		blood BE|coming (out) of|from|under MY BODY|mouth|nose|ears|ear|door
		WHO BE (all) bleeding !edge|heart|radiators
		bleeding (really) bad|badly|heavy|heavily|lots|loads|out|to|from|on|everywhere|all|head
		losing|lost (a) lot|so|loads|too of|much blood
		coughing|vomiting|throwing|spitting|puking|sicking|bringing (up) blood
		covered|drenched in (MY) blood
		pool|pools|puddle of blood
		soaked .. towels|towel|pads|sheets
		cut|cutting|slit|slashed|slit MY (own) wrists|wrist|throat|neck|arms|veins
		cut too|so deep
		bone (is) sticking|showing|coming|poking`},
	{certain, "heart and stroke", `
		chest (BE) pain|pains|tight|hurting|hurts|crushing|heavy|burning|killing
		pain|pains|tightness|crushing|pressure|tight|ache in|on|across (MY) left|chest
		WHO (BE) having a|some|another heart|stroke|seizure|fit|cardiac|asthma|miscarriage|hypo|massive
		heart (BE) stopped|racing
		cardiac arrest
		face|mouth|smile (has|is|BE) (all) (gone) dropped|drooping|droopy|droops|lopsided|wonky|slipped|sliding|fallen|numb
		one side (of) (MY) face|body|mouth
		slurring|slurred|slurs
		speech|words|talking|talk BE|has|is|coming gone|all|come|out (out) funny|slurred|wrong|gibberish|jumbled|nonsense
		cant feel|move|lift|raise MY (left|right) arm|arms|leg|legs|side|hand|face|fingers
		arm (BE) (gone) numb|dead|heavy|tingling|tingly
		stroke (BE) now`},
	{certain, "fits and poisonings of the body", `
		WHO BE|has|having (started) fitting|seizing|convulsing|shaking|jerking|twitching|foaming|frothing
		having a|another|seizures fit|fits|seizure|seizures
		seizure|fit (BE) now|lasting|not|wont stop|stopping
		foam|foaming|frothing at|from|coming (MY) mouth
		foaming|frothing
		meningitis|sepsis|septic
		rash .. glass
		glass .. rash
		WHO (BE) delirious|hypothermic|hypothermia
		blood sugar|sugars (BE) low|high|dropping
		no insulin`},
	{strong, "a body that is failing", `
		WHO (BE) (gone) really|burning grey|clammy|yellow|sweaty|dizzy|drowsy|sleepy|faint|lethargic|blue
		cant stay|keep MY (eyes) open|awake
		cant (hardly) stand|swallow up|properly|anything
		cant stop shaking|vomiting|throwing|being|coughing
		can hardly|barely stay|stand|keep|breathe|see
		WHO (BE) in so|a|terrible|awful much|lot|of|agony pain|agony
		in|into labour !party|for|council|government|government
		waters (BE) (just) broke|broken|gone
		baby|head|babys (head) (BE) coming|out|crowning|showing
		head (is) out|showing|crowning
		asthma attack
		inhaler|inhalers .. empty|not|isnt|gone|finished|run
		is|are|has|just overdosed|overdosing
		been|got|was|he|they spiked|drugged (me|her|my|and|cant)
		WHO|just|has|have collapsed|slumped|collapsing
		unconscious|unresponsive
		burned|burnt|scalded himself|herself|all|myself
		boiling water|oil
		screaming in|with pain|agony
		fallen|fell|fall (down) (MY) stairs
		WHO|is|am bleeding`},
	{certain, "poison or too many tablets, taken now", `
		(has|have|just|he|she|i|been|is) (just) took|taken|swallowed|necked|downed|taking|popped|ate|eaten|had all|loads|lots|a|too|whole|most|about|nearly|over|two|three|#|half|every|some|his|her|my|the of|load|lot|many|bunch|whole|bottle|box|packet|packets|entire (of) (MY) (dads|mums|nans|all) PILLS
		all|too|loads|handful|whole|overdose|packet|box|bottle|lots|load (of|many|the) MY|them|his|her|my (nans|dads|mums|sleeping|heart|blood|pain) (pressure) tablets|pills|paracetamol|insulin|medication|meds
		took|taken|swallowed|necked (all|the|a) (the|of|whole) lot|strip|packet|bottle
		# tablets|pills|paracetamol
		bleach|antifreeze|battery|weedkiller|detergent .. drank|swallowed|drunk|ate|eaten
		swallowed|drank|drunk|ate|eaten|drinking|swallowing|drink|necked (MY|some) whole|bottle|button (of) bleach|battery|batteries|antifreeze|poison|detergent|chemicals|weedkiller|cleaner|magnets|liquitab|capsule|pod
		taken|took|had an|a|another (massive) overdose|od
		(is|has|have|just) (he|she|they|just) overdosed|overdosing
		needle (still) in|next MY arm|leg|neck|to
		naloxone|narcan .. now|help|give|need`},
}
