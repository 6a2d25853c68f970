package sessions_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows"
	"yousaid/storage/sessions"
)

// filler fills values, each with something else.
type filler struct {
	n      int
	offset int                                 // of times, in seconds from UTC
	each   func(path string, at reflect.Value) // is told of each place that holds something by itself
}

func (f *filler) fill(path string, v reflect.Value) {
	f.n++
	switch v.Kind() {
	case reflect.Struct:
		if at, ok := v.Addr().Interface().(*time.Time); ok {
			*at = time.Unix(1_770_000_000+int64(f.n), 5).In(time.FixedZone("", f.offset))
			break
		}
		for i := range v.NumField() {
			f.fill(path+"."+v.Type().Field(i).Name, v.Field(i))
		}
		return
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(path, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 4))
		for i := range v.Len() {
			f.fill(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("A"), reflect.ValueOf("word"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString(fmt.Sprintf("<%d> سوئیاں", f.n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) / 3)
	default:
		panic(path + " is of a kind that this test can't fill: " + v.Kind().String())
	}
	if f.each != nil {
		f.each(path, v)
	}
}

// left are the fields that asRead leaves to be read.
var left = []string{".Pending.Lead", ".Queued", ".Recent", ".Resident.Waiting"}

func leaves(path string) bool {
	for _, name := range left {
		if strings.HasPrefix(path, name) {
			return true
		}
	}
	return false
}

// full is a session of which every field is filled.
func full(offset int, each func(string, reflect.Value)) *flows.Session {
	var s flows.Session
	f := filler{offset: offset, each: each}
	f.fill("", reflect.ValueOf(&s).Elem())
	return &s
}

// lean is that without the fields that are left to be read.
func lean(s flows.Session) flows.Session {
	s.Queued, s.Recent, s.Resident.Waiting = nil, nil, nil
	if s.Pending != nil {
		work := *s.Pending
		work.Lead, s.Pending = nil, &work
	}
	return s
}

// same checks that a session is remembered as it would be read.
func same(t *testing.T, what string, s flows.Session) bool {
	t.Helper()
	plain, err := json.Marshal(s)
	if err != nil {
		t.Fatal(what, err)
	}
	got, ok := sessions.AsRead(s, plain)
	if !ok {
		return false
	}
	var want flows.Session
	if err := sessions.Read(plain, &want); err != nil {
		t.Fatal(what, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: remembered as it is not read: %s", what, cmp.Diff(want, got))
	}
	return true
}

// Whatever a session holds, it is remembered as it would be read, or is read.
func TestSessionsAreRememberedAsTheyAreRead(t *testing.T) {
	if !same(t, "nothing", flows.Session{}) {
		t.Error("an empty session is left to be read")
	}
	if !same(t, "everything", lean(*full(0, nil))) {
		t.Error("a session without notices is left to be read")
	}
	if same(t, "everything, elsewhere", lean(*full(3600, nil))) {
		t.Error("times that JSON gives another place are not left to be read")
	}
	var paths []string
	full(0, func(path string, _ reflect.Value) { paths = append(paths, path) })
	if len(paths) < 100 {
		t.Fatalf("only %d places are filled", len(paths))
	}
	for _, path := range paths {
		for _, kind := range []string{"zero", "empty", "broken", "local", "alone"} {
			s := *full(0, func(p string, v reflect.Value) {
				if p == path {
					disturb(kind, v)
				}
			})
			if !leaves(path) {
				s = lean(s)
			}
			if kind == "alone" {
				s = *only(path)
			}
			if taken := same(t, path+" "+kind, s); taken && leaves(path) && kind == "alone" {
				t.Errorf("%s is remembered, without being compared as a whole", path)
			}
		}
	}
}

// disturb makes a value one that JSON does not give back as it was.
func disturb(kind string, v reflect.Value) {
	at, isTime := v.Addr().Interface().(*time.Time)
	switch {
	case kind == "zero":
		v.SetZero()
	case kind == "empty" && v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 3))
	case kind == "broken" && v.Kind() == reflect.String:
		v.SetString("a\xffb")
	case kind == "local" && isTime:
		*at = time.Now() // with the monotonic clock
	}
}

// only is a session of which one place is filled, and what leads there.
func only(path string) *flows.Session {
	return full(0, func(p string, v reflect.Value) {
		if !strings.HasPrefix(path, p) && !strings.HasPrefix(p, path) {
			v.SetZero()
		}
	})
}

// Who is given a remembered session may write to all of it.
func TestRememberedSessionsShareNothing(t *testing.T) {
	s := lean(*full(0, nil))
	before, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := sessions.Apart(s)
	if !ok {
		t.Fatal("it is not copied")
	}
	var places []string
	scribble(reflect.ValueOf(&got).Elem(), "", &places)
	if len(places) < 60 {
		t.Errorf("written to %d places only", len(places))
	}
	if after, err := json.Marshal(s); err != nil || string(after) != string(before) {
		t.Errorf("what was copied changes with the copy: %v %s", err, cmp.Diff(string(before), string(after)))
	}
}

// scribble changes every value that can be reached, in its place.
func scribble(v reflect.Value, path string, places *[]string) {
	switch v.Kind() {
	case reflect.Struct:
		if at, ok := v.Addr().Interface().(*time.Time); ok {
			*at = at.Add(time.Hour)
			break
		}
		for i := range v.NumField() {
			scribble(v.Field(i), path+"."+v.Type().Field(i).Name, places)
		}
		return
	case reflect.Pointer:
		if !v.IsNil() {
			scribble(v.Elem(), path, places)
		}
		return
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i), path, places)
		}
		return
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.String:
		v.SetString(v.String() + "!")
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() + 1)
	case reflect.Float64:
		v.SetFloat(v.Float() + 1)
	default:
		panic(path)
	}
	*places = append(*places, path)
}

func BenchmarkRemember(b *testing.B) {
	s := lean(*full(0, nil))
	plain, err := json.Marshal(s)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("copied", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := sessions.AsRead(s, plain); !ok {
				b.Fatal("not copied")
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var read flows.Session
			if err := sessions.Read(plain, &read); err != nil {
				b.Fatal(err)
			}
		}
	})
}
