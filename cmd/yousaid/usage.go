package main

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"text/tabwriter"
)

// usage prints what can be typed here.
func (c command) usage(out io.Writer) error {
	line := strings.Join(append([]string{"yousaid"}, c.path...), " ")
	for _, o := range c.words {
		if o.required {
			line += " <" + o.name + ">"
		} else {
			line += " [<" + o.name + ">]"
		}
	}
	if len(c.groups) > 0 {
		line += " <command>"
	}
	if _, err := fmt.Fprintf(out, "Usage: %s [flags]\n\n%s\n", line, c.help); err != nil {
		return err
	}
	for _, part := range []struct {
		title string
		lines [][2]string
	}{{"Commands", c.below()}, {"Arguments", wordLines(c.words)}, {"Flags", flagLines(c.flags)}} {
		if err := printPart(out, part.title, part.lines); err != nil {
			return err
		}
	}
	return nil
}

// below names every command from here on, with what it does.
func (c command) below() [][2]string {
	var lines [][2]string
	for _, g := range c.groups {
		if len(g.groups) > 0 {
			lines = append(lines, g.below()...)
			continue
		}
		words := strings.Join(g.path, " ")
		for _, o := range g.words {
			words += " <" + o.name + ">"
		}
		lines = append(lines, [2]string{words, g.help})
	}
	return lines
}

func wordLines(words []option) [][2]string {
	var lines [][2]string
	for _, o := range words {
		lines = append(lines, [2]string{"<" + o.name + ">", o.help})
	}
	return lines
}

func flagLines(flags []option) [][2]string {
	lines := [][2]string{{"-h, --help", "Say what can be typed here."}}
	for _, o := range flags {
		name := "    --" + o.name
		switch {
		case o.value.Kind() == reflect.Bool:
		case o.fallback != "":
			name += "=" + o.fallback
		default:
			name += "=" + o.holder
		}
		lines = append(lines, [2]string{name, o.help})
	}
	return lines
}

func printPart(out io.Writer, title string, lines [][2]string) error {
	if len(lines) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	_, err := fmt.Fprintf(table, "\n%s:\n", title)
	for _, line := range lines {
		if err == nil {
			_, err = fmt.Fprintf(table, "  %s\t%s\n", line[0], line[1])
		}
	}
	if err != nil {
		return err
	}
	return table.Flush()
}
