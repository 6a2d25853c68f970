package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// texts reads a language's texts, each plural form as one of its own.
func texts(t *testing.T, file string) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Texts map[string]any `yaml:"texts"`
	}
	if err := yaml.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for key, text := range f.Texts {
		switch text := text.(type) {
		case string:
			all[key] = []string{text}
		case map[string]any:
			for _, form := range text {
				all[key] = append(all[key], form.(string))
			}
		}
	}
	return all
}

// used finds the keys that the flows say, each with the names of its arguments.
func used(t *testing.T) map[string][]string {
	t.Helper()
	keys := map[string][]string{}
	for _, pattern := range []string{
		"../*.go", "../report/*.go", "../talk/*.go", "../mine/*.go", "../plan/*.go", "../voice/*.go", "../updates/*.go", "../resident/*.go", "*.go",
		"../../bot/*.go", "../../bot/page/*.go", "../../bot/mydata/*.go", "../../bot/public/*.go",
	} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool { collect(n, keys); return true })
		}
	}
	inTemplates(t, keys)
	return keys
}

// saying is how a template says a key, with the names and values of its
// arguments.
var saying = regexp.MustCompile(`\.Say "([^"]+)"((?: "\w+" [^ }]+)*)`)

// inTemplates finds the keys that templates say.
func inTemplates(t *testing.T, keys map[string][]string) {
	t.Helper()
	paths, err := filepath.Glob("../../bot/public/html/*.html")
	if err != nil || len(paths) == 0 {
		t.Fatalf("templates: %v (%v)", paths, err)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range saying.FindAllStringSubmatch(string(raw), -1) {
			words := strings.Fields(match[2])
			keys[match[1]] = slices.Clip(keys[match[1]])
			for i := 0; i < len(words); i += 2 {
				keys[match[1]] = append(keys[match[1]], strings.Trim(words[i], `"`))
			}
		}
	}
}

// collect notes a call of Say with a literal key.
func collect(n ast.Node, keys map[string][]string) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	name := ""
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
	}
	key, ok := literal(call.Args[0])
	if name != "Say" || !ok {
		return
	}
	keys[key] = slices.Clip(keys[key])
	for i := 1; i < len(call.Args); i += 2 {
		if arg, ok := literal(call.Args[i]); ok {
			keys[key] = append(keys[key], arg)
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

func TestEveryKeyThatIsSaidExistsAndEveryKeyIsSaid(t *testing.T) {
	said, english := used(t), texts(t, "en.yaml")
	if len(said) < 50 {
		t.Fatalf("found only %d keys in the sources", len(said))
	}
	for key := range said {
		if _, ok := english[key]; !ok {
			t.Errorf("%q is said and has no text", key)
		}
	}
	for key := range english {
		base := strings.TrimSuffix(key, ".sms")
		if _, ok := said[base]; !ok && !strings.HasPrefix(base, "month.") && !strings.HasPrefix(base, "web.month.") {
			t.Errorf("%q has a text and is never said", key)
		}
	}
}

func TestEveryPlaceholderIsFilled(t *testing.T) {
	said := used(t)
	for key, forms := range texts(t, "en.yaml") {
		args := said[strings.TrimSuffix(key, ".sms")]
		for _, text := range forms {
			for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
				if !slices.Contains(args, match[1]) {
					t.Errorf("%q wants %s, and nobody says it", key, match[1])
				}
			}
			if rest := placeholder.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
				t.Errorf("%q has braces left over: %s", key, rest)
			}
		}
	}
}
