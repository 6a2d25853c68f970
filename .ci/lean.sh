#!/usr/bin/env bash
# Prepares .bin/lean, by which `go build` makes the binary a fifth smaller, and
# prints the flags that it takes for that: -overlay and -modfile.
#
# text/template finds methods by names that the linker can't see, so the linker
# keeps every exported method of everything: of the Redis client alone, 4,000
# that nobody calls. The overlay is the toolchain's own text/template with one
# line changed: it knows the names that our templates have, and the linker sees
# them. A template that asked for another method would be refused when it is
# executed, as one that asks for a field that isn't there is. The end-to-end
# tests run the binary that is built so.
#
# phonenumbers can say where a number is from, which we never ask. For that it
# brings the names of all regions, scripts and languages in all languages, 2 MB.
# The module file names a copy of it that lacks this one of its files.
#
# Where the toolchain or the library looks different it says so and changes
# nothing: the binary is larger then, and works.
set -euo pipefail
cd "$(dirname "$0")/.."

line='if method := ptr.MethodByName(fieldName); method.IsValid() {'
source="$(go env GOROOT)/src/text/template/exec.go"
folder=.bin/lean
mkdir -p "$folder"

# names are those of methods, ours and those of a time, that stand behind a dot
# between {{ and }}.
names() {
	comm -12 \
		<(LC_ALL=C grep -rhoE --include='*.html' --include='*.go' --exclude='*_test.go' '\{\{[^}]*\}\}' bot flows cmd |
			grep -oE '\.[A-Z][A-Za-z0-9]*' | sed 's/^\.//' | LC_ALL=C sort -u) \
		<({ LC_ALL=C grep -rhoE --include='*.go' --exclude='*_test.go' '^func \([^)]*\) [A-Z][A-Za-z0-9]*' bot flows cmd storage |
			sed 's/.* //' && go doc -short time.Time | sed -nE 's/^func \(t \*?Time\) ([A-Za-z]+).*/\1/p'; } | LC_ALL=C sort -u)
}

# leave puts what comes in into a file, which is left alone where nothing
# changed, so that what was built stays built. Several may do so at a time.
leave() {
	cat >"$1.$$"
	if cmp -s "$1.$$" "$1"; then rm "$1.$$"; else mv "$1.$$" "$1"; fi
}

# template writes the overlay.
template() {
	if [ "$(grep -cF "$line" "$source")" -ne 1 ]; then
		echo "lean: $source is not as .ci/lean.sh knows it; the binary will be larger" >&2
		echo '{}'
		return
	fi
	{
		sed "s/$line/if method := methodOf(ptr, fieldName); method.IsValid() {/" "$source"
		printf '\nfunc methodOf(v reflect.Value, name string) reflect.Value {\n\tswitch name {\n'
		names | sed -E 's/.*/\tcase "&":\n\t\treturn v.MethodByName("&")/'
		printf '\t}\n\treturn reflect.Value{}\n}\n'
	} | leave "$folder/exec.go"
	printf '{"Replace":{"%s":"%s"}}\n' "$source" "$folder/exec.go"
}

# phonenumbers writes the module file.
phonenumbers() {
	local module=github.com/nyaruka/phonenumbers from version copy
	go mod download "$module"
	read -r version from < <(go list -m -f '{{.Version}} {{.Dir}}' "$module")
	copy="$folder/phonenumbers-$version"
	cat go.mod
	if [ ! -f "$from/geocoding.go" ]; then
		echo "lean: $module $version is not as .ci/lean.sh knows it; the binary will be larger" >&2
		return
	fi
	if [ ! -d "$copy" ]; then
		mkdir "$copy.$$"
		cp -R "$from/data" "$from/go.mod" "$from"/*.go "$copy.$$"
		chmod -R u+w "$copy.$$"
		rm "$copy.$$"/geocoding.go "$copy.$$"/*_test.go
		mv "$copy.$$" "$copy"
		rm -rf "$copy/$(basename "$copy.$$")" # it is in there when another was first
	fi
	printf '\nreplace %s => ./%s\n' "$module" "$copy"
}

template | leave "$folder/overlay.json"
phonenumbers | leave "$folder/go.mod"
leave "$folder/go.sum" <go.sum
echo "-overlay=$folder/overlay.json -modfile=$folder/go.mod"
