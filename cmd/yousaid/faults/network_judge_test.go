package faults_test

import (
	"slices"
	"strings"
	"time"

	"yousaid/bot/sandbox"
)

// laterMail lets the ten minutes pass in which a mailbox isn't written to again.
func (n *network) laterMail() {
	n.t.Helper()
	n.Eventually(2*time.Minute, "all mail goes", func() bool {
		left := n.Count(`SELECT count(*) FROM deliveries WHERE entry_id IS NULL AND state <> 'sent'`)
		if left == 0 {
			return true
		}
		err := n.Exec(`UPDATE desks SET mailed_at = mailed_at - interval '10 minutes'`,
			`UPDATE river.river_job SET scheduled_at = now(), state = 'available' WHERE state IN ('scheduled', 'retryable') AND kind = 'deliver' AND scheduled_at > now() + interval '1 minute'`)
		return err != nil
	})
}

// judgeDesks looks for every report's alert at each number and mailbox of its
// leads.
func (n *network) judgeDesks(seen *finding) {
	n.t.Helper()
	mails, texts := n.office.references(), map[string]int{}
	for _, number := range n.desks {
		var said []string
		for _, m := range n.Box.Twilio.Phone(number).History() {
			said = append(said, m.Said)
		}
		for reference, count := range references(said) {
			texts[reference] += count
		}
	}
	wanted, missing := 0, 0
	for _, who := range n.crowd.residents {
		leads := len(n.Leads(who))
		wanted += 2 * leads
		missing += max(0, leads-mails[who.Reference]) + max(0, leads-texts[who.Reference])
	}
	seen.saw("%d of %d alerts by text and mail missing", missing, wanted)
	if missing != 0 {
		n.t.Errorf("%d of %d alerts by text and mail are missing", missing, wanted)
	}
}

// early counts calls to a method and a chat that came before the pause was over
// that an earlier call's answer had asked for.
func (n *network) early() (answers, early int) {
	calls := n.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Direction == sandbox.ToProvider })
	held := map[string]sandbox.Entry{}
	for _, e := range calls {
		key := strings.Join([]string{e.Provider, e.Method, e.Chat}, " ")
		if last, found := held[key]; found {
			answered := last.At.Add(last.Took)
			if e.At.After(answered.Add(onTheWay)) && e.At.Before(answered.Add(pauseBy)) {
				early++
				n.t.Logf("%s to a chat %v after an answer that asked for %v", e.Method, e.At.Sub(answered), pauseBy)
			}
		}
		if e.Fault == sandbox.TooMany {
			answers++
			held[key] = e
		}
	}
	if early != 0 {
		n.t.Errorf("%d calls came too early, after %d answers 429", early, answers)
	}
	return answers, early
}

// judgeTimes compares how long replies took on other networks.
func (n *network) judgeTimes(seen *finding, provider string) {
	n.t.Helper()
	without, with := mean(n.times[provider][0]), mean(n.times[provider][1])
	turns := len(n.times[provider][1])
	seen.saw("%s fails: %.2f of the time of others’ replies (%v, mean of %d)", provider, with.Seconds()/without.Seconds(), with.Round(time.Millisecond), turns)
	n.t.Logf("%s fails: %v with, %v without; p95 %v and %v, of %d turns", provider, with, without, p95(n.times[provider][1]), p95(n.times[provider][0]), turns)
	late := allFaults() && float64(with) > share*float64(without)+float64(noise) // CI's machines are too busy to judge it
	if turns < 100 || late {
		n.t.Errorf("while %s fails other networks' replies take %v, else %v, mean of %d turns", provider, with, without, turns)
	}
}

func mean(list []time.Duration) (sum time.Duration) {
	for _, d := range list {
		sum += d
	}
	return sum / time.Duration(max(1, len(list)))
}

func p95(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)*95/100]
}
