package partnership

import "time"

// Plan is one partnership: who it is, where, which agencies work in it and
// what they have promised. It is read once at start and not changed after.
type Plan struct {
	Name    string `yaml:"name"`    // "Luton Community Safety Partnership"
	Town    string `yaml:"town"`    // "Luton", as residents call it
	Prefix  string `yaml:"prefix"`  // 2 to 4 capitals that begin every reference: "LUT"
	Period  string `yaml:"period"`  // the years that the plan covers: "2024 to 2028"
	Website string `yaml:"website"` // where to read more, without https://
	Email   string `yaml:"email"`   // the partnership's own team

	Area Area `yaml:"area"`

	Agencies []Agency `yaml:"agencies"`
	Themes   []Theme  `yaml:"themes"` // numbered from 1, in order

	Team    string `yaml:"team"`     // id of the agency that takes what fits no theme
	NotSure Degree `yaml:"not_sure"` // how guarded a report without a theme is

	CaseReview *CaseReview `yaml:"case_review"` // nil: residents are not told of one

	Priorities []Priority `yaml:"priorities"`
	YouSaid    []YouSaid  `yaml:"you_said"`

	About    []string `yaml:"about"`    // who the partnership is and what it is for, in plain words: two text messages together
	Partners []string `yaml:"partners"` // who the law says must take part, by name
	Oversees string   `yaml:"oversees"` // who sees to it that the plan is done

	Emergency Emergency  `yaml:"emergency"`
	Numbers   []Helpline `yaml:"helplines"` // every helpline; [Plan.Helplines] gives those to show

	Answers []Answer `yaml:"answers"` // what officers often write; [Plan.ReadyAnswers] fills them in

	Holidays  []Holiday  `yaml:"holidays"`  // on which agencies with working hours are closed
	Hours     []Hours    `yaml:"hours"`     // when agencies work; [Plan.WorkingTime] says it of each
	Deadlines []Deadline `yaml:"deadlines"` // none: nothing is ever due; [Plan.Limits] finds those of a report

	zone         *time.Location
	translations []Translation  // in the order in which they were read
	lines        map[string]int // where in the file a value stands, for Check
}

// Area is where the partnership works.
type Area struct {
	TimeZone  string   `yaml:"time_zone"` // IANA name; quiet hours and "today" follow it
	Towns     []string `yaml:"towns"`     // names that residents use for places inside
	Postcodes []string `yaml:"postcodes"` // outward codes that lie inside, wholly or mostly: "LU1"
	Box       Box      `yaml:"box"`
}

// Box is a rectangle on the map in WGS 84 degrees. It is drawn generously:
// what lies outside it is outside the area, what lies within may not be inside.
type Box struct {
	South float64 `yaml:"south"`
	West  float64 `yaml:"west"`
	North float64 `yaml:"north"`
	East  float64 `yaml:"east"`
}

// Contains reports whether a point lies in the box, its edges included.
func (b Box) Contains(lat, lon float64) bool {
	return b.South <= lat && lat <= b.North && b.West <= lon && lon <= b.East
}

// Agency is an organisation, or a service of one, that reports can go to.
type Agency struct {
	ID    string `yaml:"id"`    // a stable slug; the record and the desks refer to it
	Name  string `yaml:"name"`  // the official name
	Short string `yaml:"short"` // at most 24 characters, for buttons and texts
}

// Theme is one subject that the plan focuses on.
type Theme struct {
	Number int      `yaml:"number"` // 1 to N as in the plan; 0 is never a theme
	ID     string   `yaml:"id"`     // a stable slug
	Name   string   `yaml:"name"`   // the official name
	Short  string   `yaml:"short"`  // plain English, at most 24 characters, for buttons
	Leads  []string `yaml:"leads"`  // ids of one agency, or of two that lead jointly
	Degree Degree   `yaml:"degree"`
	Reads  []string `yaml:"reads"`  // which of [Subjects] belong here; none: the one that is called as ID
	Covers string   `yaml:"covers"` // what belongs here, in plain words
	Doing  string   `yaml:"doing"`  // what the plan does about it, within one text message
}

// CaseReview is the right to have the agencies look together at antisocial
// behaviour that was reported again and again (Anti-social Behaviour, Crime and
// Policing Act 2014, section 104). The threshold is set locally.
type CaseReview struct {
	Theme   int    `yaml:"theme"`   // whose reports count
	Reports int    `yaml:"reports"` // how many give the right
	Months  int    `yaml:"months"`  // within which they were made
	Within  int    `yaml:"within"`  // months after the last incident in which to ask
	Ask     string `yaml:"ask"`     // whom to ask, as "Ask within 6 months: …" goes on
}

// Priority is one thing that the plan cares about in every theme.
type Priority struct {
	Name  string `yaml:"name"`  // the plan's own wording
	Short string `yaml:"short"` // plain English, at most 24 characters, for buttons
	Plain string `yaml:"plain"` // what it means, within one text message
}

// YouSaid is a wish of the residents and what the plan does about it.
type YouSaid struct {
	Said  string   `yaml:"said"`  // the residents' own words
	Short string   `yaml:"short"` // at most 24 characters, for buttons
	Doing []string `yaml:"doing"` // plain English, each within one text message
}

// Emergency holds the numbers that are the same whatever has happened.
type Emergency struct {
	Danger    string `yaml:"danger"`     // somebody is in danger now: "999"
	Silent    string `yaml:"silent"`     // to press after it on a mobile when speaking is unsafe: "55"
	NotUrgent string `yaml:"not_urgent"` // the police when it can wait: "101"
}

// Helpline is somebody to turn to. It has a number to call, a number to text or
// a website, or several of these.
type Helpline struct {
	Need   string `yaml:"need"`   // the value of a flows.Need, or one of the further needs in [Needs]
	Name   string `yaml:"name"`   // who answers
	Number string `yaml:"number"` // to call, with the spaces that make it readable
	Text   string `yaml:"text"`   // to text
	Web    string `yaml:"web"`    // to visit, without https://
	Hours  string `yaml:"hours"`  // when it is open; empty when not known
	Cost   string `yaml:"cost"`   // what it costs; empty when not known
	// OnBill says what a phone bill shows. Empty means that nobody knows, and
	// never that the bill shows nothing.
	OnBill string `yaml:"on_bill"`
	Note   string `yaml:"note"` // what to know before using it
	// Checked says that the number was found on its owner's own page. Until
	// it is set, no resident is given the number.
	Checked bool `yaml:"checked"`
}
