package sms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"yousaid/bot/channel"
)

const fetchTimeout = 40 * time.Second

// twilios reports whether an address is at Twilio's API, or at the one that is
// set: nobody else gets our credentials.
func (l *Line) twilios(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	return u.Scheme == "https" && u.Host == "api.twilio.com" || u.Scheme == l.api.Scheme && u.Host == l.api.Host
}

// Fetch fetches a picture that came with a message, of at most limit bytes. The
// file's id is its address. Twilio sends us on to where the bytes lie, which
// gets no credentials: net/http drops them where the host changes.
func (l *Line) Fetch(ctx context.Context, fileID string, limit int64) ([]byte, error) {
	if !l.twilios(fileID) {
		return nil, &channel.SendError{Reason: channel.Rejected, Err: errors.New("not a file at Twilio")}
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fileID, http.NoBody)
	if err != nil {
		return nil, &channel.SendError{Reason: channel.Rejected, Err: errors.New("not a file at Twilio")}
	}
	request.SetBasicAuth(l.config.AccountSID, l.config.AuthToken)
	response, err := (&http.Client{Transport: l.next}).Do(request)
	if err != nil {
		return nil, &channel.SendError{Reason: channel.Unreachable, Err: harmless("media", err)}
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fetchRefused(response)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case err != nil:
		return nil, &channel.SendError{Reason: channel.Unreachable, Err: fmt.Errorf("media: %w", err)}
	case int64(len(data)) > limit:
		return nil, &channel.SendError{Reason: channel.Rejected, Err: errors.New("the file is too large")}
	}
	return data, nil
}

func fetchRefused(response *http.Response) error {
	failed := &channel.SendError{
		Reason: channel.Unreachable, Code: response.StatusCode, RetryAfter: retryAfter(response.Header),
		Err: fmt.Errorf("media: status %d", response.StatusCode),
	}
	switch response.StatusCode {
	case http.StatusTooManyRequests:
		failed.Reason = channel.Throttled
	case http.StatusNotFound, http.StatusGone:
		failed.Reason = channel.Rejected
	}
	return failed
}
