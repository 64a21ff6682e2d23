"""The program in a terminal, on the sample: start, keys, sizes, and how it leaves."""

import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios

from case import Case
from expect import ROOT, tokens_text
from rig import PROMPT, running, wait_for

CLEAN = {"alternate_on": 0, "cursor_flag": 1, "keypad_flag": 0, "keypad_cursor_flag": 0,
         "mouse_any_flag": 0, "insert_flag": 0, "origin_flag": 0, "wrap_flag": 1}
LATEST = r"2026-W33 +Aug 10-16 +7/7 days"


def sample_week(monday):
    """[(permaslug, tokens)] of a week of share/sample.tsv, as written there."""
    rows, inside = [], False
    with open(os.path.join(ROOT, "share", "sample.tsv"), encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if fields[0] in ("week", "day"):
                inside = fields[0] == "week" and fields[1] == monday
            elif fields[0] == "row" and inside:
                rows.append((fields[1], int(fields[2])))
    return rows


def waiting(fd):
    """How many bytes there are to read."""
    return struct.unpack("i", fcntl.ioctl(fd, termios.FIONREAD, b"\0" * 4))[0]


class Screen(Case):
    def on_sample(self, columns=120, rows=40, *args, before="", week="W33", **env):
        """(home, terminal) with the program on the sample, once a week is shown."""
        home = self.offline_home(key=None)
        terminal = home.terminal(columns, rows, **env)
        terminal.start(*args, before=before)
        terminal.wait_text(week)
        return home, terminal

    def assert_clean(self, terminal):
        """The terminal is as a shell wants it."""
        flags = terminal.flags()
        self.assertEqual({name: flags[name] for name in CLEAN}, CLEAN)
        self.assertEqual((flags["scroll_region_upper"], flags["scroll_region_lower"]),
                         (0, flags["pane_height"] - 1))
        terminal.type("clear; stty -a; echo said-$((6*7))")
        screen = terminal.wait_text("said-42")
        settings = set(re.findall(r"-?\b[a-z]+\b", screen))
        for name in ("echo", "icanon", "isig", "icrnl", "opost", "onlcr", "ixon", "iexten"):
            self.assertIn(name, settings)
            self.assertNotIn("-" + name, settings)


class Sample(Screen):
    def test_first_screen(self):
        _, terminal = self.on_sample()
        screen = terminal.wait_match(LATEST).string
        self.assertIn("SAMPLE", screen)
        self.assertIn("2026-08-22", screen)
        self.assertIn("OPENROUTER_API_KEY", screen)
        self.assertIn("OpenRouter (openrouter.ai/rankings)", screen)
        self.assertIn("not global usage", screen)
        rows = sample_week("2026-08-10")
        self.assertIn(tokens_text(sum(tokens for _, tokens in rows)), screen)
        for _, tokens in rows[:8]:
            self.assertIn(tokens_text(tokens), screen)

    def test_offline_is_said_and_nothing_is_asked(self):
        home = self.home()
        terminal = home.terminal()
        terminal.start("--offline")
        screen = terminal.wait_text("SAMPLE")
        self.assertIn("offline", screen.lower())
        terminal.keys("r", "q")
        terminal.wait_exit()
        self.assertEqual(self.server.log(), [])

    def test_without_a_network(self):
        home = self.offline_home()
        terminal = home.terminal(160, 45)
        terminal.start()
        screen = terminal.wait_text("SAMPLE", "offline", "check the network")
        self.assertRegex(screen, LATEST)

    def test_options(self):
        _, terminal = self.on_sample(120, 40, "--week", "2026-W28", "--unit", "usd", week="W28")
        terminal.wait_match(r"2026-W28 +Jul 6-12 +7/7 days")
        terminal.wait_text("by dollars")

    def test_running_week(self):
        _, terminal = self.on_sample()
        terminal.keys("Right")
        terminal.wait_match(r"2026-W34 +Aug 17-23 +5/7 days")

    def test_store_that_cannot_be_made(self):
        home = self.offline_home(key=None)
        with open(os.path.join(home.data, "ortop"), "wb"):
            pass  # a file where the folder should be
        terminal = home.terminal(160, 45)
        terminal.start()
        terminal.wait_match(LATEST)
        # still, when what the network brought stands there too
        terminal.wait_text("in memory only", "offline")


class Refused(Screen):
    def test_unknown_terminal(self):
        home = self.offline_home(key=None)
        for name in ("nonesuch-terminal", ""):
            terminal = home.terminal(100, 24)
            terminal.start(before="TERM=%s" % name)
            self.assertEqual(terminal.wait_exit(), 2)
            said = [line for line in terminal.lines() if "TERM" in line or "terminal" in line]
            self.assertEqual(len(said), 1, terminal.screen())
            self.assert_clean(terminal)

    def test_bad_option(self):
        home = self.offline_home(key=None)
        terminal = home.terminal(100, 24)
        terminal.start("--colour")
        self.assertEqual(terminal.wait_exit(), 2)
        self.assertIn("--colour", terminal.screen())
        self.assertEqual(terminal.flags()["alternate_on"], 0)

    def test_output_to_a_file(self):
        home = self.offline_home(key=None)
        terminal = home.terminal(100, 24)
        terminal.type("clear; ortop > out; echo exit=$?")
        self.assertEqual(terminal.wait_exit(), 2)
        self.assertEqual(os.path.getsize(os.path.join(home.work, "out")), 0)

    def test_help_and_version(self):
        home = self.offline_home(key=None)
        answer = home.run("--help")
        self.assertEqual((answer.returncode, answer.stderr), (0, b""))
        text = answer.stdout.decode()
        for option in ("--week", "--unit", "--theme", "--[no-]ascii", "--[no-]offline", "--api-url",
                       "--key-file", "--interval", "--workload", "--log", "--help", "--version",
                       "export", "fetch"):
            self.assertIn(option, text)
        self.assertLess(text.lower().index("example"), text.index("--interval"))
        for command in re.findall(r"^  ortop ([a-z]+)\b", text, re.M):
            answer = home.run(command, "--help")
            self.assertEqual((answer.returncode, answer.stderr), (0, b""), command)
            about = answer.stdout.decode()
            self.assertEqual(re.findall(r"^  ortop ([a-z]+) .*\[options\]", about, re.M),
                             [command] if command != "help" else
                             re.findall(r"^  ortop ([a-z]+) .*\[options\]", text, re.M))
            self.assertEqual(home.run("help", command).stdout.decode(), about)
        version = home.run("--version")
        self.assertEqual((version.returncode, version.stderr), (0, b""))
        self.assertRegex(version.stdout.decode(), r"\Aortop \d+\.\d+\.\d+\nsqlite 3\.[^\n]*, json-c 0\.[^\n]*, curl \d[^\n]*\n\Z")


class Keys(Screen):
    def test_weeks(self):
        _, terminal = self.on_sample()
        for key, week in (("Left", "2026-W32"), ("h", "2026-W31"), ("Right", "2026-W32"),
                          ("l", "2026-W33"), ("0", "2026-W20"), ("$", "2026-W33")):
            terminal.keys(key)
            terminal.wait_match(week + r" +[A-Z][a-z][a-z] \d")
        # the ends of history are said, and nothing moves
        terminal.keys("0", "Left")
        terminal.wait_text("2026-W20", "oldest")
        terminal.keys("$", "Right", "Right")
        terminal.wait_text("2026-W34", "newest")

    def test_units(self):
        _, terminal = self.on_sample()
        terminal.wait_text("by tokens")
        for key, words in (("d", "by dollars"), ("t", "by tokens"), ("u", "by dollars"),
                           ("u", "by tokens")):
            terminal.keys(key)
            terminal.wait_text(words)

    def test_panes(self):
        """At 80 columns and 12 rows one pane is shown: the focused one."""
        _, terminal = self.on_sample(80, 12)
        for key, words in (("2", "vendors"), ("3", "regions"), ("4", "prices"), ("1", "models"),
                           ("Tab", "vendors"), ("BTab", "models")):
            terminal.keys(key)
            terminal.wait_for(lambda screen, w=words: w in screen.lower(), what=words)

    def test_filter(self):
        _, terminal = self.on_sample()
        terminal.keys("1", "/")
        terminal.type("zzzz")
        terminal.wait_text("nothing matches \"zzzz\"")
        terminal.keys("Escape")
        terminal.wait_for(lambda screen: "zzzz" not in screen, what="the filter's end")
        top = tokens_text(sample_week("2026-08-10")[0][1])
        terminal.wait_text(top)

    def test_help(self):
        _, terminal = self.on_sample()
        for key in ("?", "F1"):
            terminal.keys(key)
            terminal.wait_text("one week back", "quit")
            terminal.keys("Escape")
            terminal.wait_for(lambda screen: "one week back" not in screen, what="help is closed")
        self.assertIsNotNone(terminal.program())  # Esc never quits

    def test_redraw(self):
        _, terminal = self.on_sample()
        terminal.keys("t")  # closes the words for newcomers
        terminal.wait_for(lambda screen: "Welcome" not in screen, what="the panes alone")
        panes = terminal.lines()[2:]  # the line above counts the seconds to the next try
        terminal.tmux("send-keys", "-R")  # the terminal forgets what is on it
        terminal.wait_for(lambda screen: panes[0] not in screen, what="an empty screen")
        terminal.keys("C-l")
        terminal.wait_for(lambda screen: screen.split("\n")[2:] == panes, what="the same panes")

    def test_export_names(self):
        home, terminal = self.on_sample(80, 24)
        for pane, name in (("1", "models"), ("2", "vendors"), ("3", "regions"), ("4", "prices")):
            terminal.keys(pane, "e")
            path = "ortop-%s-2026-W33-tokens.csv" % name
            terminal.wait_text(path)
            with open(os.path.join(home.work, path), "rb") as file:
                self.assertEqual(file.read(), self.export(home, name))
        terminal.keys("1", "d", "e")
        terminal.wait_text("ortop-models-2026-W33-usd.csv")
        terminal.keys("t", "e")
        terminal.wait_text("ortop-models-2026-W33-tokens-2.csv")
        terminal.keys("e")
        terminal.wait_text("ortop-models-2026-W33-tokens-3.csv")
        self.assertEqual(len(os.listdir(home.work)), 7)

    def test_export_that_cannot_be(self):
        home, terminal = self.on_sample(120, 40)
        os.rename(home.work, home.work + "-gone")
        os.rmdir(home.work + "-gone")
        terminal.keys("e")
        terminal.wait_for(lambda screen: "No such file" in screen or "not written" in screen
                          or "cannot" in screen, what="why there is no file")
        os.mkdir(home.work)


class Looks(Screen):
    def test_no_color(self):
        _, terminal = self.on_sample(NO_COLOR="1")
        screen = terminal.screen(escapes=True)
        for attributes in re.findall("\x1b\\[([0-9;]*)m", screen):
            for code in attributes.split(";"):
                self.assertIn(code, ("", "0", "1", "2", "4", "7", "39", "49"))

    def test_colour_otherwise(self):
        _, terminal = self.on_sample()
        self.assertRegex(terminal.screen(escapes=True), "\x1b\\[[0-9;]*(3[1-8]|9[0-7])")

    def test_ascii(self):
        _, terminal = self.on_sample(120, 40, "--ascii")
        terminal.screen().encode("ascii")

    def test_ascii_where_the_locale_is_not_utf8(self):
        _, terminal = self.on_sample(before="LC_ALL=C")
        terminal.screen().encode("ascii")

    def test_utf8_otherwise(self):
        _, terminal = self.on_sample()
        self.assertFalse(terminal.screen().isascii())

    def test_themes(self):
        _, terminal = self.on_sample()
        for key, theme in (("p", "dark"), ("p", "light"), ("p", "high-contrast"), ("P", "light"),
                           ("P", "dark"), ("P", "default"), ("P", "mono"), ("p", "default")):
            terminal.keys(key)
            terminal.wait_text("theme " + theme)


class Sizes(Screen):
    def test_every_size_survives(self):
        _, terminal = self.on_sample(200, 60)
        for columns, rows in ((200, 60), (120, 40), (100, 30), (80, 24), (60, 15), (40, 12),
                              (20, 5), (10, 3), (3, 2), (2, 1), (1, 1), (5, 1), (1, 20), (200, 3),
                              (80, 24), (120, 40)):
            terminal.resize(columns, rows)
            wait_for(lambda size=(columns, rows): self.size(terminal) == size,
                     what="%dx%d" % (columns, rows))
            self.assertIsNotNone(terminal.program())
        terminal.wait_match(LATEST)

    def size(self, terminal):
        answer = terminal.tmux("display-message", "-p", "#{pane_width} #{pane_height}")
        return tuple(int(number) for number in answer.split())

    def test_large_has_all_panes(self):
        for columns, rows in ((120, 40), (200, 60)):
            _, terminal = self.on_sample(columns, rows)
            screen = terminal.screen().lower()
            for title in ("models", "vendors", "regions", "prices"):
                self.assertIn(title, screen)

    def test_small_ones_are_useful(self):
        top = tokens_text(sample_week("2026-08-10")[0][1])
        _, terminal = self.on_sample(80, 24)
        terminal.wait_text(top, "W33")
        terminal.resize(20, 5)
        terminal.wait_for(lambda screen: "W33" in screen
                          and all(len(line) <= 20 for line in screen.split("\n")), what="20x5")
        self.assertTrue(terminal.screen().strip())

    def test_start_in_a_small_one(self):
        home = self.offline_home(key=None)
        terminal = home.terminal(20, 5)
        terminal.start()
        terminal.wait_text("W33")

    def test_storm(self):
        """Many sizes faster than they can be drawn: the last one counts."""
        _, terminal = self.on_sample(120, 40)
        for i in range(40):
            terminal.resize(20 + i * 37 % 120, 4 + i * 17 % 40)
        terminal.resize(120, 40)
        terminal.wait_match(LATEST)
        terminal.wait_for(lambda screen: all(title in screen.lower() for title in
                                             ("models", "vendors", "regions", "prices")),
                          what="all panes")


class Leaving(Screen):
    def test_quit(self):
        for key in ("q", "C-c"):
            _, terminal = self.on_sample()
            self.assertEqual(terminal.flags()["alternate_on"], 1)
            self.assertEqual(terminal.flags()["cursor_flag"], 0)
            terminal.keys(key)
            self.assertEqual(terminal.wait_exit(5), 0)
            self.assertNotIn("SAMPLE", terminal.screen())
            self.assert_clean(terminal)

    def test_signals(self):
        """What started the program sees which signal ended it."""
        for sig in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            with self.subTest(signal=sig.name):
                _, terminal = self.on_sample(before="trap : INT;")
                terminal.kill(sig)
                self.assertEqual(terminal.wait_exit(5), 128 + sig)
                self.assert_clean(terminal)

    def test_crashes(self):
        """So it does of a crash, and the terminal is given back all the same."""
        for sig in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL,
                    signal.SIGUSR1, signal.SIGXCPU):
            with self.subTest(signal=sig.name):
                _, terminal = self.on_sample(before="ulimit -c 0;")
                terminal.kill(sig)
                self.assertEqual(terminal.wait_exit(5), 128 + sig)
                self.assertNotIn("SAMPLE", terminal.screen())
                self.assert_clean(terminal)

    def test_crash_while_suspended(self):
        _, terminal = self.on_sample(before="ulimit -c 0;")
        pid = terminal.program()
        terminal.keys("C-z")
        terminal.wait_for(lambda screen: "SAMPLE" not in screen and PROMPT in screen,
                          what="the shell's prompt")
        os.kill(pid, signal.SIGSEGV)
        os.kill(pid, signal.SIGCONT)
        wait_for(lambda: not running(pid), 5, "the program's end")
        self.assert_clean(terminal)

    def test_suspend(self):
        _, terminal = self.on_sample()
        terminal.keys("C-z")
        terminal.wait_for(lambda screen: "SAMPLE" not in screen and PROMPT in screen,
                          what="the shell's prompt")
        self.assert_clean(terminal)
        terminal.resize(100, 30)
        terminal.type("fg")
        terminal.wait_match(LATEST)
        terminal.keys("Left")
        terminal.wait_text("2026-W32")
        terminal.keys("q")
        terminal.wait_for(lambda screen: "SAMPLE" not in screen, what="the end")
        self.assert_clean(terminal)

    def test_terminal_that_goes_away(self):
        """No pane, no program: it must not stay behind and spin."""
        _, terminal = self.on_sample()
        pid = terminal.program()
        terminal.tmux("kill-server")
        wait_for(lambda: not running(pid), 5, "the program's end")

    def test_terminal_that_takes_nothing(self):
        """A connection that stalls, say: a signal ends the program all the same, and what it still
        tells the terminal is to leave the screen."""
        main, side = pty.openpty()
        self.addCleanup(os.close, main)
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
        before = termios.tcgetattr(side)
        home = self.home(key=None)
        program = subprocess.Popen([os.path.join(home.bin, "ortop"), "--offline"], stdin=side,
                                   stdout=side, stderr=side, start_new_session=True,
                                   env=dict(home.env, TERM="xterm-256color"))
        self.addCleanup(program.wait)
        self.addCleanup(program.kill)
        wait_for(lambda: waiting(main) > 0, what="the first bytes")

        def is_full():
            """Ctrl-L has not been read for a while: the frames that it asks for are never read."""
            os.write(main, b"\x0c")
            return waiting(side) > 3
        wait_for(is_full, what="a terminal that takes no more")
        program.send_signal(signal.SIGTERM)
        wait_for(lambda: program.poll() is not None, what="the program's end")
        self.assertEqual(program.returncode, -signal.SIGTERM)
        self.assertEqual(termios.tcgetattr(side), before)
        os.close(side)
        left = b""
        with contextlib.suppress(OSError):  # nobody has the other end any more
            while chunk := os.read(main, 65536):
                left += chunk
        self.assertGreater(left.rfind(b"\x1b[?1049l"), left.rfind(b"2026-W33"))
