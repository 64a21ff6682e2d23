#!/bin/sh
# Names the bodies of the unit tests that a fuzz target can start from: seeds.sh TARGET
case $1 in
rankings | models) find tests/fixtures -name "$1-*.json" -o -name 'any-*.json' ;;
import) find tests/fixtures -name 'rankings-*.json' ;;
endpoints) find tests/fixtures -name 'any-*.json' ;;
refusal) find tests/fixtures -name 'error-*.json' -o -name 'any-*.json' ;;
esac
