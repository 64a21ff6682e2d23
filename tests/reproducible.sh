#!/bin/sh
# Builds what is named as arguments (files under build/) in two folders, under two users' habits, and
# compares them byte by byte; `make reproducible` calls it.  Prints their SHA-256.
# Environment: MAKE, CC.
set -eu
MAKE=${MAKE:-make}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# build WHERE MAKE-OPTION FILE...: in a copy of the tree there.
build()
{
	where=$1
	option=$2
	shift 2
	mkdir -p "$where"
	tar -cf - --exclude=./build --exclude=./.git . | (cd "$where" && tar -xmf -)
	if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$MAKE" -C "$where" "$option" "CC=${CC:-cc}" "$@" \
			>"$folder/log" 2>&1; then
		cat "$folder/log"
		return 1
	fi
}

(
	umask 022
	LC_ALL=C TZ=UTC0 HOME=/ build "$folder/one" -j2 "$@"
)
(
	umask 077
	LC_ALL=C.UTF-8 TZ=Asia/Kathmandu HOME=$folder build "$folder/a longer name/of another" -j1 "$@"
)

bad=0
for file; do
	one=$(sha256sum <"$folder/one/$file")
	two=$(sha256sum <"$folder/a longer name/of another/$file")
	echo "$file ${one%% *} ${two%% *}"
	[ "$one" = "$two" ] || bad=1
done
if [ "$bad" = 0 ]; then
	echo "reproducible: the same bytes"
else
	echo "not reproducible"
fi
exit "$bad"
