"""Manners: the program as each type of terminal sees it, and what it leaves behind."""

import fcntl
import itertools
import os
import re
import signal
import struct
import termios

from case import Case
from expect import ROOT
from line import QUESTION, TITLE, Line, terminfo
from rig import PROMPT, process_stat, wait_for

FULL = ("xterm-256color", "xterm", "tmux-256color", "screen")
ASCII = ("linux", "vt100", "vt220")
LATEST = "2026-W33"
LEFT = {"linux": "\x1b[D"}  # what the key sends, in the mode that the terminal was asked for

# What is sent beside terminfo, and to whom (see include/ui/modes.h).
TITLES = (r"\x1b\[2[23];2t", r"\x1b\]2;(ortop 20\d\d-W\d\d)?\x07")
ASKED = (re.escape(QUESTION),)
FRAMES = (r"\x1b\[\?2026[hl]",)
MOUSE = (r"\x1b\[\?100[06][hl]",)
MORE = {"xterm-256color": TITLES + ASKED, "xterm": TITLES + ASKED, "tmux-256color": TITLES + ASKED,
        "screen": ASKED}


def golden(name):
    with open(os.path.join(ROOT, "tests", "screen", "golden", name), encoding="utf-8") as file:
        return file.read().rstrip("\n")


def trimmed(text):
    """Lines without blanks at their ends, and no empty ones at the end."""
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")


def place(line, text):
    """(row, column) of a text on the screen, from 1."""
    for row, words in enumerate(line.text().split("\n"), 1):
        if text in words:
            return row, words.index(text) + 1
    raise AssertionError("%s is not on the screen\n%s" % (text, line.text()))


# (name, key or size): what is done, one after the other, and how it must look then.
STEPS = (
    ("start", None),
    ("a week back", "h"),
    ("dollars", "d"),
    ("a row", "j"),
    ("zoom", "z"),
    ("no zoom", "z"),
    ("help", "?"),
    ("no help", "\x1b"),
    ("smaller", (80, 24)),
    ("as before", (120, 40)),
    ("a detail", "\r"),
    ("no detail", "\x1b"),
    ("tokens", "t"),
)


class Terminals(Case):
    """Every terminal must show what tmux shows, whose emulator is not ours."""

    grids = {}

    def grids_of(self, *args):
        """The screens of STEPS in tmux; the first is the one that the screen tests hold, but for
        the line that says why there are no live figures."""
        if args not in self.grids:
            self.grids[args] = self.draw_in_tmux(*args)
        return self.grids[args]

    def draw_in_tmux(self, *args):
        home = self.offline_home(key=None)
        terminal = home.terminal(120, 40)
        terminal.start("--offline", *args)
        grids, before, rows = {}, "", 40
        for name, act in STEPS:
            if isinstance(act, tuple):
                terminal.resize(*act)
                rows = act[1]
            elif act:
                terminal.keys({"\x1b": "Escape", "\r": "Enter"}.get(act, act))
            before = grids[name] = trimmed(terminal.wait_for(
                lambda screen, b=before: trimmed(screen) != b
                and self.is_whole(terminal, screen, rows), what=name))
        self.assertEqual(grids["as before"], grids["no help"])
        if not args:
            drawn, held = (grid.split("\n") for grid in (
                grids["start"], golden("models-120x40-tokens.txt")))
            self.assertEqual(drawn[:1] + drawn[2:], held[:1] + held[2:])
        return grids

    def is_whole(self, terminal, screen, rows):
        """The last line is there, which is drawn last, and nothing comes after."""
        lines = trimmed(screen).split("\n")
        return len(lines) == rows and lines[-1].endswith("q quit") and terminal.screen() == screen

    def line(self, term, *args, before="", home=None, **options):
        """A terminal with the program on the sample, once it is drawn."""
        line = Line(home or self.offline_home(key=None), term, **options)
        line.term = term
        line.start("--offline", *args, before=before)
        line.wait_for(lambda text: LATEST in text and ("q quit" in text or "9600 baud" in text),
                      "its first frame")
        return line

    def assert_left(self, line, where=""):
        """The terminal is as the shell gave it."""
        screen = line.screen
        line.until(lambda: screen.modes == {7, 25} and screen.main is None, "%s is left" % where)
        self.assertEqual((screen.attributes, screen.title, screen.titles), ("", TITLE, []), where)
        self.assertEqual((screen.top, screen.bottom), (0, screen.rows - 1), where)

    def assert_settings(self, line, where=""):
        """The modes of the line are those from before, once the shell waits for input again."""
        wait_for(lambda: termios.tcgetattr(line.fd) == line.settings, 5,
                 "%s: %r" % (where, termios.tcgetattr(line.fd)[:4]))

    def assert_understood(self, line, more=(), ascii_only=False):
        sent = line.from_program()
        self.assertEqual(terminfo.Terminfo(line.term).strangers(sent, more), [])
        if ascii_only:
            sent.encode("ascii")


class Screens(Terminals):
    def walk(self, term, grids, *args, **options):
        line = self.line(term, *args, **options)
        for name, act in STEPS:
            if isinstance(act, tuple):
                line.resize(*act)
            elif act:
                line.keys(act)
            line.wait_for(lambda text, n=name: trimmed(text) == grids[n],
                          what="%s in %s:\n%s\n" % (name, term, grids[name]))
        line.keys("q")
        self.assertEqual(line.wait_exit(), 0)
        self.assert_left(line, term)
        self.assert_settings(line, term)
        return line

    def test_full(self):
        grids = self.grids_of()
        for term in FULL:
            with self.subTest(term=term):
                line = self.walk(term, grids)
                self.assert_understood(line, MORE[term])

    def test_ascii(self):
        """Terminals that have no other characters of ours."""
        grids = self.grids_of("--ascii")
        for term in ASCII:
            with self.subTest(term=term):
                line = self.walk(term, grids)
                self.assert_understood(line, ascii_only=True)

    def test_slow(self):
        grids = self.grids_of("--ascii")
        line = self.walk("xterm-256color", grids, "--slow")
        self.assert_understood(line, ascii_only=True)
        self.assertEqual(set(re.findall("\x1b\\[[0-9;]*m", line.from_program())),
                         {"\x1b[m", "\x1b[7m"})

    def test_no_terminal(self):
        """Words, exit 2, and nothing that is not words."""
        home = self.offline_home(key=None)
        for term, word in (("dumb", "cannot place the cursor"), ("nonesuch", "not a known type")):
            line = Line(home, term)
            line.start()
            self.assertEqual(line.wait_exit(), 2)
            self.assertIn(word, line.text())
            self.assertNotIn("\x1b", line.from_program())
            self.assert_settings(line, term)


class InTmux(Terminals):
    """tmux keeps titles and reports the mouse, and does not answer for synchronized output."""

    FLAGS = ("#{pane_title}", "#{mouse_standard_flag}", "#{mouse_sgr_flag}", "#{alternate_on}")

    def wait_flags(self, terminal, *flags):
        def ask():
            return tuple(terminal.tmux("display-message", "-p", "\t".join(self.FLAGS)).rstrip(
                "\n").split("\t")) == flags
        wait_for(ask, what=str(flags), show=terminal.screen)

    def test_title_and_mouse(self):
        home = self.offline_home(key=None)
        terminal = home.terminal(120, 40)
        terminal.tmux("select-pane", "-T", TITLE)
        terminal.start("--offline", "--mouse")
        self.wait_flags(terminal, "ortop 2026-W33", "1", "1", "1")
        terminal.keys("h")
        self.wait_flags(terminal, "ortop 2026-W32", "1", "1", "1")
        terminal.keys("C-z")
        self.wait_flags(terminal, TITLE, "0", "0", "0")
        terminal.type("fg")
        self.wait_flags(terminal, "ortop 2026-W32", "1", "1", "1")
        terminal.wait_text("q quit")
        terminal.tmux("send-keys", "-l", "\x1b[<0;60;25M\x1b[<0;60;25m")
        terminal.tmux("send-keys", "-l", "\x1b[<65;20;8M")
        terminal.wait_text("4-13 of 50")
        terminal.keys("q")
        self.wait_flags(terminal, TITLE, "0", "0", "0")

    def test_none_unless_asked_for(self):
        home = self.offline_home(key=None)
        terminal = home.terminal(120, 40)
        terminal.start("--offline")
        self.wait_flags(terminal, "ortop 2026-W33", "0", "0", "1")


class InScreen(Terminals):
    """Inside GNU screen, which has an emulator of its own and draws what it took in anew."""

    SETTINGS = """\
startup_message off
vbell off
defutf8 on
term screen
altscreen on
autodetach off
shell -/bin/sh
"""

    def start(self, *args):
        home = self.offline_home(key=None)
        sockets = os.path.join(home.path, "screen")
        os.mkdir(sockets, 0o700)
        line = Line(home, "xterm-256color", SCREENDIR=sockets)
        line.type("exec screen -U -c %s /bin/sh" % home.write("screenrc", self.SETTINGS))
        line.wait_sent("\x1b[?1049h")
        line.wait_text(PROMPT)
        line.start("--offline", *args)
        line.wait_text(LATEST, "q quit")
        return line

    def test_screens(self):
        grids = self.grids_of()
        line = self.start()
        for name, act in STEPS:
            if isinstance(act, tuple):
                line.resize(*act)
            elif act:
                line.keys(act)
            line.wait_for(lambda text, n=name: trimmed(text) == grids[n],
                          what="%s:\n%s\n" % (name, grids[name]))
        line.keys("q")
        self.assertEqual(line.wait_exit(), 0)
        self.assertIn(25, line.screen.modes)
        self.assertNotIn("SAMPLE", line.text())

    def test_suspended_and_mouse(self):
        line = self.start("--mouse")
        grid = trimmed(line.text())
        line.keys("\x1a")
        line.wait_for(lambda text: "Stopped" in text and "SAMPLE" not in text, what="the prompt")
        line.until(lambda: 1000 not in line.screen.modes, "no mouse")
        line.type("fg")
        line.wait_for(lambda text: trimmed(text) == grid, what=grid)
        line.until(lambda: 1000 in line.screen.modes, "the mouse again")
        # The form of the report is what screen asks its terminal for.
        row, column = place(line, "Share")
        line.keys("\x1b[<0;%d;%dM" % (column, row) if 1006 in line.screen.modes else
                  "\x1b[M " + chr(32 + column) + chr(32 + row))
        line.wait_text("sorted by Share, descending")
        line.keys("q")
        line.wait_for(lambda text: "SAMPLE" not in text, what="the end")
        line.until(lambda: 1000 not in line.screen.modes, "no mouse")


class Frames(Terminals):
    """Synchronized output."""

    def test_never_without_an_answer(self):
        line = self.line("xterm-256color")
        line.keys("h")
        line.wait_text("2026-W32")
        line.keys("q")
        line.wait_exit()
        self.assertEqual(line.from_program().count("2026$p"), 1)
        self.assertNotIn("\x1b[?2026h", line.sent)
        self.assertNotIn("\x1b[?2026l", line.sent)

    def test_never_after_a_no(self):
        line = self.line("xterm-256color", replies={QUESTION: "\x1b[?2026;0$y"})
        line.keys("h")
        line.wait_text("2026-W32")
        self.assertNotIn("\x1b[?2026h", line.sent)

    def test_after_the_answer(self):
        """The answer is no key, and each frame is in one, whole."""
        line = self.line("xterm-256color", replies={QUESTION: "\x1b[?2026;2$y"})
        for key, week in (("h", "2026-W32"), ("h", "2026-W31"), ("$", "2026-W33")):
            start = len(line.sent)
            line.keys(key)
            line.wait_sent("\x1b[?2026l", start)
            frame = line.sent[start:]
            self.assertTrue(frame.startswith("\x1b[?2026h"), frame[:40])
            self.assertEqual(frame.count("\x1b[?2026h"), 1)
            self.assertIn(week, line.text())
        # Nothing to show, nothing sent.
        start = len(line.sent)
        line.keys("t")
        line.keys("h")
        line.wait_text("2026-W32")
        self.assertEqual(line.sent[start:].count("\x1b[?2026h"), 1)
        line.keys("q")
        self.assertEqual(line.wait_exit(), 0)
        self.assert_left(line)
        self.assert_understood(line, MORE["xterm-256color"] + FRAMES)

    def test_an_answer_late_and_in_pieces(self):
        line = self.line("xterm-256color")
        line.keys("h")
        # The title comes after the frame.
        line.until(lambda: line.screen.title == "ortop 2026-W32", "the week before")
        before = line.text()
        for piece in ("\x1b[?20", "26;", "2$"):
            line.keys(piece)
            # A key behind a piece would end the sequence: what was read is seen by time alone.
            wait_for(lambda: self.is_read(line), what="the piece is read")
        start = len(line.sent)
        line.keys("y")
        line.keys("h")
        line.wait_sent("\x1b[?2026l", start)
        line.wait_text("2026-W31")
        line.keys("l")
        line.wait_for(lambda text: text == before, what="what was there before")

    def is_read(self, line):
        """No byte waits on the line, and the program sleeps."""
        slave = os.open("/proc/%d/fd/0" % line.program(), os.O_RDWR | os.O_NOCTTY)
        try:
            waiting = struct.unpack("i", fcntl.ioctl(slave, termios.FIONREAD, b"\0" * 4))[0]
        finally:
            os.close(slave)
        return waiting == 0 and process_stat(line.program())[1] == "S"

    def test_an_answer_to_who_types_ahead(self):
        """It is still ours when q has been typed before it."""
        line = Line(self.offline_home(key=None), "xterm-256color",
                    replies={QUESTION: "q\x1b[?2026;2$y"})
        line.term = "xterm-256color"
        line.start("--offline")
        self.assertEqual(line.wait_exit(), 0)
        line.type("echo said-$((6*7))")
        self.assertNotIn("2026", line.wait_text("said-42"))
        self.assert_left(line)

    def test_a_terminal_that_prints_the_question(self):
        home = self.offline_home(key=None)
        plain = self.line("xterm-256color", home=home).text()
        line = Line(home, "xterm-256color")
        line.screen.prints_questions = True
        line.start("--offline")
        line.wait_for(lambda text: trimmed(text) == trimmed(plain), what=plain)


class Leaving(Terminals):
    """Whatever ends it."""

    TERMS = ("xterm-256color", "tmux-256color", "screen", "linux", "vt100")

    def start(self, term, **options):
        return self.line(term, "--mouse", before="ulimit -c 0;", **options)

    def test_ends(self):
        for term in self.TERMS:
            for sig in (signal.SIGTERM, signal.SIGQUIT, signal.SIGSEGV, signal.SIGABRT):
                with self.subTest(term=term, signal=sig.name):
                    line = self.start(term)
                    os.kill(line.program(), sig)
                    self.assertEqual(line.wait_exit(), 128 + sig)
                    self.assert_left(line, term)
                    self.assert_settings(line, term)
                    line.close()
                    line.home.terminals.remove(line)

    def wait_taken(self, line):
        """Until the modes are taken that this terminal has."""
        taken = {"linux": {7}, "vt100": {1, 7, 25, "keypad"}}.get(
            line.term, {1, 7, 1000, 1006, 1049, "keypad"})
        title = TITLE if line.term in ("linux", "vt100", "screen") else "ortop " + LATEST
        line.until(lambda: line.screen.modes == taken and line.screen.title == title,
                   "%s and %s are taken" % (taken, title))

    def wait_frame(self, line, start):
        """Until a frame of the line's size is whole; see Bytes.at_rest."""
        line.wait_sent("\x1b[%d;1H" % line.screen.rows, start)

    def test_suspended_and_resumed(self):
        """By the key and by the signal, with another size in between; twice."""
        for term in self.TERMS:
            with self.subTest(term=term):
                line = self.start(term)
                pid, grid = line.program(), trimmed(line.text())
                self.wait_taken(line)
                for stop in (lambda: line.keys("\x1a"), lambda: os.kill(pid, signal.SIGTSTP)):
                    stop()
                    self.wait_stopped(pid)
                    self.assert_left(line, term)
                    self.assert_settings(line, term)
                    line.resize(80, 24)
                    start = len(line.sent)
                    line.type("fg")
                    self.wait_frame(line, start)
                    line.wait_text(LATEST, "q quit")
                    self.wait_taken(line)
                    start = len(line.sent)
                    line.resize(120, 40)
                    self.wait_frame(line, start)
                    line.wait_for(lambda text, g=grid: trimmed(text) == g, what=grid)
                    # Keys come as the terminal's own again.
                    start = len(line.sent)
                    line.keys(LEFT.get(term, "\x1bOD"))
                    line.wait_text("2026-W32")
                    line.keys("l")
                    line.wait_for(lambda text, g=grid: trimmed(text) == g, what=grid)
                line.keys("q")
                self.assert_left(line, term)
                self.assert_settings(line, term)
                self.assert_understood(line, MORE.get(term, ()) + (MOUSE if term in FULL else ()),
                                       term in ASCII)

    def wait_stopped(self, pid):
        wait_for(lambda: process_stat(pid)[1] == "T", what="the program is stopped")

    def test_stopped_without_a_word(self):
        """SIGSTOP leaves no time to give anything back; another program then sets the terminal
        otherwise."""
        line = self.start("xterm-256color")
        grid = trimmed(line.text())
        os.kill(line.program(), signal.SIGSTOP)
        self.wait_stopped(line.program())
        # The line is still as the program had it: Enter is no end of a line.
        line.keys("printf '\\033[?1049l\\033[?25h\\033[?1000l\\033[31mred'\n")
        line.wait_for(lambda _: line.screen.main is None, what="the other program")
        line.keys("fg\n")
        line.wait_for(lambda text: trimmed(text) == grid, what=grid)
        self.wait_taken(line)
        line.keys("q")
        self.assert_left(line)
        self.assertNotIn("SAMPLE", line.text())

    def test_in_the_background(self):
        """A program in the background does not touch the terminal."""
        line = self.start("xterm-256color")
        pid = line.program()
        line.keys("\x1a")
        self.wait_stopped(pid)
        self.assert_left(line)
        start = len(line.sent)
        line.type("bg")
        line.type("echo said-$((6*7))")
        line.wait_text("said-42")
        self.wait_stopped(pid)
        self.assertNotIn("\x1b", line.sent[start:])
        self.assert_settings(line)
        line.type("fg")
        line.wait_text(LATEST, "q quit")


class Mouse(Terminals):
    def test_none_unless_asked_for(self):
        for term in FULL + ASCII:
            line = self.line(term)
            line.keys("hq")
            self.assertEqual(line.wait_exit(), 0)
            self.assertFalse(re.search(r"\x1b\[\?1(000|002|003|005|006|015)", line.sent), term)

    def test_clicks(self):
        for term in ("xterm-256color", "tmux-256color", "screen"):
            with self.subTest(term=term):
                line = self.line(term, "--mouse")
                line.until(lambda: {1000, 1006} <= line.screen.modes, "the mouse is asked for")
                row, column = place(line, "Vendors")
                line.keys("\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % ((column, row) * 2))
                head = place(line, "$ share")
                line.keys("\x1b[<0;%d;%dM" % (head[1], head[0]))
                line.wait_text("sorted by $ share, descending")
                line.keys("\x1b[<0;%d;%dM" % (head[1], head[0]))
                line.wait_text("sorted by $ share, ascending")
                line.keys("\x1b[<65;20;8M")
                line.wait_text("4-13 of 50")
                # As a terminal without 1006 says it: the wheel up at column 20, row 8.
                line.keys("\x1b[M\x60\x34\x28")
                line.wait_text("1-10 of 50")
                row, column = place(line, "Hy3")
                line.keys("\x1b[<0;%d;%dM" % (column, row) * 2)
                line.wait_text("Hy3", "Detail")


class Reread(Terminals):
    """The configuration is read again: mouse, title and slow count at once, and are given back."""

    def write(self, home, text):
        folder = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            file.write(text)

    def test_in_every_order(self):
        settings = {"mouse": "mouse = yes\n", "no title": "title = no\n", "slow": "slow = yes\n", "none": ""}
        home = self.offline_home(key=None)
        line = Line(home, "xterm-256color")
        for order in itertools.permutations(settings, 3):
            self.write(home, "")
            line.start("--offline")
            line.until(lambda: line.screen.title == "ortop " + LATEST, "the title")
            for name in order:
                self.write(home, settings[name])
                os.kill(line.program(), signal.SIGHUP)
                slow = name == "slow"
                title = TITLE if name in ("no title", "slow") else "ortop " + LATEST
                line.until(lambda: (1000 in line.screen.modes) == (1006 in line.screen.modes)
                           == (name == "mouse") and line.screen.title == title
                           and line.screen.text().isascii() == slow,
                           "%s of %s" % (name, order))
            line.keys("q")
            self.assertEqual(line.wait_exit(), 0)
            self.assert_left(line, ", ".join(order))
            line.type("clear")
            line.wait_for(lambda text: "exit=" not in text, "a clear screen")


class Title(Terminals):
    def test_not_where_it_is_not_wanted(self):
        line = self.line("xterm-256color", "--no-title")
        line.keys("q")
        line.wait_exit()
        self.assertNotRegex(line.from_program(), "\x1b]|\x1b\\[2[23];2t")

    def test_of_a_terminal_without_a_stack(self):
        """It has no title then: none of ours stays."""
        line = Line(self.offline_home(key=None), "xterm-256color")
        line.screen.keeps_titles = False
        line.start("--offline")
        line.until(lambda: line.screen.title == "ortop " + LATEST, "the title")
        line.keys("q")
        line.wait_exit()
        self.assertEqual(line.screen.title, "")


class Bytes(Terminals):
    """9600 baud are 960 bytes a second: a step of a week takes less than three."""

    LIMIT = 2880

    def steps(self, line, weeks):
        """The bytes of each step."""
        for key in "h" * (weeks - 1) + "l" * (weeks - 1):
            line.pump()
            before, text = line.bytes, line.text()
            line.keys(key)
            line.wait_for(lambda now, t=text: now.split("\n")[0] != t.split("\n")[0], what=key)
            line.until(lambda: self.at_rest(line), "the end of the frame")
            yield line.bytes - before

    def at_rest(self, line):
        """A frame ends with the cursor at the last line's start."""
        return line.sent.endswith("\x1b[%d;1H" % line.screen.rows)

    def check(self, term, *args, **options):
        line = self.line(term, *args, **options)
        for unit in "td":
            line.keys(unit)
            line.wait_text({"t": "by tokens", "d": "by dollars"}[unit])
            steps = list(self.steps(line, 14))
            self.assertEqual(len(steps), 26)
            self.assertLess(max(steps), self.LIMIT, (term, unit))

    def test_lines(self):
        """Whose line is set so: they are slow by themselves, whichever terminal."""
        for term in ASCII + FULL:
            with self.subTest(term=term):
                self.check(term, speed=9600)

    def test_others(self):
        for term in ("xterm-256color", "screen"):
            with self.subTest(term=term):
                self.check(term, "--slow")

    def test_what_is_not_slow(self):
        """Faster lines, windows (BSD's and macOS's are set to 9600 baud), and who says no."""
        for term, speed, args, env in (
                ("vt100", 38400, (), {}), ("xterm-256color", 19200, (), {}),
                ("xterm-256color", 9600, (), {"COLORTERM": "truecolor"}),
                ("xterm-256color", 9600, (), {"TERM_PROGRAM": "Apple_Terminal"}),
                ("xterm-256color", 9600, (), {"SSH_TTY": "/dev/pts/0"}),
                ("xterm-256color", 9600, ("--no-slow",), {}), ("vt100", 9600, ("--no-slow",), {})):
            with self.subTest(term=term, speed=speed, args=args, env=env):
                line = self.line(term, *args, speed=speed, **env)
                self.assertRegex(line.sent, "\x1b\\[[0-9;]*1m")
                self.assertNotIn("9600 baud", line.text())

    def test_why_it_is_plain(self):
        """Said where nobody asked for it, and kept out of the way of the next key."""
        line = self.line("xterm-256color", speed=9600)
        line.wait_text("a line of 9600 baud or less: plain; --no-slow: in colours")
        line.keys("h")
        line.wait_for(lambda text: "2026-W32" in text and "9600" not in text, "the message goes")
        self.assertNotIn("9600", self.line("xterm-256color", "--slow", speed=9600).text())
