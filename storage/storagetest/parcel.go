package storagetest

import (
	"context"

	"yousaid/bot"
	"yousaid/storage/postgres"
)

// ClaimParcel claims what is due to one resident; bot.ErrNotFound when nothing is.
func ClaimParcel(ctx context.Context, store *postgres.Store, network string) (bot.Parcel, error) {
	parcels, err := store.ClaimParcels(ctx, network, 1)
	if err != nil {
		return bot.Parcel{}, err
	}
	return parcels[0], nil
}
