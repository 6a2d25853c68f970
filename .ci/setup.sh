#!/usr/bin/env bash
# Installs what is missing on this machine, and does nothing where nothing is.
#
#   .ci/setup.sh run     what `make run` needs: PostgreSQL and Redis
#   .ci/setup.sh test    what `make test` needs as well: a browser and, for the
#                        race detector, a C compiler
#   .ci/setup.sh make    make itself, for .ci/run on a bare machine
#
# Debian and Ubuntu by apt-get (through sudo unless root), macOS by brew.
# It never asks anything, and it starts no service: `yousaid dev` and the tests
# start private servers of their own.
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# has_file is true when one of the paths exists. Patterns that match nothing
# arrive as they are.
has_file() {
	local path
	for path in "$@"; do
		[ -e "$path" ] && return 0
	done
	return 1
}

# Debian keeps initdb out of PATH, and so does brew with its versioned packages.
# Versions are those that storage/local takes: 14 and newer.
has_postgres() {
	has initdb ||
		has_file /usr/lib/postgresql/1[4-9]/bin/initdb /usr/lib/postgresql/[2-9]?/bin/initdb \
			/usr/pgsql-1[4-9]/bin/initdb /usr/libexec/postgresql1[4-9]/initdb \
			/opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb \
			/Applications/Postgres.app/Contents/Versions/*/bin/initdb
}

has_redis() { has redis-server || has valkey-server; }

has_browser() {
	has chromium || has chromium-browser || has google-chrome || has google-chrome-stable || has chrome ||
		has_file "/Applications/Google Chrome.app" "/Applications/Chromium.app"
}

# Without certificates Go can't fetch modules.
has_certificates() {
	has_file /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/ssl/ca-bundle.pem \
		/etc/pki/tls/certs/ca-bundle.crt "${SSL_CERT_FILE:-/nonexistent}"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# missing prints the packages that this machine lacks for a purpose.
missing() {
	local purpose=$1
	has_certificates || echo ca-certificates
	if [ "$purpose" = make ]; then
		has make || echo make
		return
	fi
	has_postgres || echo postgresql
	has_redis || echo redis-server
	if [ "$purpose" = test ]; then
		has_browser || browser_package
		has gcc || has clang || has cc || echo gcc libc6-dev
	fi
}

# Ubuntu has no chromium of its own; its package of this name fetches the snap.
browser_package() {
	if grep -qs '^ID=ubuntu' /etc/os-release; then
		echo chromium-browser
	else
		echo chromium
	fi
}

apt_install() {
	if [ "$(id -u)" -ne 0 ] && ! has sudo; then
		say "missing: $*"
		say "as root, run: apt-get update && apt-get install $*"
		exit 1
	fi
	say "installing $*"
	case " $* " in *" postgresql "*) no_default_cluster ;; esac
	no_services
	as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 sh -c '
		options="-q -y -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold"
		apt-get $options update
		apt-get $options install --no-install-recommends "$@"
	' apt_install "$@" </dev/null >&2
	case " $* " in *" redis-server "*) no_redis_at_boot ;; esac
}

# Debian's postgresql makes and starts a server on port 5432 when it is
# installed. We need the programs only. Whoever has settled this keeps it.
no_default_cluster() {
	local file=/etc/postgresql-common/createcluster.conf
	[ -e "$file" ] && return
	as_root mkdir -p "$(dirname "$file")"
	echo 'create_main_cluster = false' | as_root tee "$file" >/dev/null
}

# Debian's redis-server starts one on port 6379: services stay off while we
# install, unless the machine has a policy of its own.
no_services() {
	local file=/usr/sbin/policy-rc.d
	[ -e "$file" ] && return
	printf '#!/bin/sh\nexit 101\n' | as_root tee "$file" >/dev/null
	as_root chmod 755 "$file"
	trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
}

no_redis_at_boot() {
	has systemctl || return 0
	as_root systemctl disable redis-server >/dev/null 2>&1 || true
}

brew_install() {
	local packages=() package
	for package in "$@"; do
		case $package in
		postgresql) packages+=(postgresql@17) ;;
		redis-server) packages+=(redis) ;;
		chromium) packages+=(chromium) ;;
		*) say "missing: $package (xcode-select --install brings compilers and make)" ;;
		esac
	done
	[ ${#packages[@]} -eq 0 ] && return
	say "installing ${packages[*]}"
	HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet "${packages[@]}" </dev/null >&2
}

main() {
	local purpose=${1:-run} packages
	case $purpose in run | test | make) ;; *)
		say "unknown purpose $purpose: run, test or make"
		exit 2
		;;
	esac
	packages=$(missing "$purpose" | tr '\n' ' ')
	[ -z "$packages" ] && return
	# Split on purpose: package names have no spaces.
	# shellcheck disable=SC2086
	if has apt-get; then
		apt_install $packages
	elif has brew; then
		brew_install $packages
	else
		say "missing: $packages"
		say "there is neither apt-get nor brew here: install these by this system's own means"
		exit 1
	fi
}

main "$@"
