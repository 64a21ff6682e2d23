#!/bin/sh
# Builds json-c for the fuzz targets into build/fuzz/json-c: from the distribution's source package,
# with the targets' own sanitizers and coverage, which the packaged library does not have.
# Environment: ORTOP_JSONC_SOURCE, a folder with json-c's source, when the package is not to be
# fetched.  Nothing of the system is changed: lists and package stay in build/fuzz.
set -eu
out=$(pwd)/build/fuzz
fetched=$out/json-c-package
flags="-O2 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all"
flags="$flags -fno-omit-frame-pointer"

[ ! -f "$out/json-c/lib/libjson-c.a" ] || exit 0

give_up()
{
	echo "make fuzz: $*" >&2
	echo "The packaged json-c is no substitute: libFuzzer does not see what happens in it." \
		"ORTOP_JSONC_SOURCE=FOLDER names a source tree to build instead." >&2
	exit 1
}

# apt on lists of its own, which name sources where the system's name binaries.
own_apt()
{
	apt-get -qq -o Dir::Etc::sourcelist="$fetched/sources.list" -o Dir::Etc::sourceparts=- \
		-o Dir::State::lists="$fetched/lists" -o Dir::Cache="$fetched/cache" "$@"
}

# The archive that json-c's packages are known from, as apt tells it: "500 URI SUITE/PART ARCH".
write_list()
{
	key=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -f "$key" ] && key="[signed-by=$key] " || key=
	apt-cache policy libjson-c-dev | awk -v key="$key" '
		$2 ~ /^https?:/ && split($3, at, "/") == 2 && !seen[$2 $3]++ {
			print "deb-src " key $2, at[1], at[2]
		}' >"$fetched/sources.list"
	[ -s "$fetched/sources.list" ]
}

fetch()
{
	rm -rf "$fetched"
	mkdir -p "$fetched/lists/partial" "$fetched/cache/archives/partial"
	write_list || give_up "apt knows no archive with json-c (apt-get update makes it known)"
	own_apt update || give_up "the archive's list of sources cannot be fetched"
	(cd "$fetched" && own_apt source --download-only json-c) ||
		give_up "json-c's source package cannot be fetched"
	# Its signature was checked by apt, through the archive's list.
	dpkg-source --no-check -x "$fetched"/json-c_*.dsc "$fetched/source" ||
		give_up "json-c's source package cannot be unpacked"
}

for tool in clang cmake dpkg-source; do
	command -v "$tool" >/dev/null 2>&1 || give_up "$tool is not installed"
done
mkdir -p "$out"
source=${ORTOP_JSONC_SOURCE:-}
if [ -z "$source" ]; then
	(fetch) >"$out/json-c.log" 2>&1 || {
		tail -n 5 "$out/json-c.log" >&2
		exit 1
	}
	source=$fetched/source
fi
{
	cmake -S "$source" -B "$out/json-c-build" -DCMAKE_C_COMPILER=clang \
		-DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="$flags" -DBUILD_SHARED_LIBS=OFF \
		-DBUILD_STATIC_LIBS=ON -DBUILD_TESTING=OFF -DBUILD_APPS=OFF -DDISABLE_WERROR=ON \
		-DCMAKE_INSTALL_PREFIX="$out/json-c" -DCMAKE_INSTALL_LIBDIR=lib &&
		cmake --build "$out/json-c-build" --target install
} >"$out/json-c.log" 2>&1 || give_up "json-c cannot be built: see build/fuzz/json-c.log"
