package open311

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

// How much is given at once. The standard's own default is 90 days and 1,000
// reports; with words fewer, since each is opened and noted.
const (
	mostDays  = 90 * 24 * time.Hour
	mostRows  = 1000
	mostWords = 200
	mostPage  = 1000
	mostIDs   = 100
)

// serviceRequest is a report as the standard writes it.
type serviceRequest struct {
	ID        string   `json:"service_request_id" xml:"service_request_id"`
	Status    string   `json:"status" xml:"status"`
	Notes     *string  `json:"status_notes" xml:"status_notes"`
	Name      *string  `json:"service_name" xml:"service_name"`
	Code      *string  `json:"service_code" xml:"service_code"`
	Words     *string  `json:"description" xml:"description"`
	Agency    *string  `json:"agency_responsible" xml:"agency_responsible"`
	Notice    *string  `json:"service_notice" xml:"service_notice"`
	Requested string   `json:"requested_datetime" xml:"requested_datetime"`
	Updated   string   `json:"updated_datetime" xml:"updated_datetime"`
	Expected  *string  `json:"expected_datetime" xml:"expected_datetime"`
	Address   *string  `json:"address" xml:"address"`
	AddressID *string  `json:"address_id" xml:"address_id"`
	Zip       *string  `json:"zipcode" xml:"zipcode"`
	Lat       *float64 `json:"lat" xml:"lat"`
	Long      *float64 `json:"long" xml:"long"`
	Media     *string  `json:"media_url" xml:"media_url"`
}

type requestList struct {
	XMLName  xml.Name         `xml:"service_requests"`
	Requests []serviceRequest `xml:"request"`
}

func requestAnswer(list []serviceRequest) answer {
	return answer{json: list, xml: requestList{Requests: list}}
}

// requests gives the agency's reports, newest first.
func (s *Server) requests(r *http.Request, _ string) (answer, error) {
	asked := r.URL.Query()
	key, err := s.key(r.Context(), r, asked)
	if err != nil {
		return answer{}, err
	}
	filter, wrong := s.filter(asked, key.Words)
	if len(wrong) > 0 {
		return answer{}, wrong
	}
	found, err := s.Store.ServiceRequests(r.Context(), key, filter)
	if err != nil {
		return answer{}, err
	}
	list := make([]serviceRequest, len(found))
	for i, one := range found {
		list[i] = s.written(one)
	}
	return requestAnswer(list), nil
}

// request gives one report.
func (s *Server) request(r *http.Request, id string) (answer, error) {
	key, err := s.key(r.Context(), r, r.URL.Query())
	if err != nil {
		return answer{}, err
	}
	found, err := s.Store.ServiceRequests(r.Context(), key, bot.ServiceFilter{
		References: []string{strings.ToUpper(id)}, To: s.always(), Most: 1,
	})
	if err != nil {
		return answer{}, err
	}
	if len(found) == 0 {
		return answer{}, problems{{http.StatusNotFound, "service_request_id was not found."}}
	}
	return requestAnswer([]serviceRequest{s.written(found[0])}), nil
}

// always is later than anything was filed.
func (s *Server) always() time.Time { return s.Now().Add(24 * time.Hour) }

// filter reads what is asked for. Reports that are asked for by their ids are
// given whatever their age.
func (s *Server) filter(asked url.Values, words bool) (f bot.ServiceFilter, wrong problems) {
	f = bot.ServiceFilter{To: s.always(), Most: mostRows}
	if words {
		f.Most = mostWords
	}
	bad := func(text string) { wrong = append(wrong, problem{http.StatusBadRequest, text}) }
	for _, id := range list(asked.Get("service_request_id")) {
		f.References = append(f.References, strings.ToUpper(id))
	}
	if len(f.References) > mostIDs {
		bad("service_request_id can name 100 reports at the most.")
	}
	for _, code := range list(asked.Get("service_code")) {
		number, known := s.theme(code)
		if !known {
			wrong = append(wrong, unknownService)
		}
		f.Themes = append(f.Themes, number)
	}
	for _, status := range list(asked.Get("status")) {
		switch status {
		case "open":
			f.Statuses = append(f.Statuses, flows.StatusNew, flows.StatusTaken)
		case "closed":
			f.Statuses = append(f.Statuses, flows.StatusClosed, flows.StatusWithdrawn)
		default:
			bad("status is open or closed.")
		}
	}
	s.span(asked, &f, bad)
	pages(asked, &f, bad)
	return f, wrong
}

// list are the values that a parameter has, with commas between.
func list(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
}

// span reads from when to when. Where one end is missing, it is 90 days away
// from the other; more than that isn't given at once.
func (s *Server) span(asked url.Values, f *bot.ServiceFilter, bad func(string)) {
	from, to := asked.Get("start_date"), asked.Get("end_date")
	if len(f.References) > 0 && from == "" && to == "" {
		return
	}
	var err error
	if to != "" {
		if f.To, err = instant(to); err != nil {
			bad("end_date is no date such as 2026-11-26T12:00:00Z.")
			return
		}
	}
	f.From = f.To.Add(-mostDays)
	if from != "" {
		if f.From, err = instant(from); err != nil {
			bad("start_date is no date such as 2026-11-26T12:00:00Z.")
			return
		}
		if to == "" {
			f.To = f.From.Add(mostDays)
		}
	}
	if f.To.Before(f.From) {
		bad("end_date is before start_date.")
	} else if f.To.Sub(f.From) > mostDays {
		bad("start_date and end_date can be 90 days apart at the most. Ask several times.")
	}
}

// instant reads a time with its zone. In an address a plus means a space.
func instant(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+"))
	if err == nil && (at.Year() < 2000 || at.Year() > 2200) {
		err = strconv.ErrRange
	}
	return at, err
}

// pages reads which page is asked for. One that is larger than may be is cut.
func pages(asked url.Values, f *bot.ServiceFilter, bad func(string)) {
	size, page := f.Most, 1
	if text := asked.Get("page_size"); text != "" {
		number, err := strconv.Atoi(text)
		if err != nil || number < 1 {
			bad("page_size is no number above 0.")
			return
		}
		size = min(number, f.Most)
	}
	if text := asked.Get("page"); text != "" {
		number, err := strconv.Atoi(text)
		if err != nil || number < 1 || number > mostPage {
			bad("page is no number from 1 to 1000. Ask for fewer days instead.")
			return
		}
		page = number
	}
	f.Most, f.Skip = size, (page-1)*size
}

// written puts a report into the standard's words.
func (s *Server) written(one bot.ServiceRequest) serviceRequest {
	status, notes := standing(one)
	out := serviceRequest{
		ID: one.Reference, Status: status, Notes: &notes, Requested: s.w3c(one.Filed), Updated: s.w3c(one.Changed),
	}
	if !one.Own {
		return out
	}
	name, code, agency := s.themeName(one.Theme), strconv.Itoa(one.Theme), s.agencies(one.Agencies)
	out.Name, out.Code, out.Agency = &name, &code, &agency
	if one.Urgent {
		notice := "Urgent."
		out.Notice = &notice
	}
	if len(one.What) > 0 {
		words := strings.Join(one.What, "\n\n")
		out.Words = &words
	}
	if place := one.Place; place != nil {
		if place.Name != "" {
			out.Address = &place.Name
		}
		if place.Lat != 0 || place.Lon != 0 {
			out.Lat, out.Long = &place.Lat, &place.Lon
		}
	}
	return out
}

// standing says how a report stands: in the standard's word, and in ours.
func standing(one bot.ServiceRequest) (status, notes string) {
	switch one.Status {
	case flows.StatusTaken:
		return "open", "Somebody is dealing with it."
	case flows.StatusWithdrawn:
		return "closed", "The resident took it back."
	case flows.StatusClosed:
		switch one.Outcome {
		case bot.OutcomeNoAction:
			return "closed", "Nothing could be done."
		case bot.OutcomeNotForUs:
			return "closed", "It was not for this agency."
		case bot.OutcomeDone:
		}
		return "closed", "Done."
	case flows.StatusNew, flows.StatusForgotten:
	}
	return "open", "Nobody has taken it yet."
}

func (s *Server) agencies(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if agency, ok := s.Plan.Agency(id); ok {
			names[i] = agency.Name
		}
	}
	return strings.Join(names, " and ")
}
