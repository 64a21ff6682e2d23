#!/bin/sh
# Builds ortop against musl, with ncurses, json-c, SQLite and cmocka from the distribution's source
# packages, and runs the unit and screen tests there; `make musl` calls it.  libcurl is not built, so
# the tests that fetch (FETCHING) are left to glibc.  Nothing of the system is changed: all is in
# build/musl, and is kept for the next time.
# Environment: MAKE.
set -eu
MAKE=${MAKE:-make}
FETCHING="fetch fetch_network refresh refresh_held worker worker_held worker_lookup cli"
out=$(pwd)/build/musl
root=$out/root
fetched=$out/packages
flags="-O1 -fPIC"
jobs=$(nproc 2>/dev/null || echo 2)

give_up()
{
	echo "make musl: $*" >&2
	exit 1
}

# apt on lists of its own, which name sources where the system's name binaries.
own_apt()
{
	apt-get -qq -o Dir::Etc::sourcelist="$fetched/sources.list" -o Dir::Etc::sourceparts=- \
		-o Dir::State::lists="$fetched/lists" -o Dir::Cache="$fetched/cache" "$@"
}

fetch()
{
	rm -rf "$fetched"
	mkdir -p "$fetched/lists/partial" "$fetched/cache/archives/partial"
	key=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -f "$key" ] && key="[signed-by=$key] " || key=
	apt-cache policy libjson-c-dev | awk -v key="$key" '
		$2 ~ /^https?:/ && split($3, at, "/") == 2 && !seen[$2 $3]++ {
			print "deb-src " key $2, at[1], at[2]
		}' >"$fetched/sources.list"
	own_apt update
	(cd "$fetched" && own_apt source --download-only ncurses json-c sqlite3 cmocka curl)
	for name in ncurses json-c sqlite3 cmocka curl; do
		# Its signature was checked by apt, through the archive's list.
		dpkg-source --no-check -x "$fetched/$name"_*.dsc "$fetched/$name"
	done
}

# library NAME COMMAND...: once; its words go to a log.
library()
{
	name=$1
	shift
	[ ! -f "$root/lib/lib$name.a" ] || return 0
	echo "  musl: $name"
	(set -e && "$@") >"$out/$name.log" 2>&1 || give_up "$name cannot be built: see build/musl/$name.log"
}

build_ncursesw()
{
	cd "$fetched/ncurses"
	./configure CC=musl-gcc CFLAGS="$flags" --prefix="$root" --enable-widec --without-ada \
		--without-cxx --without-cxx-binding --without-manpages --without-tests \
		--without-progs --without-debug --without-shared --disable-db-install \
		--with-default-terminfo-dir=/usr/share/terminfo \
		--with-terminfo-dirs=/etc/terminfo:/lib/terminfo:/usr/share/terminfo
	make -j"$jobs" libs
	make install.libs install.includes
}

build_json()
{
	cd "$fetched/json-c"
	cmake -S . -B musl -DCMAKE_C_COMPILER=musl-gcc -DCMAKE_C_FLAGS="$flags" \
		-DCMAKE_BUILD_TYPE=None -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF -DBUILD_APPS=OFF \
		-DDISABLE_WERROR=ON -DCMAKE_INSTALL_PREFIX="$root" -DCMAKE_INSTALL_LIBDIR=lib
	cmake --build musl --target install
}

build_sqlite3()
{
	cd "$fetched/sqlite3"
	./configure CC=musl-gcc --disable-tcl --disable-shared --disable-readline
	make sqlite3.c
	# shellcheck disable=SC2086
	musl-gcc $flags -DSQLITE_OMIT_LOAD_EXTENSION -c sqlite3.c -o sqlite3.o
	cp sqlite3.h "$root/include"
	ar rcs "$root/lib/libsqlite3.a" sqlite3.o
}

build_cmocka()
{
	cd "$fetched/cmocka"
	cmake -S . -B musl -DCMAKE_C_COMPILER=musl-gcc -DWITH_EXAMPLES=OFF \
		-DCMAKE_INSTALL_PREFIX="$root" -DCMAKE_INSTALL_LIBDIR=lib
	# shellcheck disable=SC2086
	musl-gcc $flags -DHAVE_CONFIG_H -Iinclude -Imusl -c src/cmocka.c -o cmocka.o
	cp include/cmocka.h "$root/include"
	ar rcs "$root/lib/libcmocka.a" cmocka.o
}

for tool in musl-gcc cmake tclsh dpkg-source; do
	command -v "$tool" >/dev/null 2>&1 || give_up "$tool is not installed"
done
mkdir -p "$root/include" "$root/lib"
if [ ! -d "$fetched/curl/include" ]; then
	(set -e && fetch) >"$out/fetch.log" 2>&1 ||
		give_up "the source packages cannot be fetched: see build/musl/fetch.log"
fi
library ncursesw build_ncursesw
library json-c build_json
library sqlite3 build_sqlite3
library cmocka build_cmocka
cp -r "$fetched/curl/include/curl" "$root/include"

# A copy of the tree: its objects are not those of glibc.
mkdir -p "$out/tree"
tar -cf - --exclude=./build --exclude=./.git . | (cd "$out/tree" && tar -xf -)
cd "$out/tree"
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$MAKE" -s -j"$jobs" CI=1 CC=musl-gcc \
	CPPFLAGS="-I$root/include -I$root/include/ncursesw" LDFLAGS="-L$root/lib" \
	NCURSES=-lncursesw all tests-build >"$out/ortop.log" 2>&1 || {
	cat "$out/ortop.log"
	give_up "ortop cannot be built"
}
build/ortop --version

passed=0
failed=0
export LC_ALL=C.UTF-8 TZ=UTC0
for source in tests/unit/test_*.c tests/screen/test_*.c; do
	name=${source##*/test_}
	case " $FETCHING " in
	*" ${name%.c} "*) continue ;;
	esac
	if "build/release/${source%.c}" >"$out/test.log" 2>&1; then
		passed=$((passed + 1))
	else
		cat "$out/test.log"
		echo "FAIL  $source"
		failed=$((failed + 1))
	fi
done
echo "with musl, of the test programs that need no libcurl: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
