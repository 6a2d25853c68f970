package danger

// accidents are fire, water, wheels, machines and children alone among them.
var accidents = []Rule{
	{certain, "a fire with people near", `
		house|flat|flats|building|kitchen|shop|car|room|bed|sofa|curtains|curtain|roof|tower|hotel|bedroom|hair|clothes|pan|chip|oven|hob|van|block|loft|mosque|church|garage|bus|sleeve|dress|caravan has|is|just|have|are (just|been) caught|set|gone|going (on) fire|alight|ablaze|up
		is|are|am|house|flat|building|kitchen|car|van|room|hair|clothes|block|shop|sleeve|bed|himself|herself on fire
		caught|catching fire
		smoke (BE) coming|pouring|everywhere|filling|filled|billowing|all|getting|seeping|under|thick out|into|under|in|through|up|thick|over|bad|stairs|down|everywhere
		full|filled|filling (of|with|up) thick|black smoke
		full of (black|thick) smoke
		full of smoke
		cant|cannot see .. smoke
		black|thick smoke
		smoke .. trapped|stuck|inside|cant|wont
		flames BE|coming|out|up|in|at|everywhere|from|are|and|through|licking|shooting
		trapped in|inside|upstairs|on|up|by|behind|under the|my|a|here|there|with|and|our|house|flat|his
		WHO is|are|am trapped
		WHO BE trapped|stuck inside|upstairs|under|underneath|in the|a|my fire|house|car|flat|well|hole|there|water|mud
		set|setting himself|herself|me|her|him|us|house|hotel|flat (on) fire|alight
		setting fire to the|my|our|a|his|her house|flat|hotel|mosque|shop|building|door|home|place|block
		burning|lit|firework|fireworks|rag|petrol .. through (the|my|our|her|his|their) letterbox|letter|window|door
		petrol|molotov bomb|bombs|cocktail BE|through|thrown|in|at
		explosion|exploded|explodes
		going to explode|blow`},
	{certain, "gas that people breathe", `
		carbon monoxide|mono
		co|carbon alarm BE|is|going|beeping|wont
		gas .. passed|dizzy|sick|sleepy|headache|faint|collapsed|unconscious|head|cant|vomiting|drowsy
		turned|turn|left|put|cut MY|the|on gas|cooker|oven|hob on|tap|taps|pipe and|all|says|wont|hes|with
		chlorine|ammonia|fumes|gas .. coughing|cant|breathe|burning|collapsed
		leak|gas .. hissing
		hissing .. gas`},
	{certain, "somebody is in the water", `
		drowning !in|my
		WHO (BE|has|went) gone|been|still|went|is|are|under|trapped (been) (under) the|a|under water|ice
		WHO (BE|gone|went) under the water|ice
		went|gone under .. not|hasnt|come|up|back
		not come|coming|came (back) up
		fell|fallen|falling|jumped|gone|slipped|swept|pushed|went|been|drifted|blown|thrown|chucked|falled in|into|through|off|over (to|the|a|in|of) (the|a) WATER|ice|weir|lock
		WHO (BE) still|stuck|out|floating|in (in) (the|a) WATER !for|park|gardens
		body|someone|somebody|man|woman|person|girl|boy|child|he|she (BE) floating|floats
		floating|floats (BE) face
		cant swim
		boat|raft|kayak|canoe|dinghy BE|has tipped|capsized|sinking|overturned|sunk|gone|over over|up
		face down in
		swept|carried away|off|down
		water|flood (BE) up|rising|over|coming to|in|my|over|fast|the|up MY|the|neck|roof|waist|chest|windows`},
	{certain, "somebody under or in a wreck or a machine", `
		trapped|stuck|pinned|crushed|caught|wedged|buried|jammed|lying|still|got|is|went|go|gone|dragged|fell|fallen under|underneath|beneath|between|in|inside a|the|MY|rubble|it back|school|bin|skip|combine|old|wheels|front|fallen|big|sand|delivery car|van|bus|lorry|train|tree|tractor|wall|truck|machine|wreck|rubble|forklift|tram|conveyor|roof|scaffolding|digger|engine|ceiling|shutter|trailer|wheels|crusher|trench|press|mower|lift|vehicle|baler|bricks|beam|mixer
		man|boy|girl|woman|child|farmer|farmers|builder|worker|driver|he|she|people (BE) underneath|beneath
		WHO (BE|still) under it|rubble
		arm|hand|leg|foot|head|fingers|finger|hair|sleeve|scarf (BE) caught|stuck|trapped|jammed|in|gone|pulled|got|off in|under|between|the|off|into a|the|my|machine|it machine|door|escalator|shredder|mincer|mixer|lift|lathe|conveyor|fence|railings|drill|engine|saw|wheel|doors|spinner
		been|got|just|get|BE been hit|run|knocked|struck|mown|mowed|ran by|over|down|off a|an|the|twice|by|on|my|his|outside|now car|bus|van|lorry|train|moped|motorbike|tram|taxi|bike|truck|scooter|speeding|police|now|outside|by|pub|car|on|purpose|moped|drunk
		car|bus|van|lorry|taxi|truck|motorbike|train|bike|moped|driver has|just|have|BE just hit|knocked|struck|ran|run|mowed|ploughed|smashed|flattened|crashed into|over|down|a|my|the|off a|my|the|over|little|someone|pedestrian|kid|woman|boy|child|girl|man|lad|cyclist|people|him|her|old|crowd|wall|house|bus|tree
		car|bus|van|lorry|taxi|truck|minibus|coach|motorbike (BE) upside|overturned|on|flipped|rolled|in|turned|gone|wrapped|hanging|sinking|over down|over|its|roof|the|side|round|onto roof|side|river|lake|canal|tree|water|shop|house
		upside down|on its roof|side
		still in|inside it|the|there car|van|house|vehicle|cab|building
		people|person|driver|someone|kids|passengers|woman|man|family|child (BE) still|trapped|stuck|inside|hurt|in inside|in|trapped|there|it car|it|the|and|wreck|now|there
		off|over|from the|a roof|scaffolding|ladder|balcony|wall|bridge|window|horse|stairs|cliff|crane .. not|head|cant|blood|neck|wont|back|hes|shes|moving|leg|legs|hurt|landed
		fell|fallen|fall|jumped|come|thrown|pushed|dropped out|off|from|through|down of|the|a|MY third|second|top|upstairs|bedroom|#|first|school|factory roof|window|balcony|scaffolding|ladder|floor|stairs|bridge|building|platform|skylight|shaft|ceiling|car
		electrocuted|electrocuting|(being) shocked
		stuck|holding|touched|grabbed|hanging on|to|it|the|onto live|wire|cable|electric|it|pylon|fence .. stuck|shock|burned|burnt|smoking|moving
		wall|ceiling|roof|scaffolding|tree|building|crane|shelf|branch|house|floor has|BE just|come|came|fell|fallen|collapsed|gave|dropped|landed|on|down down|collapsed|on|over|in|onto|through on|top|him|her|my|me|people|someone|kid|us|of|top
		collapsed|fallen|fell|landed|come|dropped|came down on|onto top|my|him|her|me|people|someone|a|us|the of|kid|man|child|woman|daughter|son|people|car|builder|pram|bus|lad
		gasping|impaled|severed|amputated|decapitated
		finger|fingers|hand|arm|leg|foot|ear|toe|thumb (BE) come|been|cut|chopped|hanging|sliced|torn|bitten|ripped|off|came off|clean|by`},
	{strong, "a child where no child should be", `
		CHILD (BE) walking|wandering|running|stood|sat|alone|stuck|out|on|in|crawling|playing|standing|sitting|barefoot|still|just|locked|left|crying|there|lost|hanging|climbing|climbed on|in|down|along|up|out|onto|into|at|by|across|alone|around|off|of|over the|a|its|their|own|of|on|middle middle|of|own|hot|train|main|busy|his|her|dual|edge|window|car|live road|motorway|street|traffic|line|lines|tracks|roof|window|ledge|m1|bypass|carriageway|railway|own|car|balcony|a6|crane|wall|reservoir|pylon|scaffolding
		CHILD (BE) (gone) missing|disappeared|vanished from|since|in|now|and|hes|shes|please
		cant find (MY) (little|#|baby|young) CHILD
		lost|missing (my|our|her|a|the) little|#|baby|young|year|old CHILD
		CHILD (BE) left|locked|alone|stuck|trapped alone|in|inside|on the|a|their|hot|car|house|flat|its|own
		gone|went|walked|left|got|met|meet|going|meeting off|away|in|with|into|to with|a|car|meet|some a|some|strange|strangers|older|man|the man|stranger|bloke|guy|stranger|car|men|someone from|off|in|and|she|hes
		nobody|no one|parents|adult|mum) (BE) with|around|watching|in|there|near|about him|her|it|them|sight
		dog (BE|has) attacking|biting|got|mauling|savaging|killing|latched|bitten|has|gone|wont a|my|her|his|hold|the|at|for|someone|of|me|on|him|let|this child|girl|boy|kid|baby|arm|leg|man|woman|toddler|face|hold|lad|of|go|throat|daughter|son|little|neighbour
		rocks|bricks|stones|slabs|concrete|fireworks|slab .. bridge|at|off|onto .. cars|motorway|people|traffic|m1|crowd`},
	{strong, "a device or an attack on many", `
		suspicious|ticking|unattended|weird package|bag|device|suitcase|rucksack|parcel|holdall|box BE|with|on|at|by|in|wires|ticking|left|outside wires|ticking|left|at|station|mosque|the|in|outside
		wires (BE|and) (coming|sticking|hanging) (out|of|and) (a|the) clock|package|suitcase|rucksack|phone|ticking|bottle|bag
		bag|suitcase|package|rucksack|box|bottle .. wires
		bomb BE|in|on|at|under|strapped|he|outside|here|threat now|the|my|a|says|here|bag|under|school|mosque|in|going
		blow|shoot|burn|bomb up|the|it|them|this|everyone|us mosque|school|place|church|shop|hotel|up|temple|synagogue|hostel|everyone|house|down|all`},
}
