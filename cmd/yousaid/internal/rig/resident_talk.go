package rig

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"yousaid/flows/partnership"
)

// Reads is what a resident does about a message of an agency: a guarded one
// only names the reference, until they send READ. It fails where the words
// aren't in it.
func (r *Resident) Reads(ctx context.Context, words string) error {
	h, err := r.Next(ctx)
	if err != nil {
		return err
	}
	if r.Theme != nil && r.Theme.Degree == partnership.Guarded {
		if strings.Contains(h.Text, words) || !strings.Contains(h.Text, r.Reference) {
			return fmt.Errorf("the notice of a guarded theme says %q", h.Text)
		}
		r.Say("READ")
		if h, err = r.Next(ctx); err != nil {
			return err
		}
	}
	if !strings.Contains(h.Text, words) {
		return fmt.Errorf("the resident reads %q instead of the officer's words", h.Text)
	}
	return nil
}

// Talks says the first, third, … of the lines, and expects answers that hold
// the others.
func (r *Resident) Talks(ctx context.Context, lines ...string) error {
	for i := 0; i+1 < len(lines); i += 2 {
		r.Say(lines[i])
		h, err := r.Next(ctx)
		if err != nil || !strings.Contains(h.Text, lines[i+1]) {
			return fmt.Errorf("%q is answered with %q, want %q, %w", lines[i], h.Text, lines[i+1], err)
		}
	}
	return nil
}

// ForgetsMe sends FORGET ME, says yes, and fails unless all is deleted.
func (r *Resident) ForgetsMe(ctx context.Context) error {
	r.Say("FORGET ME")
	asked, err := r.Next(ctx)
	if err != nil {
		return err
	}
	if err := r.Choose(asked, "Yes, delete all"); err != nil {
		return fmt.Errorf("%w: %q", err, asked.Text)
	}
	if done, err := r.Next(ctx); err != nil || !strings.Contains(done.Text, "deleted") {
		return fmt.Errorf("FORGET ME is answered with %q, %w", done.Text, err)
	}
	return nil
}

var copyLink = regexp.MustCompile(`https://\S+(/d/\w+)`)

// AsksForCopy sends MY DATA and returns the path of the page that the answer
// leads to.
func (r *Resident) AsksForCopy(ctx context.Context) (path string, err error) {
	r.Say("MY DATA")
	h, err := r.Next(ctx)
	match := copyLink.FindStringSubmatch(h.Text)
	if err != nil || match == nil {
		return "", fmt.Errorf("MY DATA is answered with %q, %w", h.Text, err)
	}
	return match[1], nil
}

// Browse asks the first replica for a page, as the proxy in front of it does.
func (r *Rig) Browse(ctx context.Context, method, path string) (status int, body string, err error) {
	request, err := http.NewRequestWithContext(ctx, method, r.Replicas[0].URL()+path, http.NoBody)
	if err != nil {
		return 0, "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	return response.StatusCode, string(all), err
}
