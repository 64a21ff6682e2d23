"""Exit codes and refused answers: what goes wrong is told, and the old figures stay."""

import os
import subprocess

from case import Case
from rig import KEY, SANITIZED, wait_for

import spoil
from client import StandIn

MEBIBYTE = 1024  # ru_maxrss counts KiB


class Codes(Case):
    def fails(self, home, code, *args, **env):
        """The program ends with a code and one line that says why; returns the line."""
        answer = home.run(*args, **env)
        self.assertEqual(answer.returncode, code, answer.stderr)
        self.assertNotIn(KEY.encode(), answer.stdout + answer.stderr)
        return self.one_line(answer.stderr)

    def fetch_fails(self, home, code, **env):
        """So does `ortop fetch`; returns what it says of the rankings."""
        answer = home.run("fetch", **env)
        self.assertEqual(answer.returncode, code, answer.stderr)
        self.assertNotIn(KEY.encode(), answer.stdout + answer.stderr)
        return self.said(answer, "rankings")

    def test_done(self):
        home = self.fetched()
        self.assertEqual(home.run("export", "vendors", "-o", "-").returncode, 0)

    def test_usage(self):
        home = self.offline_home()
        for args in (["--nope"], ["--unit", "euro"], ["--week", "2026-W54"], ["--week", "soon"],
                     ["--interval", "0"], ["--interval", "x"], ["--timeout", "0"], ["--timeout", "121"],
                     ["--workload", "5"],
                     ["--workload", "1,-2"], ["--api-url", "ftp://example.org"],
                     ["--api-url", "http://example.org/api/v1"], ["frobnicate"], ["--unit"],
                     ["export"], ["export", "weather"], ["export", "models", "--unit", "x"],
                     ["export", "models", "--week", "2026-02-30"], ["fetch", "now"]):
            with self.subTest(args=args):
                self.fails(home, 2, *args)

    def test_no_terminal(self):
        answer = self.offline_home().run()
        self.assertEqual(answer.returncode, 2)
        self.assertEqual(answer.stdout, b"")
        self.assertIn("terminal", self.one_line(answer.stderr))

    def test_no_such_week(self):
        for home in (self.fetched(), self.offline_home(key=None)):
            for week in ("2024-W01", "2020-01-06", "2099-W01"):
                self.fails(home, 3, "export", "models", "--week", week, "-o", "-")

    def test_no_key(self):
        line = self.fetch_fails(self.home(key=None), 4)
        self.assertIn("key", line)
        self.assertIn("OPENROUTER_API_KEY", line)
        self.assertEqual(self.server.log("rankings-daily"), [])

    def test_key_refused(self):
        home = self.fetched()
        before = self.export(home, "models")
        for fault in ("401", "403"):
            self.server.control(rankings=fault)
            self.assertIn("key refused", self.fetch_fails(home, 4))
        self.heal()
        self.fetch_fails(home, 4, OPENROUTER_API_KEY="sk-wrong")
        self.assertEqual(self.export(home, "models"), before)

    def test_unreachable(self):
        home = self.fetched()
        before = self.export(home, "models")
        for fault, word in (("500", "server error"), ("502-html", "server error"),
                            ("cut", "answer cut off"), ("drop", "answer cut off"),
                            ("429", "rate limited")):
            with self.subTest(fault=fault):
                self.server.control(rankings=fault, models=fault)
                self.assertIn(word, self.fetch_fails(home, 5))
        self.assertIn("offline", self.fetch_fails(home, 5,
                                                  ORTOP_API_URL="http://127.0.0.1:1/api/v1"))
        self.assertEqual(self.export(home, "models"), before)

    def test_fetch_waits_as_told(self):
        """Retry-After holds for every ortop on the store, until its time has come."""
        home = self.fetched()
        self.server.control(rankings="429", retry_after=720)
        self.assertIn("rate limited", self.fetch_fails(home, 5))
        self.heal(clear_log=True)
        line = self.fails(home, 5, "fetch")
        self.assertIn("rate limited", line)
        self.assertIn("try again in 12 min", line)
        self.assertEqual(self.server.log(), [])

    def test_slow_is_no_failure(self):
        self.server.control(rankings="slow", seconds=1, times=1)
        self.fetched()

    def test_store_that_is_none(self):
        home = self.home()
        os.mkdir(os.path.dirname(home.store), 0o700)
        with open(home.store, "wb") as file:
            file.write(b"this is no database\n" * 100)
        self.fails(home, 1, "fetch")
        with open(home.store, "rb") as file:
            self.assertEqual(file.read(), b"this is no database\n" * 100)

    def test_empty_store(self):
        """A start on a full disk leaves an empty file: no store, and nothing to complain of."""
        home = self.home()
        os.mkdir(os.path.dirname(home.store), 0o700)
        with open(home.store, "wb"):
            pass
        answer = home.run("export", "models", "-o", "-")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("sample", self.one_line(answer.stderr))
        self.assertEqual(os.path.getsize(home.store), 0)
        self.assertEqual(home.run("fetch").returncode, 0)


class Payloads(Case):
    """Every way of spoil.py to be wrong is refused whole."""

    def spoiled(self, feed, kinds):
        home = self.fetched()
        before = self.figures(home)
        for kind in kinds:
            with self.subTest(kind=kind):
                self.server.control(**{feed: kind})
                answer = home.run("fetch")
                self.assertEqual(answer.returncode, 1, answer.stderr)
                self.assertIn("bad payload", self.said(answer, feed))
        self.heal()
        self.assertEqual(self.figures(home), before)
        self.assertEqual(home.run("fetch").returncode, 0)

    def figures(self, home):
        return [self.without_as_of(self.export(home, view))
                for view in ("models", "region-history")]

    def test_rankings(self):
        self.spoiled("rankings", spoil.RANKINGS)

    def test_models(self):
        self.spoiled("models", spoil.MODELS)

    def test_no_json(self):
        self.spoiled("rankings", ("html", "empty", "garbage", "deep"))

    def test_field_and_row_are_named(self):
        home = self.fetched()
        for kind, field in (("tokens-negative", "total_tokens"), ("date-unreal", "date"),
                            ("name-empty", "model_permaslug"), ("meta-as-of", "as_of")):
            self.server.control(rankings=kind)
            line = self.said(home.run("fetch"), "rankings")
            self.assertIn(field, line)
            if field != "as_of":
                self.assertRegex(line, r"data\[\d+\]")

    def test_one_feed_is_good(self):
        """What is good of either is kept: the catalogue of a refresh whose rankings are bad."""
        home = self.home()
        self.server.control(rankings="tokens-negative")
        self.assertEqual(home.run("fetch").returncode, 1)
        self.heal()
        self.server.control(clear_log=True)
        self.assertEqual(home.run("fetch").returncode, 0)
        self.assertEqual([entry["status"] for entry in self.server.log("models")], [304])

    def test_memory(self):
        """Whatever the server sends, the peak stays under 64 MiB."""
        for fault in ("bomb", "big", "deep", "bad-gzip"):
            with self.subTest(fault=fault):
                home = self.home()
                self.server.control(rankings=fault, models=fault, clear_log=True)
                code, peak = self.measured(home, "fetch")
                self.assertEqual(code, 1)
                if not SANITIZED:
                    self.assertLess(peak, 64 * MEBIBYTE)
                for entry in self.server.log():
                    self.assertLess(entry["sent"], 90 << 20)

    def measured(self, home, *args):
        """(exit code, peak RSS in KiB) of a run."""
        program = subprocess.Popen([os.path.join(home.bin, "ortop"), *args], env=home.env,
                                   cwd=home.work, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
        return program.returncode, usage.ru_maxrss

    def test_redirects_are_not_followed(self):
        home = self.home()
        for fault in ("redirect-same", "redirect-other"):
            self.server.control(rankings=fault, models=fault, clear_log=True)
            self.assertNotEqual(home.run("fetch").returncode, 0)
            self.assertEqual({entry["listener"] for entry in self.server.log()}, {"api"})
            self.assertEqual(len(self.server.log("models")), 1)


class Key(Case):
    SECRET = "sk-or-v1-0123456789abcdef-very-secret"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = StandIn(cls.market.today.isoformat(), cls.SECRET)
        cls.addClassCleanup(cls.server.close)

    def assert_nowhere(self, home, *outputs):
        for output in outputs:
            self.assertNotIn(self.SECRET.encode(), output)
        searched = 0
        for path in home.files():
            with open(path, "rb") as file:
                self.assertNotIn(self.SECRET.encode(), file.read(), path)
            searched += 1
        self.assertGreater(searched, 1)

    def test_fetch_leaves_no_trace(self):
        home = self.home(key=self.SECRET)
        log = os.path.join(home.path, "ortop.log")
        outputs = []
        for fault in ("ok", "401", "html", "redirect-other"):
            self.server.control(rankings=fault)
            answer = home.run("fetch", "--log", log)
            outputs += [answer.stdout, answer.stderr]
        outputs.append(self.export(home, "models"))
        for words in (["doctor"], ["config"], ["status"], ["show", "models"], ["--version"]):
            answer = home.run(*words)
            outputs += [answer.stdout, answer.stderr]
        self.assertGreater(os.path.getsize(log), 0)
        self.assertEqual(os.stat(log).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(home.store).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(os.path.dirname(home.store)).st_mode & 0o777, 0o700)
        self.assert_nowhere(home, *outputs)

    def test_key_file(self):
        home = self.home(key="sk-wrong")
        path = os.path.join(home.path, "key")
        with open(path, "w", encoding="ascii") as file:
            file.write(self.SECRET + "\n")
        os.chmod(path, 0o644)
        open_to_all = home.run("fetch", "--key-file", path)
        self.assertNotEqual(open_to_all.returncode, 0)
        self.assertIn("key file", self.one_line(open_to_all.stderr))
        self.assertEqual(self.server.log(), [])
        os.chmod(path, 0o600)
        self.assertEqual(home.run("fetch", "--key-file", path).returncode, 0)
        self.assertEqual({entry["authorization"] for entry in self.server.log("rankings-daily")},
                         {"right"})
        os.unlink(path)
        self.assert_nowhere(home, open_to_all.stderr)

    def test_the_dashboard_leaves_no_trace(self):
        home = self.home(key=self.SECRET)
        log = os.path.join(home.path, "ortop.log")
        terminal = home.terminal(120, 40)
        terminal.start("--log", log)
        terminal.wait_match(self.week_label(self.market.latest()))
        pid = terminal.program()
        with open("/proc/%d/cmdline" % pid, "rb") as file:
            self.assertNotIn(self.SECRET.encode(), file.read())
        self.server.control(rankings="401")
        terminal.keys("r")
        terminal.wait_text("key refused")
        self.assertNotIn(self.SECRET, terminal.screen())
        terminal.keys("e")
        wait_for(lambda: os.listdir(home.work), what="an exported file")
        terminal.keys("q")
        terminal.wait_exit()
        self.assert_nowhere(home)
