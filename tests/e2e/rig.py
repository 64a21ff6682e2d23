"""Runs the program as a user does: in a terminal of its own, with a home of its own.

A Home is a temporary HOME with its XDG folders and a work folder; it runs `ortop` without a
terminal (run) and hands out Terminals.  A Terminal is a tmux server of its own on a socket of its
own (in the home, and gone with it), with /bin/sh in its pane; the program is typed into that shell,
so that what it leaves behind can be looked at.  Nothing waits a fixed time: wait_for asks until the
answer is right or the deadline has passed, and then shows the screen.
"""

import atexit
import itertools
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "server"))

RELEASE = os.path.join(ROOT, "build", "ortop")
BINARY = os.path.abspath(os.environ.get("ORTOP_BINARY", RELEASE))
KEY = "sk-test-ortop"
DEADLINE = 15.0
POLL = 0.03

# The user's own settings must not matter, and no status line takes a row.
TMUX_CONF = """\
set-option -g default-terminal tmux-256color
set-option -g status off
set-option -s escape-time 0
"""

PROMPT = "ready$"  # of the shell: as root its own would be another

_count = itertools.count(1)


def _is_sanitized():
    with open(BINARY, "rb") as file:
        return b"__asan_init" in file.read()


# Built with ASan and UBSan: what is found goes to files here, as no screen keeps it, and run.py
# counts those.  To look for leaks is to trace oneself, which a process with a key allows root alone.
SANITIZED = os.path.exists(BINARY) and _is_sanitized()
REPORTS = tempfile.mkdtemp(prefix="ortop-reports-") if SANITIZED else None
if REPORTS:
    os.chmod(REPORTS, 0o1777)  # some run as another user
SANITIZER = {"ASAN_OPTIONS": "log_path=%s/report:detect_leaks=%d" % (REPORTS, os.geteuid() == 0),
             "UBSAN_OPTIONS": "print_stacktrace=1"} if SANITIZED else {}


def wait_for(predicate, deadline=DEADLINE, what="", show=None):
    """The predicate's first true answer; after `deadline` seconds an AssertionError."""
    end = time.monotonic() + deadline
    while True:
        answer = predicate()
        if answer:
            return answer
        if time.monotonic() > end:
            seen = "\n" + show() if show else ""
            raise AssertionError("not within %g s: %s%s" % (deadline, what, seen))
        time.sleep(POLL)


def closed_port():
    """A URL on loopback where nobody listens: port 1 is reserved and never bound by a test."""
    return "http://127.0.0.1:1/api/v1"


def process_stat(pid):
    """(name, state, parent) of a process, or None when there is none."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as file:
            head, _, rest = file.read().rpartition(")")
    except OSError:
        return None
    return head.split("(", 1)[1], rest.split()[0], int(rest.split()[1])


def running(pid):
    """Is the process there, and more than what its parent has yet to take note of?"""
    stat = process_stat(pid)
    return stat is not None and stat[1] not in "ZX"


class Home:
    """A temporary home; `env` is the whole environment of what runs in it."""

    def __init__(self, api_url, key=KEY):
        self.path = tempfile.mkdtemp(prefix="ortop-e2e-")
        atexit.register(self.close)  # for runs that are interrupted
        self.work = self._make("work")
        self.bin = self._make("bin")
        os.symlink(BINARY, os.path.join(self.bin, "ortop"))
        self.data = self._make("data")
        self.terminals = []
        self.env = {
            "PATH": self.bin + ":/usr/local/bin:/usr/bin:/bin",
            "HOME": self._make("home"),
            "XDG_DATA_HOME": self.data,
            "XDG_CONFIG_HOME": self._make("config"),
            "XDG_CONFIG_DIRS": self._make("xdg"),
            "XDG_CACHE_HOME": self._make("cache"),
            "XDG_STATE_HOME": self._make("state"),
            "LANG": "C.UTF-8",
            "ORTOP_API_URL": api_url,
            **SANITIZER,
        }
        if key is not None:
            self.env["OPENROUTER_API_KEY"] = key

    def _make(self, name):
        path = os.path.join(self.path, name)
        os.mkdir(path, 0o700)
        return path

    def write(self, name, text):
        """A file of the home; returns its path."""
        path = os.path.join(self.path, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    @property
    def store(self):
        return os.path.join(self.data, "ortop", "ortop.db")

    def run(self, *args, timeout=60, feed=b"", **env):
        """`ortop ARGS` without a terminal, `feed` on standard input: a CompletedProcess with
        bytes."""
        merged = dict(self.env, **env)
        merged = {name: value for name, value in merged.items() if value is not None}
        return subprocess.run([os.path.join(self.bin, "ortop"), *args], env=merged, cwd=self.work,
                              input=feed, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=timeout, check=False)

    def terminal(self, columns=120, rows=40, **env):
        terminal = Terminal(self, columns, rows, env)
        self.terminals.append(terminal)
        return terminal

    def files(self):
        """Every regular file below the home."""
        for folder, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    yield path

    def close(self):
        atexit.unregister(self.close)
        for terminal in self.terminals:
            terminal.close()
        shutil.rmtree(self.path)


class Terminal:
    """A tmux server with one pane of a given size and a shell in it."""

    def __init__(self, home, columns, rows, env):
        self.home = home
        self.socket = "ortop-test-%d-%d" % (os.getpid(), next(_count))
        self.settings = home.write("tmux.conf", TMUX_CONF)
        self.env = dict(home.env, ENV=home.write("shrc", "PS1='%s '\n" % PROMPT), TERM="dumb",
                        TMUX_TMPDIR=home.path, **env)
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", home.work,
                   "/bin/sh")
        self.server = int(self.tmux("display-message", "-p", "#{pid}"))
        try:
            self.wait_text(PROMPT)
        except AssertionError:
            self.close()
            raise

    def tmux(self, *args, check=True):
        """A tmux command to this terminal's server; returns what it says."""
        answer = subprocess.run(["tmux", "-L", self.socket, "-u", "-f", self.settings, *args],
                                env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                check=False, timeout=20)
        if check and answer.returncode != 0:
            raise RuntimeError("tmux %s: %s" % (args[0], answer.stderr.decode()))
        return answer.stdout.decode()

    # Input

    def type(self, line):
        """A line typed into the shell."""
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def start(self, *args, before=""):
        """Type the program's start; its exit status comes as the line exit=N."""
        command = " ".join(shlex.quote(arg) for arg in ("ortop",) + args)
        self.type("clear; %s %s; echo exit=$?" % (before, command))

    def keys(self, *keys):
        """Keys by tmux's names: Left, Right, PageDown, C-c, or the character itself."""
        for key in keys:
            self.tmux("send-keys", *(["-l", key] if len(key) == 1 else [key]))

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    # What is to be seen

    def screen(self, escapes=False):
        return self.tmux("capture-pane", "-p", *(["-e"] if escapes else []))

    def lines(self):
        return self.screen().split("\n")

    def wait_for(self, predicate, deadline=DEADLINE, what=""):
        """Until the predicate of the screen's text holds; returns that text."""
        def ask():
            screen = self.screen()
            return screen if predicate(screen) else None
        return wait_for(ask, deadline, what, self.screen)

    def wait_text(self, *texts, deadline=DEADLINE):
        """Until all texts are on the screen."""
        return self.wait_for(lambda screen: all(text in screen for text in texts), deadline,
                             " and ".join(repr(text) for text in texts))

    def wait_match(self, pattern, deadline=DEADLINE):
        """Until the pattern is on the screen; returns the match."""
        return re.search(pattern, self.wait_for(lambda s: re.search(pattern, s), deadline, pattern))

    def flags(self):
        """What the terminal is set to."""
        names = ("alternate_on", "cursor_flag", "keypad_flag", "keypad_cursor_flag",
                 "mouse_any_flag", "insert_flag", "origin_flag", "wrap_flag", "scroll_region_upper",
                 "scroll_region_lower", "pane_height")
        answer = self.tmux("display-message", "-p", ":".join("#{%s}" % name for name in names))
        return dict(zip(names, (int(value) for value in answer.strip().split(":"))))

    def program(self):
        """The pid of the `ortop` that runs in this pane, or None."""
        shell = int(self.tmux("display-message", "-p", "#{pane_pid}"))
        for name in os.listdir("/proc"):
            stat = process_stat(int(name)) if name.isdigit() else None
            if stat and stat[0] == "ortop" and stat[1] not in "ZX" and stat[2] == shell:
                return int(name)
        return None

    def kill(self, sig=signal.SIGTERM):
        pid = self.program()
        if pid is None:
            raise AssertionError("no program runs here\n" + self.screen())
        os.kill(pid, sig)

    def wait_exit(self, deadline=DEADLINE):
        """The program's exit status, once it has ended."""
        return int(self.wait_match(r"exit=(\d+)", deadline).group(1))

    def close(self):
        """End the server and what runs in it, which may still be writing."""
        try:
            program = self.program()
        except RuntimeError:  # the server has ended already
            program = None
        self.tmux("kill-server", check=False)
        for pid in filter(None, (self.server, program)):
            try:
                wait_for(lambda: not running(pid), 5)
            except AssertionError:
                os.kill(pid, signal.SIGKILL)
                wait_for(lambda: not running(pid), 5)
