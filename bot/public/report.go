package public

import (
	"context"
	"html/template"
	"net/http"
	"strings"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// reportPage is how to report, in plain steps.
type reportPage struct {
	Ways    ways
	Steps   []string
	Next    []string
	Private []string
	Stop    []string
	Helpers []helper
}

// helper is somebody to turn to.
type helper struct {
	Name         string
	Number, Text string // to call and to text; empty for none
	Call, Write  template.URL
	Web          string
	Remarks      []string
}

func (p *pages) report(ctx context.Context, v voice, _ *http.Request) (sheet, error) {
	page := reportPage{
		Ways: p.ways(ctx), Helpers: v.helpers(),
		Steps: []string{
			v.Say("web.step.open"), v.Say("web.step.write"), v.Say("web.step.answer"), v.Say("web.step.send"),
			v.Say("web.step.reference", "Reference", p.Plan.Prefix+"-7K3M-2QX"),
		},
		Next:    []string{v.Say("web.next.read"), v.Say("web.next.answer"), v.Say("web.next.soon"), v.Say("web.next.closed")},
		Private: []string{v.Say("web.private.teams"), v.Say("web.private.we"), v.Say("web.private.law"), v.Say("web.private.page")},
		Stop:    []string{v.Say("web.stop.stop"), v.Say("web.stop.updates"), v.Say("web.stop.data"), v.Say("web.stop.forget")},
	}
	return sheet{Title: v.Say("web.report"), Name: "report", Path: "report", Page: page}, nil
}

// helpers are those whose numbers somebody has checked, each once.
func (v voice) helpers() []helper {
	plan := v.pages.Plan
	list := []helper{{Name: v.Say("web.police"), Number: plan.Emergency.NotUrgent, Call: digits("tel:", plan.Emergency.NotUrgent)}}
	for _, line := range plan.Numbers {
		if !line.Checked {
			continue
		}
		h := helper{
			Name: v.named(line, "name", line.Name), Number: line.Number, Call: digits("tel:", line.Number),
			Text: line.Text, Write: digits("sms:", line.Text), Web: line.Web,
		}
		h.Remarks = v.remarks(line)
		list = append(list, h)
	}
	return list
}

// remarks are what to know of a helpline: when it is open and what it costs, and
// what else.
func (v voice) remarks(line partnership.Helpline) []string {
	var facts, all []string
	for _, fact := range []struct{ field, text string }{{"hours", line.Hours}, {"cost", line.Cost}, {"on_bill", line.OnBill}} {
		if fact.text != "" {
			facts = append(facts, v.named(line, fact.field, fact.text))
		}
	}
	if len(facts) > 0 {
		all = append(all, strings.Join(facts, "; "))
	}
	if line.Note != "" {
		all = append(all, v.named(line, "note", line.Note))
	}
	return all
}

// named is a field of a helpline.
func (v voice) named(line partnership.Helpline, field, text string) string {
	return v.line(flows.Named(line.Key(field), text))
}

// digits is the link that calls or texts a number of the plan.
func digits(scheme, number string) template.URL {
	number = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	return template.URL(scheme + number) //nolint:gosec // digits
}
