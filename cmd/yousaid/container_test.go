package main_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// pinned is an image with its version, to the last number that its maker gives.
var pinned = regexp.MustCompile(`^(golang:\d+\.\d+\.\d+|busybox:\d+\.\d+\.\d+|redis:\d+\.\d+\.\d+|postgres:\d+\.\d+)-[a-z]+$`)

// Every image is pinned, and what runs as a container is held to nothing but its
// own: no root file system to write to, no way to more rights.
func TestContainersAreClosedAndPinned(t *testing.T) {
	raw, err := os.ReadFile("../../compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Image    string            `yaml:"image"`
			Build    string            `yaml:"build"`
			ReadOnly bool              `yaml:"read_only"`
			Drop     []string          `yaml:"cap_drop"`
			Add      []string          `yaml:"cap_add"`
			Options  []string          `yaml:"security_opt"`
			Networks []string          `yaml:"networks"`
			Ports    []string          `yaml:"ports"`
			Env      map[string]string `yaml:"environment"`
			Secrets  []string          `yaml:"secrets"`
			Healthy  any               `yaml:"healthcheck"`
		} `yaml:"services"`
		Secrets map[string]struct {
			File string `yaml:"file"`
		} `yaml:"secrets"`
	}
	if err := yaml.Unmarshal(raw, &file); err != nil || len(file.Services) != 4 {
		t.Fatalf("%d services: %v", len(file.Services), err)
	}
	for name, s := range file.Services {
		if s.Build == "" && !pinned.MatchString(s.Image) {
			t.Errorf("%s: the image %q is not pinned", name, s.Image)
		}
		if !s.ReadOnly || !slices.Contains(s.Drop, "ALL") || !slices.Contains(s.Options, "no-new-privileges:true") {
			t.Errorf("%s is open: %+v", name, s)
		}
		if s.Build != "" && len(s.Add) > 0 {
			t.Errorf("%s may %v", name, s.Add)
		}
		if name != "yousaid" && (len(s.Ports) > 0 || !slices.Equal(s.Networks, []string{"inside"})) {
			t.Errorf("%s can be reached from outside: %v, %v", name, s.Ports, s.Networks)
		}
		for setting, path := range s.Env {
			if secret := strings.TrimPrefix(path, "/run/secrets/"); strings.HasSuffix(setting, "_FILE") &&
				(!slices.Contains(s.Secrets, secret) || file.Secrets[secret].File != ".secrets/"+secret) {
				t.Errorf("%s: %s is %s, which isn't there", name, setting, path)
			}
		}
		if s.Build == "" && s.Healthy == nil {
			t.Errorf("%s: nobody asks whether it works", name) // the image's own asks for yousaid
		}
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s listens to everybody: %s", name, port)
			}
		}
	}
}

func TestImageIsPinnedAndRunsAsNobody(t *testing.T) {
	raw, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	images := regexp.MustCompile(`(?m)^(?:FROM |COPY --from=)(\S+)`).FindAllStringSubmatch(string(raw), -1)
	if len(images) < 4 {
		t.Fatalf("%d images", len(images))
	}
	for _, image := range images {
		if image[1] != "scratch" && image[1] != "build" && !pinned.MatchString(image[1]) {
			t.Errorf("%s is not pinned", image[1])
		}
	}
	user := regexp.MustCompile(`(?m)^USER (\d+):(\d+)$`).FindStringSubmatch(string(raw))
	if user == nil || user[1] == "0" || user[2] == "0" {
		t.Errorf("it runs as %v", user)
	}
}
