#!/bin/sh
# Writes the C source that holds text files as the table `assets` (include/source/asset.h).
# usage: sh share/embed.sh FILE... >assets.c
set -eu

echo '#include "source/asset.h"'
n=0
for file; do
	echo "static const unsigned char text_$n[] = {"
	od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
	echo '0};'
	n=$((n + 1))
done
echo 'const struct asset assets[] = {'
n=0
for file; do
	echo "	{\"${file##*/}\", (const char *)text_$n, sizeof(text_$n) - 1},"
	n=$((n + 1))
done
echo '	{0, 0, 0},'
echo '};'
