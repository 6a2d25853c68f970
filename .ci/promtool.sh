#!/usr/bin/env bash
# Prints the path of promtool: the machine's own, or that of Debian's package
# prometheus, of which nothing else is taken and no service started. It is kept
# in .bin. Where it can't be had, it says so and prints nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

if [ -x .bin/promtool ]; then
	echo "$PWD/.bin/promtool"
	exit 0
fi
if command -v promtool; then
	exit 0
fi

fetch() { apt-get -q -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 download prometheus; }
update() { [ "$(id -u)" -eq 0 ] && apt-get -q -o Acquire::Retries=3 update; }

if command -v apt-get >/dev/null; then
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
	chmod 755 "$folder"
	if (cd "$folder" && { fetch || { update && fetch; }; } && dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool) >&2; then
		mkdir -p .bin
		mv "$folder/usr/bin/promtool" .bin/promtool
		echo "$PWD/.bin/promtool"
		exit 0
	fi
fi
echo 'promtool: not here, and not to be had now; alert rules and names of metrics are not checked. Put it into .bin or PATH.' >&2
