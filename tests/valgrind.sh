#!/bin/sh
# Every test program under valgrind's memcheck: an invalid access, a jump on what was never set, or
# memory that nobody can free any more fails it.  `make valgrind` builds them and calls it.
# Arguments: the programs.
set -u
# Tests with a heavy load carry less of it where ORTOP_SLOW is set.
LC_ALL=C.UTF-8 TZ=UTC0 ORTOP_SLOW=1
export LC_ALL TZ ORTOP_SLOW
unset NO_COLOR ORTOP_API_URL OPENROUTER_API_KEY http_proxy https_proxy HTTP_PROXY HTTPS_PROXY \
	ALL_PROXY all_proxy NO_PROXY no_proxy
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for test; do
	case $test in
	*/test_decode_memory)
		echo "left out: $test measures the memory of its process, which is valgrind's here"
		continue
		;;
	esac
	if valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect \
		--errors-for-leak-kinds=definite,indirect --track-fds=no --error-exitcode=99 \
		--child-silent-after-fork=yes "$test" >"$log" 2>&1; then
		passed=$((passed + 1))
		echo "ok    $test"
	else
		cat "$log"
		failed=$((failed + 1))
		echo "FAIL  $test"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
