"""A terminal program under measurement: one process on one pty.

Every chunk of output is kept with the time at which it was read, so that what the screen held at any
moment can be worked out afterwards, without disturbing what is measured.
"""

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "support"))

import vt  # noqa: E402

COLUMNS, ROWS = 120, 40
TERM = "tmux-256color"

NOW = time.monotonic

# Programs ask the terminal what it is, and some wait for the answer.
ANSWERS = (
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[0c", b"\x1b[?62;22c"),
    (b"\x1b[>c", b"\x1b[>84;0;0c"),
)

KEYS = {
    "Up": b"\x1bOA",
    "Down": b"\x1bOB",
    "Right": b"\x1bOC",
    "Left": b"\x1bOD",
    "Enter": b"\r",
    "Escape": b"\x1b",
    "Tab": b"\t",
}


class Program:
    """Runs argv with a home of its own; `env` is added to a bare environment."""

    def __init__(self, argv, env=None, columns=COLUMNS, rows=ROWS):
        self.home = tempfile.mkdtemp(prefix="ortop-bench.")
        self.columns, self.rows = columns, rows
        self.chunks = []
        self.sizes = []
        self.bytes = 0
        self.ended = False
        environment = {
            "HOME": self.home,
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "TERM": TERM,
            "LC_ALL": "C.UTF-8",
        }
        environment.update(env or {})
        path = shutil.which(argv[0]) or argv[0]
        # The child tells when it was about to become the program: a clock of all processes.
        reader, writer = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                set_size(0, columns, rows)
                os.close(reader)
                os.set_inheritable(writer, False)
                os.write(writer, struct.pack("d", NOW()))
                os.execve(path, argv, environment)
            finally:
                os._exit(127)
        os.close(writer)
        os.set_blocking(self.fd, False)
        self.poll = select.poll()
        self.poll.register(self.fd, select.POLLIN)
        started = os.read(reader, 8)
        os.close(reader)
        if len(started) != 8:
            raise RuntimeError("%s did not start" % argv[0])
        self.started = struct.unpack("d", started)[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def read(self, until, quiet=None):
        """Collect output until a moment, or until nothing came for `quiet` seconds after some."""
        got = False
        while not self.ended:
            now = NOW()
            wait = until - now
            if wait <= 0:
                return
            if quiet and got:
                wait = min(wait, quiet)
            if not self.poll.poll(wait * 1000):
                if quiet and got:
                    return
                continue
            try:
                data = os.read(self.fd, 65536)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self.ended = True
                return
            self.chunks.append((NOW(), data))
            self.bytes += len(data)
            got = True
            for question, answer in ANSWERS:
                if question in data:
                    self.send(answer)

    def send(self, data):
        try:
            os.write(self.fd, data)
        except OSError:
            self.ended = True

    def resize(self, columns, rows):
        self.sizes.append((NOW(), columns, rows))
        set_size(self.fd, columns, rows)

    def screen(self, chunks=None):
        """What the terminal shows after these chunks (all of them)."""
        screen = vt.Screen(self.columns, self.rows)
        sizes = list(self.sizes)
        for at, data in self.chunks if chunks is None else chunks:
            while sizes and sizes[0][0] <= at:
                screen.resize(*sizes.pop(0)[1:])
            screen.feed(data)
        return screen

    def alive(self):
        return not self.ended and os.path.exists("/proc/%d/exe" % self.pid)

    def close(self):
        """End it: asked with q, then by signals to this one process."""
        for act in (lambda: self.send(b"q"), lambda: os.kill(self.pid, signal.SIGTERM),
                    lambda: os.kill(self.pid, signal.SIGKILL)):
            act()
            end = NOW() + 1
            while NOW() < end:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self.fd)
                    shutil.rmtree(self.home, ignore_errors=True)
                    return
                self.read(NOW() + 0.01)
                if self.ended:
                    time.sleep(0.005)


def set_size(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def full_frame(program, settle):
    """Milliseconds from exec until the screen first held 90 % of the cells that it holds after
    `settle` seconds."""
    program.read(program.started + settle)
    screen = vt.Screen(program.columns, program.rows)
    counts = []
    for at, data in program.chunks:
        screen.feed(data)
        counts.append((at, screen.filled()))
    if not counts or not counts[-1][1]:
        raise RuntimeError("nothing on the screen")
    goal = 0.9 * counts[-1][1]
    return next(at - program.started for at, filled in counts if filled >= goal) * 1000


def descendants(pid):
    """The process and all that it has started."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(name)] = int(fields[1])
    found = {pid}
    while True:
        more = {p for p, parent in parents.items() if parent in found} - found
        if not more:
            return sorted(found)
        found |= more


def pss_kib(pid):
    """Proportional set size of a process and its children, KiB."""
    total = 0
    for one in descendants(pid):
        try:
            with open("/proc/%d/smaps_rollup" % one, encoding="ascii") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            pass
    return total


def own_kib(pid):
    """What a process has written of its memory, KiB: unlike its proportional set, the same
    whichever other programs share its libraries meanwhile."""
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Anonymous:"))


def wake_ups(pid):
    """How often threads of a process and its children went to sleep so far."""
    total = 0
    for one in descendants(pid):
        try:
            tasks = os.listdir("/proc/%d/task" % one)
        except OSError:
            continue
        for task in tasks:
            try:
                with open("/proc/%d/task/%s/status" % (one, task), encoding="ascii",
                          errors="replace") as file:
                    total += sum(int(line.split()[1]) for line in file
                                 if line.startswith("voluntary_ctxt_switches"))
            except OSError:
                pass
    return total


def cpu_ms(pid):
    """Processor time of a process so far, which other programs' work does not change: the clock
    of a process (see clock_getcpuclockid(3))."""
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e6


def machine():
    """The machine in a few words."""
    model = ""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = " ".join(line.split(":", 1)[1].split())
                break
    system = subprocess.run(["uname", "-sr"], stdout=subprocess.PIPE, check=True).stdout
    return "%s, %d cores, %s" % (model or "unknown processor", os.cpu_count(),
                                 system.decode().strip())
