package main_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
	"yousaid/flows/partnership"
)

const patience = 30 * time.Second

// Each of the eight themes, and "not sure", by each network, ends at its lead
// agencies; an officer takes it and answers; the resident hears back.
func TestEveryThemeReachesItsAgenciesAndTheAnswerComesBack(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{})
	ctx := r.Context(2 * time.Minute)
	var talks errgroup.Group
	talks.SetLimit(4)
	for n := range len(r.Plan.Themes) + 1 {
		for network, phone := range map[string]rig.Phone{"telegram": r.Telegram(), "sms": r.SMS(n)} {
			who := &rig.Resident{Phone: phone, Story: story("theme"+network, n), Place: "LU1 2AB", Reply: patience}
			if theme, ok := r.Plan.Theme(n); ok {
				who.Theme = &theme
			}
			r.Mark(mark("theme"+network, n))
			talks.Go(func() error {
				if err := wholeStory(ctx, r, who); err != nil {
					t.Errorf("theme %d by %s: %v", n, network, err)
				}
				return nil
			})
		}
	}
	_ = talks.Wait()
}

// wholeStory is a report from the first word to its end.
func wholeStory(ctx context.Context, r *rig.Rig, who *rig.Resident) error {
	reference, err := who.Report(ctx)
	if err != nil {
		return err
	}
	desks := leads(r, who)
	for _, desk := range desks {
		if _, err := desk.Card(ctx, reference); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context, *rig.Desk, *rig.Resident) error{
		cardShowsWhatItMay, taken, answered, heardBack,
	} {
		if err := step(ctx, desks[0], who); err != nil {
			return err
		}
	}
	return nil
}

// leads are the desks of the agencies to whom a report should go.
func leads(r *rig.Rig, who *rig.Resident) []*rig.Desk {
	if who.Theme == nil {
		return []*rig.Desk{r.Desks[r.Plan.Team]}
	}
	var list []*rig.Desk
	for _, id := range who.Theme.Leads {
		list = append(list, r.Desks[id])
	}
	return list
}

func degree(who *rig.Resident) partnership.Degree {
	if who.Theme == nil {
		return partnership.Neutral
	}
	return who.Theme.Degree
}
