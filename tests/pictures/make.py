#!/usr/bin/env python3
"""Draws the pictures of the documentation anew: python3 tests/pictures/make.py [FILE ...]

FILE is one of themes/pictures/NAME.svg and share/demo.svg, or a folder of them; all without a word.
"""

import os
import sys

sys.dont_write_bytecode = True

import shots  # noqa: E402


def main():
    drawn = shots.pictures()
    wanted = sys.argv[1:] or [""]
    paths = [path for path in drawn if any(path.startswith(want) for want in wanted)]
    if not paths:
        sys.exit("no such picture; there are %s" % ", ".join(drawn))
    for path in paths:
        text = drawn[path]()
        full = os.path.join(shots.ROOT, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        print("%6.1f KiB  %s" % (len(text.encode()) / 1024, path))


if __name__ == "__main__":
    main()
