package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"sync"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// mostUploads is how many uploads are remembered: a plan update with a picture
// goes to thousands, and no more than a few of them go at a time.
const mostUploads = 16

// uploads remembers Telegram's id of pictures that were sent, so that each is
// uploaded once. Source: https://core.telegram.org/bots/api#sending-files
type uploads struct {
	mu   sync.Mutex
	ids  map[[sha256.Size]byte]string
	slot chan struct{} // held by the upload under way: others may be of the same picture
}

// begin waits for its turn to upload.
func (u *uploads) begin(ctx context.Context) error {
	u.mu.Lock()
	if u.slot == nil {
		u.slot = make(chan struct{}, 1)
	}
	slot := u.slot
	u.mu.Unlock()
	select {
	case slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (u *uploads) end() { <-u.slot }

func (u *uploads) id(picture [sha256.Size]byte) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ids[picture]
}

func (u *uploads) keep(picture [sha256.Size]byte, id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ids == nil || len(u.ids) >= mostUploads {
		u.ids = map[[sha256.Size]byte]string{}
	}
	u.ids[picture] = id
}

// sayPhoto sends a picture by the id that it has at Telegram, or uploads it.
func (b *Bot) sayPhoto(ctx context.Context, params tgbotapi.Params, photo *channel.Picture) (string, error) {
	picture := sha256.Sum256(photo.Data)
	if id := b.uploads.id(picture); id != "" {
		return b.sayKnown(ctx, params, picture, id)
	}
	if err := b.uploads.begin(ctx); err != nil {
		return "", &channel.SendError{Reason: channel.Unreachable, Err: err} // nothing went
	}
	defer b.uploads.end()
	if id := b.uploads.id(picture); id != "" { // meanwhile
		return b.sayKnown(ctx, params, picture, id)
	}
	file := tgbotapi.FileBytes{Name: fileName(photo.Type), Bytes: photo.Data}
	result, err := b.upload(ctx, "sendPhoto", params, tgbotapi.RequestFile{Name: "photo", Data: file})
	if err != nil {
		return "", err
	}
	var sent struct {
		Photo []struct {
			ID string `json:"file_id"`
		} `json:"photo"`
	}
	if err := json.Unmarshal(result, &sent); err == nil && len(sent.Photo) > 0 {
		b.uploads.keep(picture, sent.Photo[len(sent.Photo)-1].ID) // the largest comes last
	}
	return messageID(result)
}

// sayKnown sends a picture by its id.
func (b *Bot) sayKnown(ctx context.Context, params tgbotapi.Params, picture [sha256.Size]byte, id string) (string, error) {
	params["photo"] = id
	result, err := b.call(ctx, "sendPhoto", params)
	if channel.ReasonOf(err) == channel.Rejected && err != nil {
		b.uploads.keep(picture, "") // it may be the id that Telegram doesn't know any more
	}
	if err != nil {
		return "", err
	}
	return messageID(result)
}
