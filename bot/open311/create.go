package open311

import (
	"cmp"
	"encoding/xml"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

const (
	mostBody = 128 << 10 // bytes of a form: the longest description, as forms encode it

	// The same request is the same report for so long: by its content, and by the
	// name that its sender gave it.
	sameContent = 10 * time.Minute
	sameName    = 7 * 24 * time.Hour

	sureEnough = 0.6 // how sure triage has to be of a theme that nobody named
)

// filed is the answer to who files a report.
type filed struct {
	ID      string `json:"service_request_id" xml:"service_request_id"`
	Notice  string `json:"service_notice" xml:"service_notice"`
	Account string `json:"account_id" xml:"account_id"`
}

type filedList struct {
	XMLName  xml.Name `xml:"service_requests"`
	Requests []filed  `xml:"request"`
}

// create files a report. It is done once however often it is sent: the record
// keeps the ids of a request before anything is filed under them.
func (s *Server) create(r *http.Request, _ string) (answer, error) {
	form, err := readForm(r)
	if err != nil {
		return answer{}, err
	}
	key, err := s.key(r.Context(), r, form)
	if err != nil {
		return answer{}, err
	}
	if !key.Creates {
		return answer{}, problems{noCreate}
	}
	asked, wrong := s.readWish(form)
	digest, lives := digest(form), sameContent
	if name := r.Header.Get("Idempotency-Key"); name != "" {
		if len(name) > mostName {
			wrong = append(wrong, problem{http.StatusBadRequest, "Idempotency-Key can have 200 characters at the most."})
		}
		digest, lives = "name "+name, sameName
	}
	if len(wrong) > 0 {
		return answer{}, wrong
	}
	filing, err := s.Store.KeepFiling(r.Context(), key, digest, lives)
	if err != nil {
		return answer{}, err
	}
	report := s.submission(asked, filing.Report)
	done, err := s.Store.Commit(r.Context(), channel.Address{Channel: channel.Open311, ID: filing.Report}, flows.Pending{
		ID: filing.Work, Since: report.Sent, Effects: []flows.Effect{{Kind: flows.FileReport, Report: report}},
	})
	if err != nil {
		return answer{}, err
	}
	said := filed{ID: done[0].Report.Reference, Notice: s.notice(report.Urgent, asked.Left)}
	return answer{http.StatusCreated, []filed{said}, filedList{Requests: []filed{said}}}, nil
}

// readForm reads what was posted. The address may not have any of it: it would
// end up in logs.
func readForm(r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, problems{{http.StatusUnsupportedMediaType, "Send a form: Content-Type application/x-www-form-urlencoded, in UTF-8."}}
	}
	r.Body = http.MaxBytesReader(nil, r.Body, mostBody)
	err = r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, problems{{http.StatusRequestEntityTooLarge, "The form is too long."}}
	case err != nil:
		return nil, problems{{http.StatusBadRequest, "The form can't be read."}}
	}
	return r.PostForm, nil
}

// digest is what tells a form from others, whoever's key is in it.
func digest(form url.Values) string {
	rest := url.Values{}
	for name, values := range form {
		if name != "api_key" {
			rest[name] = values
		}
	}
	return "form " + rest.Encode()
}

// submission makes the report that a resident would have sent. Nobody is to be
// written to: the system that files it tells them.
func (s *Server) submission(asked wish, id string) *flows.Submission {
	now := s.Now()
	read := s.Read(asked.Description, now)
	sub := &flows.Submission{
		ID: id, Reference: s.Fresh().Reference, Theme: asked.Theme, What: []string{asked.Description}, Place: s.place(asked, read),
		When: read.When, Contact: flows.ContactNone, Urgent: read.Danger != flows.NoDanger, Language: cmp.Or(read.Language, "en"),
		Began: now, Sent: now,
	}
	if !asked.Sure && len(read.Themes) > 0 && read.Themes[0].Confidence >= sureEnough {
		sub.Theme = read.Themes[0].Theme
	}
	return sub
}

// place is where it happened: as it was said, or as the words name it.
func (s *Server) place(asked wish, read flows.Reading) *flows.Place {
	if !asked.Placed && asked.Address == "" {
		return read.Place
	}
	place := &flows.Place{Name: asked.Address}
	if asked.Placed {
		place.Lat, place.Lon = asked.Lat, asked.Long
		place.Ward, _ = s.Ward(asked.Lat, asked.Long)
		return place
	}
	if known := s.Read(asked.Address, s.Now()); known.Place != nil {
		place.Ward = known.Place.Ward
	}
	return place
}

// notice is what whoever files a report has to know. That danger is for 999
// always stands there, and first where the words sound like it.
func (s *Server) notice(urgent, left bool) string {
	danger := s.Plan.Emergency.Danger
	said := []string{"If anybody is in danger, call " + danger + ". Nobody watches this service all day."}
	if urgent {
		said = []string{
			"This sounds as if somebody is in danger. Call " + danger + " now, or have them call: nobody may read this in time.",
			"The report is marked as urgent.",
		}
	}
	if left {
		said = append(said, "Names, contacts and pictures were not kept.")
	}
	return strings.Join(said, " ")
}
