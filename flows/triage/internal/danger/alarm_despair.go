package danger

// despair is people about to end their life, or at it.
var despair = []Rule{
	{certain, "somebody is about to end their life", `
		going|gonna|about|want|wants|trying|tried|threatening|plan|ready|planning|will|need|says|saying|wanna to|she|he|will|is|they is|going|to kill|hang|drown|shoot|hurt|harm|cut|burn|stab himself|herself|myself|themselves|themself|themselfs|hisself|meself
		kill|killing|hang|hanging|hung|hanged|cutting|cut|cuts myself|himself|herself|themselves now|tonight|today|in|and|with|please|right|because|if|i
		going|gonna|about|threatening|want|wants|ready|says|saying|will .. jump off|in|from|under|out|please|now|she|he|and|hes
		jump off|in|under|from (the|a|in) bridge|roof|train|car|front|balcony|building|window|ledge|multi|ledge
		want|wants|wanna|wanting|ready|going (to) die|dead tonight|now|today|please|i|and|he|she|hes|shes
		do|does not want to be|live|wake here|alive|live|up|around any|anymore|more|tomorrow|now|i|tonight
		end|ending|ended it|my|his|her|everything|things all|life|tonight|now|today now|tonight|today|here|i|hes|shes
		my|his|her last night|message|day|goodbye|words|text
		(this|it) is goodbye|bye|it|the|my end|goodbye|now|everyone|from|last
		goodbye|goodbyes|bye everyone|all|to|mum|world|text|message|note|and|letter|letters|now|dad
		said|saying|sent|says|texted|messaged|left|written|writing|posted|wrote me|his|her|a|the|us|my|their|everyone|goodbye|him suicide|goodbye|goodbyes|bye|note|letters|final|last note|letter|message|letters|goodbye|and|to|on|text|for|video|left
		tell MY|him|her|them|everyone|mum|dad mum|kids|son|daughter|dad|wife|family|children|boys|girls|mother|sister|brother|cat|that (i|that|it) loved|love|am|tried|was|sorry|wasnt|isnt|is|said
		noose|nooses|rope|ligature BE|round|around|tied|ready|up|here|over|in|and|out
		cord|belt|scarf|wire|flex|lead round|around his|her|my|their|the neck|throat
		with (a|the|his|some) rope
		suicidal BE|now|and|tonight|with|person|man|woman|male|female|he|hes|shes|please
		by|when|before you|this get|read|gets|see is|this read|i|sent|ill
		no|not one|body|point|reason .. miss|better|living|live|going|stay me|without|off|on
		better|be off without|dead me|i
		tablets|pills|knife|rope|razor|blade|noose BE|right|laid|in|on|here|all|out|next front|out|lined|my|the|table|here|ready|laid|bed|in of|out|up|hand|lap|me|bed|table|ready|side|hands|desk
		going|gonna|about to do it|this tonight|now|today
		i|he|she BE|have done|do something|it|a stupid|bad|now|silly|thing|to
		hose|hosepipe|exhaust (pipe) .. car|window|exhaust|through|engine`},
	{certain, "somebody stands where people fall", `
		ONE (BE|up|right|still|just|there) (up|right|out) up|on|over|onto|out|stood|standing|sat|sitting|climbed|hanging|climbing|dangling|leaning|clinging|walked|going|gone (up|on|over|off|onto|out|from|at|by|of|to) (the|a|top|wrong|my|his|of|it) (of|side|car|multi|edge|top|the|window|flat|shopping|train|railway|school|motorway|foot|church|park) bridge|roof|ledge|edge|windowsill|sill|parapet|railings|barrier|crane|pylon|platform|viaduct|flyover|tracks|rails|line
		child|toddler|baby|boy|girl|son|daughter|she|he (BE|out|up) on|over|onto (the|a|his) balcony (rail|railing|edge|ledge|wall)
		feet|legs over the edge|side|railings|barrier
		on|over the wrong|edge|outside|other side|of (of|the) railings|barrier|bridge|rail|roof|railing|fence|the
		off|over|on the ledge|edge|parapet|railings|windowsill BE|of|now|at|by|and|she|he|with|wont|please|looking|over|above|crying|about|threatening|just
		window|balcony ledge|sill|edge
		climbed|climbing over the|onto railings|barrier|edge|parapet|roof|bridge|ledge
		climbed (right) (over|onto|up) the|a barrier|railings|roof|bridge|crane|parapet|fence|pylon
		top of (the|a) multi|car|building|bridge|flats|tower|crane|block|mall
		on|to|at|along|by|near the railway|train|tracks|rail line|tracks|now|lines|at|bridge
		WHO (BE|just) walking|walk|lying|laying|sat|sitting|stood|standing|running|wandering|laid on|in|along|down|into|across|between|out|onto the|of|middle railway|train|dual|motorway|m1|tracks|lines|line|middle|rails|fast|hard|live|carriageway|lanes|road|traffic
		WHO BE dangling|hanging (half|out) off|from|out|over|by (of) (the|a|my|her|his|of) HIGH|window|hands|arms|feet|ankle|ankles|neck|ceiling|tree|banister|bannister|door|beam`},
}
