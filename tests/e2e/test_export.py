"""Figures without a terminal: `ortop fetch`, then every view as CSV against the market itself."""

import datetime
import os
import stat
from collections import defaultdict
from fractions import Fraction

import expect
from case import Case
from expect import iso
from rig import Home

COMMON = {"week", "days", "source", "as_of", "price_rule"}
COLUMNS = {
    "models": "rank prev_rank slug name vendor vendor_name region tokens token_share wow usd "
              "usd_low usd_high usd_share input_usd_per_m output_usd_per_m context price_status",
    "vendors": "vendor vendor_name region tokens token_share wow wow_points usd "
               "usd_low usd_high usd_share gap price_status",
    "regions": "region tokens token_share wow usd usd_share denominator price_status",
    "region-history": "region tokens token_share wow usd usd_share denominator price_status",
    "prices": "slug name vendor input_usd_per_m output_usd_per_m cache_read_usd_per_m "
              "prev_input_usd_per_m prev_output_usd_per_m prev_cache_read_usd_per_m "
              "workload_change context workload_usd price_status",
    "coverage": "slug name vendor vendor_name tokens token_share identified_share price_status",
    "segments": "segment limits models tokens token_share usd usd_low usd_high usd_share",
    "records": "record what subject value value_unit weeks since at_least",
}
CENT = Fraction(1, 10000)  # micro-USD are rounded row by row before they are added up


class Export(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = Home(cls.server.api_url)
        cls.addClassCleanup(cls.store.close)
        answer = cls.store.run("fetch")
        if answer.returncode != 0:
            raise AssertionError(answer.stderr.decode())
        cls.first_load = cls.server.log()

    def rows(self, view, monday=None, unit=None):
        args = ["--unit", unit] if unit else []
        if monday is not None:
            args += ["--week", iso(monday)]
        columns, rows = self.parse_csv(self.export(self.store, view, *args))
        own = [column for column in columns if column not in COMMON]
        self.assertEqual(own, COLUMNS[view].split())
        self.assertLessEqual(COMMON, set(columns))
        return rows

    def weeks(self):
        """The weeks to look at: the last, some in between, the first that can be compared."""
        return [self.market.latest(), self.market.back(1), self.market.back(30),
                datetime.date(2025, 1, 13)]

    def two_weeks(self, monday):
        """A week and the one before it."""
        return self.market.week(monday), self.market.week(self.market.back(1, monday))

    def as_of(self, monday):
        """When the source made the answer that has a week."""
        for entry in reversed(self.first_load):
            query = entry["query"]
            if query.get("period") == "week" \
                    and query["start_date"] <= monday.isoformat() <= query["end_date"]:
                return entry["as_of"].replace(".000Z", "Z")
        raise AssertionError("nobody asked for %s" % monday)


class FirstLoad(Export):
    def test_windows(self):
        asked = [entry["query"] for entry in self.first_load
                 if entry["path"].endswith("rankings-daily")]
        weekly = [query for query in asked if query.get("period") == "week"]
        daily = [query for query in asked if query.get("period") == "day"]
        self.assertEqual(len(weekly) + len(daily), len(asked))
        covered = set()
        for query in weekly:
            start, end = (datetime.date.fromisoformat(query[name])
                          for name in ("start_date", "end_date"))
            if start == datetime.date(2025, 1, 1):  # the data's first day, in its first week
                start = datetime.date(2024, 12, 30)
            self.assertEqual(start.weekday(), 0, query)
            self.assertEqual(end.weekday(), 6, query)
            self.assertLessEqual((end - start).days + 1, 364)
            covered |= {start + datetime.timedelta(days=7 * i)
                        for i in range(((end - start).days + 1) // 7)}
        monday = datetime.date(2024, 12, 30)
        while monday <= self.market.running():
            self.assertIn(monday, covered)
            monday += datetime.timedelta(days=7)
        days = set()
        for query in daily:
            start, end = (datetime.date.fromisoformat(query[name])
                          for name in ("start_date", "end_date"))
            days |= {start + datetime.timedelta(days=i) for i in range((end - start).days + 1)}
        for back in range(1, 29):
            self.assertIn(self.market.today - datetime.timedelta(days=back), days)
        self.assertTrue(all(entry["status"] in (200, 304) for entry in self.first_load))

    def test_manners(self):
        for entry in self.first_load:
            wanted = "right" if entry["path"].endswith("rankings-daily") else "none"
            self.assertEqual(entry["authorization"], wanted, entry["path"])
            self.assertIn("gzip", entry["accept_encoding"])
            self.assertIn("ortop", entry["user_agent"])

    def test_afterwards_only_what_can_have_changed(self):
        self.server.control(clear_log=True)
        before = self.export(self.store, "models")
        self.assertEqual(self.store.run("fetch").returncode, 0)
        keyed = self.server.log("rankings-daily")
        self.assertEqual(len(keyed), 2)
        for entry in keyed:
            start = datetime.date.fromisoformat(entry["query"]["start_date"])
            self.assertLess((self.market.today - start).days, 21, entry["query"])
        catalogue = self.server.log("models")
        self.assertEqual([entry["status"] for entry in catalogue], [304])
        self.assertEqual(self.without_as_of(before),
                         self.without_as_of(self.export(self.store, "models")))


class Subjects(Export):
    """One model or vendor, or some side by side, over weeks."""

    def subject_rows(self, view, subject, *args):
        columns, rows = self.parse_csv(self.export(self.store, view, "--subject", subject, *args))
        self.assertLessEqual(COMMON, set(columns))
        return rows

    def test_detail_and_comparison(self):
        market, latest = self.market, self.market.latest()
        slug = market.week(latest).rows[0].slug
        author = market.author(slug)
        detail = {row["week"]: row for row in self.subject_rows("detail", slug)}
        vendor = {row["week"]: row for row in self.subject_rows("detail", author)}
        both = {row["week"]: row
                for row in self.subject_rows("compare", "%s,%s" % (slug, author))}
        for back in range(4):
            week = market.week(market.back(back))
            label = iso(market.back(back))
            own = next((row for row in week.rows if row.slug == slug), None)
            if own:
                self.assertEqual(detail[label]["tokens"], str(own.tokens))
                self.assertEqual(detail[label]["rank"], str(week.rows.index(own) + 1))
                self.assertEqual(both[label][slug], str(own.tokens))
            total = market.grouped(week, market.author)[author][0]
            self.assertEqual(vendor[label]["tokens"], str(total))
            self.assertEqual(both[label][author], str(total))
            self.assertEqual(both[label]["unit"], "tokens")

    def test_days(self):
        market, latest = self.market, self.market.latest()
        slug = market.week(latest).rows[0].slug
        days = {row["date"]: row for row in self.subject_rows("detail-days", slug)}
        for i in range(7):
            date = latest + datetime.timedelta(days=i)
            named = {row.slug: str(row.tokens) for row in market.sum_days(date, [date]).rows}
            row = days[date.isoformat()]
            self.assertEqual(row["tokens"], named.get(slug, ""))
            self.assertEqual("not among the %d ranked" % len(named) in row["state"],
                             slug not in named)

    def test_a_model_by_its_id(self):
        slug = "deepseek/deepseek-v4-flash-20260731"
        home = self.offline_home(key=None)
        by_slug = self.export(home, "detail", "--subject", slug)
        self.assertEqual(self.export(home, "detail", "--subject",
                                     "deepseek/deepseek-v4-flash-0731"), by_slug)
        self.assertIn(slug.encode(), by_slug)

    def test_who_is_asked_for(self):
        for view in ("detail", "detail-days", "compare", "providers"):
            answer = self.store.run("export", view, "-o", "-")
            self.assertEqual(answer.returncode, 2)
            self.assertIn("--subject", self.one_line(answer.stderr))
        answer = self.store.run("export", "compare", "--subject", "a,b,c,d,e", "-o", "-")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("1 to 4 models or vendors", self.one_line(answer.stderr))
        answer = self.store.run("export", "detail", "--subject", "nobody", "-o", "-")
        self.assertEqual((answer.returncode, answer.stdout), (2, b""))
        self.assertIn('no model or vendor "nobody"', self.one_line(answer.stderr))

    def test_paid_only_is_said_in_every_file(self):
        slug = self.market.week(self.market.latest()).rows[0].slug
        views = [(view,) for view in COLUMNS if view != "coverage"]
        views += [(view, "--subject", slug) for view in ("detail", "detail-days", "compare")]
        for view in views:
            _, rows = self.parse_csv(self.export(self.store, *view, "--paid"))
            for row in rows:
                if row["source"]:
                    self.assertIn("paid models only", row["price_rule"], view)


class Models(Export):
    def check_row(self, row, entry, week):
        """What holds for a row whatever the order; `row` is of the file, `entry` of the market."""
        market, slug = self.market, entry.slug
        quote = market.quote(slug)
        self.assertEqual(row["tokens"], str(entry.tokens))
        self.near(row["token_share"], Fraction(entry.tokens, week.total), 6, what=slug)
        self.assertEqual(row["vendor"], market.author(slug))
        self.assertEqual(row["region"], market.region(slug))
        if market.author(slug) in market.vendors:
            self.assertEqual(row["vendor_name"], market.vendors[market.author(slug)][0])
        self.assertEqual(row["price_status"], quote.status, slug)
        usd = market.usd(entry)
        self.near(row["usd"], usd, 2, CENT, slug)
        for column, bound in zip(("usd_low", "usd_high"), market.usd_band(entry)):
            self.near(row[column], bound, 2, CENT, slug)
        share = None if usd is None else usd / market.usd_total(week)
        self.near(row["usd_share"], share, 6, Fraction(1, 10**7), slug)
        for column, pico in (("input_usd_per_m", quote.input), ("output_usd_per_m", quote.output)):
            self.assertEqual(row[column], "" if pico is None else expect.price_text(pico), slug)
        self.assertEqual(row["context"], str(quote.context or ""), slug)

    def check_common(self, rows, monday):
        week = self.market.week(monday)
        for row in rows:
            self.assertEqual((row["week"], row["days"]), (iso(monday), str(week.days)))
            self.assertIn("OpenRouter", row["source"])
            self.assertNotIn("sample", row["source"])
            self.assertEqual(row["as_of"], self.as_of(monday))
            self.assertIn("97", row["price_rule"])

    def test_by_tokens(self):
        for monday in self.weeks():
            with self.subTest(week=iso(monday)):
                rows = self.rows("models", monday)
                week, before = self.two_weeks(monday)
                rank_before = {r.slug: i for i, r in enumerate(before.rows, 1)}
                tokens_before = {r.slug: r.tokens for r in before.rows}
                ranked = rows[:-1] if week.tail else rows
                self.assertEqual([r["slug"] for r in ranked], [r.slug for r in week.rows])
                for i, (row, entry) in enumerate(zip(ranked, week.rows), 1):
                    self.assertEqual(row["rank"], str(i))
                    self.assertEqual(row["prev_rank"], str(rank_before.get(entry.slug, "")))
                    self.near(row["wow"], self.growth(entry.tokens, tokens_before.get(entry.slug)),
                              6, what=entry.slug)
                    self.check_row(row, entry, week)
                self.check_common(rows, monday)
                if week.tail:
                    self.check_tail(rows[-1], week, before)

    def check_tail(self, row, week, before):
        self.assertEqual((row["slug"], row["rank"], row["region"]), ("other", "", "tail"))
        self.assertEqual(row["tokens"], str(week.tail))
        self.near(row["token_share"], Fraction(week.tail, week.total), 6)
        self.near(row["wow"], self.growth(week.tail, before.tail), 6)
        self.assertEqual((row["usd"], row["usd_share"], row["input_usd_per_m"]), ("", "", ""))

    def test_by_usd(self):
        for monday in self.weeks():
            with self.subTest(week=iso(monday)):
                rows = self.rows("models", monday, "usd")
                week, before = self.two_weeks(monday)
                entries = {r.slug: r for r in week.rows}
                old = {r.slug: self.market.usd(r) for r in before.rows}
                ranked = rows[:-1] if week.tail else rows
                self.assertEqual({r["slug"] for r in ranked}, set(entries))
                order = sorted((u for u in map(self.market.usd, week.rows) if u is not None),
                               reverse=True)
                for i, row in enumerate(ranked):
                    usd = self.market.usd(entries[row["slug"]])
                    self.assertEqual(usd, order[i] if i < len(order) else None, row["slug"])
                    self.assertEqual(row["rank"], "" if usd is None else str(i + 1))
                    self.near(row["wow"], self.growth(usd, old.get(row["slug"])), 6,
                              Fraction(1, 10**6), row["slug"])
                    if old.get(row["slug"]):  # those at 0 share a rank in some order
                        higher = sum(1 for u in old.values() if u and u > old[row["slug"]])
                        expected = "" if usd is None else str(higher + 1)
                        self.assertEqual(row["prev_rank"], expected)
                    self.check_row(row, entries[row["slug"]], week)

    def test_every_status_is_there(self):
        """The market has them all in a recent week, so the comparisons above saw them."""
        seen = {self.market.quote(row.slug).status for row in self.market.week(
            self.market.latest()).rows}
        self.assertLessEqual({"later", "free", "varies", "not listed"}, seen)

    def test_traps_of_matching(self):
        rows = {row["slug"]: row for row in self.rows("models", self.market.latest())}
        kite, newer = rows["deepseek/kite-flash-20250423"], rows["deepseek/kite-flash-20250731"]
        self.assertEqual((kite["name"], kite["input_usd_per_m"]), ("Kite Flash", "0.14"))
        self.assertEqual(newer["name"], "Kite Flash 0731")
        self.assertNotEqual(newer["input_usd_per_m"], "0.14")
        self.assertEqual(rows["x-ai/rook-mini"]["input_usd_per_m"], "0.6")
        self.assertEqual(rows["x-ai/rook-mini:thinking"]["price_status"], "not listed")
        self.assertEqual(rows["stealth/grey-owl"]["price_status"], "free")
        for slug, row in rows.items():
            if slug.endswith(":free"):
                self.assertEqual((row["price_status"], row["usd"]), ("free", "0.00"), slug)
            self.assertNotIn("~", row["name"])

    def test_names_are_harmless(self):
        rows = {row["slug"]: row for row in self.rows("models", self.market.latest())}
        self.assertEqual(rows["lumenforge/formula-20250601"]["name"], "'=Formula \"Wide\", 2")
        # RIGHT-TO-LEFT OVERRIDE and ESC are spelled out
        self.assertRegex(rows["lumenforge/mirror-20250601"]["name"],
                         r"\AMir\\u\{202E\}ror\\u\{001B\}\[31m\Z")
        self.assertEqual(rows["openai/feather-embed-3-large"]["name"], "feather-embed-3-large")
        self.assertTrue(any("白鹭" in row["name"] for row in rows.values()))

    def test_first_week_has_five_days(self):
        first = datetime.date(2024, 12, 30)
        rows = self.rows("models", first)
        self.assertEqual({row["days"] for row in rows}, {"5"})
        self.assertEqual([(row["slug"], row["tokens"]) for row in rows],
                         [(r.slug, str(r.tokens)) for r in self.market.week(first).rows])
        self.assertEqual({row["prev_rank"] for row in rows}, {""})
        self.assertEqual({row["wow"] for row in rows}, {""})
        second = self.rows("models", datetime.date(2025, 1, 6))
        self.assertEqual({row["wow"] for row in second}, {""})  # 7 days are not 5 days

    def test_running_week(self):
        monday = self.market.running()
        rows = self.rows("models", monday)
        week = self.market.week(monday)
        self.assertEqual({row["days"] for row in rows}, {"5"})
        self.assertEqual([(row["slug"], row["tokens"]) for row in rows],
                         [(r.slug, str(r.tokens)) for r in week.rows] + [("other", str(week.tail))])
        self.assertEqual({row["prev_rank"] for row in rows}, {""})
        before = self.daily(self.market.back(1, monday), 5)
        grown = [self.growth(row.tokens, before.get(row.slug)) for row in week.rows]
        for row, growth in zip(rows, grown):
            self.near(row["wow"], growth, 6, what=row["slug"])
        # of what some day does not rank it is not known what it had
        self.assertTrue(0 < grown.count(None) < len(grown))

    def daily(self, monday, days):
        """Sums of the first days of a week, of the models that are in the top 50 of each."""
        ranked = defaultdict(list)
        for i in range(days):
            day = monday + datetime.timedelta(days=i)
            for row in self.market.sum_days(day, [day]).rows:
                ranked[row.slug].append(row.tokens)
        return {slug: sum(tokens) for slug, tokens in ranked.items() if len(tokens) == days}


class Groups(Export):
    def check_group(self, rows, monday, unit, key, group):
        week, before = self.two_weeks(monday)
        now, old = self.market.grouped(week, group), self.market.grouped(before, group)
        usd_now, usd_old = self.market.usd_total(week), self.market.usd_total(before)
        measure = 0 if unit == "tokens" else 1
        self.assertEqual({row[key] for row in rows}, set(now))
        for row in rows:
            name = row[key]
            tokens, usd = now[name]
            self.assertEqual(row["tokens"], str(tokens), name)
            self.near(row["token_share"], Fraction(tokens, week.total), 6, what=name)
            share = None if usd is None else usd / usd_now
            words = {self.market.quote(r.slug).status for r in week.rows if group(r.slug) == name}
            if len(words) == 1:
                self.assertEqual({row["price_status"]}, words, name)
            self.near(row["usd"], usd, 2, CENT, name)
            self.near(row["usd_share"], share, 6, Fraction(1, 10**7), name)
            if not old.get(name, (0, 0))[measure] or now[name][measure] is None:
                self.assertEqual(row["wow"], "", name)
                continue
            self.near(row["wow"], self.growth(now[name][measure], old[name][measure]), 6,
                      Fraction(1, 10**6), name)
            if "wow_points" in row:
                wholes = (week.total, before.total) if measure == 0 else (usd_now, usd_old)
                points = Fraction(now[name][measure]) / wholes[0] \
                    - Fraction(old[name][measure]) / wholes[1]
                self.near(row["wow_points"], points, 6, Fraction(1, 10**6), name)

    def test_vendors(self):
        for monday in self.weeks():
            for unit in ("tokens", "usd"):
                with self.subTest(week=iso(monday), unit=unit):
                    rows = self.rows("vendors", monday, unit)
                    self.check_group(rows, monday, unit, "vendor", self.market.author)
                    measured = [Fraction(row[unit]) for row in rows if row[unit]]
                    self.assertEqual(measured, sorted(measured, reverse=True))
                    for row in rows:
                        gap = Fraction(row["usd_share"]) - Fraction(row["token_share"]) \
                            if row["usd_share"] else None
                        self.near(row["gap"], gap, 6, Fraction(2, 10**6), row["vendor"])
                        if row["vendor"] in self.market.vendors:
                            name, region = self.market.vendors[row["vendor"]]
                            self.assertEqual((row["vendor_name"], row["region"]), (name, region))
                        else:
                            self.assertEqual(row["region"], "unidentified")

    def split_regions(self, rows):
        """(named regions that have tokens, tail row or None)."""
        tail = [row for row in rows if row["region"] == "tail"]
        self.assertLessEqual(len(tail), 1)
        named = [row for row in rows if row["region"] != "tail" and row["tokens"] != "0"]
        return named, tail[0] if tail else None

    def check_regions(self, rows, monday, unit):
        week = self.market.week(monday)
        named, tail = self.split_regions(rows)
        self.check_group(named, monday, unit, "region", self.market.region)
        self.assertEqual(int(tail["tokens"]) if tail else 0, week.tail)
        self.assertEqual(sum(int(row["tokens"]) for row in rows), week.total)
        self.assertLessEqual(abs(sum(Fraction(row["token_share"]) for row in rows) - 1),
                             Fraction(len(rows), 10**6))

    def test_regions(self):
        for monday in self.weeks():
            for unit in ("tokens", "usd"):
                with self.subTest(week=iso(monday), unit=unit):
                    rows = self.rows("regions", monday, unit)
                    self.assertEqual({row["week"] for row in rows}, {iso(monday)})
                    self.assertLessEqual({"CN", "US"}, {row["region"] for row in rows})
                    self.check_regions(rows, monday, unit)

    def test_what_region_shares_are_of(self):
        monday = self.market.latest()
        week = self.market.week(monday)
        ten = defaultdict(int)
        for row in week.rows[:10]:
            ten[self.market.region(row.slug)] += row.tokens
        every = {name: tokens for name, (tokens, _) in
                 self.market.grouped(week, self.market.region).items()}
        two = {name: every[name] for name in ("CN", "US")}
        for flag, word, parts, whole in (
                ("all", "all", every, week.total),
                ("identified", "identified", two, sum(two.values())),
                ("top10", "top 10", ten, sum(ten.values()))):
            _, rows = self.parse_csv(self.export(self.store, "regions", "--share-of", flag))
            self.assertEqual({row["denominator"] for row in rows}, {word})
            shares = {row["region"]: row["token_share"] for row in rows if row["token_share"]}
            for name, tokens in parts.items():
                self.near(shares[name], Fraction(tokens, whole), 6, what=f"{name} of {word}")
        answer = self.store.run("export", "regions", "--share-of", "half")
        self.assertEqual(answer.returncode, 2)
        self.assertIn(b"--share-of half: wants", answer.stderr)

    def test_region_history(self):
        by_week = defaultdict(list)
        for row in self.rows("region-history"):
            by_week[row["week"]].append(row)
        weeks, monday = [], datetime.date(2024, 12, 30)
        while monday <= self.market.running():
            weeks.append(iso(monday))
            monday += datetime.timedelta(days=7)
        self.assertEqual(list(by_week), weeks)
        for monday in self.weeks():
            with self.subTest(week=iso(monday)):
                self.check_regions(by_week[iso(monday)], monday, "tokens")


class Records(Export):
    """Streaks over the whole history, which here has no gap."""

    def all_weeks(self, monday):
        first = datetime.date(2024, 12, 30)
        return [first + datetime.timedelta(days=7 * i)
                for i in range((monday - first).days // 7 + 1)]

    @staticmethod
    def run_length(facts):
        """How often the last fact stands at the end of the list."""
        return next((i for i, fact in enumerate(reversed(facts)) if fact != facts[-1]), len(facts))

    def ahead(self, week):
        china, us = (sum(tokens for slug, tokens in week.rows
                         if self.market.region(slug) == region) for region in ("CN", "US"))
        return (china > us) - (china < us)

    def check(self, row, mondays, facts):
        length = self.run_length(facts)
        self.assertEqual((int(row["weeks"]), row["since"]), (length, iso(mondays[-length])))
        self.assertEqual(row["at_least"], "at least" if length == len(facts) else "")

    def test_runs(self):
        for monday in self.weeks():
            with self.subTest(week=iso(monday)):
                mondays = self.all_weeks(monday)
                weeks = [self.market.week(day) for day in mondays]
                rows = {row["record"]: row for row in self.rows("records", monday)}
                self.check(rows["leader"], mondays, [week.rows[0][0] for week in weeks])
                self.assertEqual(rows["leader"]["subject"], weeks[-1].rows[0][0])
                facts = [self.ahead(week) for week in weeks]
                if facts[-1]:
                    self.check(rows["lead"], mondays, facts)
                else:
                    self.assertNotIn("lead", rows)
                first = next((i for i, fact in enumerate(facts) if fact > 0), None)
                self.assertEqual(rows["china-first"]["since"] if first is not None else None,
                                 iso(mondays[first]) if first is not None else None)
                # The first week has five days: nothing is compared with it.
                ways = [(b.total > a.total) - (b.total < a.total)
                        for a, b in zip(weeks[1:], weeks[2:])]
                if ways and ways[-1]:
                    self.check(rows["total"], mondays[2:], ways)
                highest = max(range(len(weeks)), key=lambda i: (weeks[i].total, -i))
                self.assertEqual((rows["highest"]["since"], int(rows["highest"]["value"])),
                                 (iso(mondays[highest]), weeks[highest].total))

    def test_arrivals(self):
        for monday in self.weeks()[:3]:
            with self.subTest(week=iso(monday)):
                mondays = self.all_weeks(monday)
                named = [{slug for slug, _ in self.market.week(day).rows} for day in mondays]
                rows = self.rows("records", monday)
                seen = {row["subject"]: row["since"] for row in rows if row["record"] == "in"}
                wanted = {}
                for slug in named[-1] - named[-2]:
                    before = [day for day, names in zip(mondays[:-1], named) if slug in names]
                    wanted[slug] = iso(before[-1] if before else monday)
                self.assertEqual(seen, wanted)
                self.assertEqual({row["subject"] for row in rows if row["record"] == "out"},
                                 named[-2] - named[-1])


class VendorMap(Case):
    """The user's lines come after the shipped ones; wrong ones are named and skipped."""

    def user_map(self, home, text):
        folder = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop")
        os.mkdir(folder)
        with open(os.path.join(folder, "vendors.map"), "w", encoding="utf-8") as file:
            file.write(text)

    def test_lines_replace_and_wrong_ones_are_named(self):
        home = self.offline_home()
        _, before = self.parse_csv(self.export(home, "vendors"))
        author = before[0]["vendor"]
        self.user_map(home, "# mine\n%s\tMy Name\tFR\tbecause\nqwen only\n" % author)
        answer = home.run("export", "vendors", "-o", "-")
        self.assertEqual(answer.returncode, 0)
        _, after = self.parse_csv(answer.stdout)
        self.assertEqual([(row["vendor_name"], row["region"]) for row in after],
                         [("My Name", "FR")] +
                         [(row["vendor_name"], row["region"]) for row in before[1:]])
        self.assertIn(b"ortop/vendors.map:3: ", answer.stderr)
        # The home is ~, as before the configuration's lines.
        answer = home.run("export", "vendors", "-o", "-", HOME=home.path)
        self.assertIn(b"ortop: ~/config/ortop/vendors.map:3: ", answer.stderr)

    def test_wrong_line_on_the_screen(self):
        home = self.offline_home()
        self.user_map(home, "moonshotai\tMoonshot\tChina\tno code\n")
        terminal = home.terminal()
        terminal.start("--offline")
        terminal.wait_text("vendors.map:1: ", "Moonshot AI")
        terminal.keys("q")
        terminal.wait_exit()
        # Beside what is wrong with the configuration.
        with open(os.path.join(home.env["XDG_CONFIG_HOME"], "ortop", "config"), "w", encoding="utf-8") as file:
            file.write("nonsense\n")
        terminal = home.terminal(200, 40, HOME=home.path)
        terminal.start("--offline")
        terminal.wait_text("~/config/ortop/config:1: ", "; ~/config/ortop/vendors.map:1: ")

    def test_unreadable(self):
        home = self.offline_home()
        os.makedirs(os.path.join(home.env["XDG_CONFIG_HOME"], "ortop", "vendors.map"))
        answer = home.run("export", "vendors", "-o", "-")
        self.assertEqual(answer.returncode, 0)
        self.assertIn(b"ortop/vendors.map: Is a directory", answer.stderr)


class Prices(Export):
    def test_cheapest_first(self):
        for monday in self.weeks():
            with self.subTest(week=iso(monday)):
                rows = self.rows("prices", monday)
                slugs = [row.slug for row in self.market.week(monday).rows]
                self.assertEqual(sorted(row["slug"] for row in rows), sorted(slugs))
                costs = [self.market.workload_usd(row["slug"]) for row in rows]
                known = [cost for cost in costs if cost is not None]
                self.assertEqual(known, sorted(known))
                self.assertEqual(costs[len(known):], [None] * (len(costs) - len(known)))
                for row, cost in zip(rows, costs):
                    quote = self.market.quote(row["slug"])
                    self.near(row["workload_usd"], cost, 2, what=row["slug"])
                    self.assertEqual(row["price_status"], quote.status)
                    self.assertEqual(row["context"], str(quote.context or ""))
                    if quote.input is not None:
                        self.assertEqual(row["input_usd_per_m"], expect.price_text(quote.input))
                        self.assertEqual(row["output_usd_per_m"], expect.price_text(quote.output))
                        self.assertEqual(row["cache_read_usd_per_m"], "" if quote.cache is None
                                         else expect.price_text(quote.cache))

    def test_workload(self):
        raw = self.export(self.store, "prices", "--workload", "1000000,1000000")
        for row in self.parse_csv(raw)[1]:
            quote = self.market.quote(row["slug"])
            cost = None if quote.input is None else Fraction(quote.input + quote.output, 10**6)
            self.near(row["workload_usd"], cost, 2, what=row["slug"])


class Rule(Export):
    def test_coverage(self):
        monday = self.market.latest()
        week = self.market.week(monday)
        rows = self.rows("coverage", monday)
        expected = [r for r in week.rows if self.market.usd(r) is None]
        self.assertTrue(expected)
        self.assertEqual([(row["slug"], row["tokens"], row["price_status"]) for row in rows],
                         [(r.slug, str(r.tokens), self.market.quote(r.slug).status)
                          for r in expected])
        for row, entry in zip(rows, expected):
            share = Fraction(entry.tokens, week.total - week.tail)
            self.near(row["identified_share"], share, 6, what=entry.slug)

    def test_segments(self):
        monday = self.market.latest()
        week = self.market.week(monday)
        tokens = defaultdict(int)
        for row in week.rows:
            usd = self.market.usd(row)
            million = None if usd is None else usd / row.tokens * 10**6
            tokens["unpriced" if usd is None else "free" if usd == 0
                   else "premium" if million >= 2 else "mid" if million >= Fraction(1, 5)
                   else "ultra-low"] += row.tokens
        tokens["tail"] = week.tail
        for row in self.rows("segments", monday):
            self.assertEqual(row["tokens"], str(tokens[row["segment"]]), row["segment"])

    def test_another_mix(self):
        monday = self.market.latest()
        raw = self.export(self.store, "models", "--output-share", "40", "--cache-share", "0")
        entries = {entry.slug: entry for entry in self.market.week(monday).rows}
        for row in self.parse_csv(raw)[1]:
            self.assertIn("60% input and 40% output; low: 0% of", row["price_rule"])
            if not row["usd"]:
                continue
            quote, entry = self.market.quote(row["slug"]), entries[row["slug"]]
            usd = Fraction(entry.tokens * (6 * quote.input + 4 * quote.output), 10**13)
            self.near(row["usd"], usd, 2, CENT, row["slug"])
            self.near(row["usd_low"], usd, 2, CENT, row["slug"])

    def test_paid_only(self):
        monday = self.market.latest()
        week = self.market.week(monday)
        paid = [r for r in week.rows if self.market.quote(r.slug).status != "free"]
        whole = sum(r.tokens for r in paid) + week.tail
        rows = self.parse_csv(self.export(self.store, "models", "--paid"))[1]
        self.assertEqual([row["slug"] for row in rows if row["slug"] != "other"],
                         [r.slug for r in paid])
        for row, entry in zip(rows, paid):
            self.near(row["token_share"], Fraction(entry.tokens, whole), 6, what=entry.slug)
            self.assertTrue(row["price_rule"].endswith("paid models only"))


class Command(Export):
    def test_ways_to_name_a_week(self):
        latest = self.market.latest()
        expected = self.export(self.store, "models")
        for name in ("latest", iso(latest), latest.isoformat()):
            self.assertEqual(self.export(self.store, "models", "--week", name), expected, name)
        self.assertNotEqual(self.export(self.store, "models", "--week", iso(self.market.back(1))),
                            expected)

    def test_file(self):
        path = os.path.join(self.store.work, "figures.csv")
        answer = self.store.run("export", "regions", "-o", path)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertNotIn(b"region,", answer.stdout)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), self.export(self.store, "regions"))
        self.assertEqual(os.listdir(self.store.work), ["figures.csv"])
        os.unlink(path)

    def test_special_file(self):
        """What is no regular file is written to, never replaced."""
        path = os.path.join(self.store.work, "pipe")
        os.mkfifo(path)
        self.addCleanup(os.unlink, path)
        # open for both ends, so that neither side waits; the export is smaller than a pipe
        reader = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        answer = self.store.run("export", "regions", "-o", path)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertTrue(stat.S_ISFIFO(os.lstat(path).st_mode))
        self.assertEqual(os.read(reader, 65536), self.export(self.store, "regions"))

    def test_sample_without_a_store(self):
        home = self.offline_home(key=None)
        _, rows = self.parse_csv(self.export(home, "models", "--week", "2026-W33"))
        self.assertEqual({row["week"] for row in rows}, {"2026-W33"})
        self.assertEqual({row["days"] for row in rows}, {"7"})
        for row in rows:
            self.assertIn("sample", row["source"])
            self.assertIn("daily top 50", row["source"])
            self.assertIn("CC BY 4.0", row["source"])
        self.assertEqual(len(rows), 51)

    def test_coarse_weeks_of_the_sample(self):
        home = self.offline_home(key=None)
        _, rows = self.parse_csv(self.export(home, "models", "--week", "2026-W21"))
        self.assertEqual(len(rows), 10)
        self.assertEqual(rows[-1]["slug"], "other")
        _, history = self.parse_csv(self.export(home, "region-history"))
        weeks = {row["week"] for row in history}
        self.assertNotIn("2026-W20", weeks)
        self.assertNotIn("2026-W21", weeks)
        self.assertIn("2026-W22", weeks)

    def test_weeks_that_tell_a_view_nothing(self):
        """Said, in each format, and by the exit code; nothing is written that looks like an answer."""
        home = self.offline_home(key=None)
        for args, said in (
                (("regions", "--week", "2026-W20"), "2026-W20: no regions: only the 9 largest models are known"),
                (("records", "--week", "2026-W34"), "2026-W34: a running week has no records yet"),
                (("detail", "--subject", "openai/gpt-5.6-luna", "--week", "2026-W20"),
                 "2026-W20: not ranked up to this week"),
                (("compare", "--subject", "openai/gpt-5.6-luna", "--week", "2026-W20"),
                 "2026-W20: not ranked up to this week"),
                (("detail-days", "--subject", "z-ai", "--week", "2026-W20"),
                 "2026-W20: no daily figures up to this week")):
            for command in (("export",), ("export", "-o", "-"), ("export", "-o", "f"), ("show",),
                            ("show", "--format", "csv"), ("show", "--format", "json"),
                            ("show", "--format", "markdown")):
                answer = home.run(*command, *args)
                self.assertEqual((answer.returncode, answer.stdout), (3, b""), (command, args))
                self.assertEqual(self.one_line(answer.stderr), "ortop: " + said)
        self.assertEqual(os.listdir(home.work), [])
        # What is known to be nothing is an answer.
        answer = home.run("export", "models", "--filter", "qqqqqqqq", "-o", "-")
        self.assertEqual(answer.returncode, 0, answer.stderr)
