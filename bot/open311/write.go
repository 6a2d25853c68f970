package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Errors are refusals as XML.
type xmlErrors struct {
	XMLName xml.Name  `xml:"errors"`
	Errors  []problem `xml:"error"`
}

// refuse answers with the standard's list of errors. The status is that of the
// first.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, list ...problem) {
	s.write(w, r, answer{list[0].Code, list, xmlErrors{Errors: list}})
}

// write writes an answer in the form that the address asks for: JSON where it
// asks for none that there is.
func (s *Server) write(w http.ResponseWriter, r *http.Request, a answer) {
	var out bytes.Buffer
	var err error
	kind := "application/json; charset=utf-8"
	if strings.HasSuffix(r.URL.Path, ".xml") {
		kind = "text/xml; charset=utf-8"
		out.WriteString(xml.Header)
		err = xml.NewEncoder(&out).Encode(a.xml)
	} else {
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(a.json)
	}
	if err != nil {
		s.Log.Error().Ctx(r.Context()).Msg("open311 answer not made") // err may quote it
		http.Error(w, "Sorry, that did not work.", http.StatusInternalServerError)
		return
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(a.status)
	_, _ = w.Write(out.Bytes())
}

// w3c is a time as the standard writes it: with seconds and its zone.
func (s *Server) w3c(at time.Time) string {
	return at.In(s.Plan.Zone()).Format("2006-01-02T15:04:05-07:00")
}
