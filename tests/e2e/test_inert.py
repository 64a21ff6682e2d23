"""A market of names made to be obeyed (spoil.NASTY): nobody obeys them, wherever they appear."""

import base64
import contextlib
import os
import re
import sqlite3
import stat

from case import Case
from rig import wait_for

# Controls, direction marks, separators and other characters that act: the tests' own list.
ACTIVE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# One of them, made harmless.  Which models the market has, and so which of the names, the week
# decides.  Markdown escapes the braces.
SHOWN = re.compile(r"u\\?\{(?:0000|0007|0009|000A|000D|001B|009B|200F|2028|2066|2069)\\?\}")
FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.])")
MODEL = "deepseek/kite-flash"
ACTS = "\x1b]0;pwned\x07\u202e\u009b77m"
VIEWS = ("models", "vendors", "regions", "region-history", "prices", "coverage", "segments",
         "records")
OPENER = """#!/bin/sh
printf '%s\\n' "$#" "$@" >"$HOME/opened.new"
mv "$HOME/opened.new" "$HOME/opened"
"""


class Inert(Case):
    def setUp(self):
        super().setUp()
        self.server.control(rankings="poison", models="poison")

    def assert_inert(self, raw, what):
        """Bytes of text: UTF-8 in which nothing acts but tabs and ends of lines."""
        text = raw.decode("utf-8")
        found = ACTIVE.search(text)
        self.assertIsNone(found, "%s: %r" % (what, found and text[found.start() - 40:][:80]))
        return text

    def test_log(self):
        home = self.home()
        log = os.path.join(home.path, "log")
        for kind in ("poison", "poison-500", "html", "name-long"):
            self.server.control(rankings=kind)
            answer = home.run("fetch", "--log", log)
            said = self.assert_inert(answer.stdout + answer.stderr, kind)
            self.assertEqual(len(said.split("\n")), 3, said)
        with open(log, "rb") as file:
            text = self.assert_inert(file.read(), "log")
        for line in text.splitlines():
            self.assertRegex(line, r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z ", line)
        self.assertIn("pwned", text)  # told, and harmless
        self.assertEqual(stat.S_IMODE(os.stat(log).st_mode), 0o600)

    def test_exports(self):
        home = self.fetched()
        seen = ""
        for view in VIEWS:
            # Prices are what they are, whatever is counted.
            for unit in ((), ("--unit", "usd"))[:1 if view in ("prices", "coverage") else 2]:
                raw = self.export(home, view, *unit)
                seen += self.assert_inert(raw, view)
                for row in self.parse_csv(raw)[1]:
                    for cell in row.values():
                        self.assertIsNone(FORMULA.match(cell), (view, cell))
        self.assertRegex(seen, SHOWN)
        for word in ("'=cmd", "'@SUM"):
            self.assertIn(word, seen)

    def test_shown(self):
        home = self.fetched()
        for form in ("text", "json", "markdown"):
            seen = ""
            for view in VIEWS + ("weeks",):
                answer = home.run("show", view, "--format", form)
                self.assertEqual(answer.returncode, 0, answer.stderr)
                seen += self.assert_inert(answer.stdout + answer.stderr, (view, form))
            self.assertRegex(seen, SHOWN)

    def test_files(self):
        home = self.fetched()
        for view in VIEWS:
            self.assertEqual(home.run("export", view).returncode, 0)
        for name in os.listdir(home.work):
            self.assertRegex(name, r"\Aortop-[a-z-]+-\d{4}-W\d\d-tokens\.csv\Z")
        self.assertEqual(len(os.listdir(home.work)), len(VIEWS))

    def test_providers(self):
        self.heal()
        self.server.control(endpoints="poison")
        home = self.fetched()
        self.assertEqual(home.run("fetch", "--subject", MODEL).returncode, 0)
        seen = ""
        for form in ("text", "csv", "json", "markdown"):
            answer = home.run("show", "providers", "--subject", MODEL, "--format", form)
            self.assertEqual(answer.returncode, 0, answer.stderr)
            seen += self.assert_inert(answer.stdout + answer.stderr, form)
        self.assertRegex(seen, SHOWN)
        for row in self.parse_csv(self.export(home, "providers", "--subject", MODEL))[1]:
            for cell in row.values():
                self.assertIsNone(FORMULA.match(cell), cell)

    def poisoned_store(self):
        """A home whose store somebody else has written to: all its texts but slugs and dates."""
        self.heal()
        home = self.fetched()
        self.assertEqual(home.run("fetch", "--subject", MODEL).returncode, 0)
        with contextlib.closing(sqlite3.connect(home.store)) as store, store:
            for change in ("UPDATE listing SET name = name || ?",
                           "UPDATE endpoint SET provider = provider || ?",
                           "UPDATE endpoint SET tag = tag || ?",
                           "UPDATE endpoint SET quantization = quantization || ?",
                           "INSERT INTO fetch (at, feed, keyed, trouble, http, bytes, retry_after,"
                           " detail) SELECT at, feed, 1, 'server', 500, 0, 0, ? FROM fetch",
                           "INSERT INTO held VALUES (1, 1, 1, 1, 1, ?)"):
                self.assertGreater(store.execute(change, (ACTS,)).rowcount, 0, change)
        return home

    def test_a_store_of_others(self):
        home = self.poisoned_store()
        seen = ""
        for form in ("text", "csv", "json", "markdown"):
            for words in [[view] for view in VIEWS] + [[view, "--subject", MODEL] for view in
                                                       ("detail", "compare", "providers")]:
                answer = home.run("show", *words, "--format", form)
                self.assertEqual(answer.returncode, 0, answer.stderr)
                seen += self.assert_inert(answer.stdout + answer.stderr, (words, form))
        for words in (["status", "--format", "{top} {trouble} {held}"], ["doctor", "--offline"]):
            answer = home.run(*words)
            seen += self.assert_inert(answer.stdout + answer.stderr, words)
        self.assertRegex(seen, SHOWN)
        terminal = home.terminal(150, 45)
        terminal.start("--offline")
        self.assertRegex(terminal.wait_text("pwned"), SHOWN)
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_names_of_files(self):
        """Whatever cannot be used of what is named so is named in a message that acts not."""
        home = self.offline_home()
        folder = os.path.join(home.path, "d" + ACTS)
        os.makedirs(os.path.join(folder, "ortop"))
        with open(os.path.join(folder, "ortop", "ortop.db"), "w", encoding="ascii") as file:
            file.write("no database, and more than a few bytes of it\n" * 99)
        nowhere = os.path.join(home.path, "none" + ACTS, "x")
        for words, more in ((["show", "models"], {"XDG_DATA_HOME": folder}),
                            (["fetch"], {"XDG_DATA_HOME": folder}),
                            (["status"], {"XDG_DATA_HOME": folder}),
                            (["export", "models", "-o", nowhere], {}),
                            (["show", "models", "-o", nowhere], {}),
                            (["fetch", "--log", nowhere], {}),
                            (["fetch", "--key-file", nowhere], {}),
                            (["import", nowhere], {}),
                            (["config", "--theme", nowhere], {}),
                            (["config"], {"ORTOP_CONFIG": nowhere})):
            answer = home.run(*words, **more)
            self.assertNotEqual(answer.returncode, 0)
            self.assertRegex(self.assert_inert(answer.stdout + answer.stderr, words), SHOWN)

    def test_name_of_what_is_set_aside(self):
        home = self.home()
        folder = os.path.join(home.path, "d" + ACTS)
        self.assertEqual(home.run("fetch", XDG_DATA_HOME=folder).returncode, 0)
        with open(os.path.join(folder, "ortop", "ortop.db"), "r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * 8 * 4096)
        answer = home.run("fetch", XDG_DATA_HOME=folder)
        self.assertIn("set aside as", self.assert_inert(answer.stderr, "fetch"))

    def walk(self, terminal, *keys):
        """Press keys, each once the last one has changed the screen, and come back to the panes."""
        for key in keys:
            before = terminal.screen()
            terminal.keys(key)
            terminal.wait_for(lambda screen, before=before: screen != before,
                              what="something after %s" % key)
        while "Esc back" in terminal.screen():
            self.walk(terminal, "Escape")

    def test_screen(self):
        """Everywhere in the dashboard; `raw` is what it sends to the terminal, byte for byte."""
        home = self.fetched()
        raw_path = home.write("raw", "")
        opener = home.write("bin/xdg-open", OPENER)
        os.chmod(opener, 0o700)
        terminal = home.terminal(150, 45)
        terminal.tmux("set-option", "-s", "set-clipboard", "on")
        title = terminal.tmux("display-message", "-p", "#{pane_title}")
        terminal.tmux("pipe-pane", "cat >%s" % raw_path)
        terminal.start(before="DISPLAY=:77")
        terminal.wait_match(self.week_label(self.market.latest()))
        for keys in (["z", "j", "j", "z"], ["Enter", "Enter", "Enter"], ["w"], ["R"],
                     ["Tab", "Enter"], ["Tab", "Tab", "z", "z"], ["1", " ", "j", " ", "c"],
                     ["d", "Left"], ["/", "p", "w", "n", "Enter"], ["Escape", "y"]):
            self.walk(terminal, *keys)
        for key in ("g", "j", "j", "j", "j"):
            terminal.keys(key, "o")
        url = wait_for(lambda: self.opened(home), what="a page that is opened")
        terminal.keys("e")
        wait_for(lambda: os.listdir(home.work), what="an exported file")
        self.server.control(rankings="poison-500", models="poison-500")
        terminal.keys("r")
        terminal.wait_text("server error (500)")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        self.assertEqual(terminal.tmux("display-message", "-p", "#{pane_title}"), title)
        self.assertRegex(url, r"\Ahttps://openrouter\.ai/[A-Za-z0-9._~/:%-]+\Z")
        with open(raw_path, "rb") as file:
            self.assert_only_ours(file.read())

    def opened(self, home):
        path = os.path.join(home.env["HOME"], "opened")
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            count, url = file.read().rstrip("\n").split("\n")
        self.assertEqual(count, "1")
        return url

    def assert_only_ours(self, raw):
        """Sequences of the screen, the question for its modes, title and clipboard; nothing of the
        market's."""
        copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", raw)
        self.assertEqual(len(copied), 1)
        self.assertIn("OpenRouter", self.assert_inert(base64.b64decode(copied[0]), "clipboard"))
        self.assertNotIn(b"\x1b[77;77H", raw)
        self.assertNotIn(b"\x1b]0;", raw)
        rest = re.sub(rb"\x1b\]52;c;[A-Za-z0-9+/=]*\x07|\x1b\]2;(?:ortop [0-9A-Za-z -]*)?\x07"
                      rb"|\x1b\[[?>]?[0-9;]*\$?[@-~]|\x1b[()][0AB]|\x1b[=>78DM]|[\x08\x0e\x0f]",
                      b"", raw)
        self.assertRegex(self.assert_inert(rest, "screen"), SHOWN)
