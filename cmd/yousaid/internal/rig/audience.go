package rig

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/seal"
)

// firstReader is the Telegram id of the first of an audience.
const firstReader = 6_660_000_000

// Audience are residents who said long ago that they want news on a theme.
type Audience struct {
	Readers []*sandbox.Person // at Telegram
	Numbers []string
}

// Audience makes residents who get plan updates on a theme at once: so many at
// Telegram, and so many by text. How one says yes is tried elsewhere; here the
// record is written as a conversation would have it.
func (r *Rig) Audience(ctx context.Context, theme, readers, numbers int) (Audience, error) {
	store, err := r.open(ctx)
	if err != nil {
		return Audience{}, err
	}
	defer store.Close()
	var found Audience
	var everybody []channel.Address
	for n := range readers {
		id := int64(firstReader + n)
		found.Readers = append(found.Readers, r.Box.Telegram.AddUser(sandbox.User{ID: id, FirstName: "Reader", LanguageCode: "en"}).Known())
		everybody = append(everybody, channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(id)})
	}
	for n := range numbers {
		found.Numbers = append(found.Numbers, fmt.Sprintf("+4477009%05d", n)) // nobody's: the network is a stand-in
		everybody = append(everybody, channel.Address{Channel: channel.SMS, ID: found.Numbers[n]})
	}
	return found, subscribe(ctx, store, theme, everybody)
}

// Subscribe has somebody get plan updates on a theme at once, as if they had
// said so.
func (r *Rig) Subscribe(ctx context.Context, theme int, who Phone) error {
	store, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	return subscribe(ctx, store, theme, []channel.Address{Address(who)})
}

// Address is whom a phone belongs to, as the service knows them.
func Address(p Phone) channel.Address {
	if p.Network() == channel.Telegram {
		return channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(Seat(p).Chat)}
	}
	return channel.Address{Channel: channel.SMS, ID: Mobile(p).Number}
}

func subscribe(ctx context.Context, store *postgres.Store, theme int, everybody []channel.Address) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(8)
	for _, who := range everybody {
		work.Go(func() error {
			_, err := store.Commit(ctx, who, pending(flows.Effect{
				Kind: flows.Subscribe, Updates: &flows.Subscription{Themes: []int{theme}, Language: "en"},
			}))
			return err
		})
	}
	return work.Wait()
}

// open opens the record as a replica does.
func (r *Rig) open(ctx context.Context) (*postgres.Store, error) {
	ring, lookup, err := r.keys()
	if err != nil {
		return nil, err
	}
	return postgres.Open(ctx, postgres.Config{
		URL: r.DatabaseURL(), Keyring: ring, Lookup: lookup, Plan: r.Plan, PublicURL: PublicURL, Now: time.Now, MaxConns: 8,
	})
}

// keys are what the rig's replicas seal with, and find addresses by.
func (r *Rig) keys() (*seal.Keyring, *seal.Lookup, error) {
	ring, err := seal.ParseKeyring("k1:" + r.master)
	if err != nil {
		return nil, nil, err
	}
	key, err := seal.ParseKey(r.lookup)
	if err != nil {
		return nil, nil, err
	}
	return ring, seal.NewLookup(key), nil
}
