package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// maxDownload is the largest file that the Bot API lets a bot fetch, in bytes.
// https://core.telegram.org/bots/api#getfile
const maxDownload = 20 << 20

const downloadTimeout = 40 * time.Second

// Fetch fetches a file that somebody sent, of at most limit bytes. The library
// would take it from Telegram's own host whatever the API's URL is.
func (b *Bot) Fetch(ctx context.Context, fileID string, limit int64) ([]byte, error) {
	result, err := b.call(ctx, "getFile", tgbotapi.Params{"file_id": fileID})
	if err != nil {
		return nil, fetchError(err)
	}
	var file tgbotapi.File
	if err := json.Unmarshal(result, &file); err != nil || file.FilePath == "" {
		return nil, &channel.SendError{Reason: channel.Unreachable, Err: errNoSense}
	}
	if int64(file.FileSize) > limit {
		return nil, rejected("the file is too large")
	}
	return b.download(ctx, file.FilePath, limit)
}

// fetchError makes Unknown, which is about messages that may have gone, plain
// Unreachable: fetching again does no harm.
func fetchError(err error) error {
	var failed *channel.SendError
	if errors.As(err, &failed) && failed.Reason == channel.Unknown {
		failed.Reason = channel.Unreachable
	}
	return err
}

func (b *Bot) download(ctx context.Context, path string, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.fileURL(path), http.NoBody)
	if err != nil {
		return nil, rejected("the file's path makes no URL") // err would quote it, token and all
	}
	response, err := b.client.Do(request)
	if err != nil {
		return nil, &channel.SendError{Reason: channel.Unreachable, Err: b.harmless("file", bare(err))}
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, downloadRefused(response)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case err != nil:
		return nil, &channel.SendError{Reason: channel.Unreachable, Err: b.harmless("file", bare(err))}
	case int64(len(data)) > limit:
		return nil, rejected("the file is too large")
	}
	return data, nil
}

func downloadRefused(response *http.Response) error {
	failed := &channel.SendError{
		Reason: channel.Unreachable, Code: response.StatusCode, RetryAfter: retryAfter(response.Header),
		Err: fmt.Errorf("file: status %d", response.StatusCode),
	}
	switch response.StatusCode {
	case http.StatusTooManyRequests:
		failed.Reason = channel.Throttled
	case http.StatusNotFound, http.StatusGone: // links live an hour: ask for a new one, but not for ever
		failed.Reason = channel.Rejected
	}
	return failed
}

// fileURL is where a file lies, below the API's URL.
func (b *Bot) fileURL(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return b.config.APIURL + "/file/bot" + b.config.Token + "/" + strings.Join(parts, "/")
}
