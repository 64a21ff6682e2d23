"""The program in a terminal against the stand-in: sample to live, faults, two on one store."""

import csv
import datetime
import errno
import io
import os
import re
import sqlite3

import expect
from case import TODAY, Case
from expect import iso, tokens_text
from rig import wait_for

REFRESH_REQUESTS = 3  # weeks, days, catalogue


class Live(Case):
    def live(self, home=None, columns=160, rows=45, *args):
        """(home, terminal) with the program on live figures of the last complete week."""
        home = home or self.home()
        terminal = home.terminal(columns, rows)
        terminal.start(*args)
        terminal.wait_match(self.week_label(self.market.latest()))
        return home, terminal

    def fetched_long_ago(self):
        """A home whose store has everything, as of two hours ago."""
        home = self.fetched()
        self.let_age(home)
        return home

    def let_age(self, home):
        """Two hours without an answer."""
        with sqlite3.connect(home.store) as store:
            store.execute("UPDATE feed SET ok_at = ok_at - 7200")
            store.execute("UPDATE fetch SET at = at - 7200")
        store.close()

    def assert_week(self, terminal, monday):
        """The headline and the first rows of the models pane are those of the market."""
        week = self.market.week(monday)
        terminal.wait_match(self.week_label(monday))
        screen = terminal.wait_text(tokens_text(week.total))
        for row in week.rows[:5]:
            name = self.name(row.slug)
            # under the twelve columns that a name has at the least
            self.assertRegex(screen, r"%s.*%s\b" % (re.escape(name[:10]),
                                                    re.escape(tokens_text(row.tokens))))

    def name(self, slug):
        quote = self.market.quote(slug)
        return (quote.name or "/" + slug.split("/")[1]).replace(": ", "/", 1).split("/", 1)[-1]


class Later(Live):
    """The network comes after the first frame."""

    def network_of(self, pid):
        """What a process has of it: libraries mapped, sockets open."""
        with open("/proc/%d/maps" % pid, encoding="utf-8") as file:
            found = {os.path.basename(line.split()[-1]) for line in file if "libcurl" in line}
        folder = "/proc/%d/fd" % pid
        for name in os.listdir(folder):
            try:
                target = os.readlink(os.path.join(folder, name))
            except FileNotFoundError:
                continue
            if target.startswith("socket:"):
                found.add(target)
        return found

    def test_drawn_before_any_network(self):
        """libcurl is a pipe here: whoever loads it waits until this test opens the other end."""
        home = self.fetched_long_ago()
        self.server.control(clear_log=True)
        folder = os.path.join(home.path, "lib")
        os.mkdir(folder)
        pipe = os.path.join(folder, "libcurl.so.4")
        os.mkfifo(pipe)
        terminal = home.terminal(160, 45)
        terminal.start(before="LD_LIBRARY_PATH=%s" % folder)
        self.assert_week(terminal, self.market.latest())
        terminal.wait_text("Source: OpenRouter")
        self.assertEqual(self.network_of(terminal.program()), set())
        self.assertEqual(self.server.log(), [])

        def let_go():
            """Possible once somebody waits for it."""
            try:
                return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                self.assertEqual(error.errno, errno.ENXIO)
                return None

        os.close(wait_for(let_go, what="libcurl is loaded after the frame"))
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        # With the library itself it is asked: the signs above are the right ones.  (Until it ended
        # the one before may have asked, by a library of another name.)
        self.let_age(home)
        self.server.control(clear_log=True)
        terminal.start()
        wait_for(self.server.log, what="a request", show=terminal.screen)
        self.assertTrue(any("libcurl" in name for name in self.network_of(terminal.program())))


class Figures(Live):
    def test_stale_figures_are_marked(self):
        """Two hours without an answer, at an interval of 15 minutes."""
        home = self.fetched_long_ago()
        terminal = home.terminal()
        terminal.start("--offline")
        terminal.wait_text("STALE: checked 2 h ago")

    def test_sample_turns_live(self):
        self.server.control(rankings="slow", seconds=1.5, times=1)
        home = self.home()
        terminal = home.terminal(160, 45)
        terminal.start()
        terminal.wait_text("SAMPLE", "2026-W33")
        terminal.wait_match(r"loading \d+/\d+")
        pid = terminal.program()
        terminal.wait_match(self.week_label(self.market.latest()))
        self.assertNotIn("SAMPLE", terminal.screen())
        self.assertEqual(terminal.program(), pid)
        self.assert_week(terminal, self.market.latest())

    def test_weeks(self):
        _, terminal = self.live()
        latest = self.market.latest()
        self.assert_week(terminal, latest)
        for key, monday in (("Left", self.market.back(1)), ("Left", self.market.back(2)),
                            ("0", datetime.date(2024, 12, 30)),
                            ("Right", datetime.date(2025, 1, 6)), ("$", latest),
                            ("Right", self.market.running())):
            terminal.keys(key)
            self.assert_week(terminal, monday)

    def test_growth_of_the_week(self):
        _, terminal = self.live()
        for monday, now, before in (
                (self.market.latest(), self.market.week(self.market.latest()),
                 self.market.week(self.market.back(1))),
                # the running week: against the same days of the week before
                (self.market.running(), self.market.part(self.market.running(), 5),
                 self.market.part(self.market.latest(), 5))):
            percent = 100 * (now.total / before.total - 1)
            terminal.wait_match(self.week_label(monday))
            headline = next(line for line in terminal.lines() if iso(monday) in line)
            shown = [float(text) for text in re.findall(r"([+-]?\d+(?:\.\d+)?)%", headline)]
            self.assertTrue([value for value in shown if abs(value - percent) <= 0.51],
                            (headline, percent))
            terminal.keys("Right")

    def test_dollars(self):
        _, terminal = self.live()
        terminal.keys("d")
        week = self.market.week(self.market.latest())
        dearest = max((row for row in week.rows if self.market.usd(row)), key=self.market.usd)
        screen = terminal.wait_text("by dollars")
        name = self.name(dearest.slug)[:10]
        line = next(line for line in screen.split("\n") if name in line)
        million = float(self.market.usd(dearest)) / 1e6
        shown = [float(text) for text in re.findall(r"\$([\d.]+)M", line)]
        self.assertTrue([value for value in shown if abs(value - million) / million < 0.006],
                        (line, million))

    def test_export(self):
        home, terminal = self.live()
        terminal.keys("Left", "e")
        name = "ortop-models-%s-tokens.csv" % iso(self.market.back(1))
        terminal.wait_text(name)
        with open(os.path.join(home.work, name), "rb") as file:
            raw = file.read()
        self.assertEqual(raw, self.export(home, "models", "--week", iso(self.market.back(1))))
        rows = self.parse_csv(raw)[1]
        self.assertEqual([row["slug"] for row in rows[:50]],
                         [row.slug for row in self.market.week(self.market.back(1)).rows])

    def test_selection_follows_the_model(self):
        _, terminal = self.live()
        week = self.market.week(self.market.latest())
        terminal.keys("1", "j", "j", "j")
        name = self.name(week.rows[3].slug)[:10]
        self.assertIn(week.rows[3].slug,
                      [row.slug for row in self.market.week(self.market.back(1)).rows])
        for key in ("Left", "d", "t", "Right"):
            terminal.keys(key)
        terminal.wait_match(self.week_label(self.market.latest()))
        marked = [line for line in terminal.screen(escapes=True).split("\n")
                  if re.search("\x1b\\[(\\d+;)*7(;\\d+)*m", line) and name in line]
        self.assertTrue(marked, terminal.screen(escapes=True))

    def test_nothing_is_drawn_raw(self):
        _, terminal = self.live(columns=200, rows=60)
        terminal.keys("1", "/")
        terminal.type("mir")
        screen = terminal.wait_text("Mir")
        self.assertNotIn("\u202e", screen)
        self.assertIn("202E", screen.upper())


class Troubles(Live):
    FAULTS = (("401", r"key refused"), ("429", r"rate limited"), ("500", r"server error"),
              ("html", r"bad payload"), ("garbage", r"bad payload"),
              ("tokens-negative", r"bad payload.*total_tokens"), ("drop", r"answer cut off"))

    def test_words_and_old_figures(self):
        _, terminal = self.live()
        for fault, words in self.FAULTS:
            with self.subTest(fault=fault):
                self.server.control(rankings=fault)
                terminal.keys("r")
                terminal.wait_match(words)
                self.assert_week(terminal, self.market.latest())
                self.heal()
                self.recover(terminal, words)

    def recover(self, terminal, words):
        """Ask until the trouble is off the screen."""
        def ask():
            if not re.search(words, terminal.screen()):
                return True
            terminal.keys("r")
            return False
        wait_for(ask, what="no more " + words, show=terminal.screen)
        self.assert_week(terminal, self.market.latest())

    def test_rate_limit_counts_down(self):
        for fault in ("429", "429-reset"):
            self.heal()
            _, terminal = self.live()
            self.server.control(rankings=fault, retry_after=720)
            terminal.keys("r")
            terminal.wait_match(r"rate limited.*\b1[12] min")

    def test_rate_limit_is_obeyed(self):
        """Neither a key nor another ortop on the store asks before the server's time."""
        home, terminal = self.live()
        self.server.control(rankings="429", models="429", retry_after=720, clear_log=True)
        terminal.keys("r")
        terminal.wait_text("rate limited")
        asked = len(self.server.log())
        terminal.keys("r")
        terminal.wait_text("the server asked to wait: next try in 12 min")
        terminal.keys("F5", "d")
        terminal.wait_text("by dollars")
        _, second = self.live(home)
        second.wait_text("rate limited")
        second.keys("r", "d")
        second.wait_text("by dollars")
        self.assertEqual(len(self.server.log()), asked)

    def test_prices_never_fetched(self):
        """That no catalogue came yet is told with its cause at every size, and is not "not listed"."""
        self.server.control(models="429", retry_after=90)
        home, terminal = self.live(None, 80, 24)
        terminal.wait_text("prices: rate limited (429)")
        terminal.keys("4")
        terminal.wait_text("pending", "prices are not fetched yet: rate limited (429)")
        terminal.keys("1", "w")
        terminal.wait_text("nothing: the catalogue is not fetched yet")
        self.assertNotIn("listed", terminal.screen())
        terminal.keys("Escape", "Enter", "Enter", "Enter")
        terminal.wait_text("Providers", "the catalogue is not fetched yet: rate limited (429)")
        terminal.keys("q")

        low = home.terminal(40, 12)
        low.start()
        low.wait_text("as of", "prices: rate limited")
        low.keys("q")

    def test_pending_in_files(self):
        """A file has the word for the time before the catalogue alone."""
        def words():
            text = home.run("show", "models", "--format", "csv").stdout.decode()
            return {row["price_status"] for row in csv.DictReader(io.StringIO(text))
                    if row["slug"] != "other"}

        home = self.home()
        self.server.control(models="500")
        home.run("fetch")
        self.assertEqual(words(), {"pending"})
        self.heal()
        home.run("fetch")
        self.assertNotIn("pending", words())
        self.assertIn("not listed", words())

    def test_one_wait(self):
        """The answer to r and the line of the state tell of the same moment, whenever it is pressed."""
        self.server.control(models="429", retry_after=150)
        _, terminal = self.live(None, 120, 40)
        terminal.wait_text("prices: rate limited (429)")

        def waits():
            terminal.keys("r")
            found = re.findall(r"next try in (\d+ min|under 1 min)", terminal.screen())
            return found if len(found) == 2 and found[1] == "2 min" else None
        self.assertEqual(wait_for(waits, what="both waits", show=terminal.screen)[0], "2 min")

    def test_no_key(self):
        """The catalogue comes without a key, and the rankings stay the sample's."""
        home = self.home(key=None)
        terminal = home.terminal(160, 45)
        terminal.start()
        terminal.wait_text("SAMPLE", "no key", "OPENROUTER_API_KEY")
        wait_for(lambda: self.server.log("models"), what="the catalogue is asked for")
        self.assertEqual(self.server.log("rankings-daily"), [])

    def test_live_figures_without_a_key(self):
        home = self.fetched()
        self.server.control(clear_log=True)
        del home.env["OPENROUTER_API_KEY"]
        _, terminal = self.live(home)
        self.assertNotIn("SAMPLE", terminal.screen())
        self.assertEqual(self.server.log("rankings-daily"), [])

    def test_quit_does_not_wait_for_the_network(self):
        for fault in ("slow", "trickle"):
            home = self.home()
            self.server.control(rankings=fault, models=fault, seconds=300, clear_log=True)
            terminal = home.terminal(120, 40)
            terminal.start()
            terminal.wait_text("SAMPLE")
            wait_for(self.server.log, what="a request")
            terminal.keys("q")
            self.assertEqual(terminal.wait_exit(3), 0)

    def test_week_turns(self):
        """What the last complete day is comes from the source, and weeks come as it moves."""
        before = TODAY - datetime.timedelta(days=7)
        older = expect.Market(before)
        self.server.control(today=before.isoformat())
        home = self.home()
        terminal = home.terminal(160, 45)
        terminal.start()
        terminal.wait_match(self.week_label(older.latest()))
        terminal.keys("Right")
        terminal.wait_match(r"%s .*5/7 days" % iso(older.running()))
        self.server.control(today=TODAY.isoformat())
        terminal.keys("r")
        terminal.wait_match(self.week_label(older.running()))
        self.assert_week(terminal, self.market.latest())
        terminal.keys("Right")
        terminal.wait_match(self.week_label(self.market.running()))


class Two(Live):
    def test_the_second_notices(self):
        before = TODAY - datetime.timedelta(days=7)
        self.server.control(today=before.isoformat())
        older = expect.Market(before)
        home = self.home()
        terminals = [home.terminal(160, 45) for _ in range(2)]
        for terminal in terminals:
            terminal.start()
            terminal.wait_match(self.week_label(older.latest()))
            terminal.keys("Right")
            terminal.wait_match(r"%s .*5/7 days" % iso(older.running()))
        self.server.control(today=TODAY.isoformat(), clear_log=True)
        terminals[0].keys("r")
        for terminal in terminals:
            terminal.wait_match(self.week_label(older.running()))
        self.assertEqual(len(self.server.log()), REFRESH_REQUESTS)

    def test_one_at_a_time(self):
        home = self.fetched()
        terminals = [self.live(home)[1] for _ in range(2)]
        self.server.control(rankings="slow", seconds=2, times=1, clear_log=True)
        terminals[0].keys("r")
        wait_for(lambda: [e for e in self.server.log("rankings-daily") if e["status"] is None],
                 what="a request under way")
        terminals[1].keys("r")
        most = 0

        def finished():
            nonlocal most
            log = self.server.log()
            most = max(most, sum(1 for entry in log if entry["status"] is None))
            return len(log) >= REFRESH_REQUESTS and all(entry["status"] for entry in log)
        wait_for(finished, what="the refresh's end")
        self.assertEqual(most, 1)
        self.assertEqual(len(self.server.log()), REFRESH_REQUESTS)
