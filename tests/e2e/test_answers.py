"""Every way for an answer to be bad, in one table: what the dashboard and `ortop fetch` say of it,
that the good figures stay, that memory stays small, and that the next good answer is taken.

The dashboards of a batch run at one time, each in a scope of the stand-in of its own, so that the
five seconds between two refreshes that are asked for are waited for once.
"""

import concurrent.futures
import os
import re
import shutil
import tempfile
import time
from collections import namedtuple

import certificates
from case import TODAY, Case
from rig import KEY, SANITIZED, Home, wait_for

from client import StandIn

MEMORY = 64 * 1024  # KiB
COLUMNS, ROWS = 200, 45
BATCH = 18
FEEDS = ("rankings", "models")

Fault = namedtuple("Fault", "name words detail code feeds options args")


def fault(name, words, code, detail="", feeds=FEEDS, args=(), **options):
    return Fault(name, words, detail, code, feeds, options, args)


def payload(name, detail):
    return fault(name, "bad payload", 1, detail, ("rankings",))


def prices(name, detail):
    return fault(name, "prices: bad payload", 1, detail, ("models",))


# On screen the words stand in the header, behind "prices: " when only the catalogue is bad, and the
# detail beside them; `ortop fetch` says the same and ends with the code.
TABLE = [
    fault("500", "server error (500)", 5),
    fault("502-html", "server error (502)", 5),
    fault("poison-500", "server error (500)", 5),
    fault("400", "request refused (400)", 1),
    fault("401", "key refused (401)", 4, feeds=("rankings",)),
    fault("403", "key refused (403)", 4, feeds=("rankings",)),
    fault("404", "request refused (404)", 1),
    fault("429", "rate limited (429)", 5, retry_after=4),
    fault("429-date", "rate limited (429)", 5, retry_after=4),
    fault("429-reset", "rate limited (429)", 5, retry_after=4),
    fault("slow", "timed out", 5, "no answer in ", args=("--timeout", "2"), seconds=60),
    fault("trickle", "timed out", 5, "no whole answer in ", args=("--timeout", "4")),
    fault("cut", "answer cut off", 5, "with 4000 bytes remaining"),
    fault("drop", "answer cut off", 5, "Empty reply"),
    fault("empty", "bad payload", 1, "not a JSON object: empty"),
    fault("html", "bad payload", 1, "not a JSON object: begins with '<'"),
    fault("garbage", "bad payload", 1, "not a JSON object: begins with byte 0xB4"),
    fault("bad-gzip", "bad payload", 1),  # how far it is unpacked is zlib's affair
    fault("big", "bad payload", 1, "larger than 8 MiB"),
    fault("bomb", "bad payload", 1, "larger than 8 MiB"),
    fault("deep", "bad payload", 1, "more than 64 levels at byte %d" % (len('{"data":') + 63)),
    fault("brackets", "prices: bad payload", 1, "data[0]: not an object"),
    fault("redirect-other", "request refused (302)", 1),
    fault("redirect-same", "request refused (307)", 1),
    payload("tokens-number", "].total_tokens: not a decimal string"),
    payload("tokens-negative", "].total_tokens: not a whole number"),
    payload("tokens-overflow", "].total_tokens: not a whole number"),
    payload("sum-overflow", "is above 2^63-1"),
    payload("duplicate-row", "same model twice in "),
    payload("missing-meta", "meta: missing"),
    payload("meta-version", "meta.version: not v1"),
    payload("date-outside", "].date: not within "),
    payload("long-names", "names of more than 32 KiB in "),
    payload("next-year", "meta.end_date: not within "),
    fault("halved", "held: ", 1, feeds=("rankings",)),
    fault("half-models", "held: ", 1, feeds=("rankings",)),
    fault("rows-ahead", "held: ", 1, feeds=("rankings",)),
    fault("made-before", "held: ", 1, feeds=("rankings",)),
    prices("duplicate-id", "].id: same as data["),
    prices("id-number", "].id: not a string of 1 to 256 bytes"),
    prices("id-long", "].id: not a string of 1 to 256 bytes"),
    prices("missing-slug", "].canonical_slug: not a string"),
    prices("missing-name", "].name: not a string"),
    prices("missing-pricing", "].pricing: not an object"),
    prices("missing-data", "data: missing"),
    prices("context-negative", "].context_length: not null or a whole number"),
    prices("price-number", "].pricing.prompt: not a decimal string"),
    prices("price-huge", "].pricing.prompt: not a decimal string below 1000000"),
    prices("cache-bool", "].pricing.input_cache_read: not a decimal string"),
    prices("empty-list", "data: no models"),
    prices("next-page", "links.next: not null, so there are more pages"),
    prices("row-text", "]: not an object"),
]

# Of the wire below HTTP: (name, words, code); the listener is that of the name.
TLS = [
    fault("expired", "TLS problem", 5),
    fault("wrong-host", "TLS problem", 5),
    fault("stranger", "TLS problem", 5),
    fault("self-signed", "TLS problem", 5),
]


class Answers(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = Home(cls.server.api_url)
        cls.addClassCleanup(cls.good.close)
        answer = cls.good.run("fetch")
        assert answer.returncode == 0, answer.stderr

    def home_with_figures(self, api_url, **options):
        home = self.home(api_url=api_url, **options)
        shutil.copytree(os.path.dirname(self.good.store), os.path.dirname(home.store))
        return home

    def dashboard(self, home, *args, **env):
        """(terminal, what it shows of the figures), before anything was asked."""
        terminal = home.terminal(COLUMNS, ROWS, **env)
        terminal.start("--log", os.path.join(home.path, "log"), *args)
        terminal.wait_match(self.week_label(self.market.latest()))
        terminal.wait_text("Source: OpenRouter", "q quit")  # drawn to the end
        terminal.wait_match(r"first (ahead )?in \d{4}-W\d\d")  # the old weeks are there, too
        return terminal, self.figures(terminal)

    def figures(self, terminal):
        """The headline and the models' rows: all but the line on how refreshing goes."""
        lines = terminal.lines()
        return lines[0], [line.rstrip() for line in lines[4:14]]

    def log_of(self, home):
        with open(os.path.join(home.path, "log"), encoding="utf-8") as file:
            return file.read()

    def assert_small(self, terminal, name):
        with open("/proc/%d/status" % terminal.program(), encoding="ascii") as file:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", file.read()).group(1))
        if os.environ.get("ORTOP_FIGURES"):
            print("peak RSS %.1f MiB after %s" % (peak / 1024, name), flush=True)
        if not SANITIZED:
            self.assertLess(peak, MEMORY, name)

    def assert_told(self, kind, terminal, figures):
        terminal.keys("r")
        screen = terminal.wait_text(kind.words, kind.detail)
        self.assertEqual(self.figures(terminal), figures, kind.name)
        self.assertIn("Source: OpenRouter", screen)
        self.assertNotIn("pwned", "".join(screen.split("\n")[3:]))

    def assert_recovers(self, kind, terminal, figures):
        """Without a restart; asked again until the server's wait is over."""
        pid = terminal.program()
        asked = 0.0

        def good():
            nonlocal asked
            if time.monotonic() > asked + 1:
                terminal.keys("r")
                asked = time.monotonic()
            screen = terminal.screen()
            return kind.words not in screen and "loading" not in screen
        wait_for(good, 20, "%s gone" % kind.words, lambda: "\n".join(terminal.lines()[:2]))
        self.assertEqual(self.figures(terminal), figures, kind.name)
        self.assertEqual(terminal.program(), pid)
        self.assert_small(terminal, kind.name)

    def run_batch(self, kinds, place, heal):
        """`place` gives each kind's (home, environment); `heal` makes all answers good."""
        shown = []
        for kind in kinds:
            home, env = place(kind)
            shown.append((kind, *self.dashboard(home, *kind.args, **env)))
        for kind, terminal, figures in shown:
            with self.subTest(fault=kind.name):
                self.assert_told(kind, terminal, figures)
        heal()
        for kind, terminal, figures in shown:
            with self.subTest(fault=kind.name):
                self.assert_recovers(kind, terminal, figures)
                terminal.keys("q")
                self.assertEqual(terminal.wait_exit(), 0)
        for _, terminal, _ in shown:
            terminal.close()
            terminal.home.terminals.remove(terminal)

    def spoil(self, kind):
        self.server.control(scope=kind.name, **dict.fromkeys(kind.feeds, kind.name),
                            **kind.options)

    def place(self, kind):
        self.spoil(kind)
        return self.home_with_figures(self.server.scope(kind.name)), {}

    def test_dashboard(self):
        for first in range(0, len(TABLE), BATCH):
            kinds = TABLE[first:first + BATCH]

            def heal(kinds=kinds):
                for kind in kinds:
                    self.server.control(scope=kind.name, **dict.fromkeys(kind.feeds, "ok"))
            self.run_batch(kinds, self.place, heal)
        self.assertEqual({entry["listener"] for entry in self.server.log()}, {"api"})

    def test_fetch(self):
        def fetched(kind):
            home, _ = self.place(kind)
            before = self.without_as_of(self.export(home, "models"))
            answer = home.run("fetch", *kind.args)
            self.assertEqual(answer.returncode, kind.code, (kind.name, answer.stderr))
            said = answer.stderr.decode()
            self.assertIn("ortop: %s" % ("" if kind.words.startswith("prices") else "rankings: ")
                          + kind.words, said)
            self.assertIn(kind.detail, said)
            self.assertNotIn("tried again", said)  # by whom?
            self.assertEqual(answer.stderr.count(b"\n"), 2, answer.stderr)
            self.assertEqual(self.without_as_of(self.export(home, "models")), before, kind.name)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for future in [pool.submit(fetched, kind) for kind in TABLE]:
                future.result()

    def test_other_order(self):
        """Rows in another order are the same figures."""
        self.server.control(scope="reversed", rankings="reversed", models="reversed")
        home = self.home(api_url=self.server.scope("reversed"))
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(self.without_as_of(self.export(home, "models")),
                         self.without_as_of(self.export(self.good, "models")))

    def test_growth(self):
        """A server that invents models at every refresh fills neither store nor memory."""
        self.server.control(scope="growing", models="growing")
        home = self.home_with_figures(self.server.scope("growing"))
        sizes = []
        for _ in range(10):
            answer = home.run("fetch")
            self.assertEqual(answer.returncode, 0, answer.stderr)
            sizes.append(os.path.getsize(home.store))
        self.assertLessEqual(max(sizes[8:]), 1.1 * max(sizes[:8]))
        terminal, figures = self.dashboard(home)
        terminal.keys("r")
        wait_for(lambda: "stored: " in self.log_of(home), what="the refresh")
        terminal.wait_for(lambda screen: "loading" not in screen, what="the refresh's end")
        self.assertEqual(self.figures(terminal), figures)
        self.assert_small(terminal, "growing")


class Wire(Answers):
    """Certificates and proxies: nothing is sent to whom nobody vouches for."""

    test_dashboard = test_fetch = test_other_order = test_growth = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="ortop-tls-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.authority, cls.files = certificates.make(cls.folder)

    def setUp(self):
        self.server = StandIn(TODAY.isoformat(), KEY, tls=self.files)
        self.addCleanup(self.server.close)
        state = self.server.state()
        self.tls, self.proxy = state["tls"], "http://127.0.0.1:%d" % state["proxy_port"]

    def url(self, name):
        return "https://localhost:%d/api/v1" % self.tls[name]

    def place(self, kind):
        return (self.home_with_figures(self.url(kind.name)), {"SSL_CERT_FILE": self.authority})

    def test_certificates(self):
        for kind in TLS:
            home, env = self.place(kind)
            answer = home.run("fetch", **env)
            self.assertEqual(answer.returncode, kind.code, answer.stderr)
            self.assertIn("rankings: " + kind.words, answer.stderr.decode())
        self.assertEqual(self.server.log(), [])
        self.run_batch(TLS, self.place, lambda: self.server.control(certificate="good"))
        self.assertTrue(self.server.log())

    def test_good_certificate_needs_its_authority(self):
        for env, code in (({}, 5), ({"SSL_CERT_FILE": self.authority}, 0)):
            answer = self.home(api_url=self.url("good")).run("fetch", **env)
            self.assertEqual(answer.returncode, code, answer.stderr)

    def test_proxies(self):
        """One that is not there, and one that refuses and then does not."""
        kinds = [fault("407", "proxy problem", 5), fault("403", "proxy problem", 5)]
        env = {"SSL_CERT_FILE": self.authority, "HTTPS_PROXY": self.proxy}
        answer = self.home(api_url=self.url("good")).run(
            "fetch", **dict(env, HTTPS_PROXY="http://127.0.0.1:1"))
        self.assertEqual(answer.returncode, 5)
        self.assertIn("rankings: proxy problem", answer.stderr.decode())
        for kind in kinds:
            self.server.control(proxy=kind.name)
            self.run_batch([kind], lambda _: (self.home_with_figures(self.url("good")), env),
                           lambda: self.server.control(proxy="ok"))
        answer = self.home(api_url=self.url("good")).run(
            "fetch", **dict(env, HTTPS_PROXY="http://127.0.0.1:1", NO_PROXY="localhost"))
        self.assertEqual(answer.returncode, 0, answer.stderr)

    def test_redirect_to_http(self):
        """Told, not followed: the host that it leads to hears nothing."""
        bad = dict.fromkeys(FEEDS, "redirect-http")
        env = {"SSL_CERT_FILE": self.authority}
        self.server.control(**bad)
        answer = self.home(api_url=self.url("good")).run("fetch", **env)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("request refused (301)", answer.stderr.decode())
        self.run_batch([fault("redirect-http", "request refused (301)", 1)],
                       lambda _: (self.home_with_figures(self.url("good")), env),
                       lambda: self.server.control(**dict.fromkeys(FEEDS, "ok")))
        self.assertEqual({entry["listener"] for entry in self.server.log()}, {"api"})
