"""`ortop doctor`: what it says of a good system, and of each thing that can be wrong with one."""

import fcntl
import os
import pty
import re
import select
import shutil
import sqlite3
import subprocess
import tempfile
import termios

import certificates
from case import TODAY, Case
from client import StandIn
from expect import iso
from rig import KEY, closed_port
from test_store import Unwritable


def findings(text):
    """name -> (mark, text with its remedy), as they stand on the screen."""
    found, name = {}, None
    for line in text.split("\n"):
        match = re.match(r"(ok|warn|FAIL|-) +([a-z]+) +(.*)\Z", line)
        if match:
            name = match[2]
            found[name] = (match[1], match[3])
        elif line.startswith(" " * 15):
            found[name] = (found[name][0], found[name][1] + " " + line.strip())
    return found


class Asking(Case):
    def doctor(self, home, *args, code=0, **env):
        answer = home.run("doctor", *args, **env)
        self.assertEqual(answer.returncode, code, answer.stdout.decode() + answer.stderr.decode())
        text = answer.stdout.decode()
        self.assertNotIn(KEY, text + answer.stderr.decode())
        self.assertLessEqual(text.count("\n"), 24, text)
        for line in text.split("\n"):
            self.assertLessEqual(len(line), 80, text)
        self.assertNotIn("\x1b", text)
        return findings(text)

    def assert_finding(self, found, name, mark, *words):
        self.assertEqual(found[name][0], mark, found)
        for word in words:
            self.assertIn(word, found[name][1])


class Doctor(Asking):
    def test_good(self):
        home = self.fetched()
        asked = len(self.server.log())
        found = self.doctor(home, TERM="xterm-256color")
        self.assertEqual(len(found), 12, found)
        self.assert_finding(found, "key", "ok", "OPENROUTER_API_KEY, accepted")
        self.assert_finding(found, "network", "ok", "answered in")
        self.assert_finding(found, "clock", "ok", "give or take")
        self.assert_finding(found, "store", "ok", home.store, "sound", iso(self.market.running()))
        self.assert_finding(found, "refresh", "ok", "just now")
        self.assert_finding(found, "colours", "ok", "256 colours")
        self.assert_finding(found, "locale", "ok", "UTF-8")
        self.assert_finding(found, "versions", "ok", "sqlite 3.", "curl ")
        # One request, and it is counted, but is no refresh: what was looked at is as it was.
        seen = self.server.log()[asked:]
        self.assertEqual([entry["authorization"] for entry in seen], ["right"])
        self.assertEqual(seen[0]["query"]["period"], "day")
        store = sqlite3.connect(home.store)
        keyed = store.execute("SELECT count(*) FROM fetch WHERE keyed").fetchone()[0]
        store.close()
        self.assertEqual(keyed, len([e for e in self.server.log() if e["authorization"] == "right"]))
        self.assert_finding(found, "budget", "ok", "%d of 480" % keyed, "this one too")
        self.assertEqual(sorted(os.listdir(os.path.dirname(home.store))), ["ortop.db", "ortop.db.lock"])
        self.assertIn("now", home.run("status", "--format", "{age}").stdout.decode())

    def test_what_cannot_be_counted(self):
        home = self.home()
        self.assertNotIn("this one", self.doctor(home)["budget"][1])
        self.assertEqual(os.listdir(home.data), [])

    def test_no_key_and_no_store(self):
        home = self.home(key=None)
        found = self.doctor(home, TERM="xterm")
        self.assert_finding(found, "key", "warn", "none", "set OPENROUTER_API_KEY", "--key-file")
        self.assert_finding(found, "network", "ok", "answered in")
        self.assert_finding(found, "store", "ok", "none yet")
        self.assert_finding(found, "budget", "-")
        self.assertFalse(os.path.exists(home.store))

    def test_offline(self):
        home = self.fetched()
        asked = len(self.server.log())
        found = self.doctor(home, "--offline")
        self.assert_finding(found, "network", "-", "--offline")
        self.assert_finding(found, "key", "-", "OPENROUTER_API_KEY", "not asked")
        self.assert_finding(found, "clock", "-")
        self.assert_finding(found, "store", "ok", "sound")
        self.assertEqual(len(self.server.log()), asked)

    def test_refused(self):
        home = self.home(key="sk-wrong-secret")
        found = self.doctor(home, code=1)
        self.assert_finding(found, "key", "FAIL", "refused", "401", "set OPENROUTER_API_KEY")
        self.assert_finding(found, "network", "ok", "answered in")

    def test_key_files(self):
        home = self.home(key=None)
        path = home.write("key", KEY + "\n")
        os.chmod(path, 0o644)
        self.assert_finding(self.doctor(home, "--key-file", path, code=1), "key", "FAIL",
                            "open to others")
        os.chmod(path, 0o600)
        self.assert_finding(self.doctor(home, "--key-file", path), "key", "ok",
                            "from the key file, accepted")

    def test_key_commands(self):
        home = self.home(key=None)
        folder = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop")
        os.mkdir(folder)
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            file.write("key-command = cat %s\n" % home.write("secret", KEY))
        self.assert_finding(self.doctor(home), "key", "ok", "from the key command, accepted")
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            file.write("key-command = false\n")
        self.assert_finding(self.doctor(home, code=1), "key", "FAIL", "key command: failed with status 1",
                            "run key-command")

    def test_wrong_clock(self):
        home = self.home()
        self.addCleanup(self.server.control, clock=0)
        self.server.control(clock=7200)
        self.assert_finding(self.doctor(home), "clock", "warn", "behind the server's", "NTP")
        self.server.control(clock=-300)
        self.assert_finding(self.doctor(home), "clock", "warn", "ahead of the server's")

    def test_nobody_there_and_wrong_answers(self):
        home = self.home()
        found = self.doctor(home, "--api-url", closed_port(), code=1)
        self.assert_finding(found, "network", "FAIL", "offline", "check the network")
        self.server.control(rankings="404")
        self.assert_finding(self.doctor(home, code=1), "network", "FAIL", "404", "--api-url")
        self.server.control(rankings="500")
        self.assert_finding(self.doctor(home), "network", "warn", "server error", "-> try again later")
        self.server.control(rankings="429")
        self.assert_finding(self.doctor(home), "network", "warn", "rate limited", "-> try again when")

    def test_others_that_answer_for_the_source(self):
        """A 200 says nothing of the key when somebody else gave it: a network's sign-in page."""
        home = self.home()
        for fault, words in (("html", "begins with '<'"), ("empty", "empty"),
                             ("garbage", "begins with byte"), ("missing-meta", "meta: missing")):
            with self.subTest(fault=fault):
                self.server.control(rankings=fault)
                found = self.doctor(home, code=1)
                self.assert_finding(found, "network", "FAIL", "bad payload", words, "sign in")
                self.assert_finding(found, "key", "-", "not told whether it is accepted")

    def test_damaged_and_strange_stores(self):
        home = self.fetched()
        with open(home.store, "r+b") as file:
            file.seek(4096)
            file.write(os.urandom(os.path.getsize(home.store) - 4096))
        with open(home.store, "rb") as file:
            before = file.read()
        found = self.doctor(home, "--offline", code=1)
        self.assert_finding(found, "store", "FAIL", os.path.basename(home.data), "malformed",
                            "ortop fetch sets it aside")
        self.assert_finding(found, "refresh", "-", "see store")
        self.assert_finding(found, "budget", "-", "see store")
        with open(home.store, "rb") as file:
            self.assertEqual(file.read(), before)
        # What was never a store is not set aside either.
        with open(home.store, "wb") as file:
            file.write(b"a letter to somebody\n" * 500)
        self.assert_finding(self.doctor(home, "--offline", code=1), "store", "FAIL", "move that file")
        self.assertNotEqual(home.run("fetch").returncode, 0)
        with open(home.store, "rb") as file:
            self.assertTrue(file.read().startswith(b"a letter"))
        os.unlink(home.store)
        sqlite3.connect(home.store).execute("CREATE TABLE other (x)").connection.close()
        self.assert_finding(self.doctor(home, "--offline", code=1), "store", "FAIL", "move that file")
        store = sqlite3.connect(home.store)
        store.execute("PRAGMA application_id = %d" % 0x6f72746f)
        store.execute("PRAGMA user_version = 99")
        store.close()
        self.assert_finding(self.doctor(home, "--offline", code=1), "store", "FAIL", "newer ortop")

    def test_open_permissions(self):
        home = self.fetched()
        os.chmod(home.store, 0o644)
        self.assert_finding(self.doctor(home, "--offline"), "store", "warn", "chmod 600")

    def test_read_only(self):
        home = self.fetched()
        with Unwritable(home) as user:
            terminal = home.terminal(80, 40)
            terminal.type("clear; %s ortop doctor --offline; echo exit=$?" % user)
            found = findings(terminal.wait_text("exit=0"))
            self.assert_finding(found, "store", "warn", "sound", "stays in memory")
        with open(home.store, "rb") as file:
            self.assertTrue(file.read(16).startswith(b"SQLite"))

    def test_config(self):
        home = self.home()
        folder = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop")
        os.mkdir(folder)
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            file.write("unit = usd\nintervall = 5\n")
        found = self.doctor(home, "--offline")
        self.assert_finding(found, "config", "warn", "config:2", "intervall", "interval?")

    def test_in_a_terminal(self):
        """The screen tells how wide it draws; the terminal is as it was, and nothing is typed."""
        home = self.fetched()
        terminal = home.terminal(80, 24)
        terminal.type("clear; stty -g >before; ortop doctor; stty -g >after; cmp before after && echo same-$((6*7))")
        screen = terminal.wait_text("same-42")
        self.assertIn("as wide as expected", screen)
        self.assertNotIn(";1R", screen)
        self.assertEqual(len(findings(screen)), 12)
        terminal.type("clear; NO_COLOR=1 TERM=xterm ortop doctor --offline; echo plain-$((6*7))")
        terminal.wait_text("plain-42")
        self.assertNotIn("\x1b[32m", terminal.screen(escapes=True))
        terminal.type("clear; TERM=xterm ortop doctor --offline; echo coloured-$((6*7))")
        terminal.wait_text("coloured-42")
        self.assertIn("\x1b[32mok", terminal.screen(escapes=True))

    def on_terminal(self, answers, term="xterm"):
        """What the doctor says on a terminal that gives these answers to questions for the cursor,
        in turn; and whether the terminal is left as it was."""
        home = self.home(key=None)
        main, side = pty.openpty()
        self.addCleanup(os.close, main)
        before = termios.tcgetattr(side)
        env = dict(home.env, TERM=term, NO_COLOR="1")
        process = subprocess.Popen([os.path.join(home.bin, "ortop"), "doctor", "--offline"], env=env,
                                   stdin=side, stdout=side, stderr=side, start_new_session=True,
                                   preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        seen = b""
        while process.poll() is None or select.select([main], [], [], 0)[0]:
            if not select.select([main], [], [], 0.05)[0]:
                continue
            seen += os.read(main, 4096)
            while answers and seen.count(b"\x1b[6n") > self.asked(seen, answers):
                os.write(main, answers.pop(0))
        self.assertEqual(process.returncode, 0, seen)
        self.assertEqual(termios.tcgetattr(side), before)
        # Nothing that was answered is left to be read by the shell.
        os.set_blocking(side, False)
        with self.assertRaises(BlockingIOError):
            os.read(side, 1)
        os.close(side)
        text = re.sub(r"\r[^\n\r]*\x1b\[6n|\r\x1b\[K|\x1b\[6n", "", seen.decode()).replace("\r\n", "\n")
        return findings(text), seen

    @staticmethod
    def asked(seen, answers):
        """Questions that have their answer already."""
        return 2 - len(answers)

    def test_terminals_that_draw_otherwise(self):
        found, _ = self.on_terminal([b"abc\x1b[7;2R", b"\x1b[7;3Rq"])
        self.assert_finding(found, "locale", "ok", "as wide as expected")
        found, _ = self.on_terminal([b"\x1b[7;3R", b"\x1b[7;3R"])
        self.assert_finding(found, "locale", "warn", "takes 2 columns", "ambiguous", "--ascii")
        found, _ = self.on_terminal([b"\x1b[1;4R", b"\x1b[1;4R"])
        self.assert_finding(found, "locale", "warn", "3 for 2")

    def test_terminals_that_do_not_answer(self):
        found, _ = self.on_terminal([])
        self.assert_finding(found, "locale", "ok", "does not tell")
        for term in ("dumb", "nonsense"):
            found, seen = self.on_terminal([], term)
            self.assertNotIn(b"\x1b", seen)
            self.assert_finding(found, "locale", "ok", "no terminal to measure")

    def test_who_has_it_open(self):
        home = self.fetched()
        terminal = home.terminal(120, 40)
        terminal.start("--offline")
        terminal.wait_text("Models")
        found = terminal.wait_for(lambda _: "open in process" in self.doctor(home, "--offline")["refresh"][1])
        self.assertTrue(found)
        terminal.keys("q")
        terminal.wait_exit()


class Wire(Asking):
    """Certificates and proxies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="ortop-tls-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.authority, cls.files = certificates.make(cls.folder)
        cls.tls_server = StandIn(TODAY.isoformat(), KEY, tls=cls.files)
        cls.addClassCleanup(cls.tls_server.close)
        state = cls.tls_server.state()
        cls.tls, cls.proxy = state["tls"], "127.0.0.1:%d" % state["proxy_port"]

    def url(self, name):
        return "https://localhost:%d/api/v1" % self.tls[name]

    def test_certificates(self):
        home = self.home(api_url=self.url("good"))
        found = self.doctor(home, SSL_CERT_FILE=self.authority)
        self.assert_finding(found, "tls", "ok", "accepted", self.authority)
        self.assert_finding(found, "key", "ok", "accepted")
        for name in ("expired", "wrong-host", "stranger", "self-signed"):
            home = self.home(api_url=self.url(name))
            found = self.doctor(home, SSL_CERT_FILE=self.authority, code=1)
            self.assert_finding(found, "tls", "FAIL", "ca-certificates")
            self.assert_finding(found, "network", "-", "see tls")
            self.assert_finding(found, "key", "-")

    def test_proxies(self):
        home = self.home(api_url=self.url("good"))
        env = {"SSL_CERT_FILE": self.authority, "HTTPS_PROXY": "http://me:hush@%s" % self.proxy}
        found = self.doctor(home, **env)
        self.assert_finding(found, "proxy", "ok", "HTTPS_PROXY http://" + self.proxy)
        self.addCleanup(self.tls_server.control, proxy="ok")
        for answer in ("403", "407"):
            self.tls_server.control(proxy=answer)
            found = self.doctor(home, code=1, **env)
            self.assert_finding(found, "proxy", "FAIL", answer, "check HTTPS_PROXY")
            self.assert_finding(found, "network", "-", "see proxy")
            self.assertNotIn("hush", str(found))
