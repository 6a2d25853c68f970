package danger

// calls are how people in danger speak, whatever the danger is. Alone they only
// raise the score.
var calls = []Rule{
	{strong, "somebody hides or mustn't be heard", `
		hiding|hid|hidden|hide|locked|shut|barricaded myself|in|under|behind|from|with|us|inside|ourselves in|the|a|my|bed|with|upstairs|him|kids|them bathroom|toilet|wardrobe|loft|cupboard|kids|bedroom|stairs|bed|car|shed|garden|counter|bushes|bin|bins|him|them|room|loo|boys|cellar|office|stock|stockroom|kitchen|store|park|woods|garage|garages|desk|baby|hedge|sofa|them|classroom|airing|work
		i|we am|are|were hiding|hid|hidden|trapped|cornered
		in the wardrobe|cupboard|bathroom|loft|toilet BE|with|and|he|they|door|hes|theyre|he is|are|in|downstairs|out|kids|outside|hiding|the|banging|locked
		cant talk|speak|ring|call|phone|make|say|shout|move|type|scream he|they|out|loud|he|now|or|noise|because|on|a|to|properly|much|and|them|shes|in|right
		^ cant talk|speak|ring|call
		he|they|she|hell will|can|might|is hear|see|find me|us|it|the|my
		do not ring|call|phone|text|reply|message back|me|this|my|or|the|just|please|he
		text|message only
		pretending|pretend|acting to|im|its|i|am|like|it text|be|asleep|the|am|sleep|talk|ordering|is|order|shopping|ill|on
		press|pressed 55
		whispering|silent call|help
		he|him (BE) asleep|out|gone|next|just|in|stepped now|in|out|the|room|for|so|to the|to|next|shower|room|get|minute|shop room|shower|drink|shop|minute|toilet|kitchen
		(he|they) (BE|have) smashed|taken|took|got|broke|hid|has my phone`},
	{strong, "somebody asks for help at once", `
		^ please|oh|god|somebody|someone|just|sos help me|us|him|her|my|please|them|now|someone|!|quick|im|hes|theyre|theres|shes
		help me|us|him|her please|now|quick|hes|im|he|i|they|get|out|she|were|someone|with
		^ help
		please|pls|somebody|someone help|hurry|come|send|save|get|tell|just me|us|quick|quickly|someone|now|fast|him|her|help|police|soon|please|to|my|anyone|somebody|the|here|an
		send|need|get|want|call|where is|the|a|an|us|someone|somebody|police|help|me|him|her|ambulance|now police|ambulance|help|fire|now|quick|quickly|someone|paramedics|please|fast|asap|here|brigade
		come quick|quickly|now|fast|please|asap|hurry|here|right|straight
		hurry|quickly|urgent|urgently|emergency|asap up|please|now|he|she|they|im|hes|i
		dying|die|dead|going BE|to|here|think|she|he|i|hes|please|now|in|on die|dying|here|hes|dead|please|now
		(i) (do) not want to die
		he|she|i is|am dying !to|for|of|down|out|laughing|here
		think|looks|might WHO|he|she|hes|shes|is|hes|be|like BE|might|be dead|dying|dies
		(what) do|should|can i do he|she|hes|shes|theres|theyre|please|baby|now|there|im|my|help|they
		now|hurry please|pls|hurry|help|quick
		save|rescue me|us|him|her|them|my
		sos|mayday`},
	{hint, "it is going on as they write", `
		right now|this
		happening|going|kicking|starting on|now|off|again now|right|as|in|outside
		as (i|we) type|speak|write|text|message|am
		this|any minute|second|moment
		at (the|this) moment
		just now|happened|seen|watched|heard|saw|found|pulled|got|ran|came|grabbed|gone|been
		#|few|five|ten|two|couple (of) minutes|minute|mins|seconds ago
		wont stop|let|wake|hold|open|answer|come`},
	{hint, "somebody is scared now", `
		i|we am|are|were so|really|very|all|getting|too|dead scared|frightened|terrified|shaking|petrified
		i am scared|frightened|terrified|petrified
		(so|really) scared
		kids|children|everyone|she|he|mum|baby|people|we BE|all terrified|screaming|crying|hysterical|scared|petrified|panicking|running
		oh (my) god|jesus`},
	{hint, "somebody holds something or is hurt", `
		something in (his|her|their) hand|hands|pocket|coat|sleeve|belt
		he|she|they|man|lad|bloke|WHO (BE) got|holding|with|has|carrying|waving|swinging something|summat|a|it
		injured|bleeding|wounded|blood
		he|she|they|it (BE) not|wont|isnt look|looking|talking|answering|crying|move|getting|right
		cold|freezing|shivering|barefoot|pyjamas|naked|nightie .. wandering|confused|outside|alone|road|lost|old|snow
		not|isnt|wont|hasnt|isn answering|answered|picking|answer|replying|pick|opening|open|replied the|his|her|up|me|my|door|phone door|phone|calls|call|up|and`},
}
