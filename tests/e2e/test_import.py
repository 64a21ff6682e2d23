"""`ortop import`: figures from a file, of the market's own bodies and of CSV made from the market."""

import csv
import datetime
import io
import json
import os
import sqlite3
import time
import urllib.request

import expect
from case import Case
from client import DIRECT
from expect import iso, tokens_text
from rig import KEY

IMPORTED = "OpenRouter (openrouter.ai/rankings), from an imported file, CC BY 4.0"
LIVE = "OpenRouter (openrouter.ai/rankings), CC BY 4.0"
HEADER = ("date", "model_permaslug", "total_tokens")


class Import(Case):
    def body(self, period, first, last):
        """The source's answer for these days, bytes."""
        url = "%s/datasets/rankings-daily?period=%s&start_date=%s&end_date=%s" % (
            self.server.api_url, period, first, last)
        request = urllib.request.Request(url, headers={"Authorization": "Bearer " + KEY})
        with DIRECT.open(request, timeout=30) as answer:
            return answer.read()

    def weeks(self, n):
        """The Mondays of the last complete weeks, the oldest first."""
        return [self.market.back(i) for i in reversed(range(n))]

    def weekly_body(self, n):
        mondays = self.weeks(n)
        return self.body("week", mondays[0], mondays[-1] + datetime.timedelta(days=6))

    def rows(self, mondays):
        """(date, name, tokens) of weeks, as the market counts them."""
        for monday in mondays:
            week = self.market.week(monday)
            for row in week.rows:
                yield monday.isoformat(), row.slug, row.tokens
            if week.tail:
                yield monday.isoformat(), "other", week.tail

    def csv(self, rows, end="\r\n", bom=""):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator=end)
        writer.writerow(HEADER)
        writer.writerows(rows)
        return (bom + out.getvalue()).encode()

    def imported(self, content, *args, home=None, age=0):
        """A home that has taken the content, in a file so many seconds old; the answer's lines are
        its messages."""
        home = home or self.offline_home(key=None)
        path = os.path.join(home.work, "file")
        with open(path, "wb") as file:
            file.write(content)
        os.utime(path, times=(time.time() - age,) * 2)
        answer = home.run("import", *args, "file")
        self.assertEqual((answer.returncode, answer.stdout), (0, b""), answer.stderr)
        return home, answer.stderr.decode().splitlines()

    def assert_weeks(self, home, mondays, source=IMPORTED):
        """Exports have the market's figures, and say where they are from."""
        for monday in mondays:
            week = self.market.week(monday)
            rows = self.parse_csv(self.export(home, "models", "--week", iso(monday)))[1]
            self.assertEqual([(row["slug"], int(row["tokens"])) for row in rows],
                             [(row.slug, row.tokens) for row in week.rows] + [("other", week.tail)])
            self.assertEqual({(row["week"], row["days"], row["source"]) for row in rows},
                             {(iso(monday), str(week.days), source)})
            for row in rows:
                self.near(row["token_share"], expect.Fraction(int(row["tokens"]), week.total), 6)

    def assert_refused(self, home, content, *words, args=()):
        """Nothing is taken, and one line says why."""
        before = self.dump(home)
        answer = home.run("import", *args, "-", feed=content)
        self.assertEqual((answer.returncode, answer.stdout), (1, b""), answer.stderr)
        line = self.one_line(answer.stderr)
        self.assertTrue(line.startswith("ortop: import: standard input: "), line)
        for word in words:
            self.assertIn(word, line)
        self.assertEqual(self.dump(home), before)

    @staticmethod
    def dump(home):
        """All that the store holds, or None."""
        if not os.path.exists(home.store):
            return None
        store = sqlite3.connect(home.store)
        lines = list(store.iterdump())
        store.close()
        return lines


class Bodies(Import):
    def test_weeks(self):
        """A body of weeks: the exports are those of the market, without key and network."""
        body = self.weekly_body(12)
        home, said = self.imported(body)
        mondays = self.weeks(12)
        names = {name for _, name, _ in self.rows(mondays)} - {"other"}
        as_of = json.loads(body)["meta"]["as_of"][:19]
        self.assertEqual(said, [
            "ortop: import: 12 weeks, %s to %s, %d models, as of %sZ" % (
                iso(mondays[0]), iso(mondays[-1]), len(names), as_of),
            "ortop: import: taken as weeks, since all dates are Mondays; --period day if they are days"])
        self.assert_weeks(home, mondays)
        # The same once more is nothing new.
        again = self.imported(body, home=home)[1]
        self.assertEqual(again, said + ["ortop: import: nothing new in it"])

    def test_as_if_fetched(self):
        """What is counted from it (ranks, moves, shares, growth) is what a fetch gives."""
        home = self.offline_home(key=None)
        start, last = datetime.date(2024, 12, 30), self.market.today - datetime.timedelta(days=1)
        while start <= last:
            end = start + datetime.timedelta(days=363)
            self.imported(self.body("week", max(start, datetime.date(2025, 1, 1)), min(end, last)), home=home)
            start = end + datetime.timedelta(days=1)
        self.imported(self.body("day", last - datetime.timedelta(days=34), last), home=home)
        fetched = self.fetched()
        for view in ("models", "vendors", "region-history"):
            week = () if view == "region-history" else ("--week", iso(self.market.latest()))
            ours, theirs = (self.parse_csv(self.export(h, view, *week))[1]
                            for h in (home, fetched))
            keep = [name for name in theirs[0] if not any(
                word in name for word in ("usd", "price", "source", "as_of", "name", "context", "gap"))]
            self.assertGreater(len(keep), 4)
            self.assertEqual([[row[name] for name in keep] for row in ours],
                             [[row[name] for name in keep] for row in theirs])

    def test_days(self):
        """A body of days joins the weeks of another."""
        last = self.market.today - datetime.timedelta(days=1)
        home, said = self.imported(self.body("day", last - datetime.timedelta(days=9), last))
        self.assertIn("ortop: import: taken as days, since not all dates are Mondays", said)
        self.assertIn("ortop: import: without a week in the store the sample is shown all the same", said)
        self.imported(self.weekly_body(3), home=home)
        store = sqlite3.connect(home.store)
        days = store.execute("SELECT date, sum(tokens) FROM ranking WHERE period = 'day' "
                             "GROUP BY date ORDER BY date").fetchall()
        store.close()
        expected = []
        for back in range(9, -1, -1):
            day = last - datetime.timedelta(days=back)
            expected.append((day.isoformat(), self.market.sum_days(day, [day]).total))
        self.assertEqual(days, expected)

    def test_then_fetch(self):
        """A fetch gets all that there is, also what came from the file, and this is the source's then."""
        home = self.home()
        self.imported(self.weekly_body(4), home=home)
        self.assertEqual(home.run("fetch").returncode, 0)
        self.assert_weeks(home, self.weeks(5), LIVE)
        fetched = self.fetched()
        for view in ("models", "vendors", "region-history", "records"):
            self.assertEqual(self.without_as_of(self.export(home, view)),
                             self.without_as_of(self.export(fetched, view)))

    def test_source_goes_above(self):
        """Figures of a file, however wrong, hold no answer back; that they change is told."""
        home = self.home()
        monday = self.market.latest()
        self.imported(self.csv([(monday, "a/b", 10**15), (monday, "c/d", 7)]), home=home)
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assert_weeks(home, self.weeks(2), LIVE)
        store = sqlite3.connect(home.store)
        self.assertEqual(store.execute("SELECT was, \"is\" FROM restatement WHERE model = 'a/b'").fetchall(),
                         [(10**15, None)])
        store.close()

    def test_older_than_known(self):
        """What came later stays, unless it is asked for."""
        home = self.fetched()
        before = self.dump(home)
        body = json.loads(self.weekly_body(3))
        body["meta"]["as_of"] = "%sT01:00:00Z" % (self.market.latest() + datetime.timedelta(days=7))
        for row in body["data"]:
            row["total_tokens"] = str(int(row["total_tokens"]) * 1001 // 1000)
        said = self.imported(json.dumps(body).encode(), home=home)[1]
        mondays = self.weeks(3)
        self.assertEqual(said[2:], [
            "ortop: import: 3 weeks, %s to %s: left as known from a later answer; --accept takes the file's" % (
                iso(mondays[0]), iso(mondays[-1])),
            "ortop: import: nothing was taken"])
        self.assertEqual(self.dump(home), before)
        said = self.imported(json.dumps(body).encode(), "--accept", home=home)[1]
        self.assertEqual(said[2:], ["ortop: import: %d known figures restated; w says which" %
                                    len(list(self.rows(self.weeks(3))))])

    def test_held(self):
        """Half of what is known waits for --accept."""
        home, _ = self.imported(self.weekly_body(3))
        before = self.dump(home)
        monday = self.market.latest()
        half = self.csv([(date, name, tokens // 2) for date, name, tokens in self.rows([monday])])
        answer = home.run("import", "-", feed=half)
        self.assertEqual((answer.returncode, answer.stdout), (1, b""), answer.stderr)
        total = self.market.week(monday).total
        halved = sum(tokens // 2 for _, _, tokens in self.rows([monday]))
        reason = "%s fell from %s to %s" % (iso(monday), tokens_text(total), tokens_text(halved))
        self.assertIn("ortop: import: held: %s; nothing was taken; ortop import --accept takes it\n" % reason,
                      answer.stderr.decode())
        self.assertEqual(self.dump(home), before)
        answer = home.run("import", "--accept", "-", feed=half)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("ortop: import: taken, though %s\n" % reason, answer.stderr.decode())
        rows = self.parse_csv(self.export(home, "models", "--week", iso(monday)))[1]
        week = self.market.week(monday)
        self.assertEqual([int(row["tokens"]) for row in rows],
                         [row.tokens // 2 for row in week.rows] + [week.tail // 2])

    def test_refused(self):
        home, _ = self.imported(self.weekly_body(2))
        body = json.loads(self.weekly_body(1))
        for change, words in (
                (lambda b: b["data"][3].update(total_tokens=5), ["data[3].total_tokens"]),
                (lambda b: b["data"][4].update(date="2025-02-30"), ["data[4].date: not a date"]),
                (lambda b: b["data"].append(b["data"][0]), ["data[%d]: same model twice" % len(body["data"])]),
                (lambda b: b.pop("meta"), ["meta: missing"]),
                (lambda b: b["data"].clear(), ["not one row in it"]),
                (lambda b: b["data"][5].update(model_permaslug=""), ["data[5].model_permaslug"])):
            wrong = json.loads(json.dumps(body))
            change(wrong)
            self.assert_refused(home, json.dumps(wrong).encode(), *words)
        self.assert_refused(home, json.dumps(body).encode()[:-9], "cut off")
        self.assert_refused(home, b" " * (8 * 2**20 + 1), "larger than 8 MiB")
        self.assert_refused(home, b"\x1b[2J{", "line 1")
        # No store is made for nothing.
        empty = self.offline_home(key=None)
        self.assert_refused(empty, b"{}", "meta: missing")
        self.assertFalse(os.path.exists(empty.store))


class Csv(Import):
    def test_weeks(self):
        """CRLF or LF, a byte order mark or none, columns in any order, from a file or a pipe."""
        mondays = self.weeks(3)
        rows = list(self.rows(mondays))
        home, said = self.imported(self.csv(rows))
        self.assertRegex(said[0], r"\Aortop: import: 3 weeks, %s to %s, \d+ models, as of " %
                         (iso(mondays[0]), iso(mondays[-1])))
        self.assert_weeks(home, mondays)
        other = self.offline_home(key=None)
        answer = other.run("import", "-", feed=self.csv(reversed(rows), end="\n", bom="\ufeff"))
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(self.without_as_of(self.export(other, "models")),
                         self.without_as_of(self.export(home, "models")))
        turned = io.StringIO(newline="")
        csv.writer(turned, quoting=csv.QUOTE_ALL).writerows(
            [("total_tokens", "note", "date", "model_permaslug")] +
            [(tokens, "two\nlines", date, name) for date, name, tokens in rows])
        third, _ = self.imported(turned.getvalue().encode())
        self.assertEqual(self.without_as_of(self.export(third, "models")),
                         self.without_as_of(self.export(home, "models")))

    def lowered(self, mondays):
        """Rows of these weeks, each a little below what the source gives: no move that is held."""
        return self.csv([(date, name, tokens * 995 // 1000) for date, name, tokens in self.rows(mondays)])

    def test_no_time_of_its_own(self):
        """A file that does not say when its figures were made leaves what the source gave, however
        new the file is, and fills in the rest."""
        home = self.fetched()
        known = self.dump(home)
        monday = self.market.latest()
        said = self.imported(self.lowered([monday]), home=home)[1]
        self.assertRegex(said[0], r"\Aortop: import: 1 week, %s, \d+ models, as of [-0-9T:]+Z, the file's own time\Z" %
                         iso(monday))
        self.assertEqual(said[2:], [
            "ortop: import: 1 week, %s: left as the source gave them, since the file does not say when its "
            "figures were made; --as-of says it, --accept takes the file's" % iso(monday),
            "ortop: import: nothing was taken"])
        self.assertEqual(self.dump(home), known)
        store = sqlite3.connect(home.store)
        for table in ("ranking", "bucket"):
            store.execute("DELETE FROM %s WHERE period = 'week' AND date = ?" % table, (monday.isoformat(),))
        store.commit()
        store.close()
        said = self.imported(self.csv(self.rows(self.weeks(2))), home=home, age=60)[1]
        self.assertNotIn("left as", "".join(said))  # the other week is the same
        self.assert_weeks(home, [monday])
        self.assert_weeks(home, self.weeks(2)[:1], LIVE)
        # What a file gave, another may better.
        said = self.imported(self.lowered([monday]), home=home)[1]
        self.assertEqual(said[2:], ["ortop: import: %d known figures restated; w says which" %
                                    len(list(self.rows([monday])))])

    def test_time_that_the_user_says(self):
        home = self.fetched()
        monday = self.market.latest()
        content, rows = self.lowered([monday]), len(list(self.rows([monday])))
        early = "%sT00:30:00Z" % (monday + datetime.timedelta(days=7))
        said = self.imported(content, "--as-of", early, home=home)[1]
        self.assertTrue(said[0].endswith(" models, as of " + early), said)
        self.assertIn("1 week, %s: left as known from a later answer" % iso(monday), said[2])
        said = self.imported(content, "--accept", home=home)[1]
        self.assertEqual(said[2:], ["ortop: import: %d known figures restated; w says which" % rows])
        home = self.fetched()
        # The source's answers are of two o'clock.
        late = "%sT02:59:00Z" % self.market.today
        said = self.imported(content, "--as-of", late, home=home)[1]
        self.assertEqual(said[2:], ["ortop: import: %d known figures restated; w says which" % rows])
        row = self.parse_csv(self.export(home, "models", "--week", iso(monday)))[1][0]
        self.assertEqual((row["as_of"], row["source"]), (late, IMPORTED))
        self.assert_refused(home, content, "--as-of is later than now", args=("--as-of", "2999-01-01T00:00:00Z"))
        self.assert_refused(home, content, "--as-of is not after %s" % monday,
                            args=("--as-of", "%sT23:00:00Z" % monday))
        self.assert_refused(home, self.weekly_body(1), "--as-of is for CSV", args=("--as-of", late))
        answer = home.run("import", "--as-of", "2026-08-22", "-")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("--as-of 2026-08-22: wants TIME", self.one_line(answer.stderr))

    def test_period_is_the_users(self):
        """Days that are all Mondays."""
        mondays = self.weeks(2)
        rows = [(monday, "a/b", 5) for monday in mondays]
        home, said = self.imported(self.csv(rows), "--period", "day")
        self.assertRegex(said[0], r"\Aortop: import: 2 days, %s to %s, 1 model, as of " % tuple(mondays))
        store = sqlite3.connect(home.store)
        self.assertEqual(store.execute("SELECT period, count(*), sum(imported) FROM bucket GROUP BY period").fetchall(),
                         [("day", 2, 2)])
        store.close()
        self.assert_refused(home, self.csv(rows + [(mondays[1] + datetime.timedelta(days=1), "a/b", 5)]),
                            "line 4: date: not a Monday", args=("--period", "week"))
        answer = home.run("import", "--period", "month", "-")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("week or day", self.one_line(answer.stderr))

    def test_refused(self):
        home = self.offline_home(key=None)
        monday = self.market.latest().isoformat()
        for lines, words in (
                (["a,1"], "line 2: 2 fields, the header has 3"),
                (["a,b,1"], "line 2: date: not a date"),
                ([monday + ",a,1", monday + ",a,2"], "line 3: same model twice in " + monday),
                ([monday + ",a,1,2"], "line 2: 4 fields"),
                ([monday + ",a,1e3"], "line 2: total_tokens"),
                ([monday + ",\"a,1"], "line 2: a quote is not closed"),
                (["2024-12-01,a,1"], "line 2: date: not within 2025-01-01 to "),
                (["2999-12-30,a,1"], "line 2: date: not within 2025-01-01 to "),
                ([monday + ",%s,1" % ("x" * 257)], "line 2: model_permaslug"),
                (["2025-02-01,a,1", "2025-03-01,a,1"], "rows of months are not taken")):
            self.assert_refused(home, "\n".join([",".join(HEADER)] + lines).encode(), words)
        self.assert_refused(home, b"a;b\n", "line 1: date: no such column")
        self.assert_refused(home, b"", "empty")
        answer = home.run("import", "nowhere.csv")
        self.assertEqual(answer.returncode, 1)
        self.assertEqual(self.one_line(answer.stderr), "ortop: import: nowhere.csv: No such file or directory")
        self.assertEqual(home.run("import").returncode, 2)

    def test_nothing_acts(self):
        """Formulas, escapes and direction marks in names are text wherever they come out."""
        monday = self.market.latest().isoformat()
        names = ["=cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "+1", "\x9d0;pwned\x9c", "a\u202eb",
                 "two\r\nlines", "a\"b,c", "a\\u{1B}"]
        home, said = self.imported(self.csv([(monday, name, 100 - i) for i, name in enumerate(names)]))
        self.assertNotIn("\x1b", "".join(said))
        raw = self.export(home, "models")
        rows = self.parse_csv(raw)[1]
        self.assertEqual([row["slug"] for row in rows],
                         ["'=cmd|' /C calc'!A0", "'@SUM(1)", "'-2+3", "'+1", "\\u{009D}0;pwned\\u{009C}",
                          "a\\u{202E}b", "two\\u{000D}\\u{000A}lines", "a\"b,c", "a\\u{1B}"])
        terminal = home.terminal(160, 45)
        terminal.start("--offline")
        terminal.wait_text("pwned\\u{009C}", "lines")

    def test_controls(self):
        """As such they are refused, with the place, and nothing is taken; also where no one looks."""
        monday = self.market.latest().isoformat()
        home = self.offline_home(key=None)
        for name in ("\x1b]0;pwned\x07", "a\x00b", "a\tb", "a\x7f"):
            table = self.csv([(monday, "a/b", 2), (monday, name, 1)])
            answer = home.run("import", "-", feed=table)
            self.assertEqual(answer.returncode, 1, answer)
            self.assertIn("line 3: field 2: a control character", self.one_line(answer.stderr))
        self.assertFalse(os.path.exists(home.store))

    def test_screen(self):
        """A dashboard that is open takes it up, and w says where it is from."""
        home = self.offline_home(key=None)
        terminal = home.terminal(160, 45)
        terminal.start("--offline")
        terminal.wait_text("SAMPLE")
        mondays = self.weeks(2)
        self.imported(self.csv(self.rows(mondays)), home=home)
        terminal.wait_match(self.week_label(mondays[-1]))
        terminal.wait_text(tokens_text(self.market.week(mondays[-1]).total))
        self.assertIn("from an imported file", terminal.lines()[0])
        terminal.keys("w")
        terminal.wait_text(IMPORTED.split(" CC")[0], "imported  ")
