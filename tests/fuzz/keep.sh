#!/bin/sh
# Adds to the corpus in the tree what `make fuzz` found: of each target (or those named) the thirty
# inputs that together reach the most, by libFuzzer's greedy cover.
set -eu
KEPT=30
export ASAN_OPTIONS=malloc_context_size=2:quarantine_size_mb=4
[ "$#" -gt 0 ] || set -- $(ls build/fuzz/corpus)

for target; do
	cover=$(mktemp -d)
	"build/fuzz/tests/fuzz/fuzz_$target" -set_cover_merge=1 -use_counters=0 -entropic=0 \
		-max_len=400 "$cover" "tests/fuzz/corpus/$target" "build/fuzz/corpus/$target" \
		>/dev/null 2>&1
	# They are written in the order of the choice.
	ls -tr --time=birth "$cover" | head -n "$KEPT" | while read -r input; do
		cmp -s /dev/null "$cover/$input" ||
			cp "$cover/$input" "tests/fuzz/corpus/$target/$(echo "$input" | cut -c 1-12)"
	done
	rm -rf "$cover"
done
