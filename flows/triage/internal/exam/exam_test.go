package exam

import (
	"testing"
	"testing/fstest"
	"time"

	"yousaid/flows"
	"yousaid/flows/triage/internal/corpus"
)

func folder(text string) fstest.MapFS {
	return fstest.MapFS{"x.txt": &fstest.MapFile{Data: []byte("# how to read it\n\n" + text)}}
}

func TestMessages(t *testing.T) {
	got, err := Messages(folder("6 | a sofa\nn1,2 | knife crime\ns0 | a lamp\n3! | he is here\nur-Latn n4 | sui ## a needle\npl 1! | on ma noz\n"), "x.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		text, language, why string
		kind                corpus.Kind
		themes              int
	}{
		{"a sofa", "en", "", corpus.Ordinary, 1},
		{"knife crime", "en", "", corpus.NearDanger, 2},
		{"a lamp", "en", "", corpus.Street, 1},
		{"he is here", "en", "", corpus.Danger, 1},
		{"sui", "ur-Latn", "a needle", corpus.NearDanger, 1},
		{"on ma noz", "pl", "", corpus.Danger, 1},
	} {
		m := got[i]
		if m.Text != want.text || m.Language != want.language || m.Why != want.why || m.Kind != want.kind || len(m.Themes) != want.themes {
			t.Errorf("%+v", m)
		}
	}
	if left := Unlearnt(got, []corpus.Message{{Text: "A sofa"}}); len(left) != len(got)-1 || left[0].Text != "knife crime" {
		t.Errorf("left %+v", left)
	}
	if _, err := Messages(folder("9 | what"), "x.txt"); err == nil {
		t.Error("there is no theme 9")
	}
}

func TestPlaces(t *testing.T) {
	list, err := Places(folder("now 2026-07-15T13:30Z\nPope's Meadow | - | 2026-07-14T18:00/2026-07-15T05:59 | popes meadow last night\n- | LU1 2AB | - | lu1 2ab\n"), "x.txt")
	if err != nil {
		t.Fatal(err)
	}
	at := func(hour int) time.Time { return time.Date(2026, 7, 14, hour, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		reading flows.Reading
		wrong   int // of six
	}{
		{flows.Reading{}, 3},
		{flows.Reading{Place: &flows.Place{Name: "Popes Meadow"}, When: &flows.When{Start: at(18), End: at(22)}}, 3},
		{flows.Reading{Postcode: "LU1 2AB", When: &flows.When{Start: at(16), End: at(18)}}, 4},
		{flows.Reading{Postcode: "LU1 2AB", When: &flows.When{Words: "last night"}}, 3},
	} {
		wrong := 0
		figures := SitPlaces(list, func(_ string, now time.Time) flows.Reading {
			if now.Hour() != 13 {
				t.Errorf("written at %v", now)
			}
			return c.reading
		}, func(Situated, string) { wrong++ })
		if wrong != c.wrong || figures.Place.Whole != 2 || figures.Place.Part+figures.Postcode.Part+figures.When.Part != 6-wrong {
			t.Errorf("%+v: %d wrong, %+v", c.reading, wrong, figures)
		}
	}
	if _, err := Places(folder("- | - | yesterday/today | x"), "x.txt"); err == nil {
		t.Error("took words for a time")
	}
}
