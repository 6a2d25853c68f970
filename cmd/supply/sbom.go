package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"
)

// The parts of a CycloneDX file that are written.
// Source: https://cyclonedx.org/docs/1.6/json/
type (
	bill struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Serial       string       `json:"serialNumber"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version,omitempty"`
		PURL       string     `json:"purl,omitempty"`
		Hashes     []hash     `json:"hashes,omitempty"`
		Licences   []choice   `json:"licenses,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	hash struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	choice struct {
		Licence licence `json:"license"`
	}
	licence struct {
		ID string `json:"id"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref string   `json:"ref"`
		On  []string `json:"dependsOn,omitempty"`
	}
)

// sbom writes what a binary says of itself. The same binary gives the same file.
func sbom(path string, out io.Writer) error {
	binary, err := os.ReadFile(path) //nolint:gosec // whoever runs it names the file
	if err != nil {
		return err
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	all, err := modules()
	if err != nil {
		return err
	}
	names := map[string][]string{}
	for _, m := range all {
		names[m.Path] = m.Licences
	}
	sum := sha256.Sum256(binary)
	written := billOf(info, sum, names)
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(written)
}

func billOf(info *debug.BuildInfo, sum [sha256.Size]byte, names map[string][]string) bill {
	self := component{
		Type: "application", Ref: info.Main.Path, Name: info.Main.Path, Version: info.Main.Version,
		Hashes: []hash{{"SHA-256", hex.EncodeToString(sum[:])}},
	}
	for _, setting := range info.Settings {
		if setting.Key == "GOOS" || setting.Key == "GOARCH" || setting.Key == "CGO_ENABLED" {
			self.Properties = append(self.Properties, property{"go:" + setting.Key, setting.Value})
		}
	}
	toolchain := strings.TrimPrefix(info.GoVersion, "go")
	parts := []component{{
		Type: "library", Ref: "pkg:golang/std@" + toolchain, Name: "std", Version: toolchain, PURL: "pkg:golang/std@" + toolchain,
		Licences: []choice{{licence{"BSD-3-Clause"}}},
	}}
	for _, m := range info.Deps {
		// What stands in a folder is the module itself, of which .ci/lean.sh left out a file.
		if m.Replace != nil && !strings.HasPrefix(m.Replace.Path, "./") {
			m = m.Replace
		}
		parts = append(parts, partOf(m, names[m.Path]))
	}
	on := dependency{Ref: self.Ref}
	for _, part := range parts {
		on.On = append(on.On, part.Ref)
	}
	return bill{
		Format: "CycloneDX", Spec: "1.6", Serial: "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceOID, sum[:]).String(), Version: 1,
		Metadata: metadata{self}, Components: parts, Dependencies: []dependency{on},
	}
}

// partOf is a module. Its checksum is Go's, over the files of the module, which
// is none of those that CycloneDX knows.
func partOf(m *debug.Module, licences []string) component {
	purl := "pkg:golang/" + m.Path + "@" + m.Version
	part := component{Type: "library", Ref: purl, Name: m.Path, Version: m.Version, PURL: purl}
	for _, id := range licences {
		part.Licences = append(part.Licences, choice{licence{id}})
	}
	if _, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && m.Sum != "" {
		part.Properties = []property{{"go:sum", m.Sum}}
	}
	return part
}
