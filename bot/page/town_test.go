package page_test

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows"
)

// phones makes desks of numbers.
func (r *rig) phones(numbers ...string) {
	r.t.Helper()
	for _, number := range numbers {
		d := bot.Desk{
			ID: uuid.NewString(), Agency: "neighbourhood-services", Label: "Duty phone " + number[len(number)-1:],
			Address: channel.Address{Channel: channel.SMS, ID: number}, Cleared: number == cleared,
		}
		if number == health || number == cleared {
			d.Agency = "public-health"
		}
		if err := r.AddDesk(r.t.Context(), d); err != nil {
			r.t.Fatal(err)
		}
	}
}

// file files a report and returns it as its resident knows it.
func (r *rig) file(theme int, change ...func(*flows.Submission)) flows.Known {
	r.t.Helper()
	id, now := uuid.New(), r.now().UTC()
	sub := &flows.Submission{
		ID: id.String(), Reference: "LUT-" + strings.ToUpper(id.String()[:8]), Theme: theme, Language: "en", Contact: flows.ContactHere,
		What:  []string{"Rubbish <script>alert(1)</script> & more, by the " + mark},
		Place: &flows.Place{Name: "Alley <3", Ward: "Dallow"}, Began: now.Add(-time.Minute), Sent: now,
	}
	for _, fn := range change {
		fn(sub)
	}
	return r.commit(flows.Effect{Kind: flows.FileReport, Report: sub}).Report
}

func (r *rig) commit(effect flows.Effect) flows.Outcome {
	r.t.Helper()
	out, err := r.Commit(r.t.Context(), ana, flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{effect}, Since: r.now()})
	if err != nil {
		r.t.Fatal(err)
	}
	return out[0]
}

// texted waits for a text message to a phone that says all of words.
func (r *rig) texted(phone string, words ...string) string {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	m, err := r.box.Twilio.Phone(phone).Wait(ctx, 0, func(m sandbox.SMS) bool {
		for _, word := range words {
			if !strings.Contains(m.Body, word) {
				return false
			}
		}
		return true
	})
	if err != nil {
		r.t.Fatalf("no text that says %q (%v); log: %s", words, err, r.logs)
	}
	return m.Body
}

// link waits for the alert about a report and returns the link in it.
func (r *rig) link(phone, reference string) string {
	r.t.Helper()
	alert := r.texted(phone, reference, r.site+"/r/")
	return strings.Fields(alert[strings.Index(alert, r.site+"/r/"):])[0]
}

func (r *rig) count(sql string, args ...any) (n int) {
	r.t.Helper()
	if err := r.Pool().QueryRow(r.t.Context(), sql, args...).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}
