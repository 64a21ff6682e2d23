#!/bin/sh
# Runs the fuzz targets and closes with a table of what was run and found; `make fuzz` calls it.
# Environment: MAKE; RUNS of each target (10 million), JOBS at a time (1), TARGET for one alone;
# ORTOP_JSONC_SOURCE, see jsonc.sh.  Inputs that reach something new are kept in build/fuzz/corpus
# and taken up by the next run, inputs that break something in build/fuzz/findings.
set -u
MAKE=${MAKE:-make}
RUNS=${RUNS:-10000000}
JOBS=${JOBS:-1}
out=build/fuzz
targets=${TARGET:-$(for source in tests/fuzz/fuzz_*.c; do
	name=${source##*/fuzz_}
	echo "${name%.c}"
done)}

# What the runtime spends on reports of errors that are none would be spent on every allocation.
ASAN_OPTIONS=malloc_context_size=2:quarantine_size_mb=4:handle_abort=1
UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS
unset ORTOP_API_URL

# longest TARGET: bytes of the longest input, enough for all that the reader tells apart.
longest()
{
	case $1 in
	rankings | models | endpoints | import) echo 1200 ;;
	refusal | jsoncut) echo 400 ;;
	theme | vendors | config) echo 300 ;;
	options) echo 160 ;;
	keys) echo 16 ;;
	*) echo 100 ;;
	esac
}

# fuzz TARGET: the whole run of one; its last words are read by the table.
fuzz()
{
	corpus=$out/corpus/$1
	mkdir -p "$corpus" "$out/findings" "$out/log"
	rm -f "$out/log/$1.status"
	seeds=tests/fuzz/corpus/$1
	for body in $(sh tests/fuzz/seeds.sh "$1"); do
		cp "$body" "$corpus"
	done
	# One key changes half of what there is to see: counting how rare each is does not pay.
	entropic=1
	[ "$1" = keys ] && entropic=0
	nice -n 19 "$out/tests/fuzz/fuzz_$1" -runs="$RUNS" -max_len="$(longest "$1")" -timeout=60 \
		-reload=0 -entropic="$entropic" -print_final_stats=1 -dict="tests/fuzz/dict/$1.dict" \
		-artifact_prefix="$out/findings/$1-" "$corpus" "$seeds" >"$out/log/$1" 2>&1
	echo "$?" >"$out/log/$1.status"
}

# row TARGET: a line of the table; fails when something was found or less was run than asked for.
row()
{
	log=$out/log/$1
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	speed=$(sed -n 's/^stat::average_exec_per_sec: *\([1-9]\)/\1/p' "$log")
	edges=$(sed -n 's/^#.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
	found=0
	[ "$(cat "$log.status" 2>/dev/null)" = 0 ] || found=1
	printf '%-10s %12s %9s %7s %9s\n' "$1" "${runs:--}" "${speed:--}" "${edges:--}" "$found"
	[ "$found" = 0 ] && [ "${runs:-0}" -ge "$RUNS" ]
}

if [ "${1:-}" = --one ]; then
	fuzz "$2"
	exit 0
fi

sh tests/fuzz/jsonc.sh || exit 1
"$MAKE" --no-print-directory -j"$(nproc)" VARIANT=fuzz CC="${CC:-clang}" fuzz-build || exit 1
# shellcheck disable=SC2086
MAKE=$MAKE RUNS=$RUNS xargs -n 1 -P "$JOBS" sh tests/fuzz/run.sh --one <<END
$targets
END
passed=0
failed=0
echo "target             runs    runs/s   edges  findings"
for target in $targets; do
	if row "$target"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		failures="${failures:-} $target"
	fi
done
[ "$failed" = 0 ] || echo "see the end of build/fuzz/log/NAME of:$failures"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
