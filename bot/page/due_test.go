package page_test

import (
	"net/http"
	"testing"
)

func TestAReportsPageByLinkSaysWhatIsDue(t *testing.T) {
	r := start(t)
	r.phones(duty)
	b, page, _ := r.opened(6)
	page.want(http.StatusOK, "Take due by ", "Answer due by ", "Close due by ")
	b.send(page, "take").want(http.StatusOK, "Answer due by ").without("Take due by ")
}
