package partnership

import (
	"slices"
	"time"
)

// NoTheme stands for "not sure" and for "fits no theme" wherever a theme's
// number is asked for. Such a report goes to the partnership's own team.
const NoTheme = 0

// Theme returns the theme with number n, and false when the plan has none:
// for [NoTheme], or for a number that another version of the plan had.
func (p *Plan) Theme(n int) (Theme, bool) {
	i := slices.IndexFunc(p.Themes, func(t Theme) bool { return t.Number == n })
	if i < 0 {
		return Theme{}, false
	}
	theme := p.Themes[i]
	theme.Leads, theme.Reads = slices.Clone(theme.Leads), slices.Clone(theme.Reads)
	return theme, true
}

// Leads returns the agencies that a report on theme n goes to: one, or two that
// lead jointly. A report that fits no theme is never turned away: it goes to
// the partnership's own team.
func (p *Plan) Leads(n int) []Agency {
	ids := []string{p.Team}
	if theme, ok := p.Theme(n); ok {
		ids = theme.Leads
	}
	leads := make([]Agency, 0, len(ids))
	for _, id := range ids {
		if agency, ok := p.Agency(id); ok {
			leads = append(leads, agency)
		}
	}
	return leads
}

// Degree returns how guarded theme n is. [NoTheme] has a degree of its own; a
// number that the plan doesn't know is Guarded, since nobody can say what it was.
func (p *Plan) Degree(n int) Degree {
	if n == NoTheme {
		return p.NotSure
	}
	for i := range p.Themes { // without the copies that Theme makes: it is asked many times a turn
		if p.Themes[i].Number == n {
			return p.Themes[i].Degree
		}
	}
	return Guarded
}

// ShortAgency is the short name of an agency; its id where the plan doesn't have
// it any more.
func (p *Plan) ShortAgency(id string) string {
	if agency, ok := p.Agency(id); ok {
		return agency.Short
	}
	return id
}

// Agency returns the agency with that id, and false when there is none.
func (p *Plan) Agency(id string) (Agency, bool) {
	i := slices.IndexFunc(p.Agencies, func(a Agency) bool { return a.ID == id })
	if i < 0 {
		return Agency{}, false
	}
	return p.Agencies[i], true
}

// OwnTeam returns the agency that takes what fits no theme.
func (p *Plan) OwnTeam() Agency {
	team, _ := p.Agency(p.Team)
	return team
}

// Helplines returns who can help with a need, the best first. Those that nobody
// has checked are left out: a wrong number does more harm than none.
func (p *Plan) Helplines(need string) []Helpline {
	return p.helplines(func(h Helpline) bool { return h.Need == need && h.Checked })
}

// Unchecked returns the helplines that wait for the partnership to confirm
// them, for the list of what to do before going live.
func (p *Plan) Unchecked() []Helpline {
	return p.helplines(func(h Helpline) bool { return !h.Checked })
}

func (p *Plan) helplines(keep func(Helpline) bool) []Helpline {
	var kept []Helpline
	for _, h := range p.Numbers {
		if keep(h) {
			kept = append(kept, h)
		}
	}
	return kept
}

// Zone returns the clock that the area lives by. A Plan that didn't come from
// [Load] or [Luton] lives by UTC.
func (p *Plan) Zone() *time.Location {
	if p.zone == nil {
		return time.UTC
	}
	return p.zone
}
