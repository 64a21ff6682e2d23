#!/usr/bin/env python3
"""kill -9 at random moments of a refresh: what is stored is the old figures or the new ones, whole.

    crash.py [--kills 1000] [--seed N]

Every refresh brings new figures (the stand-in's edition is added to each), so that each row tells
which answer it is of.  Half of the moments are spread over the whole length of a refresh, the other
half over what comes after the last answer: the check and the write.  Some refreshes are a first one, of
all weeks; every third is a dashboard's, the others are of `ortop fetch`.

After each kill ortop reads the store as it was left, its log unmerged; then SQLite here checks and
reads a copy of it whole, and both must say the same.  So the next refresh, too, finds what the kill
has left.
"""

import argparse
import collections
import contextlib
import csv
import io
import os
import pty
import random
import select
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "e2e"),
                os.path.join(os.path.dirname(HERE), "server")]

import expect  # noqa: E402
from rig import KEY, Home  # noqa: E402

import world  # noqa: E402
from client import StandIn  # noqa: E402

FIRST_EVERY = 20  # a store is begun anew
FIRST_KILLS = 4   # and, if its first refreshes were killed, one is let through
DASHBOARD_EVERY = 3
# A kill that comes too late makes the next ones earlier, another one makes them later: so they are
# spread up to the end, and about every fourth comes too late, however busy the machine is.
EARLIER, LATER = 0.95, 1.02
# A dashboard does not end with its refresh: about every third of its kills comes after the commit.
PATIENT_EARLIER, PATIENT_LATER = 0.95, 1.025
PHASES = ("starting", "asking", "writing", "written")


class Broken(AssertionError):
    pass


def check(condition, *what):
    if not condition:
        raise Broken(" ".join(str(part) for part in what))


class Store:
    """What is in a store's file, by edition: bucket -> edition of all its rows."""

    def __init__(self, market):
        self.market = market
        self.base = {}

    def figures(self, period, date):
        """model -> tokens of a bucket in edition 0, added up from the market's days."""
        if (period, date) not in self.base:
            day = world.day_of(date)
            week = self.market.sum_days(None, [expect.datetime.date.fromisoformat(
                world.date_text(day + i)) for i in range(7 if period == "week" else 1)
                if world.FIRST_DAY <= day + i < self.market.number])
            figures = {row.slug: row.tokens for row in week.rows}
            if week.tail:
                figures["other"] = week.tail
            self.base[period, date] = figures
        return self.base[period, date]

    def read(self, path):
        """The editions of all buckets; every page and row is looked at."""
        with contextlib.closing(sqlite3.connect(path)) as store:
            check(store.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "integrity_check")
            check(not store.execute("PRAGMA foreign_key_check").fetchall(), "foreign_key_check")
            if not store.execute("SELECT 1 FROM sqlite_schema").fetchone():
                return {}
            buckets = collections.defaultdict(dict)
            for period, date, model, tokens in store.execute(
                    "SELECT period, date, model, tokens FROM bucket"
                    " LEFT JOIN ranking USING (period, date)"):
                buckets[period, date][model] = tokens
        return {name: self.edition(name, rows) for name, rows in buckets.items()}

    def edition(self, name, rows):
        figures = self.figures(*name)
        check(rows.keys() == figures.keys(), name, "has other models")
        editions = {rows[model] - figures[model] for model in rows}
        check(len(editions) == 1, name, "is of several answers:", sorted(editions))
        return editions.pop()


class Fetch:
    """`ortop fetch`, which ends with its refresh."""

    def __init__(self, home):
        self.process = subprocess.Popen(
            [os.path.join(home.bin, "ortop"), "fetch"], env=home.env, cwd=home.work,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid

    def over(self):
        return self.process.poll() is not None

    def idle(self, seconds):
        time.sleep(seconds)

    def wait(self):
        return self.process.wait()

    def kill(self):
        """False when it has ended before."""
        self.process.send_signal(signal.SIGKILL)
        return self.process.wait() == -signal.SIGKILL


class Dashboard(Fetch):
    """The program on a terminal of its own, told to refresh as soon as it draws."""

    def __init__(self, home, columns=160, rows=45):
        self.terminal, line = pty.openpty()
        ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [os.path.join(home.bin, "ortop")], env=dict(home.env, TERM="tmux-256color"),
            cwd=home.work, stdin=line, stdout=line, stderr=line, start_new_session=True,
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0))
        self.pid = self.process.pid
        os.close(line)
        select.select([self.terminal], [], [], 30)
        self.keys("r")

    def keys(self, keys):
        os.write(self.terminal, keys.encode())

    def read(self, seconds):
        """What it draws within this time, if anything."""
        if select.select([self.terminal], [], [], seconds)[0]:
            with contextlib.suppress(OSError):  # it has ended
                return os.read(self.terminal, 65536)
        return b""

    def idle(self, seconds):
        """Let time pass and take what it draws, or it would wait for that."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and (self.read(left) or not self.over()):
            pass

    def kill(self):
        killed = super().kill()
        os.close(self.terminal)
        return killed


class Campaign:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.market = expect.Market(expect.today_of_the_market())
        self.server = StandIn(self.market.today.isoformat(), KEY, max_seconds=3600)
        self.home = Home(self.server.api_url)
        self.store = Store(self.market)
        self.edition = 0
        self.known = {}
        # seconds, by (who, is it a first one, is the kill after the last answer)
        self.length = {}
        self.phases = collections.Counter()
        self.outcomes = collections.Counter()
        self.whose = collections.Counter()
        self.kills = self.late = self.opened = self.logs = 0

    def close(self):
        self.home.close()
        self.server.close()

    def next_edition(self):
        self.edition += 1
        self.server.control(edition=self.edition, clear_log=True)

    def wait_for_answers(self, program):
        """Until the last request of a refresh has been answered, or the program has ended."""
        while not program.over() and not self.answered():
            program.idle(0.002)

    def answered(self):
        log = self.server.log("models")
        return bool(log) and log[-1]["status"] is not None

    def learn(self):
        """How long a first refresh and a usual one take, and how long their last part."""
        for first in (True, False):
            self.next_edition()
            begin = time.monotonic()
            program = Fetch(self.home)
            self.wait_for_answers(program)
            answered = time.monotonic()
            check(program.wait() == 0, "a refresh that nobody disturbed has failed")
            end = time.monotonic()
            for who in (Fetch, Dashboard):  # the latter's are learnt on the way
                self.length[who, first, False] = end - begin
                self.length[who, first, True] = end - answered
        self.known = self.store.read(self.home.store)
        check(set(self.known.values()) == {1, 2}, "the figures of two refreshes are not stored")

    def begin_anew(self):
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.home.store + suffix)
        self.known = {}

    def kill(self, who, first):
        """One refresh and its end; False when it was over before."""
        self.next_edition()
        program = who(self.home)
        self.kind = who, first, self.random.random() < 0.5
        if self.kind[2]:
            self.wait_for_answers(program)
        program.idle(self.random.uniform(0, self.length[self.kind]))
        return program.kill()

    def aim(self, late):
        """Spread the next kills of the kind so that some come too late, and only some."""
        patient = self.kind[0] is Dashboard
        self.length[self.kind] *= (PATIENT_EARLIER if patient else EARLIER) if late else \
            (PATIENT_LATER if patient else LATER)

    def asked(self):
        """The buckets that the requests of this refresh asked for."""
        buckets = set()
        for entry in self.server.log("rankings-daily"):
            query = entry["query"]
            step = 7 if query["period"] == "week" else 1
            day = world.day_of(query["start_date"])
            day -= (day + 3) % 7 if step == 7 else 0
            while day <= min(world.day_of(query["end_date"]), self.market.number - 1):
                buckets.add((query["period"], world.date_text(day)))
                day += step
        return buckets

    def export(self, view):
        """The rows that ortop writes, by the figures' name; None of the sample's."""
        answer = self.home.run("export", view, "-o", "-")
        check(answer.returncode == 0, "ortop does not open it:", answer.stderr.decode())
        rows = list(csv.DictReader(io.StringIO(answer.stdout.decode())))
        return None if "sample" in rows[0]["source"] else rows

    def told(self):
        """What ortop says of a store as it was left: (tokens by week, tokens by model of the last
        complete one), None for a store in which there is nothing."""
        weeks, models = self.export("weeks"), self.export("models")
        check((weeks is None) == (models is None), "one view of the sample")
        if weeks is None:
            return None
        return ({row["week"]: int(row["tokens"]) for row in weeks},
                {row["slug"]: int(row["tokens"]) for row in models})

    def expected(self, now):
        """The same from the editions that are stored."""
        weeks = {}
        for (period, date), edition in now.items():
            if period == "week":
                figures = self.store.figures(period, date)
                monday = expect.datetime.date.fromisoformat(date)
                weeks[expect.iso(monday)] = sum(figures.values()) + edition * len(figures)
        latest = "week", self.market.latest().isoformat()
        if latest not in now:
            return None
        return weeks, {model: tokens + now[latest]
                       for model, tokens in self.store.figures(*latest).items()}

    def read_copy(self):
        """The editions in a copy of the store's files; the files themselves stay as they are."""
        if not os.path.exists(self.home.store):
            return {}  # nothing was made yet
        folder = os.path.join(self.home.path, "copy")
        shutil.copytree(os.path.dirname(self.home.store), folder)
        try:
            return self.store.read(os.path.join(folder, os.path.basename(self.home.store)))
        finally:
            shutil.rmtree(folder)

    def judge(self, killed):
        """What is stored now, against what was before and what this refresh has brought."""
        log = self.home.store + "-wal"
        left = os.path.exists(log) and os.path.getsize(log) > 0
        told = self.told()
        # a file that was made and not yet filled is a store with nothing in it
        now = self.read_copy()
        check(told == self.expected(now), "ortop shows something else than is stored")
        self.opened += 1
        new = {name for name, edition in now.items() if edition == self.edition}
        kept = {name: edition for name, edition in now.items() if name not in new}
        if new:
            check(new == self.asked(), "half of a refresh:", sorted(new ^ self.asked())[:5])
            check(kept.items() <= self.known.items(), "figures of nobody")
        else:
            check(now == self.known, "the old figures have changed")
        if killed:
            requests = self.server.log()
            self.phases["written" if new else "writing" if self.answered() else
                        "asking" if requests else "starting"] += 1
            self.outcomes["new" if new else "old" if now else "none yet"] += 1
            self.whose[self.kind[0]] += 1
            self.logs += left
        self.known = now
        return bool(new)

    def run(self, kills):
        self.learn()
        rounds = 0
        while self.kills < kills:
            if rounds % FIRST_EVERY == 0:
                self.begin_anew()
            elif rounds % FIRST_EVERY >= FIRST_KILLS and not self.known:
                self.undisturbed()
            killed = self.kill(Fetch if rounds % DASHBOARD_EVERY else Dashboard, not self.known)
            written = self.judge(killed)
            self.aim(written if self.kind[0] is Dashboard else not killed)
            self.kills += killed
            self.late += not killed
            rounds += 1
            check(rounds < 3 * kills + 20, "too few of the kills come in time")
        self.undisturbed()

    def undisturbed(self):
        self.next_edition()
        check(self.home.run("fetch").returncode == 0, "no refresh after a kill")
        self.judge(False)

    def report(self):
        length = {first: self.length.get((Fetch, first, False), 0) * 1000 for first in (False, True)}
        print("crash: %d kills of a refresh of %d ms, a first one of %d ms (%d more came too late)"
              % (self.kills, length[False], length[True], self.late))
        print("crash: of `ortop fetch` %d, of a dashboard %d"
              % (self.whose[Fetch], self.whose[Dashboard]))
        print("crash: at " + ", ".join("%s %d" % (phase, self.phases[phase]) for phase in PHASES))
        print("crash: stored then: " + ", ".join("%s %d" % item
                                                 for item in sorted(self.outcomes.items())))
        print("crash: %d times a log was left, and ortop the first to open it" % self.logs)
        print("crash: %d times opened, integrity_check ok, every week whole" % self.opened)


def main():
    parser = argparse.ArgumentParser(description="kill -9 at random moments of a refresh.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    campaign = Campaign(args.seed)
    try:
        campaign.run(args.kills)
    finally:
        campaign.report()
        campaign.close()


if __name__ == "__main__":
    main()
