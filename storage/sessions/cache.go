package sessions

import (
	"container/list"
	"sync"
	"time"

	"yousaid/flows"
)

// How much a replica remembers of the conversations that it saved: so long, so
// many, and so many bytes of them.
const (
	cacheLife  = 2 * time.Minute
	cacheMost  = 4096
	cacheBytes = 2 << 20 // some 1,500 conversations
)

// cache is what this replica remembers of the conversations that it saved last.
// Nothing rests on it: what begins from it is saved only if Redis still has the
// same version, and what would not be saved is loaded first. It is there to
// spare the loading, and holds nothing for long: it is open text.
type cache struct {
	mu      sync.Mutex
	byPlace map[place]*list.Element // of *copied
	order   *list.List              // newest first
	bytes   int
}

// copied is a conversation as it stands in Redis under a version.
type copied struct {
	place   place
	version string
	epoch   string
	session *flows.Session // nil where it is to be read from plain
	plain   []byte         // nil where there is the session
	at      time.Time
	bytes   int
}

// remembering is a conversation that was saved, to be remembered.
func remembering(p place, version, epoch string, session *flows.Session, plain []byte, at time.Time) copied {
	one := copied{place: p, version: version, epoch: epoch, plain: plain, at: at, bytes: len(plain)}
	if same, ok := asRead(*session, plain); ok {
		one.session, one.plain = &same, nil
		one.bytes += sessionSize
	}
	return one
}

// read is the session that is remembered, for the caller alone.
func (one *copied) read(session *flows.Session) error {
	if one.session == nil {
		return read(one.plain, session)
	}
	*session, _ = apart(*one.session)
	return nil
}

func newCache() *cache {
	return &cache{byPlace: map[place]*list.Element{}, order: list.New()}
}

// get finds a conversation that was saved a short while before now.
func (c *cache) get(p place, now time.Time) (copied, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.byPlace[p]
	if !ok {
		return copied{}, false
	}
	one := in(found)
	return *one, !one.over(now)
}

// in is what an element of the order holds.
func in(element *list.Element) *copied {
	one, _ := element.Value.(*copied)
	return one
}

func (one *copied) over(now time.Time) bool {
	return now.Sub(one.at) >= cacheLife || now.Before(one.at)
}

// put remembers a conversation as it was saved, in the place of what was
// remembered of it.
func (c *cache) put(one copied) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(c.byPlace[one.place])
	c.byPlace[one.place] = c.order.PushFront(&one)
	c.bytes += one.bytes
	for c.order.Len() > cacheMost || c.bytes > cacheBytes {
		c.remove(c.order.Back())
	}
}

// forget remembers a conversation no more.
func (c *cache) forget(p place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(c.byPlace[p])
}

// expire forgets what has been remembered for long enough.
func (c *cache) expire(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for back := c.order.Back(); back != nil && in(back).over(now); back = c.order.Back() {
		c.remove(back)
	}
}

func (c *cache) remove(found *list.Element) {
	if found == nil {
		return
	}
	one := in(found)
	c.order.Remove(found)
	delete(c.byPlace, one.place)
	c.bytes -= one.bytes
}
