package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"yousaid/cmd/internal/load"
)

// The command line is read from the tags of [cli] by these few lines, and not by a
// library: what there is finds commands by the names of their methods, and then
// the linker has to keep every method of everything, 9 MB of this binary.
//
// Tags: cmd (a command, or a group of them), arg (a word that stands by itself),
// help, name, default, enum (values, by commas), required, optional, placeholder,
// xor (at most one flag of a name), type:"path".

// command is what the words of a command line lead to.
type command struct {
	path    []string      // "desk", "add"
	help    string        // in one line
	target  reflect.Value // the struct whose fields are its arguments and flags
	groups  []command     // commands below it
	words   []option      // in order
	flags   []option
	chosen  map[string]string // what was given, by the option's name
	helping bool              // --help was there
}

// option is one argument or flag.
type option struct {
	name, help, fallback, holder, excludes string
	enum                                   []string
	required, path                         bool
	value                                  reflect.Value
}

// doer is a command that can be run.
type doer interface{ Run(w *world) error }

// newCommand reads a struct with tags.
func newCommand(target reflect.Value, help string, path ...string) command {
	c := command{path: path, help: help, target: target, chosen: map[string]string{}}
	for i := range target.NumField() {
		field, value := target.Type().Field(i), target.Field(i)
		name := cmp.Or(field.Tag.Get("name"), dashed(field.Name))
		if _, ok := field.Tag.Lookup("cmd"); ok {
			c.groups = append(c.groups, newCommand(value, field.Tag.Get("help"), append(slices.Clone(path), name)...))
			continue
		}
		if o, isWord := newOption(name, field.Tag, value); isWord {
			c.words = append(c.words, o)
		} else {
			c.flags = append(c.flags, o)
		}
	}
	return c
}

func newOption(name string, tag reflect.StructTag, value reflect.Value) (o option, isWord bool) {
	_, isWord = tag.Lookup("arg")
	_, optional := tag.Lookup("optional")
	_, required := tag.Lookup("required")
	o = option{
		name: name, fallback: tag.Get("default"), excludes: tag.Get("xor"), value: value,
		required: required || isWord && !optional, path: tag.Get("type") == "path",
		holder: cmp.Or(tag.Get("placeholder"), strings.ToUpper(name)),
		help: strings.NewReplacer(
			"${enum}", strings.ReplaceAll(tag.Get("enum"), ",", ", "), "${scripts}", strings.Join(load.ScriptNames(), ", "),
		).Replace(tag.Get("help")),
	}
	if values := tag.Get("enum"); values != "" {
		o.enum = strings.Split(values, ",")
	}
	return o, isWord
}

// dashed is a field's name as people type it: ReferenceOnly is reference-only.
func dashed(name string) string {
	letters := []rune(name)
	var out strings.Builder
	for i, r := range letters {
		begins := i > 0 && unicode.IsUpper(r) && (unicode.IsLower(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if begins {
			out.WriteByte('-')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// parse reads the words of a command line and returns the command that they
// name, its fields set. Errors say what is wrong with the words.
func (c command) parse(args []string) (command, error) {
	given, onlyWords := 0, false
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--" && !onlyWords:
			onlyWords = true
		case (arg == "--help" || arg == "-h") && !onlyWords:
			c.helping = true
			return c, nil
		case strings.HasPrefix(arg, "--") && !onlyWords:
			took, err := c.flag(arg[2:], args[i+1:])
			if err != nil {
				return c, err
			}
			i += took
		case strings.HasPrefix(arg, "-") && len(arg) > 1 && !onlyWords:
			return c, fmt.Errorf("unknown flag %s", arg)
		case len(c.groups) > 0:
			return c.descend(arg, args[i+1:])
		case given == len(c.words):
			return c, fmt.Errorf("unexpected argument %s", arg)
		default:
			c.chosen["<"+c.words[given].name+">"] = arg
			given++
		}
	}
	return c, c.fill()
}

// descend goes on with a command below this one.
func (c command) descend(name string, rest []string) (command, error) {
	for _, below := range c.groups {
		if below.path[len(below.path)-1] == name {
			return below.parse(rest)
		}
	}
	return c, fmt.Errorf("there is no command %q; there are: %s", strings.Join(append(slices.Clone(c.path), name), " "), strings.Join(c.names(), ", "))
}

func (c command) names() []string {
	names := make([]string, len(c.groups))
	for i, below := range c.groups {
		names[i] = below.path[len(below.path)-1]
	}
	return names
}

// flag notes one flag, and says how many further words it took.
func (c command) flag(text string, rest []string) (took int, err error) {
	name, value, has := strings.Cut(text, "=")
	i := slices.IndexFunc(c.flags, func(o option) bool { return o.name == name })
	switch {
	case i < 0:
		return 0, fmt.Errorf("unknown flag --%s", name)
	case has:
	case c.flags[i].value.Kind() == reflect.Bool:
		value = "true"
	case len(rest) == 0:
		return 0, fmt.Errorf("--%s: expected a value", name)
	default:
		value, took = rest[0], 1
	}
	for _, other := range c.flags {
		if _, ok := c.chosen["--"+other.name]; ok && other.name != name && other.excludes != "" && other.excludes == c.flags[i].excludes {
			return 0, fmt.Errorf("--%s and --%s can't be used together", other.name, name)
		}
	}
	c.chosen["--"+name] = value
	return took, nil
}

// fill sets the fields to what was given, or to what stands in for it.
func (c command) fill() error {
	if len(c.groups) > 0 {
		return fmt.Errorf("expected one of %s", strings.Join(c.names(), ", "))
	}
	for _, o := range c.words {
		if err := o.set(c.chosen, "<"+o.name+">"); err != nil {
			return err
		}
	}
	for _, o := range c.flags {
		if err := o.set(c.chosen, "--"+o.name); err != nil {
			return err
		}
	}
	return nil
}

func (o option) set(chosen map[string]string, as string) error {
	value, given := chosen[as]
	if !given && o.required {
		return fmt.Errorf("missing %s", as)
	}
	if !given {
		value = o.fallback
	}
	if o.enum != nil && !slices.Contains(o.enum, value) {
		return fmt.Errorf("%s must be one of %s, and not %q", as, strings.Join(o.enum, ", "), value)
	}
	if o.value.Kind() == reflect.Bool {
		if value != "" && value != "true" && value != "false" {
			return fmt.Errorf("%s is true or false, and not %q", as, value)
		}
		o.value.SetBool(value == "true")
		return nil
	}
	if o.path && value != "" {
		absolute, err := filepath.Abs(value)
		if err != nil {
			return fmt.Errorf("%s: %w", as, err)
		}
		value = absolute
	}
	return o.assign(value, as)
}

// assign sets a field of any kind that options have.
func (o option) assign(value, as string) error {
	switch to := o.value.Addr().Interface().(type) {
	case *string:
		*to = value
	case *time.Duration:
		d, err := time.ParseDuration(cmp.Or(value, "0"))
		if err != nil {
			return fmt.Errorf("%s is a duration such as 90s or 10m, and not %q", as, value)
		}
		*to = d
	case *int:
		n, err := strconv.Atoi(cmp.Or(value, "0"))
		if err != nil {
			return fmt.Errorf("%s is a whole number, and not %q", as, value)
		}
		*to = n
	case *float64:
		n, err := strconv.ParseFloat(cmp.Or(value, "0"), 64)
		if err != nil {
			return fmt.Errorf("%s is a number, and not %q", as, value)
		}
		*to = n
	default:
		return fmt.Errorf("%s: options of the kind %s can't be read yet: teach it to option.assign", as, o.value.Type())
	}
	return nil
}

// run does what the command is for.
func (c command) run(w *world) error {
	do, ok := c.target.Addr().Interface().(doer)
	if !ok {
		return fmt.Errorf("%s: expected one of %s", strings.Join(c.path, " "), strings.Join(c.names(), ", "))
	}
	return do.Run(w)
}
