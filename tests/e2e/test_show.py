"""`ortop show` and `ortop weeks`: every view as text, CSV, JSON and Markdown, against the market."""

import fcntl
import hashlib
import itertools
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import unicodedata

from fractions import Fraction

import jsonschema

import expect
from case import Case
from expect import iso
from rig import ROOT, Home

import world

VIEWS = "models vendors regions region-history prices coverage segments records weeks".split()
SCHEMA = os.path.join(ROOT, "share", "ortop-1.schema.json")


def inert(name):
    """A name as ortop keeps it: what would act on a terminal is written out."""
    return "".join("\\u{%04X}" % ord(c) if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c
                   for c in name)


def shown_name(quote):
    """A model's name without its vendor, as the screen has it."""
    return inert(quote.name.split(": ", 1)[-1])


def unescape(cell):
    return re.sub(r"\\(.)", r"\1", cell)


class Show(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = Home(cls.server.api_url)
        cls.addClassCleanup(cls.store.close)
        answer = cls.store.run("fetch")
        if answer.returncode != 0:
            raise AssertionError(answer.stderr.decode())
        # One model whose providers were asked for.
        cls.known = "deepseek/kite-flash"
        answer = cls.store.run("fetch", "--subject", cls.known)
        if answer.returncode != 0:
            raise AssertionError(answer.stderr.decode())
        with open(SCHEMA, encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def show(self, *args, home=None, **env):
        answer = (home or self.store).run("show", *args, **env)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def json(self, *args, **options):
        """What is written as JSON, held to the schema."""
        def once(pairs):
            self.assertEqual(len(pairs), len(dict(pairs)), "a name twice")
            return dict(pairs)

        document = json.loads(self.show(*args, "--format", "json", **options),
                              object_pairs_hook=once)
        self.validator.validate(document)
        ids = [column["id"] for column in document["columns"]]
        kinds = {column["id"]: column["kind"] for column in document["columns"]}
        for row in document["rows"]:
            self.assertEqual(list(row["values"]), ids)
            for name, value in row["values"].items():
                self.assertTrue(self.fits(value, kinds[name]), (name, value, kinds[name]))
            self.assertLessEqual(set(row["words"]) | set(row["approximate"]), set(ids))
        self.assertEqual(len({row["key"] for row in document["rows"]}), len(document["rows"]))
        return document

    @staticmethod
    def fits(value, kind):
        if value is None or kind == "mixed":
            return True
        types = {"text": str, "integer": int, "tokens": int, "series": list}
        return isinstance(value, types.get(kind, (int, float)))

    def top(self):
        return self.market.week(self.market.latest()).rows

    def of_one(self):
        """Arguments of the views that are of a subject."""
        slug = self.top()[0].slug
        author = self.market.author(slug)
        return [("detail", "--subject", slug), ("detail", "--subject", author),
                ("detail-days", "--subject", slug),
                ("compare", "--subject", "%s,%s" % (slug, author)),
                ("providers", "--subject", self.known)]


class Formats(Show):
    def test_csv_is_the_export(self):
        """To the byte, and with the same order, rows and rule."""
        order = {"prices": "-workload_usd", "records": "-value", "compare": "when:asc",
                 "coverage": "name", "weeks": "-models", "providers": "tag"}
        own = {"prices": ("--paid", "--workload", "1M,1M"), "coverage": ("--paid",),
               "providers": ("--workload", "1M,1M"), "weeks": ()}
        for args in [(view,) for view in VIEWS] + self.of_one():
            sort = order.get(args[0], "-tokens")
            options = own.get(args[0], ("--unit", "usd", "--paid"))
            for more in ((), (*options, "--sort", sort, "--top", "3")):
                with self.subTest(args=args, more=more):
                    shown = self.show(*args, *more, "--format", "csv")
                    exported = self.store.run("export", *args, *more, "-o", "-")
                    self.assertEqual(exported.returncode, 0, exported.stderr)
                    self.assertEqual(shown, exported.stdout)

    def test_json_of_every_view(self):
        latest = self.market.latest()
        for args in [(view,) for view in VIEWS] + self.of_one():
            unused = {"prices": ["--unit"], "coverage": ["--unit"], "region-history": ["--week"],
                      "providers": ["--unit", "--week"], "weeks": ["--unit", "--week"],
                      "records": ["--week"]}  # of a running week there are none
            for more in (("--unit", "usd"), ("--week", iso(self.market.running()))):
                if more[0] in unused.get(args[0], ()):
                    more = ()
                with self.subTest(args=args, more=more):
                    document = self.json(*args, *more)
                    self.assertEqual(document["view"], args[0])
                    self.assertFalse(document["sample"])
                    week = document["week"]
                    if args[0] in ("weeks", "providers"):
                        self.assertIsNone(week)
                    elif "--week" not in more:
                        self.assertEqual(week["id"], iso(latest))
                        self.assertEqual(week["first_day"], latest.isoformat())
                        self.assertEqual(week["tokens"], self.market.week(latest).total)

    def test_json_says_what_csv_says(self):
        """Cell by cell, as numbers and as text."""
        for args in [(view,) for view in VIEWS] + self.of_one()[:4]:
            with self.subTest(args=args):
                unit = () if args[0] in ("prices", "coverage", "weeks") else ("--unit", "usd")
                rows = self.json(*args, *unit)["rows"]
                columns, table = self.parse_csv(self.show(*args, *unit, "--format", "csv"))
                self.assertEqual(len(rows), len(table))
                for row, line in zip(rows, table):
                    for name in columns:
                        self.same_cell(row["values"][name], line[name])

    def same_cell(self, value, cell):
        if value is None:
            self.assertEqual(cell, "")
        elif isinstance(value, str):
            self.assertEqual(cell, ("'" if value[:1] in "=+-@" else "") + value)
        else:
            self.assertEqual(float(cell), float(value))
            if isinstance(value, int) and "." not in cell:
                self.assertEqual(int(cell), value)

    def test_models_in_json(self):
        market, latest = self.market, self.market.latest()
        week = market.week(latest)
        document = self.json("models")
        for rank, (row, own) in enumerate(zip(document["rows"], week.rows), 1):
            values = row["values"]
            quote = market.quote(own.slug)
            self.assertEqual((row["key"], values["rank"], values["tokens"]), (own.slug, rank, own.tokens))
            self.assertAlmostEqual(values["token_share"], own.tokens / week.total, delta=1e-6)
            if quote.input is None:
                self.assertIsNone(values["usd"])
                self.assertEqual(row["words"]["usd"], quote.status)
            else:
                self.assertAlmostEqual(values["usd"], float(market.usd(own)), delta=0.006)
            if quote.status == "free":
                self.assertEqual(row["words"]["input_usd_per_m"], "free")
            self.assertEqual("usd" in row["approximate"], quote.input is not None)  # seen later
            trend = values["trend"]
            self.assertEqual(trend[-1], own.tokens)
            before = {r.slug: r.tokens for r in market.week(market.back(1)).rows}
            self.assertEqual(trend[-2], before.get(own.slug, 0))
        tail = document["rows"][-1]
        self.assertEqual((tail["kind"], tail["values"]["tokens"]), ("tail", week.tail))

    def test_text_has_the_figures_of_the_screen(self):
        week = self.market.week(self.market.latest())
        text = self.show("models").decode()
        lines = text.split("\n")
        self.assertIn(iso(week.monday), lines[1])
        self.assertIn("%s tokens" % expect.tokens_text(week.total), lines[1])
        body = text.split("\n\n")[1].split("\n")[1:]
        self.assertEqual(len(body), len(week.rows) + bool(week.tail))
        for rank, (line, own) in enumerate(zip(body, week.rows), 1):
            cells = re.split(r"  +", line.strip())
            self.assertEqual(cells[0].split()[0], str(rank))
            self.assertIn(expect.tokens_text(own.tokens), cells)
            quote = self.market.quote(own.slug)
            if quote.name:
                self.assertIn(shown_name(quote), line)
        self.assertIn("Source: OpenRouter (openrouter.ai/rankings), as of ", lines[-2])
        self.assertIn("Licensed under CC BY 4.0.", lines[-2])
        self.assertNotIn("\033", text)

    def test_text_is_what_the_pane_shows(self):
        """A model's line on the screen, cell by cell, stands in the text."""
        terminal = self.store.terminal(160, 50)
        terminal.start("--offline")
        name = shown_name(self.market.quote(self.top()[1].slug))
        screen = terminal.wait_text(name, "checked")
        line = next(l for l in screen.split("\n") if name in l and re.match(r"\W*2 ", l))
        cells = re.split(r"  +", line.split(name, 1)[1].strip())
        shown = next(l for l in self.show("models").decode().split("\n")
                     if name in l and re.match(r" *2 ", l))
        own = re.split(r"  +", shown.split(name, 1)[1].strip())
        self.assertGreater(len(cells), 6, line)
        for cell in cells[:-1]:  # the last is a sparkline, of more weeks in text
            self.assertIn(cell, own)
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_markdown(self):
        week = self.market.week(self.market.latest())
        text = self.show("models", "--format", "markdown").decode()
        self.assertTrue(text.startswith("**Models: by tokens**\n"))
        table = [re.split(r" (?<!\\)\| ?", line[2:])[:-1] for line in text.split("\n")
                 if line.startswith("|")]
        heads, rows = table[0], table[2:]
        self.assertEqual(len(rows), len(week.rows) + bool(week.tail))
        names, tokens = heads.index("Model"), heads.index("Tokens")
        for row, own in zip(rows, week.rows):
            self.assertEqual(len(row), len(heads), row)
            self.assertEqual(row[tokens], expect.tokens_text(own.tokens))
            quote = self.market.quote(own.slug)
            if quote.name:
                self.assertEqual(unescape(row[names]), shown_name(quote))
        self.assertRegex(text, r"\nSource: OpenRouter \(openrouter\.ai/rankings\), as of \S+Z\. "
                               r"Licensed under CC BY 4\.0\. .*\n\Z")

    def test_weeks(self):
        answer = self.store.run("weeks", "--format", "json")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        document = json.loads(answer.stdout)
        self.validator.validate(document)
        self.assertEqual(document, self.json("weeks"))
        monday = self.market.running()
        for row in document["rows"]:
            week, values = self.market.week(monday), row["values"]
            self.assertEqual(row["key"], iso(monday))
            self.assertEqual((values["days"], values["models"], values["tokens"]),
                             (week.days, len(week.rows), week.total))
            monday = self.market.back(1, monday)
        self.assertLess(monday.isoformat(), "2024-12-30")
        text = self.store.run("weeks", "--top", "2").stdout.decode()
        self.assertIn(iso(self.market.latest()), text)
        self.assertNotIn(iso(self.market.back(1)), text)


    def test_providers(self):
        model = "deepseek/kite-flash"
        home = self.fetched()
        self.assertEqual(home.run("fetch", "--subject", model).returncode, 0)
        today = world.day_of(self.market.today.isoformat())
        offers = world.offers(next(m for m in world.listed_on(today) if m.id == model), today)
        document = self.json("providers", "--subject", model, home=home)
        prices = sorted(row["values"]["input_usd_per_m"] for row in document["rows"])
        self.assertEqual(prices, sorted(float(Fraction(prompt, 10**6)) for _, prompt, _, _ in offers))
        self.assertEqual(document["as_of"], document["rows"][0]["values"]["as_of"])
        self.assertTrue(all(("status" in row["words"]) == (row["values"]["status"] in (0, None))
                            for row in document["rows"]))
        why = self.json("explain", "--of", "providers", "--subject", model, "--row",
                        document["rows"][0]["key"], "--column", "workload_usd", home=home)
        self.assertIn("formula", [row["key"] for row in why["rows"]])

    def test_query(self):
        """What was asked stands in the answer."""
        rule = ("--unit", "usd", "--paid", "--output-share", "5", "--cache-share", "50")
        query = self.json("records", *rule, "--share-of", "top10")["query"]
        for view, option, value, names in (
                ("prices", "--workload", "1M,2K", ("workload_input_tokens", "workload_output_tokens")),
                ("segments", "--segments", "3,0.25", ("premium_from_usd_per_m", "mid_from_usd_per_m"))):
            own = self.json(view, option, value)["query"]
            query.update({name: own[name] for name in names})
        for name, value in (("week", iso(self.market.latest())), ("unit", "usd"),
                            ("paid_only", True), ("output_share_percent", 5),
                            ("cache_share_percent", 50), ("workload_input_tokens", 1000000),
                            ("workload_output_tokens", 2000), ("share_of", "top 10"),
                            ("premium_from_usd_per_m", 3), ("mid_from_usd_per_m", 0.25)):
            self.assertEqual(query[name], value, name)


class Order(Show):
    def column(self, name, *args):
        return [row["values"][name] for row in self.json("models", *args)["rows"]
                if row["kind"] != "tail"]

    def test_sort(self):
        known = sorted(value for value in self.column("usd") if value is not None)
        for text, expected in (("usd", known[::-1]), ("-usd", known), ("usd:asc", known),
                               ("usd:desc", known[::-1])):
            usd = self.column("usd", "--sort", text)
            self.assertEqual(usd[:len(known)], expected, text)
            self.assertEqual(set(usd[len(known):]), {None})
        names = self.column("name", "--sort", "name")
        self.assertEqual(names, sorted(names, key=lambda name: name.encode().lower()))
        self.assertEqual(self.column("name", "--sort", "-name")[0], names[-1])
        for text, descending in (("usd", True), ("-usd", False), ("rank", False), ("-rank", True),
                                 ("-name", True), ("days", True)):
            query = self.json("models", "--sort", text)["query"]
            self.assertEqual((query["sort"], query["descending"]),
                             (text.lstrip("-"), descending), text)

    def test_what_has_no_order(self):
        """A series, and what only fills the screen."""
        for view, column in (("models", "trend"), ("models", "-move"), ("regions", "trend:asc"),
                             ("weeks", "span")):
            for command in ("show", "export"):
                answer = self.store.run(command, view, "--sort", column, "-o", "-")
                self.assertEqual((answer.returncode, answer.stdout), (2, b""))
                said = self.one_line(answer.stderr)
                self.assertIn('"%s" in %s has no order; these have'
                              % (column.lstrip("-").split(":")[0], view), said)
                self.assertIn(" tokens", said)

    def test_filter_and_order_are_said(self):
        """Beside the table, and a title that counts only the rows it leads."""
        week = self.market.week(self.market.latest())
        author = self.market.author(week.rows[0].slug)
        for form in ("text", "markdown"):
            lines = self.show("models", "--format", form).decode().split("\n")
            self.assertEqual(lines[0].strip("*"), "Models: by tokens")
            self.assertNotIn("sorted by", "\n".join(lines))
            lines = self.show("models", "--top", "4", "--format", form).decode().split("\n")
            self.assertEqual(lines[0].strip("*"), "Models: Top 4 by tokens")
            lines = self.show("models", "--filter", author + "/", "--sort", "-usd", "--top", "1",
                              "--format", form).decode().split("\n")
            self.assertEqual(lines[0].strip("*"), "Models: by tokens")
            self.assertEqual(lines[1], 'filter "%s/"; sorted by Dollars, ascending' % author)
        said = self.show("vendors", "--filter", "a*[b]", "--format", "markdown").decode()
        self.assertIn('filter "a\\*\\[b\\]"', said)
        query = self.json("models", "--filter", author, "--sort", "-usd", "--top", "1")["query"]
        self.assertEqual((query["filter"], query["sort"], query["descending"], query["top"]),
                         (author, "usd", False, 1))

    def test_every_row_of_history_says_its_week(self):
        """In text and Markdown, without a trend; CSV has them as before; --top counts in a week."""
        columns, rows = self.parse_csv(self.show("region-history", "--format", "csv"))
        self.assertEqual(columns[0], "region")
        text = self.show("region-history").decode().split("\n\n")[1].split("\n")
        self.assertEqual(text[0].split()[:2], ["Week", "Region"])
        self.assertNotIn("trend", text[0])
        self.assertEqual([line.split()[0] for line in text[1:]], [row["week"] for row in rows])
        table = [line for line in
                 self.show("region-history", "--format", "markdown").decode().split("\n")
                 if line.startswith("|")]
        self.assertNotIn("trend", table[0])
        self.assertEqual([line.split(" | ")[0][2:] for line in table[2:]],
                         [row["week"] for row in rows])
        left = {}
        document = self.json("region-history", "--top", "2")
        for row in document["rows"]:
            of_week = left.setdefault(row["values"]["week"], {"main": [], "tail": 0})
            if row["kind"] == "tail":
                of_week["tail"] += 1
            else:
                of_week["main"].append(row["values"]["region"])
        self.assertEqual(set(left), {row["week"] for row in rows})
        for name, of_week in left.items():
            self.assertEqual(of_week["main"], ["CN", "US"], name)
            self.assertEqual(of_week["tail"],
                             sum(row["week"] == name and row["region"] == "tail" for row in rows))
        self.assertIn("the first 2 of each week", document["notes"])

    def test_options_that_change_nothing(self):
        """Refused in words, nothing written; a setting of a file is for all views alike."""
        home = self.fetched()
        for args in (("weeks", "--unit", "usd"), ("region-history", "--week", "latest"),
                     ("vendors", "--share-of", "identified"), ("models", "--subject", "z-ai"),
                     ("coverage", "--unit", "usd"), ("prices", "--output-share", "9")):
            for command in ("show", "export"):
                answer = home.run(command, *args)
                self.assertEqual((answer.returncode, answer.stdout), (2, b""), args)
                self.assertIn("%s changes nothing in %s; it is for " % (args[1], args[0]),
                              self.one_line(answer.stderr))
        self.assertEqual(os.listdir(home.work), [])
        folder = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop")
        os.mkdir(folder)
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            file.write("unit = usd\npaid = yes\nshare-of = top10\noutput-share = 9\n"
                       "segments = 3,1\nworkload = 1,1\n")
        for view in VIEWS:
            answer = home.run("show", view)
            self.assertEqual((answer.returncode, answer.stderr), (0, b""), view)

    def test_a_column_that_is_not_there(self):
        for word, near in (("tokns", "tokens"), ("-usd_lwo", "usd_low")):
            answer = self.store.run("show", "models", "--sort", word)
            self.assertEqual((answer.returncode, answer.stdout), (2, b""))
            said = self.one_line(answer.stderr)
            self.assertIn("did you mean %s?" % near, said)
            self.assertIn("token_share", said)
        said = self.one_line(self.store.run("show", "models", "--sort", "x\033]0;y\a").stderr)
        self.assertNotIn("\033", said)

    def test_top_and_filter(self):
        week = self.market.week(self.market.latest())
        rows = self.json("models", "--top", "3")["rows"]
        self.assertEqual([row["key"] for row in rows], [row.slug for row in week.rows[:3]] + ["other"])
        author = self.market.author(week.rows[0].slug)
        rows = self.json("models", "--filter", author + "/")["rows"]
        self.assertEqual([row["key"] for row in rows],
                         [row.slug for row in week.rows if row.slug.startswith(author + "/")])
        nothing = self.json("models", "--filter", "no such \033[31m model")
        self.assertEqual(nothing["rows"], [])
        self.assertIn("nothing matches", nothing["empty"])
        self.assertNotIn("Esc", nothing["empty"])
        self.assertNotIn(b"\033", self.show("models", "--filter", "no \033[31m"))
        path = os.path.join(self.store.work, "three.csv")
        answer = self.store.run("export", "models", "--top", "3", "--sort", "name", "-o", path)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        with open(path, "rb") as file:
            self.assertEqual(len(self.parse_csv(file.read())[1]), 4)


class Explain(Show):
    def test_why(self):
        own = self.top()[0]
        rows = {row["key"]: row["values"]["value"]
                for row in self.json("explain", "--of", "models", "--row", own.slug,
                                     "--column", "tokens")["rows"]}
        self.assertEqual(rows["exactly"], own.tokens)
        self.assertEqual(rows["ranked as"], own.slug)
        author = self.market.author(own.slug)
        document = self.json("explain", "--of", "detail", "--subject", author, "--row",
                             iso(self.market.back(2)), "--column", "token_share")
        self.assertEqual(document["query"]["of_row"], iso(self.market.back(2)))
        self.assertIn(iso(self.market.back(2)),
                      {row["key"]: row["values"]["value"] for row in document["rows"]}["week"])
        pinned = self.json("explain", "--of", "compare", "--subject", own.slug, "--row",
                           iso(self.market.latest()), "--column", own.slug)
        self.assertIn(own.tokens, [row["values"]["value"] for row in pinned["rows"]])

    def test_a_subject_that_is_not_there(self):
        slug = next(row.slug for row in self.market.week(self.market.latest()).rows
                    if 8 <= row.slug.find("/") and len(row.slug) < 32)
        author = slug.split("/")[0]
        for view in ("detail", "detail-days", "compare"):
            for wrong, near in ((author[:-1] + "q", author), (author.upper(), author),
                                (slug[:-1] + "!", slug), ("qqqqqqqqqqqq", None)):
                for command in ("show", "export"):
                    answer = self.store.run(command, view, "--subject", wrong, "-o", "-")
                    self.assertEqual((answer.returncode, answer.stdout), (2, b""), wrong)
                    said = 'ortop: no model or vendor "%s"' % wrong
                    said += "; did you mean %s?" % near if near else ""
                    self.assertEqual(self.one_line(answer.stderr), said)
        # A known one beside it does not help.
        answer = self.store.run("show", "compare", "--subject", author + ",qqqqqqqqqqqq")
        self.assertEqual((answer.returncode, answer.stdout), (2, b""))

    def test_lists_of_subjects(self):
        """Blanks around a name are not of it, and what is no name is refused."""
        rows = self.market.week(self.market.latest()).rows
        slugs = [row.slug for row in rows[:2]]
        query = self.json("compare", "--subject", " %s ,  %s" % tuple(slugs))["query"]
        self.assertEqual(query["compared"], slugs)
        for wrong in ("%s,,%s" % tuple(slugs), slugs[0] + ",", "," + slugs[0], " , ",
                      ",".join(row.slug for row in rows[:5])):
            answer = self.store.run("show", "compare", "--subject", wrong)
            self.assertEqual((answer.returncode, answer.stdout), (2, b""), wrong)
            self.assertIn("takes 1 to 4 models or vendors with a comma between", self.one_line(answer.stderr))

    def printed(self):
        """(slug, name) of a model of the week whose name is no other's, nor a vendor's."""
        rows = self.json("models")["rows"]
        names = [row["values"][name] for row in rows for name in ("name", "vendor_name", "vendor")]
        return next((row["key"], row["values"]["name"]) for row in rows
                    if names.count(row["values"]["name"]) == 1 and len(row["values"]["name"]) > 7
                    and row["values"]["name"].isascii() and "," not in row["values"]["name"])

    def test_names_as_they_are_printed(self):
        slug, name = self.printed()
        vendor = next(row for row in self.json("vendors")["rows"]
                      if row["values"]["vendor_name"] != row["key"])
        for view in ("detail", "detail-days", "compare"):
            for typed, key in ((name, slug), (vendor["values"]["vendor_name"], vendor["key"])):
                query = self.json(view, "--subject", typed)["query"]
                self.assertEqual(query["compared"] or [query["subject"]], [key])
        for view, typed, key in (("models", name, slug), ("regions", "China", "CN"),
                                 ("vendors", vendor["values"]["vendor_name"], vendor["key"])):
            query = self.json("explain", "--of", view, "--row", typed, "--column", "tokens")["query"]
            self.assertEqual(query["of_row"], key)
        listed = self.market.quote(slug)
        answer = self.store.run("show", "detail", "--subject", name[:-1] + "!")
        self.assertEqual((answer.returncode, answer.stdout), (2, b""), listed)
        self.assertIn("did you mean ", self.one_line(answer.stderr))
        answer = self.store.run("show", "explain", "--of", "models", "--row", slug[:-1] + "!",
                                "--column", "usd")
        self.assertEqual((answer.returncode, answer.stdout), (2, b""))
        if len(slug) <= 32:
            self.assertIn("did you mean %s?" % slug, self.one_line(answer.stderr))
        answer = self.store.run("show", "explain", "--of", "region-history", "--row", "China",
                                "--column", "usd")
        self.assertEqual((answer.returncode, answer.stdout), (2, b""))
        self.assertIn('"China" is the name of several rows in region-history, say which: ',
                      self.one_line(answer.stderr))

    def test_a_figure_that_is_not_there(self):
        answer = self.store.run("show", "explain", "--of", "models", "--row", "no/such",
                                "--column", "usd")
        self.assertEqual(answer.returncode, 2)
        self.assertIn('no row "no/such" in models', self.one_line(answer.stderr))
        answer = self.store.run("show", "explain", "--of", "models", "--row", self.top()[0].slug,
                                "--column", "usdd")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("did you mean usd?", self.one_line(answer.stderr))


class Manners(Show):
    # All that write to standard output.
    WRITERS = (("show", "region-history", "--format", "json"), ("show", "models"), ("weeks",),
               ("export", "models", "-o", "-"), ("status",), ("config",), ("config", "--print-default"),
               ("doctor", "--offline"), ("--help",), ("help",), ("--version",))

    def test_nobody_reads_on(self):
        """Quiet, and the signal that every program has then: also where it was ignored before."""
        for command, ignored in itertools.product(self.WRITERS, (False, True)):
            reader, writer = os.pipe()
            os.close(reader)
            handler = signal.SIG_IGN if ignored else signal.SIG_DFL
            process = subprocess.Popen(
                [os.path.join(self.store.bin, "ortop"), *command],
                env=self.store.env, stdin=subprocess.DEVNULL, stdout=writer, stderr=subprocess.PIPE,
                restore_signals=False, preexec_fn=lambda h=handler: signal.signal(signal.SIGPIPE, h))
            os.close(writer)
            _, said = process.communicate(timeout=60)
            self.assertEqual((process.returncode, said), (-signal.SIGPIPE, b""), command)

    def test_a_full_disk(self):
        for command in self.WRITERS:
            with open("/dev/full", "wb") as full:
                answer = subprocess.run([os.path.join(self.store.bin, "ortop"), *command],
                                        env=self.store.env, stdin=subprocess.DEVNULL, stdout=full,
                                        stderr=subprocess.PIPE, timeout=60, check=False)
            self.assertEqual(answer.returncode, 1, command)
            self.assertIn("No space left", self.one_line(answer.stderr), command)
        answer = self.store.run("show", "models", "-o", "/dev/full")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("/dev/full", self.one_line(answer.stderr))

    def test_closed_streams(self):
        """What is opened never takes a standard stream's place."""
        path = os.path.join(self.store.work, "whole.csv")
        ortop = os.path.join(self.store.bin, "ortop")
        for line, code in (("show models >&-", 1), ("show models --format csv -o %s >&- 2>&-" % path, 0),
                           ("show nothing 2>&-", 2), ("weeks <&- >/dev/null", 0)):
            answer = subprocess.run(["/bin/sh", "-c", "%s %s" % (ortop, line)], env=self.store.env,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                                    check=False)
            self.assertEqual((answer.returncode, answer.stdout), (code, b""), line)
            if code == 1:
                self.assertIn("Bad file descriptor", self.one_line(answer.stderr))
        with open(path, "rb") as file:
            self.assertEqual(file.read(), self.show("models", "--format", "csv"))

    def test_into_a_file(self):
        path = os.path.join(self.store.work, "models.md")
        args = ("models", "--format", "markdown")
        answer = self.store.run("show", *args, "-o", path)
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (0, b"", b""))
        with open(path, "rb") as file:
            self.assertEqual(file.read(), self.show(*args, "-o", "-"))
        self.assertEqual(sorted(name for name in os.listdir(self.store.work)
                                if name.startswith("models.md")), ["models.md"])
        answer = self.store.run("show", *args, "-o", os.path.join(self.store.work, "no", "such"))
        self.assertEqual(answer.returncode, 1)
        self.assertIn("cannot write", self.one_line(answer.stderr))

    def test_nothing_is_written_and_nothing_asked(self):
        self.server.control(clear_log=True)

        def digest():
            with open(self.store.store, "rb") as file:
                return hashlib.sha256(file.read()).hexdigest()

        before = digest()
        for view in VIEWS:
            answer = self.store.run("show", view, LD_DEBUG="files")
            self.assertEqual(answer.returncode, 0)
            self.assertNotIn(b"libcurl", answer.stderr)
        self.assertEqual(digest(), before)
        self.assertEqual(self.server.log(), [])

    def test_the_sample_says_what_it_is(self):
        home = self.offline_home(key=None)
        answer = home.run("show", "models")
        self.assertIn("SAMPLE of", answer.stdout.decode())
        self.assertEqual(answer.stderr, b"")
        self.assertTrue(self.json("models", home=home)["sample"])
        self.assertIn("- SAMPLE of", self.show("models", "--format", "markdown", home=home).decode())
        answer = home.run("show", "models", "--week", "2019-12-30")
        self.assertEqual(answer.returncode, 3)
        self.assertIn("no week 2020-W01", self.one_line(answer.stderr))

    def test_the_readme_shows_what_is_printed(self):
        shown = self.show("vendors", "--top", "3", "--format", "markdown",
                          home=self.offline_home(key=None)).decode()
        lines = [line for line in shown.split("\n") if line.startswith(("|", "Source:"))]
        self.assertEqual(len(lines), 6)
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            self.assertIn("\n".join(lines[:5]) + "\n\n" + lines[5] + "\n", file.read())

    def test_a_locale_without_utf_8(self):
        text = self.show("models", LANG="C")
        self.assertFalse(re.search(rb"[^\n -~]", text))
        self.assertRegex(text, rb"  \?\? \d  ")  # names in other scripts
        text = self.show("models", "--ascii")
        self.assertFalse(re.search(rb"[^\n -~]", text))
        self.assertRegex(text, rb"  \?\?\?\? \d  ")  # there each character has two columns
        for form in ("json", "markdown", "csv"):
            self.assertEqual(self.show("models", "--format", form, LANG="C"),
                             self.show("models", "--format", form))


class Terminals(Show):
    """On a pseudo-terminal of its own."""

    def on_terminal(self, *args, columns=100, **env):
        main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
        merged = dict(self.store.env, TERM="xterm-256color", **env)
        process = subprocess.Popen([os.path.join(self.store.bin, "ortop"), *args], env=merged,
                                   stdin=subprocess.DEVNULL, stdout=side, stderr=subprocess.PIPE)
        os.close(side)
        out = b""
        try:
            while chunk := os.read(main, 65536):
                out += chunk
        except OSError:  # the last one closed it
            pass
        os.close(main)
        _, said = process.communicate(timeout=60)
        self.assertEqual((process.returncode, said), (0, b""))
        return out.decode().replace("\r\n", "\n")

    @staticmethod
    def bare(text):
        return re.sub(r"\033\[[0-9;]*m|\033\]8;;.*?\033\\", "", text)

    def widest(self, text):
        return max(len(line) for line in self.bare(text).split("\n"))

    def test_width(self):
        wide = self.widest(self.show("models", "--ascii").decode())
        for columns in (40, 80, 120):
            text = self.on_terminal("show", "models", "--ascii", columns=columns)
            self.assertLessEqual(self.widest(text), columns)
        self.assertLess(self.widest(text), wide)
        text = self.on_terminal("show", "models", "--ascii", columns=120, COLUMNS="60")
        self.assertLessEqual(self.widest(text), 60)
        text = self.on_terminal("show", "models", "--ascii", columns=1000)
        self.assertEqual(self.bare(text), self.show("models", "--ascii").decode())

    def test_colors(self):
        def painted(*args, **env):
            return "\033[" in self.on_terminal("show", "models", *args, **env)

        self.assertTrue(painted())
        self.assertFalse(painted(NO_COLOR="1"))
        self.assertTrue(painted(NO_COLOR=""))
        self.assertFalse(painted("--color=never"))
        self.assertTrue(painted("--color=always", NO_COLOR="1"))
        self.assertNotIn(b"\033", self.show("models", "--color=auto"))
        self.assertIn(b"\033[32m", self.show("models", "--color=always"))
        for form in ("csv", "json", "markdown"):
            self.assertNotIn(b"\033", self.show("models", "--color=always", "--format", form))

    def test_links(self):
        def links(*args, **env):
            return re.findall(r"\033\]8;;(https://[^\033]+)\033\\([^\033]*|\033\[.*?)\033",
                              self.on_terminal("show", "models", *args, **env))

        self.assertEqual(links(), [])
        for env in ({"VTE_VERSION": "7006"}, {"FORCE_HYPERLINK": "1"}):
            found = links(**env)
            known = [row for row in self.top() if self.market.quote(row.slug).name]
            self.assertEqual(len(found), len(known))
            self.assertTrue(all(url.startswith("https://openrouter.ai/") for url, _ in found))
        self.assertEqual(links(VTE_VERSION="7006", TMUX="/tmp/x"), [])
        self.assertEqual(links("--color=never", VTE_VERSION="7006"), [])
        self.assertNotIn(b"\033]8", self.show("models", "--color=always", VTE_VERSION="7006"))
