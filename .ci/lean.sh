#!/usr/bin/env bash
# Writes .bin/lean/overlay.json, by which `go build -overlay` makes the binary
# a fifth smaller, and prints its path.
#
# text/template finds methods by names that the linker can't see, so the linker
# keeps every exported method of everything: of the Redis client alone, 4,000
# that nobody calls. The overlay is the toolchain's own text/template with one
# line changed: it knows the names that our templates have, and the linker sees
# them. A template that asked for another method would be refused when it is
# executed, as one that asks for a field that isn't there is. The end-to-end
# tests run the binary that is built so.
#
# With a toolchain whose text/template looks different it says so and changes
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

if [ "$(grep -cF "$line" "$source")" -ne 1 ]; then
	echo "lean: $source is not as .ci/lean.sh knows it; the binary will be larger" >&2
	echo '{}' >"$folder/overlay.json"
	echo "$folder/overlay.json"
	exit 0
fi

{
	sed "s/$line/if method := methodOf(ptr, fieldName); method.IsValid() {/" "$source"
	printf '\nfunc methodOf(v reflect.Value, name string) reflect.Value {\n\tswitch name {\n'
	names | sed -E 's/.*/\tcase "&":\n\t\treturn v.MethodByName("&")/'
	printf '\t}\n\treturn reflect.Value{}\n}\n'
} >"$folder/exec.go.new"
# Left alone where nothing changed, so that what was built stays built.
cmp -s "$folder/exec.go.new" "$folder/exec.go" || cp "$folder/exec.go.new" "$folder/exec.go"
rm "$folder/exec.go.new"
printf '{"Replace":{"%s":"%s"}}\n' "$source" "$folder/exec.go" >"$folder/overlay.json"
echo "$folder/overlay.json"
