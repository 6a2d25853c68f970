// Command eval says how well triage does.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"
	"yousaid/flows/triage/internal/words"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/learn"
	"yousaid/flows/triage/internal/model"
)

func main() {
	messages, err := corpus.Read(os.DirFS("flows/triage/corpus"))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	settings := learn.Default
	if j := os.Getenv("SETTINGS"); j != "" {
		if err := json.Unmarshal([]byte(j), &settings); err != nil {
			panic(err)
		}
	}
	var training []corpus.Message
	for _, m := range messages {
		if !m.Held() {
			training = append(training, m)
		}
	}
	examples := learn.Examples(training)
	dense(training, examples)
	const folds = 5
	scores := make([]model.Scores, len(training))
	done := make(chan bool)
	for fold := range folds {
		go func() {
			var train []learn.Example
			for i, m := range training {
				if m.Fold(folds) != fold && (os.Getenv("HALF") == "" || i%2 == 0) {
					train = append(train, examples[i])
				}
			}
			w := learn.Train(train, settings)
			loaded, err := model.Load(w.Marshal())
			if err != nil {
				panic(err)
			}
			for i, m := range training {
				if m.Fold(folds) == fold {
					scores[i] = loaded.Score(examples[i].Features)
					for d, v := range examples[i].Dense {
						for k := range 9 {
							scores[i][k] += float64(v) * w.DenseTheme[d*9+k]
						}
						scores[i][9] += float64(v) * w.DenseDanger[d]
					}
				}
			}
			done <- true
		}()
	}
	for range folds {
		<-done
	}
	report(training, scores, len(os.Args) > 1)
}

func report(messages []corpus.Message, scores []model.Scores, verbose bool) {
	var n, top1, top3 int
	var en, foreign [3]int
	confusion := [9][9]int{}
	per := map[string]*[3]int{}
	for i, m := range messages {
		order := []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
		s := scores[i]
		sort.SliceStable(order, func(a, b int) bool { return s[order[a]] > s[order[b]] })
		tally := &en
		if m.Language != "en" {
			tally = &foreign
		}
		key := m.File
		if per[key] == nil {
			per[key] = &[3]int{}
		}
		if m.File == "danger" && false {
			continue
		}
		n++
		tally[0]++
		per[key][0]++
		if m.Right(order[0]) {
			top1++
			tally[1]++
			per[key][1]++
		} else {
			confusion[m.Themes[0]][order[0]]++
			if verbose && !m.Danger {
				fmt.Printf("T %v -> %v %.2f %.2f %q\n", m.Themes, order[:3], s[order[0]], s[m.Themes[0]], m.Text)
			}
		}
		for _, o := range order[:3] {
			if m.Right(o) {
				top3++
				tally[2]++
				per[key][2]++
				break
			}
		}
	}
	fmt.Printf("top1 %.3f top3 %.3f n=%d\n", float64(top1)/float64(n), float64(top3)/float64(n), n)
	var keys []string
	for k := range per {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Printf("  %-12s n=%4d top1 %.3f top3 %.3f\n", k, per[k][0], float64(per[k][1])/float64(per[k][0]), float64(per[k][2])/float64(per[k][0]))
	}
	for r := range confusion {
		fmt.Println(r, confusion[r])
	}
	var pos, near, other []float64
	for i, m := range messages {
		switch {
		case m.Danger:
			pos = append(pos, scores[i][model.Danger])
		case m.File == "neardanger":
			near = append(near, scores[i][model.Danger])
		default:
			other = append(other, scores[i][model.Danger])
		}
	}
	sort.Float64s(pos)
	for _, recall := range []float64{0.85, 0.9, 0.93, 0.95, 0.97, 0.98} {
		if len(pos) == 0 {
			break
		}
		t := pos[int(float64(len(pos))*(1-recall))]
		fmt.Printf("recall %.2f threshold %.2f near %.3f other %.4f\n", recall, t, above(near, t), above(other, t))
	}
	if verbose {
		for i, m := range messages {
			s := scores[i][model.Danger]
			if m.Danger && s < 0 || !m.Danger && s > 0 {
				fmt.Printf("D %v %.2f %s %q\n", m.Danger, s, m.File, m.Text)
			}
		}
	}
}

func above(list []float64, t float64) float64 {
	n := 0
	for _, v := range list {
		if v >= t {
			n++
		}
	}
	return float64(n) / float64(max(1, len(list)))
}

func dense(messages []corpus.Message, examples []learn.Example) {
	if file := os.Getenv("DENSE"); file != "" {
		list, _ := os.ReadFile("/tmp/texts.txt")
		data, _ := os.ReadFile(file)
		lines := strings.Split(strings.TrimSpace(string(list)), "\n")
		size := len(data) / 4 / len(lines)
		at := map[string][]float32{}
		for i, l := range lines {
			v := make([]float32, size)
			for j := range v {
				v[j] = math.Float32frombits(binary.LittleEndian.Uint32(data[(i*size+j)*4:]))
			}
			at[l] = v
		}
		for i := range messages {
			examples[i].Dense = at[strings.ReplaceAll(messages[i].Text, "\n", " ")]
		}
	}
	if file := os.Getenv("VECTORS"); file != "" {
		vectors(file, messages, examples)
	}
}

func vectors(file string, messages []corpus.Message, examples []learn.Example) {
	list, _ := os.ReadFile(file + ".words")
	data, _ := os.ReadFile(file + ".f32")
	lines := strings.Split(strings.TrimSpace(string(list)), "\n")
	size := len(data) / 4 / len(lines)
	if n := os.Getenv("TOP"); n != "" {
		k, _ := strconv.Atoi(n)
		lines = lines[:k]
	}
	at := map[string]int{}
	for i, l := range lines {
		if _, ok := at[l]; !ok {
			at[l] = i
		}
	}
	lexicon := words.Default()
	missing := map[string]int{}
	for i := range messages {
		parsed := words.Parse(lexicon, messages[i].Text)
		sum := make([]float64, size)
		for _, t := range parsed.English {
			k, ok := at[t.Text]
			if !ok {
				if k, ok = at[t.Stem]; !ok {
					if long := contraction(t.Text); long != "" {
						k, ok = at[long]
					}
				}
			}
			if !ok {
				missing[t.Text]++
				continue
			}
			weight := 1 / (1 + 3000/float64(k+30))
			for j := range sum {
				sum[j] += weight * float64(math.Float32frombits(binary.LittleEndian.Uint32(data[(k*size+j)*4:])))
			}
		}
		norm := 0.0
		for _, v := range sum {
			norm += v * v
		}
		norm = math.Sqrt(norm) + 1e-6
		for _, v := range sum {
			examples[i].Dense = append(examples[i].Dense, float32(v/norm))
		}
	}
	if os.Getenv("MISSING") != "" {
		for w, n := range missing {
			if n > 2 {
				fmt.Println(n, w)
			}
		}
	}
}

func contraction(w string) string {
	return map[string]string{"hes": "he", "shes": "she", "theyre": "they", "im": "i", "ive": "i", "dont": "not", "cant": "cannot", "wont": "not", "didnt": "not", "theyve": "they"}[w]
}
