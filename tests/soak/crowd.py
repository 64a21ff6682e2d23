#!/usr/bin/env python3
"""Many ortops on one store: readers, refreshers and dashboards, and a refresher that is killed.

    crowd.py [--processes 20] [--seconds 60] [--seed N]

A quarter are dashboards in terminals of their own that are told to refresh, a quarter export again
and again, the rest run `ortop fetch` again and again.  Nothing may fail; requests of two refreshes
may never mix; what the last refresh brought must be stored; every request that the stand-in has
answered must be in the fetch log.  Then refreshers are killed in the middle of a request, and
dashboards in the middle of a write, and another must take over; and all find a damaged store, which
one of them must set aside.
"""

import argparse
import collections
import contextlib
import os
import pty
import random
import re
import select
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import threading
import time
from fcntl import ioctl

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "e2e"),
                os.path.join(os.path.dirname(HERE), "server"), HERE]

import crash  # noqa: E402
from crash import Store, check  # noqa: E402
import expect  # noqa: E402
from rig import KEY, Home, wait_for  # noqa: E402

from client import StandIn  # noqa: E402

REFRESHES = 150  # of the day's 480 keyed requests, at two each, with room for what is killed
TAKEOVERS = 3
WRITER_TRIES = 5
TURN = 0.0005  # seconds that a dashboard runs between two looks at what it does
WRONG = (b"in memory only", b"damaged", b"not written", b"not read", b"bad payload", b"locked")
QUIT_SECONDS = 30
PAGE, DAMAGED_PAGE = 4096, 4


class Dashboard(threading.Thread):
    """The program in a terminal, asked to refresh now and then; its output is searched for words
    that must not be there."""

    def __init__(self, crowd, seed, expected=()):
        super().__init__()
        self.crowd, self.random = crowd, random.Random(seed)
        self.words = [word for word in WRONG if word not in expected]
        self.wrong = set()
        self.bytes = 0
        self.status = None

    def run(self):
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.crowd.home.work)
            ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
            os.execve(os.path.join(self.crowd.home.bin, "ortop"), ["ortop"],
                      dict(self.crowd.home.env, TERM="tmux-256color"))
        next_key = time.monotonic() + self.random.uniform(1, 5)
        tail = b""
        while not self.crowd.over.is_set():
            tail = self.read(terminal, tail, 0.2)
            if time.monotonic() >= next_key:
                os.write(terminal, b"r" if self.crowd.may_refresh() else b"\x0c")
                next_key = time.monotonic() + self.random.uniform(3, 8)
        os.write(terminal, b"q")
        end = time.monotonic() + QUIT_SECONDS
        with contextlib.suppress(OSError):  # the terminal's other end is closed
            while time.monotonic() < end:
                tail = self.read(terminal, tail, 1)
            os.kill(pid, signal.SIGKILL)  # its status tells
        self.status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(terminal)

    def read(self, terminal, tail, seconds):
        if not select.select([terminal], [], [], seconds)[0]:
            return tail
        data = os.read(terminal, 65536)
        if not data:
            raise OSError
        self.bytes += len(data)
        self.wrong |= {word for word in self.words if word in tail + data}
        return (tail + data)[-40:]


class Runner(threading.Thread):
    """Runs a command again and again; every one must end with 0."""

    def __init__(self, crowd, seed, args, pause):
        super().__init__()
        self.crowd, self.random = crowd, random.Random(seed)
        self.args, self.pause = args, pause
        self.runs = 0
        self.failures = []

    def run(self):
        while not self.crowd.over.is_set():
            if self.args[0] != "fetch" or self.crowd.may_refresh():
                answer = self.crowd.home.run(*self.args, timeout=200)
                self.runs += 1
                if answer.returncode != 0:
                    self.failures.append((self.args, answer.returncode, answer.stderr.decode()))
            self.crowd.over.wait(self.random.uniform(0, 2 * self.pause))


def stop(dashboard):
    os.kill(dashboard.pid, signal.SIGSTOP)
    os.waitpid(dashboard.pid, os.WUNTRACED)


class Crowd:
    def __init__(self, processes, seconds, seed, takeovers=TAKEOVERS):
        self.market = expect.Market(expect.today_of_the_market())
        self.server = StandIn(self.market.today.isoformat(), KEY, max_seconds=3600)
        self.home = Home(self.server.api_url)
        self.seconds, self.takeovers = seconds, takeovers
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.refreshes = 0
        self.edition = 0
        self.counts = collections.Counter()
        quarter = max(1, processes // 4)
        fetchers = processes - 2 * quarter
        pause = max(0.2, fetchers * seconds / REFRESHES)
        self.dashboards = [Dashboard(self, seed * 3000 + i) for i in range(quarter)]
        self.readers = [Runner(self, seed * 1000 + i, ("export", view, "-o", "-"), 0.3)
                        for i, view in zip(range(quarter), ["models", "vendors", "regions",
                                                            "prices"] * quarter)]
        self.fetchers = [Runner(self, seed * 2000 + i, ("fetch",), pause)
                         for i in range(fetchers)]

    def close(self):
        self.over.set()
        self.home.close()
        self.server.close()

    def may_refresh(self):
        """Take one of the refreshes that the day's budget has room for."""
        with self.lock:
            self.refreshes += 1
            return self.refreshes <= REFRESHES

    def restate(self):
        self.edition += 1
        self.server.control(edition=self.edition)

    def crowd_together(self):
        everybody = self.dashboards + self.readers + self.fetchers
        for one in everybody:
            one.start()
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            self.restate()
            self.over.wait(0.5)
        self.over.set()
        for one in everybody:
            one.join()

    def judge(self):
        """Nobody failed, one at a time, nothing lost."""
        for runner in self.readers + self.fetchers:
            check(not runner.failures, runner.failures[:1])
        for dashboard in self.dashboards:
            check(dashboard.status == 0 and not dashboard.wrong, dashboard.status, dashboard.wrong)
            check(dashboard.bytes > 1000, "a dashboard has drawn nothing")
        self.nothing_lost()

    def one_at_a_time(self):
        """Every refresh on its own; returns the requests of the last one that was done."""
        most = self.server.state()["most_at_once"]
        check(most == 1, most, "requests at once")
        log = self.server.log()
        letters = "".join(entry["query"].get("period", "models")[0] for entry in log)
        # weeks (two windows in a first refresh), days, catalogue
        check(re.fullmatch(r"(ww?(dm?)?)*", letters), "refreshes have mixed:", letters)
        parts = list(re.finditer(r"ww?(dm?)?", letters))
        done = [part for part in parts if part.group().endswith("m")]
        # those of dashboards that were quit meanwhile
        check(len(parts) - len(done) <= len(self.dashboards), "refreshes without an end:", letters)
        self.counts["refreshes"] += len(done)
        return log[done[-1].start():done[-1].end()]

    def nothing_lost(self):
        last = self.one_at_a_time()[0]["edition"]
        stored = Store(self.market).read(self.home.store)
        newest = ("week", self.market.latest().isoformat())
        check(stored[newest] == last, "the last refresh is not stored:", stored[newest], last)
        self.same_log(len(self.server.log()))

    def same_log(self, requests):
        """The fetch log has every request that was answered."""
        with contextlib.closing(sqlite3.connect(self.home.store)) as store:
            noted = store.execute("SELECT count(*) FROM fetch").fetchone()[0]
        check(noted == requests, noted, "of", requests, "requests in the log")
        self.counts["requests"] = requests

    def all_answered(self):
        """An answer goes on when the one that asked has been killed."""
        wait_for(lambda: self.server.state()["under_way"] == 0, what="the killed one's answer over")

    # The refresher dies

    def take_over(self):
        """One is killed in the middle of a request; another that waits goes on at once."""
        self.server.control(models="ok", rankings="slow", seconds=1, times=1, clear_log=True)
        command = [os.path.join(self.home.bin, "ortop"), "fetch"]
        how = {"env": self.home.env, "cwd": self.home.work, "stdin": subprocess.DEVNULL,
               "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        first = subprocess.Popen(command, **how)
        wait_for(lambda: self.server.log("rankings-daily"), what="a request under way")
        others = [subprocess.Popen(command, **how) for _ in range(3)]
        check(all(other.poll() is None for other in others), "one did not wait")
        check(len(self.server.log()) == 1, "two refresh at once")
        first.send_signal(signal.SIGKILL)
        first.communicate()
        check(first.returncode == -signal.SIGKILL, "the refresher was not killed in time")
        for other in others:
            _, said = other.communicate(timeout=120)
            check(other.returncode == 0, said.decode())
        kinds = [entry["query"].get("period", "models") for entry in self.server.log()]
        check(kinds == ["week"] + ["week", "day", "models"] * 3, kinds)
        self.counts["takeovers"] += 1

    def stored(self):
        """The edition of the newest whole week."""
        with contextlib.closing(sqlite3.connect(self.home.store)) as store:
            newest = self.market.latest().isoformat()
            model, tokens = store.execute("SELECT model, tokens FROM ranking WHERE period = 'week'"
                                          " AND date = ? LIMIT 1", (newest,)).fetchone()
        return tokens - Store(self.market).figures("week", newest)[model]

    def somebody_writes(self):
        """Is a write under way, held back so that it stays so?"""
        with contextlib.closing(sqlite3.connect(self.home.store, timeout=0)) as store:
            try:
                store.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False

    def is_refused(self, first, other):
        """Has the other one seen that the first one refreshes, before that one's last answer?"""
        seen = b""
        while b"another ortop refreshes" not in seen:
            if self.server.log("models")[-1]["status"]:
                return False
            first.idle(TURN)
            seen += other.read(TURN)
        return True

    def stop_while_it_writes(self, dashboard):
        """False when what it was to write is stored already; it runs only for a turn at a time."""
        while True:
            stop(dashboard)
            if self.somebody_writes():
                return True
            over = self.stored() == self.edition
            os.kill(dashboard.pid, signal.SIGCONT)
            if over:
                return False
            dashboard.idle(TURN)

    def kill_the_writer(self):
        """A dashboard refreshes, another waits for it; (that one, was the first one killed in the
        middle of its write?)."""
        self.all_answered()
        self.restate()
        self.server.control(rankings="ok", models="slow", seconds=1, times=1, clear_log=True)
        first = crash.Dashboard(self.home)
        while not self.server.log("models"):
            first.idle(TURN)
        other = crash.Dashboard(self.home)
        caught = self.is_refused(first, other)
        stop(other)  # it would go on without one that is stopped
        caught = caught and self.stop_while_it_writes(first)
        check(not caught or self.stored() == self.edition - 1, "half of a write can be read")
        check(first.kill(), "the refresher had ended")
        os.kill(other.pid, signal.SIGCONT)
        check(not caught or len(self.server.log()) == 3, "two refresh at once")
        return other, caught

    def dashboards_take_over(self):
        """One is killed in the middle of its write; another goes on, and brings the same."""
        caught = False
        for _ in range(WRITER_TRIES):
            other, caught = self.kill_the_writer()
            if caught:
                break
            other.kill()
        check(caught, "no dashboard could be stopped while it wrote")
        end = time.monotonic() + 120
        while self.stored() != self.edition and time.monotonic() < end:
            other.idle(0.05)
        stored = Store(self.market).read(self.home.store)
        check(stored["week", self.market.latest().isoformat()] == self.edition, "none took over")
        other.keys("q")
        other.idle(QUIT_SECONDS)
        check(other.wait() == 0, "the one that took over has failed")
        kinds = [entry["query"].get("period", "models") for entry in self.server.log()]
        check(kinds == ["week", "day", "models"] * 2, kinds)
        check(self.server.state()["most_at_once"] == 1, "two refresh at once")
        self.counts["writers"] += 1

    # All find the same damage

    def damage(self):
        """All start at once on a damaged store: one sets it aside, and none fails."""
        self.all_answered()
        self.server.control(clear_log=True)
        with open(self.home.store, "r+b") as store:
            store.seek(DAMAGED_PAGE * PAGE)
            store.write(bytes(PAGE))
        command = [os.path.join(self.home.bin, "ortop"), "fetch"]
        fetches = [subprocess.Popen(command, env=self.home.env, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                   for _ in self.fetchers]
        self.over.clear()
        # one that finds it while another refreshes is in memory until that is over
        expected = (b"damaged", b"in memory only")
        dashboards = [Dashboard(self, i, expected) for i in range(len(self.dashboards))]
        for dashboard in dashboards:
            dashboard.start()
        said = [fetch.communicate(timeout=120)[1].decode() for fetch in fetches]
        self.over.set()
        for dashboard in dashboards:
            dashboard.join()
        check(all(fetch.returncode == 0 for fetch in fetches), said)
        for dashboard in dashboards:
            check(dashboard.status == 0 and not dashboard.wrong, dashboard.status, dashboard.wrong)
        folder = os.path.dirname(self.home.store)
        aside = [name for name in os.listdir(folder) if re.search(r"damaged-\w+Z(-\d+)?$", name)]
        check(len(aside) == 1, "set aside:", aside)
        self.one_at_a_time()
        self.counts["aside"] = len(fetches) + len(dashboards)

    def run(self):
        self.crowd_together()
        self.judge()
        for _ in range(self.takeovers):
            self.restate()
            self.take_over()
        for _ in range(self.takeovers):
            self.dashboards_take_over()
        stored = Store(self.market).read(self.home.store)
        check(stored["week", self.market.latest().isoformat()] == self.edition,
              "what came after the takeover is not stored")
        self.damage()
        stored = Store(self.market).read(self.home.store)
        check(stored["week", self.market.latest().isoformat()] == self.edition, "after the damage")

    def report(self):
        counts = self.counts
        print("crowd: %d dashboards, %d that export, %d that fetch, for %g s on one store"
              % (len(self.dashboards), len(self.readers), len(self.fetchers), self.seconds))
        print("crowd: %d exports, %d fetches, no error; %d refreshes, one at a time"
              % (sum(r.runs for r in self.readers), sum(r.runs for r in self.fetchers),
                 counts["refreshes"]))
        print("crowd: %d requests, all in the log; the last figures stored" % counts["requests"])
        print("crowd: %d refreshers killed while they asked, %d dashboards while they wrote;"
              " another took over each time" % (counts["takeovers"], counts["writers"]))
        print("crowd: a damaged store found by %d at once, set aside once, no error" % counts["aside"])


def main():
    parser = argparse.ArgumentParser(description="Many ortops on one store.")
    parser.add_argument("--processes", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    crowd = Crowd(args.processes, args.seconds, args.seed)
    try:
        crowd.run()
        crowd.report()
    finally:
        crowd.close()


if __name__ == "__main__":
    main()
