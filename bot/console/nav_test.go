package console_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yousaid/bot"
)

var (
	bar     = regexp.MustCompile(`(?s)<nav aria-label="Console">.*?</nav>`)
	barItem = regexp.MustCompile(`<a href="/console/([^"]*)"( aria-current="page")?>([^<]*)</a>`)
)

// Each item of the bar leads to a page that its reader may have and that marks
// the item as the one where they are.
func TestTheBarLeadsWhereARoleMay(t *testing.T) {
	r := start(t)
	for _, role := range bot.Roles() {
		b := r.signedIn(r.officer("Ruth", "neighbourhood-services", role, false))
		items := barItem.FindAllStringSubmatch(bar.FindString(b.get("").Body), -1)
		if len(items) == 0 || items[0][3] != "Inbox" || items[0][2] == "" {
			t.Fatalf("%s at the inbox has the bar %q", role, items)
		}
		for _, item := range items {
			if strings.HasPrefix(item[1], "jobs") {
				continue // pages of another hand, without our bar
			}
			p := b.get(item[1])
			marked := slices.ContainsFunc(barItem.FindAllStringSubmatch(bar.FindString(p.Body), -1), func(i []string) bool {
				return i[1] == item[1] && i[2] != ""
			})
			if p.Status != http.StatusOK || !marked {
				t.Errorf("%s follows %s: status %d, marked: %t", role, item[3], p.Status, marked)
			}
		}
	}
	if bar.MatchString(r.stranger().get("sign-in").Body) {
		t.Error("the bar stands there before signing in")
	}
}
