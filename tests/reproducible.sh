#!/bin/sh
# Builds the targets named as arguments in two folders, with two users' habits, and compares what
# comes of it byte by byte; `make reproducible` calls it.  Prints the SHA-256 of each.
# Environment: MAKE, CC.
set -eu
MAKE=${MAKE:-make}
folder=$(mktemp -d)
one=$folder/one
two="$folder/a longer name/of another"
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# build WHERE MAKE-OPTION TARGET...: in a copy of the tree there.
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
	LC_ALL=C TZ=UTC0 HOME=/ build "$one" -j2 "$@"
)
(
	umask 077
	LC_ALL=C.UTF-8 TZ=Asia/Kathmandu HOME=$folder build "$two" -j1 "$@"
)

bad=0
for file in "$one"/build/ortop "$one"/build/man/* "$one"/build/completions/* "$one"/build/deb/*.deb; do
	[ -f "$file" ] || continue
	name=${file#"$one"/}
	first=$(sha256sum <"$file")
	second=$(sha256sum <"$two/$name")
	echo "$name ${first%% *} ${second%% *}"
	[ "$first" = "$second" ] || bad=1
done
if [ "$bad" = 0 ]; then
	echo "reproducible: the same bytes"
else
	echo "not reproducible"
fi
exit "$bad"
