package report_test

import (
	"fmt"
	"testing"
	"time"

	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/report"
	"yousaid/flows/resident"
)

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// told is somebody who was sent a plan update, in an engine that takes comments.
func told(t *testing.T, commented *[]string) (say func(string, flows.Reading) flows.Turn) {
	t.Helper()
	return toldOf(t, 6, commented)
}

func toldOf(t *testing.T, theme int, commented *[]string) (say func(string, flows.Reading) flows.Turn) {
	t.Helper()
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	plan := partnership.Luton()
	engine := flows.New(resident.Config(plan, bundle), report.New(plan, report.Comments(
		func(_ flows.Scene, news flows.News, words []string) flows.Move {
			*commented = append(*commented, fmt.Sprint(news.ID, words))
			return flows.Move{End: true, Say: []flows.Line{flows.Words("thanks")}}
		})))
	session := flows.Session{Resident: flows.Resident{Known: true, News: flows.News{ID: "n1", Theme: theme, At: noon}}}
	count := 0
	return func(text string, read flows.Reading) flows.Turn {
		count++
		in := flows.Input{ID: fmt.Sprint(count), Text: text, Reading: read, Form: resident.SMS}
		in.Fresh.ID = fmt.Sprint("id-", count)
		turn := engine.Advance(session, in, noon.Add(time.Hour))
		session = turn.Session
		return turn
	}
}

func TestWordsAfterAnUpdateAreACommentOrAReport(t *testing.T) {
	nuisance := flows.Reading{Themes: []flows.Guess{{Theme: 6, Confidence: 0.9}}}
	var commented []string
	say := told(t, &commented)
	if turn := say("well done that was needed", nuisance); turn.Session.Step != "news" {
		t.Errorf("it asks %q", turn.Session.Step)
	}
	if say("1", flows.Reading{}); fmt.Sprint(commented) != "[n1[well done that was needed]]" {
		t.Errorf("commented %q", commented)
	}
	if turn := say("rubbish on ash road again", nuisance); turn.Session.Step != "confirm" {
		t.Errorf("the next words lead to %q", turn.Session.Step)
	}

	commented, say = nil, told(t, &commented)
	say("rubbish on ash road again", nuisance)
	if turn := say("something to report", flows.Reading{}); turn.Session.Step != "confirm" || len(commented) > 0 || !turn.Session.Resident.News.Over {
		t.Errorf("a report leads to %q, commented %q", turn.Session.Step, commented)
	}
}

// Who said that they have something to report is not asked whether they do.
func TestReportThatWasAskedForIsNoComment(t *testing.T) {
	var commented []string
	say := told(t, &commented)
	say("new", flows.Reading{})
	turn := say("rubbish on ash road again", flows.Reading{Themes: []flows.Guess{{Theme: 6, Confidence: 0.9}}})
	if turn.Session.Step != "confirm" {
		t.Errorf("it leads to %q", turn.Session.Step)
	}
}

func TestDangerAfterAnUpdateIsNoComment(t *testing.T) {
	var commented []string
	say := told(t, &commented)
	say("he hits me", flows.Reading{Danger: flows.SureDanger, Themes: []flows.Guess{{Theme: 3, Confidence: 0.9}}})
	if turn := say("1", flows.Reading{}); turn.Session.Step != "confirm" || len(commented) > 0 {
		t.Errorf("it leads to %q, commented %q", turn.Session.Step, commented)
	}
}

// Our own words name no guarded theme to whoever holds the phone.
func TestNewsOfAGuardedThemeIsNotAskedAbout(t *testing.T) {
	var commented []string
	say := toldOf(t, 3, &commented)
	turn := say("rubbish on ash road again", flows.Reading{Themes: []flows.Guess{{Theme: 6, Confidence: 0.9}}})
	if turn.Session.Step != "confirm" {
		t.Errorf("it leads to %q", turn.Session.Step)
	}
}
