#!/bin/sh
# Runs every part of this folder, or those named, and closes with the figures of all and
# "N passed, N failed"; `make soak` calls it.  A part is a program NAME.py or NAME.c that ends by
# itself, exits with 0 when all was well, and prints its figures in lines that begin with "NAME: ".
# Environment: MAKE; SOAK, options for every part.
set -u
MAKE=${MAKE:-make}
passed=0
failed=0

LC_ALL=C.UTF-8 TZ=UTC0
export LC_ALL TZ
unset NO_COLOR ORTOP_API_URL OPENROUTER_API_KEY http_proxy https_proxy HTTP_PROXY HTTPS_PROXY \
	ALL_PROXY all_proxy NO_PROXY no_proxy

log=$(mktemp)
figures=$(mktemp)
trap 'rm -f "$log" "$figures"' EXIT
trap 'exit 130' INT TERM

# part NAME COMMAND...
part()
{
	name=$1
	shift
	echo "soak: $name"
	# shellcheck disable=SC2086 (options are words)
	if "$@" ${SOAK:-} >"$log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		cat "$log"
		echo "$name: FAILED" >>"$figures"
	fi
	grep "^$name: " "$log" >>"$figures"
}

[ $# -gt 0 ] || set -- $(ls tests/soak | sed -n 's/\.\(py\|c\)$//p')
for name; do
	if [ -f "tests/soak/$name.py" ]; then
		part "$name" python3 "tests/soak/$name.py"
	elif "$MAKE" --no-print-directory "build/release/tests/soak/$name" >"$log" 2>&1; then
		part "$name" "build/release/tests/soak/$name"
	else
		cat "$log"
		failed=$((failed + 1))
		echo "$name: does not build" >>"$figures"
	fi
done
cat "$figures"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
