package words

// phraseOf keeps the length of a phrase apart from a count.
const phraseOf = 8

// mostTimes is up to which count a repeated idea is told apart.
const mostTimes = 3

// ideas gives each idea of a message, once for each time up to mostTimes.
func ideas(found []Found) []uint64 {
	var counts [256]uint8 // of each Idea
	keys := make([]uint64, 0, 2*len(found))
	for _, f := range found {
		idea := mix(oneIdea, uint64(f.Idea))
		if counts[f.Idea] < mostTimes {
			counts[f.Idea]++
			keys = append(keys, mix(idea, uint64(counts[f.Idea])))
		}
		// A phrase says more than a word.
		keys = append(keys, mix(idea, phraseOf+uint64(min(f.N, 3)))) //nolint:gosec // small
	}
	return keys
}

// nearby is how many words may stand between two ideas that belong together.
const nearby = 4

// near gives pairs of ideas that stand close to each other, in their order.
func near(found []Found) []uint64 {
	keys := make([]uint64, 0, 2*len(found))
	for i, a := range found {
		for _, b := range found[i+1:] {
			if b.At > a.At+a.N+nearby {
				break
			}
			if b.At >= a.At+a.N && b.Idea != a.Idea {
				keys = append(keys, mix(mix(together, uint64(a.Idea)), uint64(b.Idea)))
			}
		}
	}
	return keys
}
