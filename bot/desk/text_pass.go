package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// pass hands a report on to a subject's team or to an agency.
func (t texting) pass(ctx context.Context, r bot.Report) (string, error) {
	to, reason, say := destinationIn(t.Plan, t.said.words)
	switch {
	case say != "":
		return "Not passed on. " + say, nil
	case reason == "":
		return fmt.Sprintf("Not passed on: say why. Please write %s", form(textPass, r.Reference)), nil
	}
	acted, err := t.Officers.Reroute(ctx, action(t.in, t.by), r.ID, to, reason)
	return t.told(r, acted, err, func() string { return plain(t.passed(acted)) })
}

// destinationIn reads where a report goes at the beginning of words, and why. It
// says what to write when that can't be told.
func destinationIn(plan *partnership.Plan, words string) (to bot.Destination, reason, say string) {
	list := tokens(words)
	if len(list) > 1 && slices.Contains([]string{"to", "theme", "subject"}, flows.Fold(list[0].text)) {
		words, list = words[list[1].start:], tokens(words[list[1].start:])
	}
	if len(list) == 0 {
		return to, "", whereTo(plan)
	}
	if n, err := strconv.Atoi(strings.Trim(list[0].text, ".:,;-")); err == nil {
		if _, ok := plan.Theme(n); !ok {
			return to, "", whereTo(plan)
		}
		return bot.Destination{Theme: n}, after(words, list, 1), ""
	}
	agencies, length := agenciesNamed(plan, list)
	switch len(agencies) {
	case 0:
		return to, "", whereTo(plan)
	case 1:
		return bot.Destination{Agency: agencies[0].ID}, after(words, list, length), ""
	}
	names := make([]string, len(agencies))
	for i, a := range agencies {
		names[i] = a.Short
	}
	return to, "", "Which agency: " + strings.Join(names, ", ") + "?"
}

func after(words string, list []token, n int) string {
	return strings.TrimLeft(words[list[n-1].end:], ":;,.-–— \n\t")
}

func whereTo(plan *partnership.Plan) string {
	return fmt.Sprintf("To whom? Please write the subject's number, 1 to %d, or an agency such as %s, then why.",
		len(plan.Themes), plan.Agencies[0].Short)
}

// agenciesNamed finds the agencies that the first words name, by as many words
// as possible: one whose name or short name that is whole, else all in whose
// names the words stand.
func agenciesNamed(plan *partnership.Plan, list []token) (found []partnership.Agency, length int) {
	const mostName = 6
	folded := make([]string, min(len(list), mostName))
	for i := range folded {
		folded[i] = flows.Fold(list[i].text)
	}
	for n := len(folded); n > 0; n-- {
		name := strings.Join(folded[:n], " ")
		for _, a := range plan.Agencies {
			if name == flows.Fold(a.Name) || name == flows.Fold(a.Short) || name == flows.Fold(a.ID) {
				return []partnership.Agency{a}, n
			}
		}
	}
	for n := range folded {
		var next []partnership.Agency
		for _, a := range plan.Agencies {
			if names(a, folded[:n+1]) {
				next = append(next, a)
			}
		}
		if len(next) == 0 {
			break
		}
		found, length = next, n+1
	}
	return found, length
}

// names reports whether all words stand in an agency's names; four letters of
// one are enough.
func names(a partnership.Agency, words []string) bool {
	known := strings.Fields(flows.Fold(a.Name + " " + a.Short + " " + a.ID))
	return !slices.ContainsFunc(words, func(word string) bool {
		return !slices.ContainsFunc(known, func(k string) bool {
			return k == word || len(word) >= 4 && strings.HasPrefix(k, word)
		})
	})
}
