#!/bin/sh
# Static analysis of every C file, those of the tests too: gcc -fanalyzer, clang-tidy (see
# .clang-tidy) and cppcheck; any finding is a failure, and so is an analyzer that does not run.  `make
# analyze` installs the tools and calls it; it takes some minutes.
# Environment: FLAGS, the preprocessor's options.  Arguments: the files.
set -u
bad=0
jobs=$(nproc 2>/dev/null || echo 2)
log=$(mktemp)
chatter=$(mktemp)
trap 'rm -f "$log" "$chatter"' EXIT

# verdict TITLE STATUS: was anything found, or did it not run?
verdict()
{
	if [ -s "$log" ] || [ "$2" != 0 ]; then
		cat "$log"
		# What is told beside findings matters where there are none.
		[ -s "$log" ] || cat "$chatter"
		bad=1
		echo "FAIL  $1"
	else
		echo "ok    $1"
	fi
	: >"$chatter"
}

echo "static analysis of $# files"

# That cmocka's assertions do not come back is not seen, so that what they have ruled out counts as
# possible (tests/.clang-tidy says the same).
asserted="-Wno-analyzer-null-argument -Wno-analyzer-null-dereference \
	-Wno-analyzer-possible-null-argument -Wno-analyzer-possible-null-dereference \
	-Wno-analyzer-use-of-uninitialized-value"

# shellcheck disable=SC2086
printf '%s\n' "$@" | xargs -n 1 -P "$jobs" sh -c '
	case $3 in tests/unit/*) more=$2 ;; *) more= ;; esac
	exec gcc -std=c11 -O2 $1 -fanalyzer $more -c -o /dev/null "$3"' - "$FLAGS" "$asserted" 2>"$log"
verdict "gcc -fanalyzer" $?

# shellcheck disable=SC2086
printf '%s\n' "$@" | xargs -n 4 -P "$jobs" sh -c \
	'flags=$1; shift; clang-tidy --quiet "$@" -- -std=c11 $flags' - "$FLAGS" >"$log" 2>"$chatter"
verdict clang-tidy $?

# A list of arguments ends with NULL, which is a pointer on every system with POSIX.
# shellcheck disable=SC2086
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
	--suppress=ctuuninitvar --suppress=varFuncNullUB $FLAGS "$@" 2>"$log"
verdict cppcheck $?
exit "$bad"
