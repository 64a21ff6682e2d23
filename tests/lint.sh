#!/bin/sh
# Holds what the README's source tour promises: the arrows between layers, the libraries' single
# homes, the budgets of files and functions, and the format.
set -u
bad=0

complain()
{
	echo "lint: $*"
	bad=1
}

# arrows LAYER ALLOWED...: a file of the layer includes only from these.
arrows()
{
	layer=$1
	shift
	allowed=$(echo "$layer $*" | tr ' ' '|')
	found=$(grep -nE '^#include "' src/"$layer"/*.c include/"$layer"/*.h |
		grep -vE "#include \"($allowed)/")
	[ -z "$found" ] || complain "$layer includes beyond: $*
$found"
}

arrows base
arrows model base
arrows view model base
arrows output view model base
arrows source model base
arrows refresh source model base
arrows ui view model base

# home HEADER FILE: only this module may include the library.
home()
{
	found=$(grep -rlE "^#include [<\"]$1" src include | grep -vE "^src/$2")
	[ -z "$found" ] || complain "$1 is only for src/$2: $found"
}

home 'n?curses' 'ui/term\.c'
home 'curl/' 'source/fetch\.c|^include/source/libcurl\.h'
home 'json-c/' 'source/jsonread\.c'
home 'sqlite3' 'source/store[a-z_]*\.c|^include/source/store_internal\.h'

# The same for what is linked, where a build is there.
symbols()
{
	for object in build/release/src/*/*.o; do
		for home in $2; do [ "${object##*/}" = "$home" ] && continue 2; done
		if nm -u "$object" | grep -qE " U ($1)"; then
			complain "$object uses $1"
		fi
	done
}

if [ -f build/release/src/ui/term.o ]; then
	symbols 'initscr|newterm|doupdate|wadd_wch' 'term.o'
	symbols 'json_' 'jsonread.o'
	symbols 'sqlite3_' 'store.o store_read.o store_write.o store_schema.o store_endpoints.o \
		store_held.o store_prune.o store_aside.o store_weeks.o store_examine.o store_reader.o'
	symbols 'pthread_create' 'worker.o'
fi

for header in include/base/common.h include/*/util.h include/*/global.h; do
	[ -e "$header" ] && complain "$header: no header for everything"
done

# Budgets: 500 lines a file, 60 lines and McCabe 15 a function.
wc -l src/*.c src/*/*.c | awk '$2 != "total" && $1 > 500 {print "lint: " $2 ": " $1 " lines"; bad = 1} END {exit bad}' ||
	bad=1
if command -v pmccabe >/dev/null 2>&1; then
	pmccabe src/*.c src/*/*.c share/generate/*.c | awk '
		$1 > 15 {print "lint: McCabe " $1 ": " $6 " " $7; bad = 1}
		$5 > 60 {print "lint: " $5 " lines: " $6 " " $7; bad = 1}
		END {exit bad}' || bad=1
else
	complain "pmccabe is not installed: the budgets of functions were not checked"
fi

if command -v clang-format >/dev/null 2>&1; then
	clang-format --dry-run -Werror src/*.c src/*/*.c include/*.h include/*/*.h tests/*/*.[ch] \
		share/generate/*.[ch] ||
		bad=1
else
	complain "clang-format is not installed: the format was not checked"
fi

if grep -n '[[:blank:]]$' Makefile ./*.md tests/*.sh tests/*/*.sh tests/*/*.py share/man/* themes/*.theme; then
	complain "blanks at the end of these lines"
fi

if command -v cppcheck >/dev/null 2>&1; then
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --suppress=ctuuninitvar \
		--error-exitcode=1 -D_GNU_SOURCE -DORTOP_VERSION='""' -Iinclude src || bad=1
fi

# The README's picture is the screen that the tests hold.
picture=$(awk '/^```/ {if (open) exit; open = 1; next} open' README.md)
[ "$picture" = "$(cat tests/screen/golden/models-120x40-tokens.txt)" ] ||
	complain "README.md: the picture is not tests/screen/golden/models-120x40-tokens.txt"

[ "$bad" = 0 ] && echo "lint: clean"
exit "$bad"
