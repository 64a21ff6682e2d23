#!/usr/bin/env python3
"""make bench: what ortop costs, beside the smallest honest ncurses program and beside its peers.

    run.py [--quick] [PART...]

Programs that are compared run in turn in the same run, and ratios of medians are what counts:
machines differ, and are noisy.  Each goal stands beside its figure; the exit code is 1 when one is
missed.  Nothing leaves this machine: what is fetched comes from the stand-in on loopback.
"""

import argparse
import datetime
import functools
import json
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "tests", "server")]

import client  # noqa: E402
import program as pty_program  # noqa: E402
import vt  # noqa: E402
from program import (  # noqa: E402
    KEYS, NOW, Program, cpu_ms, full_frame, own_kib, pss_kib, wake_ups)

BUILD = os.path.join(ROOT, "build", "release", "tests", "bench")
ORTOP = os.path.join(ROOT, "build", "ortop")
CLOSED = "http://127.0.0.1:1/api/v1"  # nobody listens there

WEEKS = 90
YEARS = (1, 10, 100)
WEEKS_A_YEAR = 52
SETTLE = 0.7  # seconds after which a start is over
KEY_GAP = 0.05
PATIENCE = 2.0  # seconds after which a key has drawn nothing


class Bench:
    def __init__(self, quick):
        self.quick = quick
        self.folder = tempfile.mkdtemp(prefix="ortop-bench.")
        self.stores = {}
        self.missed = 0

    def rounds(self, n):
        return max(3, n // 5) if self.quick else n

    def tool(self, name):
        return os.path.join(BUILD, name)

    def data(self, weeks):
        """XDG_DATA_HOME with a store of that many weeks."""
        if weeks not in self.stores:
            data = os.path.join(self.folder, "weeks-%d" % weeks)
            os.makedirs(os.path.join(data, "ortop"), mode=0o700)
            subprocess.run([self.tool("make_store"), os.path.join(data, "ortop", "ortop.db"),
                            str(weeks)], check=True)
            self.stores[weeks] = data
        return self.stores[weeks]

    def ortop(self, weeks=WEEKS, *arguments):
        """argv and environment of a dashboard that asks nothing."""
        return [ORTOP, "--offline", *arguments], {"XDG_DATA_HOME": self.data(weeks)}

    def goal(self, what, figure, limit, text):
        good = figure <= limit
        self.missed += not good
        print("  %-46s %-34s %s" % (what, text, "ok" if good else "MISSED (%g)" % limit))
        sys.stdout.flush()

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def start_once(argv, env):
    with Program(argv, env) as program:
        return full_frame(program, SETTLE)


def starts(targets, rounds):
    """Median milliseconds to the first full frame of each, started in turn."""
    times = {name: [] for name in targets}
    for _ in range(rounds):
        for name, (argv, env) in targets.items():
            times[name].append(start_once(argv, env))
    return {name: statistics.median(values) for name, values in times.items()}


def part_start(bench):
    """First full frame"""
    floor = ([bench.tool("floor")], {})
    live = ([ORTOP, "--api-url", CLOSED], {"XDG_DATA_HOME": bench.data(WEEKS)})
    median = starts({"floor": floor, "ortop": bench.ortop(), "10 years": bench.ortop(520),
                     "live": live}, bench.rounds(41))
    print("  floor %.1f ms, ortop %.1f ms, with 10 years %.1f ms, not --offline %.1f ms" % (
        median["floor"], median["ortop"], median["10 years"], median["live"]))
    ratio = median["ortop"] / median["floor"]
    bench.goal("first full frame, 90 weeks", ratio, 2.0, "%.2f x the floor" % ratio)
    ratio = median["live"] / median["floor"]
    bench.goal("the same, then asking the network", ratio, 2.0, "%.2f x the floor" % ratio)
    ratio = median["10 years"] / median["ortop"]
    bench.goal("10 years of weeks", ratio, 1.2, "%.2f x of 90 weeks" % ratio)


def run_once(argv, env):
    """Milliseconds of a program that ends by itself, from its start to its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    start = NOW()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    status = os.waitpid(pid, 0)[1]
    took = (NOW() - start) * 1000
    os.close(null)
    if status:
        raise RuntimeError("%s ended with %d" % (" ".join(argv), status))
    return took


def part_status(bench):
    """One line: ortop status"""
    bare = {"HOME": bench.folder, "LC_ALL": "C.UTF-8"}
    targets = {}
    for weeks in (WEEKS, 520):
        env = dict(bare, XDG_DATA_HOME=bench.data(weeks))
        store = os.path.join(bench.data(weeks), "ortop", "ortop.db")
        targets["floor", weeks] = ([bench.tool("line"), store], env)
        targets["ortop", weeks] = ([ORTOP, "status"], env)
    targets["ortop", 0] = ([ORTOP, "--help"], bare)
    times = {name: [] for name in targets}
    for _ in range(bench.rounds(201)):
        for name, (argv, env) in targets.items():
            times[name].append(run_once(argv, env))
    median = {name: statistics.median(values) for name, values in times.items()}
    print("  loading the libraries, and text (--help): %.2f ms" % median["ortop", 0])
    for weeks, what in ((WEEKS, "%d weeks" % WEEKS), (520, "10 years")):
        own, floor = median["ortop", weeks], median["floor", weeks]
        bench.goal("opened, read, printed: " + what, own / floor, 2.0,
                   "%.2f of %.2f ms: %.2f x" % (own, floor, own / floor))
        own, floor = min(times["ortop", weeks]), min(times["floor", weeks])
        print("    the fastest of each, as beside nothing else: %.2f of %.2f ms: %.2f x" % (
            own, floor, own / floor))


def today_text():
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def wait_until(program, ready, seconds=30):
    end = NOW() + seconds
    while not ready(program):
        if NOW() > end:
            raise RuntimeError("not within %d s:\n%s" % (seconds, program.screen().text()))
        program.read(NOW() + 0.2)


def is_refreshed(program):
    return "checked just now" in program.screen().text()


def settled_pss(argv, env, ready):
    with Program(argv, env) as program:
        wait_until(program, ready)
        program.read(NOW() + 1.0)
        return pss_kib(program.pid)


def part_memory(bench):
    """Memory after a refresh"""
    figures = {"floor": [], "ortop": []}
    with client.StandIn(today_text()) as server:
        for i in range(bench.rounds(5)):
            data = os.path.join(bench.folder, "refreshed-%d" % i)
            env = {"XDG_DATA_HOME": data, "OPENROUTER_API_KEY": server.key}
            argv = [ORTOP, "--api-url", server.api_url]
            figures["ortop"].append(settled_pss(argv, env, is_refreshed))
            store = os.path.join(data, "ortop", "ortop.db")
            argv = [bench.tool("floor-libs"), store, server.api_url + "/models"]
            figures["floor"].append(settled_pss(
                argv, {}, lambda p: p.started + 2 < NOW()))
    floor, ortop = (statistics.median(figures[name]) for name in ("floor", "ortop"))
    bench.goal("PSS after a refresh, the same libraries in use", ortop / floor, 1.3,
               "%.1f of %.1f MiB: %.2f x" % (ortop / 1024, floor / 1024, ortop / floor))


def part_link(bench):
    """libcurl linked, or loaded by a thread after the first frame"""
    ways = {"linked": "floor-libs-linked", "loaded": "floor-libs"}
    store = os.path.join(bench.data(WEEKS), "ortop", "ortop.db")
    size = {way: {"frame": [], "network": []} for way in ways}
    with client.StandIn(today_text()) as server:
        url = server.api_url + "/models"
        first = starts({way: ([bench.tool(tool), store, url], {}) for way, tool in ways.items()},
                       bench.rounds(41))
        for _ in range(bench.rounds(5)):
            for way, tool in ways.items():
                # Without a URL it asks nothing, and one that loads does not load.
                for when, address in (("frame", ""), ("network", url)):
                    size[way][when].append(settled_pss(
                        [bench.tool(tool), store, address], {}, lambda p: p.started + 1 < NOW()))
    size = {way: {when: statistics.median(values) / 1024 for when, values in sizes.items()}
            for way, sizes in size.items()}
    for way in ways:
        print("  %s: first full frame %.1f ms; PSS %.1f MiB while nothing is asked, %.1f MiB after "
              "a request" % (way, first[way], size[way]["frame"], size[way]["network"]))
    ratio = first["loaded"] / first["linked"]
    bench.goal("first full frame, loaded", ratio, 1, "%.2f x of linked" % ratio)
    ratio = size["loaded"]["frame"] / size["linked"]["frame"]
    bench.goal("PSS while nothing is asked, loaded", ratio, 1, "%.2f x of linked" % ratio)


def part_idle(bench):
    """Left open, with a key, after a refresh"""
    seconds = 12 if bench.quick else 60
    with client.StandIn(today_text()) as server:
        env = {"XDG_DATA_HOME": os.path.join(bench.folder, "idle"),
               "OPENROUTER_API_KEY": server.key}
        with Program([ORTOP, "--api-url", server.api_url], env) as program:
            wait_until(program, is_refreshed)
            program.read(NOW() + 2)
            if not bench.quick:
                # To just after one change of the age: one more falls into the minute.  The first
                # full minute may find all words as they were.
                seen = len(program.chunks)
                wait_until(program, lambda p: len(p.chunks) > seen, 125)
                program.read(NOW() + 1)
            before, count, asked = program.bytes, wake_ups(program.pid), len(server.log())
            program.read(NOW() + seconds)
            count = wake_ups(program.pid) - count
            sent, asked = program.bytes - before, len(server.log()) - asked
    bench.goal("wake-ups in %d s: the age's minute" % seconds, count, 1, "%d" % count)
    bench.goal("bytes to the terminal in %d s" % seconds, sent, 60, "%d" % sent)
    bench.goal("requests in %d s" % seconds, asked, 0, "%d" % asked)
    clock_stopped(bench, seconds)


def clock_stopped(bench, seconds):
    """The same under the injected clock of tests/soak/days, which stands still meanwhile."""
    answer = subprocess.run([os.path.join(ROOT, "build", "release", "tests", "soak", "days"),
                             "idle", str(seconds)], stdout=subprocess.PIPE, check=True).stdout
    found = re.search(r"clock stopped, (\d+) s: (\d+) wake-ups, (\d+) bytes", answer.decode())
    for what, figure in (("wake-ups", int(found[2])), ("bytes", int(found[3]))):
        bench.goal("%s in %s s, the clock stopped" % (what, found[1]), figure, 0, "%d" % figure)


def answer(program, key, gap=KEY_GAP):
    """(ms to the first byte, ms to the last byte, bytes) of a key; None when nothing came, though it
    was given more time."""
    count = len(program.chunks)
    sent = NOW()
    program.send(key)
    program.read(sent + gap)
    if len(program.chunks) == count:
        program.read(sent + PATIENCE, quiet=gap)
    chunks = program.chunks[count:]
    if not chunks:
        return None
    return ((chunks[0][0] - sent) * 1000, (chunks[-1][0] - sent) * 1000,
            sum(len(data) for _, data in chunks))


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, len(values) * percent // 100)]


KEY_PAIRS = (
    ("a row", b"j", b"k"),
    ("a week", KEYS["Left"], KEYS["Right"]),
    ("the unit", b"d", b"t"),
)


def part_keys(bench):
    """From a key to its last byte"""
    argv, env = bench.ortop()
    pairs = (("floor", KEYS["Down"], KEYS["Up"]),) + KEY_PAIRS
    times = {name: [] for name, _, _ in pairs}
    spent = {name: [] for name, _, _ in pairs}
    mute = 0
    with Program([bench.tool("floor")]) as floor, Program(argv, env) as ortop:
        for program in (floor, ortop):
            program.read(program.started + 1)
        # There and back at once: elsewhere the selected row may be the first.
        turns = [(name, key) for name, *pair in pairs for key in pair]
        for name, key in turns * bench.rounds(500):
            program = floor if name == "floor" else ortop
            before = cpu_ms(program.pid)
            seen = answer(program, key)
            spent[name].append(cpu_ms(program.pid) - before)
            if seen:
                times[name].append(seen[1])
            else:
                mute += 1
    bench.goal("keys that drew nothing", mute, 0, "%d of %d" % (mute, sum(map(len, spent.values()))))
    print("  measured in turn: " + ", ".join("%s %d" % (name, len(times[name]))
                                             for name, _, _ in pairs))
    base, base_late = statistics.median(times["floor"]), percentile(times["floor"], 99)
    print("  floor: median %.2f ms, p99 %.2f ms" % (base, base_late))
    print("  processor time of a key: " + ", ".join(
        "%s %.2f ms" % (name, statistics.median(spent[name])) for name, _, _ in pairs))
    for name, _, _ in KEY_PAIRS:
        median, late = statistics.median(times[name]), percentile(times[name], 99)
        bench.goal("a step of %s, median" % name, median / base, 3,
                   "%.2f ms: %.2f x the floor" % (median, median / base))
        bench.goal("a step of %s, p99" % name, late / base_late, 5,
                   "%.2f ms: %.2f x the floor's" % (late, late / base_late))


@functools.lru_cache(None)
def cell_line(cell):
    """A cell as regrid reads it."""
    text, attributes = cell
    foreground = background = -1
    total = 0
    numbers = [int(n) for n in attributes.split(";")] if attributes else []
    while numbers:
        n = numbers.pop(0)
        if n in (38, 48):
            colour = numbers[1]
            del numbers[:2]
            foreground, background = ((colour, background) if n == 38 else (foreground, colour))
        elif n >= 90:
            colour = n % 10 + 8
            foreground, background = ((colour, background) if n < 100 else (foreground, colour))
        elif n >= 30:
            foreground, background = ((n - 30, background) if n < 40 else (foreground, n - 40))
        else:
            total += {1: 1, 2: 2, 4: 4, 7: 8}.get(n, 0)
    return "%d %d %d \t%s\n" % (foreground, background, total, text)


class Viewer:
    """A program whose screen is looked at after each key."""

    def __init__(self, program):
        self.program = program
        self.program.read(program.started + 1)
        self.screen = vt.Screen(program.columns, program.rows)
        self.seen = 0
        self.look()

    def look(self):
        for _, data in self.program.chunks[self.seen:]:
            self.screen.feed(data)
        self.seen = len(self.program.chunks)

    def press(self, key):
        """The bytes that a key draws."""
        before = self.program.bytes
        self.program.send(key)
        self.program.read(NOW() + PATIENCE, quiet=KEY_GAP)
        self.look()
        if self.program.bytes == before:
            raise RuntimeError("a key drew nothing:\n" + self.screen.text())
        return self.program.bytes - before

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            for row in self.screen.cells:
                file.writelines(map(cell_line, row))
        return path


def walks(weeks, rows):
    """Of each kind the keys of a walk there and back, each with whether it is a step of the kind: over
    all weeks, over all rows, and from unit to unit in every week."""
    there, back = {name: pair for name, *pair in KEY_PAIRS}["a week"]
    home = [(back, False)]  # to the running week, the last one
    return {
        "a row": [(b"j", True)] * (rows - 1) + [(b"k", True)] * (rows - 1),
        "a week": home + [(there, True)] * (weeks - 1) + [(back, True)] * (weeks - 1),
        "the unit": home + [(b"d", True), (b"t", True), (there, False)] * (weeks - 1)
        + [(b"d", True), (b"t", True)],
    }


def walk(bench, argv, env, keys):
    """(steps, our bytes, those of curses drawing the same screens) of a walk."""
    folder = tempfile.mkdtemp(dir=bench.folder)
    paths, texts, own = [], [], []
    with Program(argv, env) as ortop:
        viewer = Viewer(ortop)
        for i in range(len(keys) + 1):
            if i > 0:
                own.append(viewer.press(keys[i - 1][0]))
            paths.append(viewer.save(os.path.join(folder, "%04d" % i)))
            texts.append(viewer.screen.text())
    with Program([bench.tool("regrid"), *paths]) as plain:
        viewer = Viewer(plain)
        least = []
        for i, text in enumerate(texts):
            if i > 0:
                least.append(viewer.press(b" "))
            if viewer.screen.text() != text:
                raise RuntimeError("regrid does not draw what ortop drew")
    shutil.rmtree(folder)
    counted = [i for i, (_, counts) in enumerate(keys) if counts]
    return len(counted), sum(own[i] for i in counted), sum(least[i] for i in counted)


def weeks_of_sample():
    with open(os.path.join(ROOT, "share", "sample.tsv"), encoding="utf-8") as file:
        return sum(line.startswith("week\t") for line in file)


def part_bytes(bench):
    """Bytes of steps, beside curses drawing the same screens"""
    sample = [ORTOP, "--offline"], {}
    for what, (argv, env), weeks in (("sample", sample, weeks_of_sample()),
                                     ("store", bench.ortop(), WEEKS)):
        if bench.quick and what == "store":
            continue
        for name, keys in walks(weeks, 50).items():
            steps, own, least = walk(bench, argv, env, keys)
            bench.goal("%s, there and back, %d weeks" % (name, weeks), own / least, 1.1,
                       "%d steps, %d of %d bytes: %.2f x" % (steps, own, least, own / least))


def storm(program, seed):
    """200 sizes in 4 s and back; milliseconds until the last byte of the last frame."""
    sizes = random.Random(seed)
    start = NOW()
    for i in range(200):
        program.resize(sizes.randint(20, 300), sizes.randint(5, 100))
        program.read(start + (i + 1) * 0.02)
    program.resize(pty_program.COLUMNS, pty_program.ROWS)
    last, count = NOW(), len(program.chunks)
    program.read(last + 1)
    return (program.chunks[-1][0] - last) * 1000 if len(program.chunks) > count else 0


def part_resize(bench):
    """Storms of sizes"""
    argv, env = bench.ortop()
    with Program(argv, env) as program:
        program.read(program.started + 1)
        memory = [own_kib(program.pid)]
        settled = []
        for seed in (20, 21):
            settled.append(storm(program, seed))
            memory.append(own_kib(program.pid))
        alive = program.alive()
    bench.goal("twice 200 sizes in 4 s: dead", 0 if alive else 1, 0, "alive" if alive else "dead")
    bench.goal("settled after", max(settled), 50, " and ".join("%.1f ms" % ms for ms in settled))
    # The first fills glibc's cache of small blocks once; another must add nothing.
    for which, limit, i in (("first", 128, 1), ("second", 64, 2)):
        grown = memory[i] - memory[i - 1]
        bench.goal("grown by the %s" % which, grown, limit,
                   "%d KiB, to %d" % (grown, memory[i]))


OURS = ("open", "decode", "judge", "write")
PLAIN = ("parse", "insert")


def peak_of(bench, argv, env):
    """Peak resident set of a program that ends by itself, in bytes."""
    answer = subprocess.run([bench.tool("peak"), *argv], env=env, check=True,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(answer.stderr.split()[-1])


def show_peak(bench, what, peak, body):
    limit = 4 * body + 16 * 2**20
    bench.goal("peak of " + what, peak, limit, "%.1f of %.1f MiB, body %.1f MB" % (
        peak / 2**20, limit / 2**20, body / 1e6))


def ingest(bench, *rounds):
    """What tests/bench/ingest.c says."""
    folder = tempfile.mkdtemp(dir=bench.folder)
    answer = subprocess.run([bench.tool("ingest"), folder, *rounds], check=True,
                            stdout=subprocess.PIPE)
    shutil.rmtree(folder)
    return json.loads(answer.stdout)


def part_ingest(bench):
    """A year of daily rows: decoded, checked, judged, written"""
    once, both = (ingest(bench, *rounds) for rounds in ((), (str(bench.rounds(15)),)))
    print("  366 days of 51 rows, %.1f MB; the store opened and looked through, what is known read"
          % (both["body"] / 1e6))
    for name, what in (("empty", "into a store without a day"), ("known", "over known rows")):
        show_ingest(bench, both[name], what)
    steps = both["restated"]
    print("    were each of them restated, and each logged: %.2f x" % (
        sum(steps[step] for step in OURS) / sum(steps[step] for step in PLAIN)))
    show_peak(bench, "these modules", once["peak"], once["body"])
    show_program_peaks(bench)


def show_ingest(bench, steps, what):
    own, least = (sum(steps[step] for step in group) for group in (OURS, PLAIN))
    print("    " + ", ".join("%s %.1f ms" % (name, steps[name]) for name in OURS)
          + "; json-c %.1f ms, SQLite %.1f ms" % (steps["parse"], steps["insert"]))
    bench.goal(what, own / least, 1.5, "%.0f of %.0f ms: %.2f x" % (own, least, own / least))


def show_program_peaks(bench):
    """The program itself: the same year of days, imported; and a first fetch of everything, of
    which a year of weeks or the catalogue is the largest body."""
    folder = tempfile.mkdtemp(dir=bench.folder)
    today = datetime.datetime.now(datetime.timezone.utc).date()
    with client.StandIn(today.isoformat()) as server:
        query = "?period=day&start_date=%s&end_date=%s" % tuple(
            (today - datetime.timedelta(days=days)).isoformat() for days in (366, 1))
        year = os.path.join(folder, "year.json")
        with open(year, "wb") as file:
            file.write(server.ask("/datasets/rankings-daily" + query))
        env = {"HOME": folder, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": folder}
        show_peak(bench, "ortop import, a year of days", peak_of(bench, [ORTOP, "import", year], env),
                  os.path.getsize(year))
        env.update(XDG_DATA_HOME=os.path.join(folder, "fetched"), OPENROUTER_API_KEY=server.key)
        peak = peak_of(bench, [ORTOP, "fetch", "--api-url", server.api_url], env)
    store = sqlite3.connect(os.path.join(folder, "fetched", "ortop", "ortop.db"))
    body = store.execute("SELECT max(bytes) FROM fetch").fetchone()[0]
    store.close()
    show_peak(bench, "ortop fetch, the first one", peak, body)


def bars(values, longest=40):
    most = max(values)
    return ["#" * max(1, round(longest * value / most)) for value in values]


def week_steps(bench, program):
    """Milliseconds of processor time of a week back and on."""
    steps = []
    for i in range(bench.rounds(60)):
        before = cpu_ms(program.pid)
        answer(program, KEYS["Right"] if i % 2 else KEYS["Left"])
        steps.append(cpu_ms(program.pid) - before)
    return steps


def part_size(bench):
    """Cost against size"""
    rows = []
    for years in YEARS:
        weeks = years * WEEKS_A_YEAR
        argv, env = bench.ortop(weeks)
        first = statistics.median(start_once(argv, env) for _ in range(bench.rounds(15)))
        with Program(argv, env) as program:
            program.read(program.started + 2)
            steps = week_steps(bench, program)
            program.send(b"\t\r")  # all about the first vendor: a row a week
            program.read(NOW() + 0.5)
            detail = week_steps(bench, program)
        command = [ORTOP, "export", "records", "-o", "-"]
        loads = []
        for _ in range(bench.rounds(15)):
            start = NOW()
            subprocess.run(command, env=dict(os.environ, **env), check=True,
                           stdout=subprocess.DEVNULL)
            loads.append((NOW() - start) * 1000)
        rows.append((years, first, statistics.median(steps), statistics.median(detail),
                     statistics.median(loads)))
    for title, column in (("first full frame", 1), ("a step of a week, processor time", 2),
                          ("the same in a vendor's detail", 3),
                          ("whole history loaded (ortop export records)", 4)):
        print("  " + title)
        values = [row[column] for row in rows]
        for row, bar in zip(rows, bars(values)):
            print("    %4d years %8.2f ms  %s" % (row[0], row[column], bar))
    first, ten, hundred = rows
    for what, column in (("first frame", 1), ("step", 2), ("step in a detail", 3)):
        for row in (first, ten):
            ratio = hundred[column] / row[column]
            bench.goal("%s of 100 years" % what, ratio, 1.5, "%.2f x of %d" % (ratio, row[0]))
    growth = (hundred[4] - first[4]) / max(ten[4] - first[4], 0.1)
    bench.goal("load: growth from 10 to 100 years", growth, 99 / 9 * 1.15,
               "%.1f x that from 1 to 10 (linear: 11)" % growth)


PEERS = (
    ("htop", ["htop"]),
    ("btop", ["btop"]),
    ("bottom", ["btm"]),
    ("glances", ["glances"]),
    ("visidata", ["vd", "{csv}"]),
)


def measure(argv, env, seconds, rounds, settle):
    first = []
    for _ in range(rounds):
        with Program(argv, env) as program:
            first.append(full_frame(program, settle))
    with Program(argv, env) as program:
        program.read(program.started + settle + 1)
        size = pss_kib(program.pid)
        sent, woken = program.bytes, wake_ups(program.pid)
        program.read(NOW() + seconds)
        sent, woken = program.bytes - sent, wake_ups(program.pid) - woken
    return statistics.median(first), size / 1024, woken / seconds, sent / seconds


def why_absent(name, command):
    """In the words of the table: has the system's archive such a package at all?"""
    if not shutil.which("apt-cache"):
        return "not installed"
    known = subprocess.run(["apt-cache", "show", name, command], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, check=False).stdout
    return "not installed" if known else "not packaged"


def standing(own, other):
    return "ahead" if own < other else "equal" if own == other else "behind"


def part_peers(bench):
    """Beside its peers"""
    # A whole minute: one change of the age falls into it.
    seconds = 5 if bench.quick else 60
    csv = os.path.join(bench.folder, "models.csv")
    argv, env = bench.ortop()
    subprocess.run([ORTOP, "export", "models", "-o", csv], env=dict(os.environ, **env), check=True)
    print("  %-10s %10s %8s %12s %12s" % ("", "start", "PSS", "wake-ups/s", "bytes/s"))
    table = {}
    for name, argv in (("ortop", None),) + PEERS:
        settle = 2.0 if name == "ortop" else 4.0
        if name == "ortop":
            argv, env = bench.ortop()
        elif shutil.which(argv[0]):
            argv, env = [word.format(csv=csv) for word in argv], {}
        else:
            print("  %-10s %s" % (name, why_absent(name, argv[0])))
            continue
        table[name] = measure(argv, env, seconds, bench.rounds(5), settle)
        print("  %-10s %7.1f ms %4.1f MiB %12.2f %12.1f" % ((name,) + table[name]))
        sys.stdout.flush()
    # What changes with time costs one wake-up a minute: a peer that shows no time has none.
    age = {2: 1 / seconds, 3: 60 / seconds}
    for name in table:
        if name == "ortop":
            continue
        for i, what in ((0, "start"), (2, "idle wake-ups"), (3, "idle bytes")):
            own, other = table["ortop"][i], table[name][i]
            words = standing(own, other)
            if words == "behind" and own <= other + age.get(i, 0):
                words = "behind by the age's minute"
            bench.goal("%s, beside %s" % (what, name), own, other + age.get(i, 0),
                       "%.2f : %.2f, %s" % (own, other, words))


PARTS = {
    name[len("part_"):]: function
    for name, function in list(globals().items()) if name.startswith("part_")
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to try the bench")
    parser.add_argument("part", nargs="*", help="of: " + " ".join(PARTS))
    arguments = parser.parse_args()
    for name in arguments.part:
        if name not in PARTS:
            parser.error("no such part: " + name)
    bench = Bench(arguments.quick)
    print("%s, %dx%d, TERM=%s, %s" % (pty_program.machine(), pty_program.COLUMNS,
                                      pty_program.ROWS, pty_program.TERM,
                                      time.strftime("%Y-%m-%d", time.gmtime())))
    try:
        for name in arguments.part or PARTS:
            print("\n" + PARTS[name].__doc__)
            PARTS[name](bench)
    finally:
        bench.close()
    print("\n%d goals missed" % bench.missed if bench.missed else "\nall goals met")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
