package partnership

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // an area's clock is known on a machine without a zone database too

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"yousaid/flows/packed"
)

//go:generate go run yousaid/flows/packed/pack luton.gz luton.yaml luton.*.yaml

// luton is Luton's files, beside this one.
//
//go:embed luton.gz
var luton string

const lutonFile = "luton.yaml"

// Luton returns the plan of the Luton Community Safety Partnership, which is
// embedded in the program with its translations. Each call reads it anew: call
// it once, at start.
func Luton() *Plan {
	files := packed.MustUnpack(luton)
	plan, err := Load(files[lutonFile])
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err == nil && name != lutonFile {
			err = plan.translateFile(name, files[name])
		}
	}
	if err != nil {
		panic(fmt.Sprintf("the embedded plan can't be used: %v", err)) // a test loads it
	}
	return plan
}

// LoadFrom reads a plan file of a folder, and its translations beside it: to
// town.yaml belong town.pl.yaml, town.ro.yaml and so on. The error is as that
// of [Load], and names the file where it is a translation's.
func LoadFrom(folder fs.FS, name string) (*Plan, error) {
	file, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	plan, err := Load(file)
	if err != nil {
		return nil, err
	}
	ending := path.Ext(name)
	others, err := fs.Glob(folder, strings.TrimSuffix(name, ending)+".*"+ending)
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		file, err := fs.ReadFile(folder, other)
		if err != nil {
			return nil, err
		}
		if err := plan.translateFile(other, file); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

func (p *Plan) translateFile(name string, file []byte) error {
	if err := p.translate(file); err != nil {
		return fmt.Errorf("%s:\n%w", name, err)
	}
	return nil
}

// Load reads a plan file and checks it. The error names everything that is
// wrong, each with its line ([Gaps]); only what makes the file unreadable, such
// as a field that doesn't exist, is named alone.
func Load(file []byte) (*Plan, error) {
	root, err := parse(file)
	if err != nil {
		return nil, gapFrom(err)
	}
	plan := &Plan{lines: linesOf(root)}
	if err := read(root, plan); err != nil {
		return nil, err
	}
	if err := plan.Check(); err != nil {
		return nil, err
	}
	// Check has loaded the zone before, so that this can't fail.
	plan.zone, err = time.LoadLocation(plan.Area.TimeZone)
	return plan, err
}

func parse(file []byte) (root ast.Node, err error) {
	defer odd(&err)
	parsed, err := parser.ParseBytes(file, 0)
	if err != nil {
		return nil, err
	}
	var roots []ast.Node
	for _, doc := range parsed.Docs {
		if doc.Body != nil {
			roots = append(roots, doc.Body)
		}
	}
	switch len(roots) {
	case 0:
		return nil, errors.New("the file is empty")
	case 1:
		return roots[0], nil
	default:
		return nil, errors.New("the file holds more than one document")
	}
}

// gapFrom puts the reader's errors into the form of all other gaps.
func gapFrom(err error) error {
	var read yaml.Error
	if !errors.As(err, &read) {
		return Gaps{{What: err.Error()}}
	}
	gap := Gap{What: read.GetMessage()}
	if token := read.GetToken(); token != nil && token.Position != nil {
		gap.Line = token.Position.Line
	}
	return Gaps{gap}
}

// lineFinder notes the line on which each value of the file begins, by its
// path: "$.themes[2].leads[0]".
type lineFinder map[string]int

func linesOf(root ast.Node) map[string]int {
	lines := lineFinder{}
	ast.Walk(lines, root)
	return lines
}

// Visit implements [ast.Visitor]. The first node with a path is its key.
func (f lineFinder) Visit(node ast.Node) ast.Visitor {
	token := node.GetToken()
	if _, seen := f[node.GetPath()]; !seen && token != nil {
		f[node.GetPath()] = token.Position.Line
	}
	return f
}
