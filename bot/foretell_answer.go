package bot

import "yousaid/flows"

// ForetellAnswer says what who wrote a comment will get of an answer, in order,
// as Foretell does for notices about reports. Agency is the short name of the
// one that answers. The comment's words are repeated as far as it has them.
func (s *Service) ForetellAnswer(c Comment, agency, text string) []Foretold {
	ch, ok := s.Channels[c.Channel]
	if !ok {
		return nil
	}
	if cleaned, err := words(text); err == nil {
		text = cleaned
	}
	n := flows.Notice{
		ID: "preview", Kind: flows.NoticeAnswer, Agency: agency, Text: text, Report: flows.Known{Theme: c.Theme, Degree: c.Degree},
		Remark: &flows.Remark{Thread: c.Thread, Theme: c.Theme, Update: c.Update, Words: flows.Beginning(c.Text)},
	}
	p := foretelling{s, ch, c.Reads}
	session := flows.Session{Language: c.Reads, Turn: 1, Began: c.At, Heard: c.At, Resident: flows.Resident{Known: true}}
	return p.told(session, n)
}
