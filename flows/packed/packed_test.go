package packed_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yousaid/flows/packed"
)

func TestWhatIsPackedIsUnpacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := packed.Files(rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.Byte())).Draw(t, "files"))
		data, err := files.Pack()
		if err != nil {
			t.Fatal(err)
		}
		again, err := files.Pack()
		if err != nil || !bytes.Equal(data, again) {
			t.Fatalf("the same files are other bytes the second time (%v)", err)
		}
		back, err := packed.Unpack(string(data))
		if err != nil {
			t.Fatal(err)
		}
		if len(back) != len(files) {
			t.Fatalf("%d files of %d came back", len(back), len(files))
		}
		for name, content := range files {
			if got, ok := back[name]; !ok || !bytes.Equal(got, content) {
				t.Fatalf("%q came back as %q, there: %v", content, got, ok)
			}
		}
	})
}

func TestFilesAreTakenByPattern(t *testing.T) {
	folder := fstest.MapFS{"a.txt": {Data: []byte("a")}, "b/c.txt": {Data: []byte("c")}, "d.go": {Data: []byte("d")}}
	got, err := packed.From(folder, "*.txt", "b/*")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(packed.Files{"a.txt": []byte("a"), "b/c.txt": []byte("c")}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := packed.From(folder, "*.txt", "*.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a pattern without files: %v", err)
	}
}

func TestOtherBytesAreRefused(t *testing.T) {
	for name, plain := range map[string]string{"too long": "\x05abc", "no content": "\x01a", "no end": "\xff\xff"} {
		var data bytes.Buffer
		w := gzip.NewWriter(&data)
		if _, err := w.Write([]byte(plain)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if files, err := packed.Unpack(data.String()); !errors.Is(err, packed.ErrFormat) {
			t.Errorf("%s: %v, %v", name, files, err)
		}
	}
	if _, err := packed.Unpack("plain text"); err == nil {
		t.Error("text that isn't compressed is taken")
	}
}
