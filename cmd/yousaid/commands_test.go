package main

import (
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// commandForm finds what operators are told to type: a line of a block, or what
// stands between back quotes.
var commandForm = regexp.MustCompile("(?m)(?:^|`|&& )yousaid ([a-z][^`\n]*)")

// words splits as a shell does, as far as our pages need it.
var words = regexp.MustCompile(`"([^"]*)"|[^\s"]+`)

// Every command in the pages is one that the program knows, with its options.
func TestDocumentedCommandsAreThere(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, page := range append(pages, "../../README.md", "../../compose.yaml", "../../docs/deploy/kubernetes.yaml") {
		for _, found := range commandForm.FindAllStringSubmatch(read(t, page), -1) {
			line, _, _ := strings.Cut(found[1], " >")
			line, _, _ = strings.Cut(line, " #")
			var args []string
			for _, word := range words.FindAllString(line, -1) {
				args = append(args, strings.Trim(word, `"`))
			}
			count++
			if err := parses(args); err != nil {
				t.Errorf("%s says `yousaid %s`: %v", page, found[1], err)
			}
		}
	}
	for _, wrong := range []string{"sreve", "officer add Ewa --agency a --rolle lead", "keys list k1"} {
		if parses(strings.Fields(wrong)) == nil {
			t.Errorf("`yousaid %s` is taken for a command", wrong)
		}
	}
	if count < 40 {
		t.Errorf("%d commands found", count)
	}
}

// parses reads a command line and runs nothing. A page may name a command
// without what follows it.
func parses(args []string) error {
	var c cli
	_, err := newCommand(reflect.ValueOf(&c).Elem(), "").parse(args)
	if err != nil && unfinished.MatchString(err.Error()) {
		return nil
	}
	return err
}

// unfinished is what is said of a command line that only lacks what follows.
var unfinished = regexp.MustCompile(`^expected |^missing |: expected a value$`)
