#!/bin/sh
# Installs the Debian packages named as arguments that are missing, and says which; does nothing
# when all are there.  On a system without apt it says what to install.
set -eu

missing=
if command -v dpkg-query >/dev/null 2>&1; then
	for package; do
		status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
		[ "$status" = installed ] || missing="$missing $package"
	done
	[ -n "$missing" ] || exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
	# Nothing to ask: the compiler will name what it does not find.
	echo "ortop needs a C compiler, ncurses (wide), libcurl, json-c, SQLite and, for the tests," \
		"cmocka, python3 and tmux. Debian calls them:" "$@"
	exit 0
fi

sudo=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "missing packages, to be installed as root:$missing" >&2
		exit 1
	fi
	sudo=sudo
fi
echo "installing:$missing"
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
