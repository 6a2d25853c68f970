package danger

// contractions are written out, so that "hes" and "he is" meet one pattern.
var contractions = map[string][2]string{
	"hes": {"he", "is"}, "shes": {"she", "is"}, "theyre": {"they", "are"}, "im": {"i", "am"}, "youre": {"you", "are"},
	"theyve": {"they", "have"}, "weve": {"we", "have"}, "someones": {"someone", "is"}, "somebodys": {"somebody", "is"},
	"isnt": {"is", "not"}, "arent": {"are", "not"}, "wasnt": {"was", "not"}, "werent": {"were", "not"},
	"hasnt": {"has", "not"}, "havent": {"have", "not"}, "hadnt": {"had", "not"}, "dont": {"do", "not"}, "doesnt": {"does", "not"},
	"didnt": {"did", "not"}, "theyll": {"they", "will"}, "hell": {"he", "will"}, "shell": {"she", "will"},
}

// fillers are left out: they stand between any two words and change nothing.
var fillers = map[string]bool{
	"swear": true, "really": true, "very": true, "actually": true, "literally": true, "completely": true, "totally": true,
	"properly": true, "proper": true, "honestly": true, "basically": true, "kinda": true, "abit": true, "quite": true, "omg": true,
}

// classes are the words that patterns name in capitals.
var classes = map[string]string{
	"WHO":      who + " i we he she they",
	"ONE":      "i he she man woman girl boy lady someone somebody person daughter son brother sister mum dad husband wife friend mate nephew niece child toddler baby lad bloke guy cousin student pupil fella chap gentleman girlfriend boyfriend neighbour uncle aunt patient male female",
	"THIRD":    who + " he she they",
	"SOMEBODY": who + " i we he she they me us him her them his my our myself himself herself themselves who nobody everybody woman victim body bodies help breathing blood bleeding pulse neck throat wrists knife gun stabbing stabbed shot scared kill suicide hiding trapped screaming attack attacked knocked dying",
	"OBJ":      who + " me us him her them his her my",
	"MY":       "my his her their our the a an this that your one some",
	"CHILD":    "child children kid kids boy boys girl girls baby babies toddler toddlers son daughter babys toddlers bub newborn infant schoolboy schoolgirl nephew niece grandson granddaughter twins lad lads lass",
	"BE":       "is are am be being been keeps keep s get gets getting has have got just still again now also started starting",
	"WEAPON":   weapons,
	"BODY":     "throat neck head face chest back leg stomach belly arm ribs hand side thigh bum eye wrist wrists tummy gut shoulder",
	"ATTACK":   "hitting beating punching kicking strangling choking stamping stabbing attacking hurting slapping battering throttling biting burning whipping headbutting raping grabbing dragging killing smashing bashing stomping jumping robbing mugging threatening cutting slashing shooting pulling pushing shaking suffocating drowning torturing hammering ramming touching groping forcing restraining knocking leathering chopping hacking glassing",
	"HURT":     "beaten attacked raped strangled robbed mugged jumped battered kicked dragged killed forced stabbed shot knifed slashed assaulted held tortured kidnapped abducted burned burnt shanked chased followed choked poisoned burgled surrounded stamped bitten mauled hit punched cut sliced macheted chinged wetted glassed bottled",
	"ROOM":     "house flat kitchen bedroom bathroom toilet garden home hall hallway room stairs landing loft garage shed conservatory porch building shop downstairs upstairs basement cellar caravan stairwell",
	"WATER":    "lake river canal pond water sea stream brook reservoir pool lea",
	"HIGH":     "bridge roof ledge edge balcony windowsill sill parapet railings barrier scaffolding crane pylon platform viaduct flyover",
	"PILLS":    "tablets tablet pills pill paracetamol ibuprofen medication meds codeine cocodamol insulin morphine antidepressants packets packet boxes box strips strip bottle aspirin sertraline diazepam valium methadone amitriptyline propranolol",
	"PERIOD":   "year month week summer winter spring autumn term christmas easter ramadan eid monday tuesday wednesday thursday friday saturday sunday weekend decade halloween",
	"MONTH":    "january february march april may june july august september october november december christmas easter lockdown summer winter spring autumn halloween",
	"DAY":      "monday tuesday wednesday thursday friday saturday sunday weekend",
	"UNIT":     "years year months month weeks week days decades ages",
	"SOON":     "now tonight today soon immediately minute second moment",
	"VEHICLE":  "van car boot taxi lorry truck vehicle minibus cab motor whip",
}

const who = "someone somebody anyone everyone man men woman women lad lads boy boys girl girls kid kids child children childs baby babys toddler bloke blokes guy guys fella person people " +
	"mum mums mam mummy mom mother dad dads daddy father nan nans gran granny grandma grandad granddad grandfather brother brothers sister sisters sis bro son sons daughter daughters husband husbands wife wifes partner boyfriend girlfriend mate mates friend friends neighbour neighbours uncle aunt auntie cousin nephew niece " +
	"driver lady ladies gentleman ex newborn pensioner resident residents colleague flatmate housemate customer teacher pupil student cyclist pedestrian worker builder passenger tenant lodger teen teenager teenagers youths youth grandson granddaughter twins both chap geezer dude elderly boss carer client patient nurse shopkeeper stranger strangers gang group landlord manager fiance stepdad stepmum hubby missus roommate family couple bruv cuz individual"

const weapons = "knife knives blade machete machetes sword samurai gun guns pistol shotgun rifle firearm hammer axe hatchet bat bats crowbar cleaver screwdriver acid petrol shank rambo katana crossbow bottle broken iron bar pole stick brick scissors razor grenade bomb taser spade chain weapon weapons dagger blades swords hammers axes lighter"
