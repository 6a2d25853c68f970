package public

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"rsc.io/qr"

	"yousaid/bot"
)

// quiet is how many modules around a code stay white (ISO/IEC 18004, 5.3.8).
const quiet = 4

// draw makes a QR code as a picture that stays sharp at any size. Level M can
// lose about 15 in 100 to dirt.
func draw(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	size := code.Size + 2*quiet
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, size, size, size, size)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&out, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	out.WriteString(`"/></svg>`)
	return []byte(out.String()), nil
}

// ways are how to write to us; empty where a channel is off.
type ways struct {
	Bot     string // the bot's name, with its @
	BotLink string
	Number  string       // as people write it
	Text    template.URL // the link that begins a text; the number is the operator's
}

// Any reports whether there is one.
func (w ways) Any() bool { return w.Bot != "" || w.Number != "" }

// ways asks Telegram what the bot is called, which it is asked once. Where it
// doesn't say in time, it isn't spoken of.
func (p *pages) ways(ctx context.Context) ways {
	var w ways
	if p.BotName != nil {
		ctx, cancel := context.WithTimeout(ctx, nameTime)
		defer cancel()
		if name, err := p.BotName(ctx); err == nil && name != "" {
			w.Bot, w.BotLink = "@"+name, "https://t.me/"+name+"?start=poster"
		}
	}
	if p.Number != "" {
		w.Number, w.Text = spoken(p.Number), template.URL("sms:"+p.Number) //nolint:gosec // a number of the settings
	}
	return w
}

// spoken is a number as people in the country write it. A mobile's has groups of
// five and six digits (Ofcom's numbering plan); other numbers stay as they are.
func spoken(number string) string {
	if mobile, ok := strings.CutPrefix(number, "+447"); ok && len(mobile) == 9 {
		return "07" + mobile[:3] + " " + mobile[3:]
	}
	return number
}

// qr serves the code of a channel.
func (p *pages) qr(w http.ResponseWriter, r *http.Request) {
	p.give(w, r, r.URL.Path, func(ctx context.Context) (kept, error) {
		where := p.ways(ctx)
		text := map[string]string{"telegram.svg": where.BotLink, "sms.svg": string(where.Text)}[r.PathValue("code")]
		if text == "" {
			return kept{}, bot.ErrNotFound
		}
		code, err := draw(text)
		if err != nil {
			return kept{}, err
		}
		return keep(code, "image/svg+xml")
	})
}
