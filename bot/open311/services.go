package open311

import (
	"encoding/xml"
	"net/http"
	"strconv"

	"yousaid/flows/partnership"
)

// changed is when this interface last changed what it answers.
const changed = "2026-11-26T12:00:00Z"

// endpoint is where it stands, for whoever looks.
type endpoint struct {
	Specification string   `json:"specification" xml:"specification"`
	URL           string   `json:"url" xml:"url"`
	Changeset     string   `json:"changeset" xml:"changeset"`
	Type          string   `json:"type" xml:"type"`
	Formats       []string `json:"formats" xml:"formats>format"`
}

// discovery says where everything is, and how to get a key.
type discovery struct {
	XMLName    xml.Name   `json:"-" xml:"discovery"`
	Changeset  string     `json:"changeset" xml:"changeset"`
	Contact    string     `json:"contact" xml:"contact"`
	KeyService string     `json:"key_service" xml:"key_service"`
	Endpoints  []endpoint `json:"endpoints" xml:"endpoints>endpoint"`
}

func (s *Server) discovery(*http.Request, string) (answer, error) {
	found := discovery{
		Changeset: changed, Contact: s.Plan.Name + ", " + s.Plan.Email,
		KeyService: "Keys are for the partnership's agencies. A team lead makes one in the console, under Systems.",
		Endpoints: []endpoint{{
			Specification: "http://wiki.open311.org/GeoReport_v2", URL: s.frame.URL(Path[:len(Path)-1]), Changeset: changed, Type: "production",
			Formats: []string{"application/json", "text/xml"},
		}},
	}
	return answer{json: found, xml: found}, nil
}

// service is a theme, as the standard names it.
type service struct {
	Code        string `json:"service_code" xml:"service_code"`
	Name        string `json:"service_name" xml:"service_name"`
	Description string `json:"description" xml:"description"`
	Metadata    bool   `json:"metadata" xml:"metadata"`
	Type        string `json:"type" xml:"type"`
	Keywords    string `json:"keywords" xml:"keywords"`
	Group       string `json:"group" xml:"group"`
}

type serviceList struct {
	XMLName  xml.Name  `xml:"services"`
	Services []service `xml:"service"`
}

// notSure is the name of what fits no theme.
const notSure = "Not sure"

// services are the themes of the plan, which are public, and one more for what
// fits none of them.
func (s *Server) services(*http.Request, string) (answer, error) {
	var list []service
	for _, theme := range s.Plan.Themes {
		list = append(list, service{
			Code: strconv.Itoa(theme.Number), Name: theme.Name, Description: theme.Covers, Type: "realtime", Group: s.Plan.Town,
		})
	}
	list = append(list, service{
		Code: strconv.Itoa(partnership.NoTheme), Name: notSure, Type: "realtime", Group: s.Plan.Town,
		Description: "It fits none of the others, or nobody can say. It goes to " + s.Plan.OwnTeam().Name + ".",
	})
	return answer{json: list, xml: serviceList{Services: list}}, nil
}

// definition says what else is asked about a service: nothing.
type definition struct {
	XMLName    xml.Name   `json:"-" xml:"service_definition"`
	Code       string     `json:"service_code" xml:"service_code"`
	Attributes []struct{} `json:"attributes" xml:"attributes"`
}

func (s *Server) service(_ *http.Request, code string) (answer, error) {
	number, known := s.theme(code)
	if !known {
		return answer{}, problems{unknownService}
	}
	found := definition{Code: strconv.Itoa(number), Attributes: []struct{}{}}
	whole := found
	whole.Attributes = []struct{}{{}}
	return answer{json: found, xml: whole}, nil
}

var unknownService = problem{http.StatusNotFound, "service_code was not found. services.json lists those that there are."}

// theme finds a theme by its code.
func (s *Server) theme(code string) (number int, known bool) {
	number, err := strconv.Atoi(code)
	if err != nil || strconv.Itoa(number) != code {
		return 0, false
	}
	_, known = s.Plan.Theme(number)
	return number, known || number == partnership.NoTheme
}

// themeName is the name of a theme.
func (s *Server) themeName(number int) string {
	if theme, ok := s.Plan.Theme(number); ok {
		return theme.Name
	}
	return notSure
}

// token answers who asks for the number of a report that was filed: it was in
// the answer.
func (s *Server) token(*http.Request, string) (answer, error) {
	return answer{}, problems{{http.StatusNotFound, "token was not found. Reports get their service_request_id at once, so there are no tokens."}}
}
