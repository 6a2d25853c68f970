package rig

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// Reporter is one of a crowd: somebody who has filed a report.
type Reporter struct {
	Address channel.Address
	Report  string // id
	Words   string
}

// Crowd files so many reports on a theme, each of another number. How one reports
// is tried elsewhere; here the record is written as a conversation would have it.
func (r *Rig) Crowd(ctx context.Context, theme, many int) ([]Reporter, error) {
	store, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	list := make([]Reporter, many)
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(4)
	for n := range list {
		list[n] = Reporter{
			Address: channel.Address{Channel: channel.SMS, ID: fmt.Sprintf("+4477008%05d", n)}, // nobody's: the network is a stand-in
			Report:  uuid.NewString(), Words: "zqcrowd" + uuid.NewString(),
		}
		work.Go(func() error {
			one := list[n]
			_, err := store.Commit(ctx, one.Address, pending(flows.Effect{Kind: flows.FileReport, Report: &flows.Submission{
				ID: one.Report, Reference: "LUT-" + one.Report[:8], Theme: theme, Language: "en", What: []string{one.Words},
				Contact: flows.ContactHere, Began: time.Now(), Sent: time.Now(),
			}}))
			return err
		})
	}
	return list, work.Wait()
}

func pending(effect flows.Effect) flows.Pending {
	return flows.Pending{ID: uuid.NewString(), Since: time.Now(), Effects: []flows.Effect{effect}}
}

// Forget does FORGET ME for some of a crowd.
func (r *Rig) Forget(ctx context.Context, some []Reporter) error {
	store, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	for _, one := range some {
		if _, err := store.Commit(ctx, one.Address, pending(flows.Effect{Kind: flows.ForgetMe})); err != nil {
			return err
		}
	}
	return nil
}

// Copies is what MY DATA would give to each of a crowd, in order.
func (r *Rig) Copies(ctx context.Context, all []Reporter) ([]*flows.Copy, error) {
	store, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	copies := make([]*flows.Copy, len(all))
	for n, one := range all {
		outcomes, err := store.Commit(ctx, one.Address, pending(flows.Effect{Kind: flows.CopyData}))
		if err != nil {
			return nil, err
		}
		copies[n] = outcomes[0].Copy
	}
	return copies, nil
}

// Tools is the folder of PostgreSQL's programs, and that of ours.
func (r *Rig) Tools() []string {
	return []string{filepath.Dir(pgDump(r.T)), filepath.Dir(r.binary)}
}
