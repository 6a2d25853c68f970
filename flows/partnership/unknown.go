package partnership

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// read puts a file's values into a plan or a translation. Every field that
// there isn't is named; of everything else that doesn't fit the first.
func read(root ast.Node, into any) error {
	err := decode(root, into)
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		// The reader names any one of them, now this, now that.
		f := &finder{}
		f.unknown(root, reflect.TypeOf(into).Elem())
		if found := f.found(); found != nil {
			return found
		}
	}
	if err != nil {
		return gapFrom(err)
	}
	return nil
}

// errOdd is what there is to say of a file that the reader broke off at.
var errOdd = errors.New("something in the file has a form that can't be read: write it without anchors (&), aliases (*) and tags (!)")

// odd is deferred where the library works: it panics at some odd forms.
func odd(err *error) {
	if recover() != nil {
		*err = errOdd
	}
}

func decode(root ast.Node, into any) (err error) {
	defer odd(&err)
	return yaml.NodeToValue(root, into, yaml.DisallowUnknownField())
}

// unknown notes the keys below a node that a type has no field for.
func (f *finder) unknown(node ast.Node, of reflect.Type) {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch node := node.(type) {
	case *ast.MappingNode:
		for _, value := range node.Values {
			f.unknownValue(value, of)
		}
	case *ast.MappingValueNode:
		f.unknownValue(node, of)
	case *ast.SequenceNode:
		if of.Kind() == reflect.Slice {
			for _, value := range node.Values {
				f.unknown(value, of.Elem())
			}
		}
	}
}

func (f *finder) unknownValue(value *ast.MappingValueNode, of reflect.Type) {
	key := value.Key.GetToken()
	switch {
	case of.Kind() == reflect.Map:
		f.unknown(value.Value, of.Elem())
	case of.Kind() != reflect.Struct || key == nil || key.Position == nil:
	default:
		field, ok := fieldOf(of, key.Value)
		if !ok {
			f.gaps = append(f.gaps, Gap{Line: key.Position.Line, What: fmt.Sprintf("unknown field %q", key.Value)})
			return
		}
		f.unknown(value.Value, field.Type)
	}
}

// fieldOf is the field of a struct that a key of the file belongs to.
func fieldOf(of reflect.Type, key string) (reflect.StructField, bool) {
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name == key && name != "" {
			return field, true
		}
	}
	return reflect.StructField{}, false
}
