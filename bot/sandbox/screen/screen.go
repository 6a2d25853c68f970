// Package screen gives tests a real browser, and keeps pictures of what it
// shows for somebody to look at.
//
// It starts Debian's Chromium, headless, with a profile of its own and without
// anything that would call out. Where there is no Chromium, and in short runs,
// the test is skipped.
package screen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"
)

// Folder is the setting that says where pictures are kept; without it none are.
const Folder = "SCREENSHOTS"

// places are where Chromium is found, Debian's first.
var places = []string{
	"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// Browser starts a browser that ends with the test.
func Browser(t testing.TB) *rod.Browser {
	t.Helper()
	path := found()
	if path == "" || testing.Short() {
		t.Skip("needs Chromium")
	}
	l := launcher.New().Bin(path).Leakless(false).Headless(true).NoSandbox(true).UserDataDir(t.TempDir()).
		Set("disable-gpu").Set("disable-quic").Set("no-first-run").Set("disable-background-networking").
		Set("disable-component-update").Set("disable-sync")
	address, err := l.Launch()
	if err != nil {
		t.Fatal(err)
	}
	b := rod.New().ControlURL(address).Context(t.Context())
	if err := b.Connect(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = b.Context(t.Context()).Close()
		l.Kill()
	})
	return b
}

func found() string {
	for _, path := range places {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// Size gives a tab the size of a screen, in CSS pixels.
func Size(t testing.TB, tab *rod.Page, width, height int) {
	t.Helper()
	err := tab.SetViewport(&proto.EmulationSetDeviceMetricsOverride{Width: width, Height: height, DeviceScaleFactor: 1})
	if err != nil {
		t.Fatal(err)
	}
}

// Shot keeps a picture of what a tab shows, where the setting says.
func Shot(t testing.TB, tab *rod.Page, name string) { shot(t, tab, name, false) }

// Whole keeps a picture of a whole page, where the setting says.
func Whole(t testing.TB, tab *rod.Page, name string) { shot(t, tab, name, true) }

func shot(t testing.TB, tab *rod.Page, name string, whole bool) {
	t.Helper()
	folder := os.Getenv(Folder)
	if folder == "" {
		return
	}
	tab.MustWaitStable()
	data, err := tab.Screenshot(whole, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}
