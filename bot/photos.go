package bot

import (
	"context"
	"errors"
	"fmt"

	"yousaid/bot/channel"
	"yousaid/bot/picture"
)

// Photos fetches what residents photographed and makes it harmless before
// anybody sees it (resident-safety rule 14).
type Photos struct {
	Store    PhotoStore
	Channels map[string]channel.Channel // by name
	Cleaner  *picture.Cleaner
}

// Fetch fetches, cleans and keeps a photo. One that will never be had, or never
// be taken, is marked as refused and the resident is told. It is safe to call
// again.
func (p *Photos) Fetch(ctx context.Context, id string) error {
	photo, err := p.Store.WaitingPhoto(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil // it is there, or was forgotten
	}
	if err != nil {
		return err
	}
	fetcher, ok := p.Channels[photo.Channel].(channel.Fetcher)
	if !ok {
		return fmt.Errorf("photo %s: no files can be fetched from %s", id, photo.Channel)
	}
	data, err := fetcher.Fetch(ctx, photo.File, picture.MostBytes)
	if err != nil && hopeless(err) {
		return p.Store.StorePhoto(ctx, id, nil)
	}
	if err != nil {
		return fmt.Errorf("photo %s: %w", id, err)
	}
	cleaned, err := p.clean(ctx, data)
	if errors.Is(err, picture.ErrUnfit) {
		return p.Store.StorePhoto(ctx, id, nil)
	}
	if err != nil {
		return fmt.Errorf("photo %s: %w", id, err)
	}
	return p.Store.StorePhoto(ctx, id, cleaned)
}

// Upload keeps a photo that came by an upload link. picture.ErrUnfit says that
// it can't be taken, ErrUsed that the link is over. A second call with the same
// id (a UUID) changes nothing.
func (p *Photos) Upload(ctx context.Context, token, id string, data []byte) error {
	cleaned, err := p.clean(ctx, data)
	if err != nil {
		return err
	}
	return p.Store.AddUpload(ctx, token, id, *cleaned)
}

func (p *Photos) clean(ctx context.Context, data []byte) (*StoredPhoto, error) {
	cleaned, err := p.Cleaner.Clean(ctx, data)
	if err != nil {
		return nil, err
	}
	return &StoredPhoto{Type: cleaned.Type, Data: cleaned.Data, Width: cleaned.Width, Height: cleaned.Height}, nil
}

// hopeless tells a file that will never be had from a network that is away.
func hopeless(err error) bool {
	switch channel.ReasonOf(err) {
	case channel.Rejected, channel.Blocked:
		return true
	default:
		return false
	}
}
