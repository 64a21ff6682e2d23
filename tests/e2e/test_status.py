"""`ortop status`: one line from the store alone, whatever others do to the store, and in a tmux."""

import json
import os
import sqlite3

from case import Case
from expect import iso, tokens_text


class Line(Case):
    def line(self, home, *args, code=0, **env):
        """The one line of `ortop status`, and what it said beside it."""
        answer = home.run("status", *args, **env)
        self.assertEqual(answer.returncode, code, answer)
        self.assertEqual(answer.stdout.count(b"\n"), 1, answer.stdout)
        self.assertTrue(answer.stdout.endswith(b"\n"), answer.stdout)
        return answer.stdout.decode()[:-1]

    def lead(self, monday):
        """(leader, lead in points) of a week."""
        week = self.market.week(monday)
        sums = self.market.grouped(week, self.market.region)
        china, us = (sums.get(region, (0,))[0] for region in ("CN", "US"))
        return "China" if china > us else "US", abs(100 * (china - us)) / week.total

    def streak(self):
        """Weeks in a row with the leader of the last one, back to the source's first."""
        monday = self.market.latest()
        leader, weeks = self.lead(monday)[0], 0
        while self.market.week(monday).days >= 5 and self.lead(monday)[0] == leader:
            weeks += 1
            monday = self.market.back(1, monday)
        return weeks

    def test_figures(self):
        home = self.fetched()
        monday = self.market.latest()
        week, before = self.market.week(monday), self.market.week(self.market.back(1))
        leader, lead = self.lead(monday)
        first = week.rows[0]
        template = "{week}|{total}|{change}|{top}|{top_value}|{top_share}|{leader}|{lead}|{streak}|{running}"
        seen = self.line(home, "--format", template).split("|")
        growth = 100 * (week.total / before.total - 1)
        self.assertEqual(seen[0], iso(monday))
        self.assertEqual(seen[1], tokens_text(week.total))
        self.assertAlmostEqual(float(seen[2].rstrip("%")), growth, delta=0.51)
        self.assertTrue(self.market.quote(first.slug).name.endswith(seen[3]), seen)
        self.assertEqual(seen[4], tokens_text(first.tokens))
        self.assertAlmostEqual(float(seen[5].rstrip("%")), 100 * first.tokens / week.total, delta=0.051)
        self.assertEqual(seen[6], leader)
        self.assertAlmostEqual(float(seen[7]), lead, delta=0.051)
        self.assertEqual(seen[8], str(self.streak()))
        self.assertEqual(seen[9], iso(self.market.running()) + " 5/7")

    def test_the_usual_line(self):
        home = self.fetched()
        line = self.line(home)
        leader, lead = self.lead(self.market.latest())
        self.assertRegex(line, r"\A%s  .{1,18} \d+\.\d%%  %s\?? \+%.1f \d+wk  now\Z" % (
            iso(self.market.latest()), leader, lead))
        self.assertLessEqual(len(line), 60)

    def test_other_figures_by_other_options(self):
        """Those that need the whole history say the same of the run as the records do."""
        home = self.fetched()
        for options in (["--unit", "usd"], ["--paid"], ["--share-of", "top10"], ["--share-of", "identified"]):
            rows = self.parse_csv(self.export(home, "records", *options))[1]
            lead = next(row for row in rows if row["record"] == "lead")
            line = self.line(home, "--format", "{leader} {streak} {unit}", *options)
            weeks = lead["weeks"] + ("+" if lead["at_least"] else "")
            self.assertEqual(line, "%s %s %s" % ("China" if "China" in lead["what"] else "US", weeks,
                                                 "usd" if "usd" in options else "tokens"))

    def test_nothing_is_asked_and_nothing_is_made(self):
        home = self.home()
        self.assertEqual(self.line(home, code=3), "ortop: no figures yet")
        self.assertEqual(self.line(home, "--escape", "json", code=3), '{"text":"ortop: no figures yet"}')
        self.assertFalse(os.path.exists(home.store))
        home = self.fetched()
        asked = len(self.server.log())
        answer = home.run("status", LD_DEBUG="files")
        self.assertEqual(answer.returncode, 0)
        self.assertIn(b"libsqlite3", answer.stderr)
        self.assertNotIn(b"libcurl", answer.stderr)
        self.assertEqual(len(self.server.log()), asked)

    def test_beside_a_writer(self):
        """A transaction that is open changes nothing; nor is who has the store for himself alone
        waited for: what is committed is read past him."""
        home = self.fetched()
        before = self.line(home)
        writer = sqlite3.connect(home.store, isolation_level=None)
        self.addCleanup(writer.close)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM ranking")
        self.assertEqual(self.line(home), before)
        writer.execute("ROLLBACK")
        writer.close()
        writer = sqlite3.connect(home.store, isolation_level=None)
        self.addCleanup(writer.close)
        writer.execute("PRAGMA locking_mode = EXCLUSIVE")
        writer.execute("UPDATE fetch SET bytes = bytes + 1")
        self.assertEqual(self.line(home), before)
        writer.close()
        self.assertEqual(self.line(home), before)

    def test_damage_and_strangers(self):
        home = self.fetched()
        with open(home.store, "r+b") as file:
            file.seek(4096)
            file.write(os.urandom(os.path.getsize(home.store) - 4096))
        self.assertEqual(self.line(home, code=1), "ortop: store cannot be read")
        with open(home.store, "wb") as file:
            file.write(b"no database at all, " * 500)
        self.assertEqual(self.line(home, code=1), "ortop: store cannot be read")
        self.assertEqual(self.line(home, "--escape", "json", code=1), '{"text":"ortop: store cannot be read"}')
        os.unlink(home.store)
        sqlite3.connect(home.store).execute("CREATE TABLE other (x)").connection.close()
        self.assertEqual(self.line(home, code=1), "ortop: store cannot be read")

    def test_json_for_a_bar(self):
        home = self.fetched()
        template = '{{"text":"{race}","tooltip":"{top} {top_share}","class":"{stale}"}}'
        value = json.loads(self.line(home, "--escape", "json", "--format", template))
        self.assertEqual(set(value), {"text", "tooltip", "class"})
        self.assertRegex(value["text"], r"\A(China|US)\?? \+\d")
        self.assertEqual(value["class"], "")

    def test_stale_and_in_trouble(self):
        home = self.fetched()
        self.server.control(rankings="500", models="500")
        self.assertEqual(home.run("fetch").returncode, 5)
        self.assertEqual(self.line(home, "--format", "{warning}"), "server error")
        self.heal()
        self.assertEqual(home.run("fetch").returncode, 0)
        self.assertEqual(self.line(home, "--format", "{warning}"), "")
        store = sqlite3.connect(home.store, isolation_level=None)
        store.execute("UPDATE feed SET ok_at = ok_at - 3000")
        store.close()
        self.assertEqual(self.line(home, "--format", "{age} {warning}"), "50m STALE")
        self.assertEqual(self.line(home, "--format", "{age} {warning}", "--interval", "30"), "50m")

    def test_wrong_templates(self):
        home = self.fetched()
        for template, words in (("{weeek}", "did you mean week?"), ("{week", "not closed"),
                                ("\x1b]0;x\x07{nope}", "no placeholder {nope}")):
            answer = home.run("status", "--format", template)
            self.assertEqual(answer.returncode, 2, template)
            self.assertEqual(answer.stdout, b"")
            self.assertIn(words, self.one_line(answer.stderr))
            self.assertNotIn(b"\x1b", answer.stderr)

    def test_in_the_status_line_of_tmux(self):
        """A tmux within the test's: what its status line shows is on the outer screen.  The name is
        one that a format would begin with."""
        home = self.fetched()
        store = sqlite3.connect(home.store, isolation_level=None)
        store.execute("UPDATE listing SET name = 'V: #{version}x'")
        store.close()
        line = self.line(home, "--format", "{week} {top} {race}")
        self.assertIn("#{version}x", line)
        settings = home.write("inner.conf", """\
set -g status-interval 1
set -g status-right-length 80
set -g status-right "#(ortop status --escape tmux --format '{week} {top} {race}')"
""")
        terminal = home.terminal(120, 10)
        terminal.type("env -u TMUX TERM=tmux-256color tmux -L ortop-inner-%d -f %s new-session sh" % (os.getpid(), settings))
        try:
            terminal.wait_text(line)
        finally:
            terminal.type("exit")
            terminal.wait_for(lambda screen: "[exited]" in screen, what="the inner tmux has ended")
