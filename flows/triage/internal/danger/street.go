package danger

// streets are what reports about the state of a street speak of. What is broken
// may be dangerous ("someone will be killed"), but nobody is in danger of their
// life at this minute, unless an alarm or what was learnt says so strongly. Most
// of what the service is sent is like that.
var streets = []Rule{
	{-5.5, "the state of a street", `
		pothole|potholes|potholed
		pot hole|holes
		street|lamp light|lights|lamp|lamps|lighting|post|posts|column|columns
		streetlight|streetlights|streetlamp|streetlamps|lamppost|lampposts|lamp|bollard|bollards
		light|lights|lighting|lamp (is|are|has|column|number) (been) out|off|not|on|flickering|flashing|broken|unlit|buzzing|working|#
		wheelie|recycling|refuse|litter|garbage|trash|landfill
		hedge|hedges|branch|branches|brambles|overgrown|weeds|vegetation|verge|verges|knotweed|ivy|roots|stump|shrubs|nettles
		drain|drains|gully|gullies|gulley|manhole|manholes|sewer|sewage|culvert|gutter|gutters|drainage|grate|hydrant|cover
		pavement|pavements|paving|slab|slabs|kerb|kerbs|kerbstone|footpath|footpaths|footway|tarmac|cobbles|flagstone|bridleway|cycleway|towpath|alleyway|carriageway|resurfacing|surface|sidewalk|curb
		fly tipping|tip|tipped|tippers|posting|poster|posters
		flytip|flytipping|tipping|dumped|dumping|tyres|asbestos
		signs|signpost|signage|nameplate
		traffic light|lights|signal|signals|island|calming|cones|wardens
		zebra|pelican|puffin|pedestrian crossing|crossings
		crossing patrol|button|lights|timer|beacon
		signals|beacon|beacons
		graffiti|tagging|vandalised|vandalism|sprayed|spray
		dead animal|fox|cat|badger|pigeon|bird|rat|deer|swan|hedgehog|squirrel|rats
		abandoned|untaxed|derelict
		burnt|nuisance out|vehicle|vehicles|car|cars|van|bike|moped|building|bikes|scooters
		parking
		parked|parks on|across|over|illegally|badly
		dog|dogs mess|poo|poos|fouling|dirt|waste|barking|barks|bark
		fouling|poo|faeces|urine|excrement
		water|burst leak|leaking|main|mains|pipe|pipes|meter
		leak|leaking|leaks|stagnant|flooded|flooding|puddle|puddles
		standing water
		road|white|yellow|lane markings|marking|lines|line|paint|works|surface|sweeper
		roadworks|roadwork|zigzags|cones|cone|gritting|grit|gritted|icy
		bus lane|timetable|service|shelters
		benches|seesaw|roundabout|fencing
		needles|syringes|syringe|sharps|condoms|canisters
		cable|cables|wires|wiring|telegraph|pole|pylon (is|are) hanging|exposed|down|loose|low|pole
		substation
		scaffolding|scaffold|cladding|slates|tiles|chimney|gable|masonry
		trip hazard
		banks|doorstep|sandbags|gardens
		library|cinema|church|shop|school roof|wall|gutter|tile|tiles
		tile|plaster|facade|chunk|panels|grille|screws
		chemicals|oil|diesel|paint|grease down|in|on|into|spilt|spilled
		stinking|stench|odour|maggots|flies
		derelict|vacant|boarded
		ceiling (is|has) leak|leaking|stain|stained|dripping
		landlord wont|will|not
		fumes|idling|exhausts|pollution|cadent
		gas leak|smell|works|comes
		smell|smells (of) gas|burning|petrol|smoke|damp|drains|sewage|weed|death
		snapped|chippings|rut|ruts|bumps|bump|ramp|ramps|camber|potholed|ironwork|grid|sunk|dip|footbridge|subway|underpass|railings|handrail
		sharp (piece|bit|bits|of) metal|edge|edges|glass|stones
		sticking|poking out|up (of|from) (the|a) railings|ground|pavement|wall|fence|kerb|grass|road|post|bench
		burst (water|gas|hot) pipe|pipes|main|mains
		electric|electrical|electricity box|boxes|cabinet|substation|pole
		crossing|crossings|lights|light turn|turns|timer|button|at|red|green|phase|sequence|is|not
		lights|crossing .. red|green
		timings|gridlock|congestion|diversion|closure
		stray|loose dog|dogs|horse|horses|cattle|sheep|animal|animals
		netting|guttering|noticeboard
		junction box
		streetlighting|unlit|flickering|illuminated
		council|residents|highways|contractor|contractors|enforcement|warden|wardens|planning
		stopcock|standpipe|culverts
		cctv|camera|cameras|timetable
		scooters|scooter|ebikes|trolley|trolleys
		lift|lifts (is|are|has) (been) out|broken|not|stuck
		hazard|hazards|hazardous|dangerous|unsafe|slippery|lethal
		speeding|racers|speeders|ratrun|hgv|hgvs|visibility
		encampment|tents|travellers
		pests|rats|mice|cockroaches|wasps|wasp|bees|pigeons|infestation|mould|damp
		hot water|heating|boiler|landlord|radiator
		cracks|subsidence|sinkhole|sunken|raised|uneven|wobbly
		missing|broken|smashed|damaged|faded|blocked sign|glass|window|lid|cover|slab|bench|fence|swing|light|wall|gate|kerb|drain|path|lamp|windows`},
	{-2, "words that reports of streets share with others", `
		bin|bins|rubbish|skip|skips|bags|sign|plate
		tree|trees|bush|bushes|grass|leaves
		mattress|mattresses|sofa|fridge|freezer|settee|carpet|rubble|tipped|dump
		lines|barriers|trench|salt|ice|snow|crack|cracked|sinking|hole|holes|loose
		bus stop|shelter|stops
		park|parked in|at|cars
		noise|noisy|loud|barking|music|drilling
		bench|playground|swings|toilets|allotment|allotments|fountain
		smell|smells|queue|queues|closed|dark|meter|tap|reservoir|tent|caravans
		boarding|hoarding|cabinet|tiles|chunk|lump|panel|lid|nails`},
	{-2.5, "asks for a repair or says since when", `
		please|can|could|needs|need|requires|require|you you|it|to|someone|be|the|council|they repair|repaired|fix|fixed|remove|removed|replace|replaced|clear|cleared|clean|cleaned|cut|trim|trimmed|empty|emptied|collect|collected|sweep|swept|repaint|repainted|resurface|resurfaced|grit|gritted|paint|painted|install|inspect|attention|filling|emptying|cleaning|trimming|removing|sorting|repairing|replacing|clearing|attention|tow|towed|secured|moved
		need|needs|needed|want repair|repairing|fixing|cutting|clearing|replacing|cleaning|attention|removing|emptying|painting|filling|pruning|sweeping
		reported|reporting|report this|it|before|several|to|many|twice|a|numerous|by|last|number before|times|twice|already|to|weeks|months|council|#
		for|over|been the|a|like|there|about|several|some|past|last|more|out|many|this than weeks|months|years|days|week|month|year|ages|a
		(has|have) been there|out|like|reported|left|parked|blocked|broken|dumped|off|missing|leaking
		not (been) collected|emptied|working|lit|repaired|cleared|swept|gritted|cleaned|cut|maintained|fixed
		outside|opposite|near|junction|corner|entrance of|no|number|house|#|to|with #|of|the|no|number
		trip|tripped|tripping|slipped|tripped|slip|stumbled over|on|and|hazard|up
		wheelchair|pushchair|buggy|pram|prams|buggies|pushchairs|mobility users|user|cant|scooter|cannot|to|into|in
		near miss|misses
		nearly|almost|narrowly hit|got|fell|went|tripped|been|came|had|drove|missed|knocked
		eyesore|disgusting|disgrace|disgraceful|unsightly|filthy|smelly|stinks|smells`},
}

// nobody is met by messages that speak of no person and of no body: the state
// of things. It has no patterns; Met looks for the words of a class.
var nobody = Rule{Weight: -5, Reason: "nobody is spoken of"}
