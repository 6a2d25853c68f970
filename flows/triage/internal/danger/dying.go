package danger

import (
	"sync"

	"yousaid/flows/triage/internal/words"
)

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
		chce mi sie zyc
		jeena|jina|jeene|jine nahi|nahin|nai
		મરવા માંગુ|માગું|માગુ|માંગું
		જીવવું નથી`},
	{-certain, "it is over, a way of speaking, or what is said about it in general", `
		of|from|with embarrassment|laughter|shame|boredom|laughing
		years|months|weeks ago
		last year|month
		inquest|coroner|anniversary|funeral|memorial|condolences|bereaved|bereavement
		training|course|workshop|awareness|campaign|leaflet|leaflets|charity|fundraiser|volunteer|volunteering|statistics
		film|films|movie|episode|series|documentary|song|lyrics|homework|essay|game
		not suicidal`},
}

// unwilling are those rules, compiled once.
var unwilling = sync.OnceValue(func() *Rules { return compile(append(dying[:len(dying):len(dying)], nobody), classes) })

// NotToLive reports whether a message says that somebody doesn't want to live.
// Short messages are easily taken for another language, so that the words are
// also read as English.
func NotToLive(message words.Message) bool {
	const said, denied = 1, 2
	rules := unwilling()
	met := rules.Met(message)
	if message.Language != "en" {
		message.English = message.Tokens
		met |= rules.Met(message)
	}
	return met&said != 0 && met&denied == 0
}
