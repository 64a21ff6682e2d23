#!/bin/sh
# Runs every test and closes with "N passed, N failed"; `make test` calls it.
# Environment: MAKE, TSAN_TESTS (names of unit tests that run under TSan too), ASAN_E2E (names of
# end-to-end tests that run with the sanitized program, too).
set -u
MAKE=${MAKE:-make}
jobs=$(nproc 2>/dev/null || echo 2)
passed=0
failed=0
failures=

# Characters are tested as UTF-8; times and numbers do not depend on where the tests run.
# Nor does the configuration of this machine matter.
LC_ALL=C.UTF-8 TZ=UTC0 XDG_CONFIG_DIRS=/nonexistent
export LC_ALL TZ XDG_CONFIG_DIRS
unset NO_COLOR ORTOP_CONFIG ORTOP_API_URL OPENROUTER_API_KEY http_proxy https_proxy HTTP_PROXY HTTPS_PROXY \
	ALL_PROXY all_proxy NO_PROXY no_proxy ORTOP_SLOW

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# count TITLE STATUS: add what the runner's output in $log says.  cmocka closes with
# "[  PASSED  ] N test(s)." and "[  FAILED  ] N test(s)", our python runners with "N passed, N failed".
count()
{
	p=$(sed -n -e 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' \
		-e 's/^\([0-9]*\) passed, [0-9]* failed$/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
	f=$(sed -n -e 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' \
		-e 's/^[0-9]* passed, \([0-9]*\) failed$/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
	# A runner that died, or ran nothing, is a failure of its own.
	if [ "$2" != 0 ] && [ "$f" = 0 ]; then f=1; fi
	if [ "$p" = 0 ] && [ "$f" = 0 ]; then f=1; fi
	passed=$((passed + p))
	failed=$((failed + f))
	if [ "$f" = 0 ]; then
		echo "ok    $1 ($p)"
	else
		cat "$log"
		echo "FAIL  $1"
		failures="$failures $1"
	fi
}

# run TITLE COMMAND...
run()
{
	title=$1
	shift
	"$@" >"$log" 2>&1
	count "$title" $?
}

build()
{
	if ! "$MAKE" --no-print-directory -j"$jobs" "$@" >"$log" 2>&1; then
		cat "$log"
		echo "the build failed: make $*"
		exit 1
	fi
}

# run_all VARIANT: every unit and screen test.
run_all()
{
	build VARIANT="$1" tests-build
	for source in tests/unit/test_*.c tests/screen/test_*.c; do
		test=build/$1/${source%.c}
		run "$test" "$test"
	done
	# `make soak` runs it for years.
	run "build/$1/tests/soak/days (4 days)" env SOAK_REFRESHES=300 "build/$1/tests/soak/days"
}

echo "unit and screen tests"
run_all release
echo "the same under ASan and UBSan"
run_all asan

echo "fuzz targets over their corpus, under ASan and UBSan"
build VARIANT=asan fuzz-build
for source in tests/fuzz/fuzz_*.c; do
	name=${source##*/fuzz_}
	name=${name%.c}
	run "build/asan/tests/fuzz/fuzz_$name" "build/asan/tests/fuzz/fuzz_$name" \
		"tests/fuzz/corpus/$name" $(sh tests/fuzz/seeds.sh "$name")
done

echo "threaded modules under TSan"
build VARIANT=tsan tests-build-tsan
setarch=
setarch -R true 2>/dev/null && setarch="setarch -R"
for name in $TSAN_TESTS; do
	run "build/tsan/tests/unit/test_$name" $setarch "build/tsan/tests/unit/test_$name"
done
run "build/tsan/tests/soak/days (4 days)" env SOAK_REFRESHES=300 $setarch build/tsan/tests/soak/days

run "tests/server and tests/e2e" python3 tests/e2e/run.py
# shellcheck disable=SC2086 (names are words)
run "tests/e2e under ASan and UBSan" env ORTOP_BINARY=build/asan/ortop python3 tests/e2e/run.py $ASAN_E2E

[ -z "$failures" ] || echo "failed:$failures"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
