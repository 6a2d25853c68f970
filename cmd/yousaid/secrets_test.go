package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// secretName is what something secret is called here.
var secretName = regexp.MustCompile(`(?i)(secret|token|signature|password|authtoken|hmac|\bmac\b|\bsum\b|digest|pin|cookie|session)$`)

// plainly are comparisons of things that are only called like secrets: by file,
// as they stand. A new one is added here on purpose.
var plainly = map[string]bool{
	"bot/console/hub.go: l.token == v.token": true, // of browsers that listen: both were looked up in the record
	"bot/console/hub.go: l.token == token":   true,
}

// Secrets that come from outside are compared in constant time: nowhere by ==,
// which ends at the first letter that differs. What is looked up in the record
// is looked up by a hash. To compare with nothing ("") tells nothing.
func TestNoSecretIsComparedByItsLetters(t *testing.T) {
	root, compared, found := "../..", 0, 0
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != root || entry.Name() == "sandbox" || entry.Name() == "flows"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path) // below root
		ast.Inspect(file, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				switch called(call) {
				case "hmac.Equal", "subtle.ConstantTimeCompare":
					found++
				case "bytes.Equal", "strings.EqualFold", "bytes.Compare", "strings.Compare", "reflect.DeepEqual":
					for _, argument := range call.Args {
						if secretName.MatchString(named(argument)) {
							t.Errorf("%s: %s compares %s: use hmac.Equal or subtle.ConstantTimeCompare", set.Position(call.Pos()), called(call), named(argument))
						}
					}
				}
			}
			both, ok := node.(*ast.BinaryExpr)
			if !ok || both.Op != token.EQL && both.Op != token.NEQ || constant(both.X) || constant(both.Y) {
				return true
			}
			compared++
			left, right := named(both.X), named(both.Y)
			if (secretName.MatchString(left) || secretName.MatchString(right)) && !plainly[name+": "+left+" "+both.Op.String()+" "+right] {
				t.Errorf("%s: %s %s %s: use hmac.Equal or subtle.ConstantTimeCompare", set.Position(both.Pos()), left, both.Op, right)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if compared < 100 || found < 2 { // Twilio's signature, Telegram's secret
		t.Errorf("%d comparisons were looked at, %d in constant time", compared, found)
	}
}

// called is the name of what a call calls: package and function.
func called(call *ast.CallExpr) string { return named(call.Fun) }

// named is how something that is compared is called: "in.Token".
func named(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return named(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return named(e.Fun)
	case *ast.ParenExpr:
		return named(e.X)
	case *ast.StarExpr:
		return named(e.X)
	case *ast.IndexExpr:
		return named(e.X)
	case *ast.SliceExpr:
		return named(e.X)
	}
	return ""
}

// constant reports whether something is written out: "", nil, 43.
func constant(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return e.Name == "nil" || e.Name == "true" || e.Name == "false"
	case *ast.UnaryExpr:
		return constant(e.X)
	}
	return false
}
