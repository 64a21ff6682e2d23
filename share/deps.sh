#!/bin/sh
# Installs what is missing of the packages named as arguments, and says which; does nothing when all
# are there.  The names are Debian's; share/packages.tsv has those of other systems.  On a system with
# no package manager that it knows it says what to install.
set -eu

find_manager()
{
	for manager in apt-get dnf pacman apk brew; do
		if command -v "$manager" >/dev/null 2>&1; then
			echo "$manager"
			return
		fi
	done
}

# names COLUMN NAME...: what they are called in that column of the table, a line each.
names()
{
	awk -F '\t' -v column="$1" -v wanted="$(shift && echo "$*")" '
		/^#name/ {
			for (i = 1; i <= NF; i++)
				if ($i == column)
					c = i
		}
		/^[^#]/ {name[$1] = $c}
		END {
			n = split(wanted, list, " ")
			for (i = 1; i <= n; i++)
				if (!(list[i] in name)) {
					print "share/packages.tsv does not have " list[i] >"/dev/stderr"
					exit 1
				} else if (name[list[i]] != "-")
					print name[list[i]]
		}' "${0%/*}/packages.tsv"
}

has()
{
	case $manager in
	apt-get) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
	dnf) rpm -q --whatprovides "$1" >/dev/null 2>&1 ;;
	pacman) pacman -T "$1" >/dev/null 2>&1 ;;
	apk) apk info -e "$1" >/dev/null 2>&1 ;;
	brew) brew list --versions "$1" >/dev/null 2>&1 ;;
	esac
}

install()
{
	case $manager in
	apt-get) as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y \
		--no-install-recommends "$@" ;;
	dnf) as_root dnf install -y "$@" ;;
	pacman) as_root pacman -S --needed --noconfirm "$@" ;;
	apk) as_root apk add "$@" ;;
	brew) brew install "$@" ;; # it refuses to run as root
	esac
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		echo "neither root nor sudo: install these as root, then try again" >&2
		return 1
	fi
}

manager=$(find_manager)
if [ -z "$manager" ]; then
	# Nothing to ask: the compiler will name what it does not find.
	echo "no package manager that ortop knows (apt-get, dnf, pacman, apk, brew). It needs a C" \
		"compiler, ncurses (wide), libcurl, json-c, SQLite and, for the tests, cmocka," \
		"python3 and tmux. Debian calls what is wanted: $*"
	exit 0
fi
wanted=$(names "${manager%-get}" "$@")
missing=
for package in $wanted; do
	has "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing with $manager:$missing"
# shellcheck disable=SC2086
install $missing
