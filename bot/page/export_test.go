package page

// Reading is how many uploads are being read.
func (p *Pages) Reading() int { return len(p.slots) }
