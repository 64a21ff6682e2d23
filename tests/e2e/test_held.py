"""Answers that are worse than what is known are held; figures that change are said by w."""

import datetime
import os
import sqlite3

from case import TODAY
from expect import iso, tokens_text
from test_live import Live

ACCEPT = "ortop fetch --accept takes it"


class Held(Live):
    def figures(self, home):
        """The tokens of all weeks by region and of the latest by model: prices go on changing."""
        return [[(row["week"], row[key], row["tokens"])
                 for row in self.parse_csv(self.export(home, view))[1]]
                for view, key in (("models", "slug"), ("region-history", "region"))]

    def fell(self, part=2):
        """What is said of a week whose rows are all cut to a part."""
        week = self.market.week(self.market.latest())
        less = sum(row.tokens // part for row in week.rows) + week.tail // part
        return "%s fell from %s to %s" % (iso(week.monday), tokens_text(week.total),
                                          tokens_text(less))

    def fetch_held(self, home, words, agreeing=1):
        answer = home.run("fetch")
        line = self.said(answer, "rankings")
        self.assertEqual(answer.returncode, 1, line)
        self.assertIn("held: " + words, line)
        self.assertIn("%d of 3 answers agree" % agreeing, line)
        self.assertIn(ACCEPT, line)

    def an_hour_passes(self, home):
        """As the store has it: the answer that counted last came an hour earlier."""
        with sqlite3.connect(home.store) as store:
            changed = store.execute("UPDATE held SET since = since - 3600,"
                                    " counted_at = counted_at - 3600").rowcount
        store.close()
        self.assertEqual(changed, 1)

    def assert_halved(self, home):
        rows = self.parse_csv(self.export(home, "models"))[1]
        week = self.market.week(self.market.latest())
        self.assertEqual([(row["slug"], int(row["tokens"])) for row in rows[:50]],
                         [(row.slug, row.tokens // 2) for row in week.rows])

    def test_fetch_tells_and_keeps(self):
        home = self.fetched()
        before = self.figures(home)
        latest = iso(self.market.latest())
        end = (TODAY - datetime.timedelta(days=1)).isoformat()
        for fault, words in (("halved", self.fell()), ("thirds", self.fell(3)),
                             ("half-models", "%s has 25 models, had 50" % latest),
                             ("rows-ahead", "an answer has rows of"),
                             ("made-before", "an answer ends %s, after it was made" % end)):
            with self.subTest(fault=fault):
                self.server.control(rankings=fault)
                self.fetch_held(home, words)
                self.assertEqual(self.figures(home), before)
        self.heal(today=(TODAY - datetime.timedelta(days=3)).isoformat())
        self.fetch_held(home, "the answer ends %s, known to %s"
                        % ((TODAY - datetime.timedelta(days=4)).isoformat(), end))
        self.assertEqual(self.figures(home), before)
        self.heal(today=TODAY.isoformat())
        self.assertEqual(home.run("fetch").returncode, 0)
        self.assertEqual(self.figures(home), before)

    def test_three_agree(self):
        home = self.fetched()
        self.server.control(rankings="halved")
        self.fetch_held(home, self.fell())
        self.fetch_held(home, self.fell())
        self.an_hour_passes(home)
        self.fetch_held(home, self.fell(), 2)
        self.an_hour_passes(home)
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("taken, though " + self.fell(), self.said(answer, "rankings"))
        self.assert_halved(home)
        self.assertIn("up to date", self.said(home.run("fetch"), "rankings"))

    def test_accept(self):
        home = self.fetched()
        self.server.control(rankings="halved")
        self.fetch_held(home, self.fell())
        log = os.path.join(home.work, "log")
        answer = home.run("fetch", "--accept", "--log", log)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("taken, though " + self.fell(), self.said(answer, "rankings"))
        self.assert_halved(home)
        with open(log, encoding="utf-8") as file:
            self.assertIn("taken, though " + self.fell(), file.read())

    def test_first_load_that_contradicts_itself(self):
        home = self.home()
        self.server.control(rankings="made-before")
        self.fetch_held(home, "an answer ends")
        self.assertIn("sample", self.one_line(home.run("export", "models", "-o", "-").stderr))
        self.heal()
        self.assertEqual(home.run("fetch").returncode, 0)

    def test_header_and_acceptance(self):
        home, terminal = self.live()
        self.server.control(rankings="halved")
        terminal.keys("r")
        terminal.wait_text("held: " + self.fell(), "1 of 3 answers agree", ACCEPT)
        self.assert_week(terminal, self.market.latest())
        for columns, rows, words in ((80, 24, self.fell()), (20, 5, self.fell()[:13])):
            terminal.resize(columns, rows)
            terminal.wait_text("held: " + words)
        terminal.resize(160, 45)
        self.assertEqual(home.run("fetch", "--accept").returncode, 0)
        terminal.wait_for(lambda screen: "held:" not in screen, what="nothing is held")
        week = self.market.week(self.market.latest())
        terminal.wait_text(tokens_text(week.rows[0].tokens // 2))

    def test_why_says_what_was_restated(self):
        home = self.fetched()
        self.server.control(rankings="restated")
        _, terminal = self.live(home)
        first = self.market.week(self.market.latest()).rows[0]
        terminal.keys("r")
        terminal.wait_text(tokens_text(first.tokens * 1003 // 1000))
        terminal.keys("1", "g", "w")
        terminal.wait_text("restated", "UTC: was %s, now %s" % (
            tokens_text(first.tokens), tokens_text(first.tokens * 1003 // 1000)))
