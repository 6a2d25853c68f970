package danger

import (
	"slices"
	"strings"
)

// A pattern is a row of steps, written in words with spaces between:
//
//	word     that word, its ending as written
//	a|b      one of them
//	WHO      one word of a class
//	(a|b)    one of them or nothing
//	..       up to two words, whatever they are
//	....     up to four
//	!a|b     none of them next; takes no word
//	^        the start of a sentence
//
// No pattern reaches over the end of a sentence.
type pattern []step

type step struct {
	what what
	set  *set // for one, perhaps, not
	most int  // for gap
}

type what uint8

const (
	one what = iota
	perhaps
	gap
	not
	start
)

// number is an interned word. 0 is a word that no rule knows.
type number uint16

// set is a set of interned words.
type set []uint64

func (s *set) add(n number) {
	for len(*s) <= int(n/64) {
		*s = append(*s, 0)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

func (s *set) has(n number) bool {
	at := int(n / 64)
	return n != 0 && at < len(*s) && (*s)[at]&(1<<(n%64)) != 0
}

// compiler numbers the words of the rules.
type compiler struct {
	numbers map[string]number
	classes map[string]*set
}

// end stands where a sentence ends, digits for any number.
const (
	end number = iota + 1
	digits
)

func newCompiler(classes map[string]string) *compiler {
	c := &compiler{numbers: map[string]number{".": end, "#": digits}, classes: map[string]*set{}}
	for name, list := range classes {
		c.classes[name] = c.words(strings.Fields(list))
	}
	return c
}

func (c *compiler) intern(word string) number {
	n, ok := c.numbers[word]
	if !ok {
		n = number(len(c.numbers) + 1) //nolint:gosec // a few thousand words
		c.numbers[word] = n
	}
	return n
}

// words is the set of all of a list, classes among them.
func (c *compiler) words(list []string) *set {
	all := &set{}
	for _, word := range list {
		class, ok := c.classes[word]
		if !ok {
			all.add(c.intern(word))
			continue
		}
		for at, bits := range *class {
			for len(*all) <= at {
				*all = append(*all, 0)
			}
			(*all)[at] |= bits
		}
	}
	return all
}

func (c *compiler) pattern(text string) pattern {
	var p pattern
	for field := range strings.FieldsSeq(text) {
		switch {
		case field == "..", field == "....":
			p = append(p, step{what: gap, most: len(field)})
		case field == "^":
			p = append(p, step{what: start})
		case field[0] == '!':
			p = append(p, step{what: not, set: c.words(strings.Split(field[1:], "|"))})
		case field[0] == '(':
			p = append(p, step{what: perhaps, set: c.words(strings.Split(strings.Trim(field, "()"), "|"))})
		default:
			p = append(p, step{what: one, set: c.words(strings.Split(field, "|"))})
		}
	}
	return p
}

// begins gives the words with which a pattern can begin; anything is true
// where that can be any word.
func (p pattern) begins() (words []number, anything bool) {
	for _, s := range p {
		switch s.what {
		case start, not:
			continue
		case gap:
			return nil, true
		case one, perhaps:
			words = append(words, s.set.list()...)
		}
		if s.what == one {
			slices.Sort(words)
			return slices.Compact(words), false
		}
	}
	return nil, true
}

func (s *set) list() []number {
	var list []number
	for n := range number(len(*s) * 64) { //nolint:gosec // a few thousand words
		if s.has(n) {
			list = append(list, n)
		}
	}
	return list
}

// matches reports whether words, from at on, meet the pattern.
func (p pattern) matches(words []number, at int) bool {
	for i, s := range p {
		switch s.what {
		case start:
			if at > 0 && words[at-1] != end {
				return false
			}
		case not:
			if at < len(words) && s.set.has(words[at]) {
				return false
			}
		case one:
			if at >= len(words) || !s.set.has(words[at]) {
				return false
			}
			at++
		case perhaps:
			if at < len(words) && s.set.has(words[at]) && p[i+1:].matches(words, at+1) {
				return true
			}
		case gap:
			for skip := 0; skip <= s.most && at+skip <= len(words); skip++ {
				if p[i+1:].matches(words, at+skip) {
					return true
				}
				if at+skip < len(words) && words[at+skip] == end {
					return false
				}
			}
			return false
		}
	}
	return true
}
