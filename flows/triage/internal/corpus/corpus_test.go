package corpus

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestRead(t *testing.T) {
	messages, err := Read(fstest.MapFS{
		"danger-b.txt":   {Data: []byte("# about\n\n3! | hes outside\n")},
		"en-4-b.txt":     {Data: []byte("4, 6 | needles\\nby the swings ## both are right\n")},
		"neardanger.txt": {Data: []byte("1 | a film about knives\n")},
		"street.txt":     {Data: []byte("0 | pothole\n")},
		"pl-2.txt":       {Data: []byte("1 | kiedys mnie pobili ## past: beaten once\n")},
		"ur-Latn.txt":    {Data: []byte("6 | shor\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range messages {
		got = append(got, m.Language)
	}
	if want := []string{"en", "en", "en", "pl", "en", "ur-Latn"}; !slices.Equal(got, want) {
		t.Errorf("languages %v, want %v", got, want)
	}
	var kinds []Kind
	for _, m := range messages {
		kinds = append(kinds, m.Kind)
	}
	if want := []Kind{Danger, Ordinary, NearDanger, NearDanger, Street, Ordinary}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
	needles := messages[1]
	if needles.Text != "needles\nby the swings" || needles.Why != "both are right" || !needles.Right(6) || !needles.Right(4) || needles.Right(1) {
		t.Errorf("%+v", needles)
	}
}

func TestReadTellsWhatIsWrong(t *testing.T) {
	messages, err := Read(fstest.MapFS{"en-1.txt": {Data: []byte("1 | a\nno bar\n9 | b\n1 | a\n2 |\n3 | c\n")}})
	if len(messages) != 2 || err == nil {
		t.Fatalf("%d messages, error %v", len(messages), err)
	}
	for _, want := range []string{"en-1.txt:2:", "en-1.txt:3:", "en-1.txt:4: the text of en-1.txt:1", "en-1.txt:5:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q isn't in %q", want, err)
		}
	}
}
