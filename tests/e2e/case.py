"""What the end-to-end tests share: a market, a stand-in that serves it, homes that go away."""

import csv
import io
import re
import unittest
from fractions import Fraction

import expect
from expect import iso
from rig import KEY, Home, closed_port

from client import StandIn

TODAY = expect.today_of_the_market()


class Case(unittest.TestCase):
    """Tests with a stand-in of their class; each test gets its right answers back first."""

    server = None

    @classmethod
    def setUpClass(cls):
        cls.market = expect.Market(TODAY)
        cls.server = StandIn(TODAY.isoformat(), KEY)
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.heal(today=TODAY.isoformat(), clear_log=True)

    def heal(self, **more):
        self.server.control(rankings="ok", models="ok", endpoints="ok", retry_after=None, seconds=None, times=None,
                            edition=0, **more)

    def home(self, **options):
        home = Home(options.pop("api_url", self.server.api_url), **options)
        self.addCleanup(home.close)
        return home

    def offline_home(self, **options):
        """A home from which no server is reached."""
        return self.home(api_url=closed_port(), **options)

    def fetched(self, **options):
        """A home whose store has everything."""
        home = self.home(**options)
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return home

    def one_line(self, text):
        """Bytes that are exactly one line with words; returns it."""
        self.assertEqual(text.count(b"\n"), 1, text)
        self.assertTrue(text.endswith(b"\n"), text)
        self.assertGreater(len(text.strip()), 10, text)
        return text.decode().strip()

    def said(self, answer, feed):
        """The one line in which `ortop fetch` tells how a feed went."""
        head = "ortop: %s: " % {"rankings": "rankings", "models": "prices", "endpoints": "providers"}[feed]
        lines = [line for line in answer.stderr.decode().split("\n") if line.startswith(head)]
        self.assertEqual(len(lines), 1, answer.stderr)
        return lines[0]

    # CSV

    def parse_csv(self, raw):
        """(columns, rows as dicts) of an export, held to RFC 4180."""
        text = raw.decode("utf-8")
        self.assertTrue(text.endswith("\r\n"), text[-40:])
        self.assertNotIn("\n", text.replace("\r\n", ""))
        self.assertFalse(re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]",
                                   text))
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        columns, rows = table[0], table[1:]
        self.assertEqual(len(columns), len(set(columns)))
        self.assertTrue(rows)
        for row in rows:
            self.assertEqual(len(row), len(columns), row)
        return columns, [dict(zip(columns, row)) for row in rows]

    def export(self, home, view, *args):
        answer = home.run("export", view, "-o", "-", *args)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def without_as_of(self, raw):
        """The rows of an export but for the time of the answer, which every answer has anew."""
        return [{name: cell for name, cell in row.items() if name != "as_of"}
                for row in self.parse_csv(raw)[1]]

    def near(self, text, exact, decimals, slack=Fraction(0), what=""):
        """`text` is `exact` (None: empty) to so many decimals, give or take the slack."""
        if exact is None:
            self.assertEqual(text, "", what)
            return
        self.assertRegex(text, r"\A-?\d+\.\d{%d}\Z" % decimals, what)
        limit = Fraction(1, 2 * 10**decimals) + Fraction(1, 10**12) * abs(exact) + slack
        limit += Fraction(1, 10**12)
        self.assertLessEqual(abs(Fraction(text) - exact), limit,
                             "%s: %s is not %s" % (what, text, float(exact)))

    def growth(self, current, previous):
        return None if not previous or current is None else Fraction(current) / previous - 1

    def week_label(self, monday):
        """A pattern of the headline of a week: 2026-W33  Aug 10-16  7/7 days UTC."""
        return r"%s +%s +%d/7 days" % (iso(monday), re.escape(expect.range_text(monday)),
                                       self.market.week(monday).days)
