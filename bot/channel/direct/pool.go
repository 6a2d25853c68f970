package direct

import (
	"slices"
	"sync"
	"time"
)

// pool keeps lines that have been answered. The last used is taken first, so
// that those that aren't needed any more grow old.
type pool struct {
	most int           // for each place; none where it isn't above 0
	life time.Duration // after the last answer; 0: for ever

	mu    sync.Mutex
	lines map[place][]*line // the last used last
	clock *time.Timer       // runs while there are lines
	shut  bool              // nothing is kept until the next request
}

// take returns the line to a place that was used last; nil when there is none.
func (p *pool) take(to place) *line {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = false
	there := p.lines[to]
	if len(there) == 0 {
		return nil
	}
	last := len(there) - 1
	l := there[last]
	there[last] = nil
	p.lines[to] = there[:last]
	return l
}

// keep keeps a line, or closes it where there are enough.
func (p *pool) keep(l *line) {
	if !p.put(l) {
		l.close()
	}
}

func (p *pool) put(l *line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	there := p.lines[l.to]
	if p.shut || len(there) >= p.most {
		return false
	}
	if p.lines == nil {
		p.lines = map[place][]*line{}
	}
	l.kept, l.since = true, time.Now()
	p.lines[l.to] = append(there, l)
	if p.clock == nil && p.life > 0 {
		p.clock = time.AfterFunc(p.life, p.clear)
	}
	return true
}

// clear closes the lines that have grown old, and comes again for the others.
func (p *pool) clear() {
	p.mu.Lock()
	var old []*line
	now, next := time.Now(), time.Duration(0)
	for to, there := range p.lines {
		young := slices.IndexFunc(there, func(l *line) bool { return now.Sub(l.since) < p.life })
		if young < 0 {
			old = append(old, there...)
			delete(p.lines, to)
			continue
		}
		old = append(old, there[:young]...)
		p.lines[to] = slices.Delete(there, 0, young)
		if wait := p.life - now.Sub(there[0].since); next == 0 || wait < next {
			next = wait
		}
	}
	p.clock = nil
	if next > 0 {
		p.clock = time.AfterFunc(next, p.clear)
	}
	p.mu.Unlock()
	for _, l := range old {
		l.close()
	}
}

// empty closes all lines, and those that are in use when they come back.
func (p *pool) empty() {
	p.mu.Lock()
	lines := p.lines
	p.lines, p.shut = nil, true
	if p.clock != nil {
		p.clock.Stop()
		p.clock = nil
	}
	p.mu.Unlock()
	for _, there := range lines {
		for _, l := range there {
			l.close()
		}
	}
}
