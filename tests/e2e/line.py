"""A terminal of the tests' own: a pty with a shell at its end, read by an emulator.

Unlike tmux (rig.Terminal) it can be any TERM: what is sent is held against that terminal's terminfo,
byte by byte, and it answers what it is told to answer.  `screen` is the emulator (support/vt.py).
"""

import codecs
import fcntl
import os
import pty
import re
import select
import shlex
import signal
import struct
import sys
import termios
import time

from rig import DEADLINE, POLL, PROMPT, ROOT, process_stat, running, wait_for

sys.path.append(os.path.join(ROOT, "tests", "support"))

import terminfo  # noqa: E402
import vt  # noqa: E402

TITLE = "the title before"
SPEEDS = {9600: termios.B9600, 19200: termios.B19200, 38400: termios.B38400}
QUESTION = "\x1b[?2026$p"


class Line:
    """A shell on a terminal of a type and a size.  `replies` maps what is sent to what the terminal
    answers; it starts with a title of its own."""

    def __init__(self, home, term, columns=120, rows=40, speed=38400, replies=None, **env):
        self.home = home
        self.screen = vt.Screen(columns, rows)
        self.screen.title = TITLE
        self.replies = replies or {}
        self.sent = ""
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.bytes = 0
        environment = dict(home.env, ENV=home.write("shrc", "PS1='%s '\n" % PROMPT), TERM=term,
                           **env)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(home.work)
                set_line(0, columns, rows, SPEEDS[speed])
                os.execve("/bin/sh", ["sh", "-i"], environment)
            finally:
                os._exit(127)
        os.set_inheritable(self.fd, False)  # by the next one's shell: then nothing hung up
        os.set_blocking(self.fd, False)
        home.terminals.append(self)
        self.wait_text(PROMPT)
        self.settings = termios.tcgetattr(self.fd)

    # Input

    def keys(self, text):
        os.write(self.fd, text.encode())

    def type(self, line):
        self.keys(line + "\r")

    def start(self, *args, before=""):
        command = " ".join(shlex.quote(arg) for arg in ("ortop",) + args)
        self.mark = len(self.sent)
        self.type("%s %s; echo exit=$?" % (before, command))

    def resize(self, columns, rows):
        self.screen.resize(columns, rows)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # Output

    def pump(self):
        """Read what there is."""
        while select.select([self.fd], [], [], 0)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return
            if not data:
                return
            self.bytes += len(data)
            text = self.decode(data)
            self.sent += text
            for question, answer in self.replies.items():
                if question in text:
                    self.keys(answer)
            self.screen.feed(data)

    def text(self):
        self.pump()
        return self.screen.text()

    def until(self, predicate, what=""):
        """The predicate's first true answer; it is asked whenever something came."""
        end = time.monotonic() + DEADLINE
        while True:
            self.pump()
            answer = predicate()
            if answer:
                return answer
            if time.monotonic() > end:
                raise AssertionError("not within %g s: %s\n%s\nmodes %s, title %r" % (
                    DEADLINE, what, self.screen.text(), self.screen.modes, self.screen.title))
            select.select([self.fd], [], [], POLL)

    def wait_for(self, predicate, what=""):
        """Until the predicate of the screen's text holds; returns that text."""
        def ask():
            text = self.screen.text()
            return text if predicate(text) else None
        return self.until(ask, what)

    def wait_text(self, *texts):
        return self.wait_for(lambda text: all(one in text for one in texts),
                             what=" and ".join(repr(one) for one in texts))

    def wait_sent(self, sequence, start=0):
        """Until a sequence has been sent, after a place in `sent`."""
        self.until(lambda: sequence in self.sent[start:], "%r is sent" % sequence)

    def wait_exit(self):
        text = self.wait_for(lambda text: re.search(r"exit=\d+", text), what="the program's end")
        return int(re.search(r"exit=(\d+)", text).group(1))

    def from_program(self):
        """What was sent since the program was started, without the line that started it."""
        self.pump()
        return self.sent[self.mark:].partition("\n")[2]

    def programs(self):
        """The pids of what the shell has started and what is still there."""
        for name in os.listdir("/proc"):
            stat = process_stat(int(name)) if name.isdigit() else None
            if stat and stat[1] not in "ZX" and stat[2] == self.pid:
                yield int(name)

    def program(self):
        """The pid of the `ortop` that the shell has started."""
        for pid in self.programs():
            if process_stat(pid)[0] == "ortop":
                return pid
        raise AssertionError("no program runs here\n" + self.text())

    def close(self):
        """End the shell, which takes what runs in it along, and wait for that, too."""
        started = list(self.programs())
        os.close(self.fd)
        for pid in started:
            wait_for(lambda one=pid: not running(one), 5, "the end of what ran in the shell")
        try:
            wait_for(lambda: os.waitpid(self.pid, os.WNOHANG)[0] or not running(self.pid), 5)
        except AssertionError:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


def set_line(fd, columns, rows, speed):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    settings = termios.tcgetattr(fd)
    settings[4] = settings[5] = speed
    termios.tcsetattr(fd, termios.TCSANOW, settings)
