#!/usr/bin/env python3
"""Every page of a store overwritten in turn, with noise, zeros, and half with zeros; its log, too.

    damage.py [--step 1]

After each: `ortop export` gives the right figures or fails; `ortop fetch` ends well, with the
damaged file kept byte for byte under the name that it tells; then all is stored and right.
--step N takes every N-th page only.
"""

import argparse
import collections
import contextlib
import os
import random
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "e2e"),
                os.path.join(os.path.dirname(HERE), "server"), HERE]

from crash import Store, check  # noqa: E402
import expect  # noqa: E402
from rig import KEY, Home  # noqa: E402

from client import StandIn  # noqa: E402

PAGE = 4096
FRAME = 24 + PAGE  # of the log, behind its header
HEADER = 32


def noise(length, seed):
    return random.Random(seed).randbytes(length)


PATTERNS = {
    "noise": lambda old, seed: noise(len(old), seed),
    "zeros": lambda old, _: bytes(len(old)),
    "half zeros": lambda old, _: bytes(len(old) // 2) + old[len(old) // 2:],
}


def slurp(path):
    with open(path, "rb") as file:
        return file.read()


class Damage:
    def __init__(self):
        self.market = expect.Market(expect.today_of_the_market())
        self.server = StandIn(self.market.today.isoformat(), KEY, max_seconds=3600)
        self.home = Home(self.server.api_url)
        self.folder = os.path.dirname(self.home.store)
        self.reader = Store(self.market)
        self.counts = collections.Counter()

    def close(self):
        self.home.close()
        self.server.close()

    def clear(self):
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(self.folder):
                os.unlink(os.path.join(self.folder, name))

    def put(self, files):
        self.clear()
        for suffix, content in files.items():
            with open(self.home.store + suffix, "wb") as file:
                file.write(content)

    def export(self):
        answer = self.home.run("export", "models", "-o", "-", "--week",
                               expect.iso(self.market.latest()))
        return answer.returncode, answer.stdout

    def survive(self, content, what):
        """A damaged database file."""
        self.put({"": content})
        code, table = self.export()
        check((code, table) in ((0, self.table), (1, b"")), what, "export", code)
        self.counts["refused by export"] += code
        self.server.control(clear_log=True)
        answer = self.home.run("fetch")
        said = answer.stderr.decode()
        check(answer.returncode == 0, what, said)
        aside = [name for name in os.listdir(self.folder) if ".damaged-" in name
                 and name.endswith("Z")]
        check(len(aside) == 1, what, "is not set aside", said)
        path = os.path.join(self.folder, aside[0])
        check(path in said, what, "the name is not told:", said)
        check(slurp(path) == content, what, "was changed")
        first = self.server.log("rankings-daily")[0]["query"]["start_date"]
        self.counts["weeks kept"] += first != "2025-01-01"
        check(set(self.reader.read(self.home.store).values()) == {0}, what, "figures")
        self.counts["pages"] += 1

    def pages(self, step):
        self.clear()
        check(self.home.run("fetch").returncode == 0, "the first refresh")
        self.table = self.export()[1]
        whole = slurp(self.home.store)
        for pattern, change in PATTERNS.items():
            for at in range(0, len(whole), PAGE * step):
                page = change(whole[at:at + PAGE], at)
                self.survive(whole[:at] + page + whole[at + PAGE:],
                             "page %d, %s:" % (at // PAGE, pattern))

    def leave_log(self):
        """A store whose last refresh stands in its log alone: its writer was killed."""
        self.clear()
        check(self.home.run("fetch").returncode == 0, "the first refresh")
        self.server.control(edition=1000)
        holder = subprocess.Popen([sys.executable, "-c",
                                   "import sqlite3, sys, time; s = sqlite3.connect(sys.argv[1]);"
                                   "s.execute('SELECT count(*) FROM bucket').fetchone();"
                                   "print(flush=True); time.sleep(60)", self.home.store],
                                  stdout=subprocess.PIPE)
        holder.stdout.readline()
        check(self.home.run("fetch").returncode == 0, "the second refresh")
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
        self.server.control(edition=0)
        return {suffix: slurp(self.home.store + suffix) for suffix in ("", "-wal", "-shm")}

    def log(self, step):
        files = self.leave_log()
        check(len(files["-wal"]) > 10 * FRAME, "there is no log")
        for suffix, start, size in (("-wal", HEADER, FRAME), ("-shm", 0, PAGE)):
            for at in [0] + list(range(start, len(files[suffix]), size * step)):
                whole = files[suffix]
                damaged = whole[:at] + noise(min(size, len(whole) - at), at) + whole[at + size:]
                self.put(dict(files, **{suffix: damaged}))
                what = "%s at %d:" % (suffix, at)
                check(self.export()[0] == 0, what, "export")
                editions = set(self.reader.read(self.home.store).values())
                # whole refreshes only: the first one, or the second one over it
                check(editions in ({0}, {0, 1000}), what, editions)
                self.counts["log " + ("old" if editions == {0} else "new")] += 1

    def report(self):
        counts = self.counts
        print("damage: %d times a page overwritten: each found out and set aside, every figure right"
              " after it" % counts["pages"])
        print("damage: the weeks were kept %d times, fetched anew %d times; export refused %d times"
              % (counts["weeks kept"], counts["pages"] - counts["weeks kept"],
                 counts["refused by export"]))
        print("damage: %d times the log or its index: %d times the old figures, %d times the new"
              % (counts["log old"] + counts["log new"], counts["log old"], counts["log new"]))


def main():
    parser = argparse.ArgumentParser(description="Every page of a store overwritten in turn.")
    parser.add_argument("--step", type=int, default=1)
    args = parser.parse_args()
    damage = Damage()
    begin = time.monotonic()
    try:
        damage.pages(args.step)
        damage.log(args.step)
    finally:
        damage.report()
        print("damage: %d s" % (time.monotonic() - begin))
        damage.close()


if __name__ == "__main__":
    main()
