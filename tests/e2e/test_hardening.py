"""What the binary and the process are made hard with, seen from outside."""

import ctypes
import errno
import os
import pwd
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest

from case import Case
from rig import BINARY, RELEASE, SANITIZER, running, wait_for

from client import StandIn

SECRET = "sk-or-v1-fedcba9876543210-also-very-secret"
USER = pwd.getpwnam("nobody")
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
STARTUP = {"_start", "_init", "_fini"}  # the C library's
PAGE = 0x1000


def readelf(*args):
    return subprocess.run(["readelf", "-W", *args, RELEASE], check=True, stdout=subprocess.PIPE,
                          env=dict(os.environ, LC_ALL="C")).stdout.decode()


def disassembly():
    """function -> its instructions."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", RELEASE], check=True,
                          stdout=subprocess.PIPE, env=dict(os.environ, LC_ALL="C")).stdout.decode()
    return {name: [line.partition("\t")[2].strip() for line in body.split("\n") if "\t" in line]
            for name, body in re.findall(r"^[0-9a-f]+ <(\S+)>:\n((?: .*\n)+)", text, re.M)}


class Binary(unittest.TestCase):
    def test_position_independent(self):
        self.assertRegex(readelf("-h"), r"Type: +DYN")
        self.assertRegex(readelf("-d"), r"FLAGS_1\).*\bPIE\b")

    def test_relocations_are_read_only(self):
        self.assertIn("GNU_RELRO", readelf("-l"))
        self.assertRegex(readelf("-d"), r"BIND_NOW|FLAGS_1\).*\bNOW\b")

    def test_no_executable_data(self):
        for line in readelf("-l").split("\n"):
            fields = re.match(r" +([A-Z_]+)( +0x[0-9a-f]+){5} ([RWE ]{3})", line)
            if fields:
                self.assertFalse({"W", "E"} <= set(fields.group(3)), line)
        self.assertRegex(readelf("-l"), r"GNU_STACK +(0x[0-9a-f]+ +){5}RW +0x")

    def test_no_search_path(self):
        self.assertNotRegex(readelf("-d"), r"\((RPATH|RUNPATH|TEXTREL)\)")

    def test_checked_calls(self):
        symbols = set(re.findall(r" ([A-Za-z_]\w*)(?:@|$)", readelf("--dyn-syms"), re.M))
        self.assertLess({"__stack_chk_fail", "__snprintf_chk", "__vsnprintf_chk"}, symbols)
        self.assertFalse({"gets", "strcpy", "strcat", "sprintf", "vsprintf", "system", "popen",
                          "mktemp", "tmpnam"} & symbols)


class Code(unittest.TestCase):
    """What the compiler put into the functions, where the machine's is known; elsewhere what it was
    asked for and what it has."""

    @classmethod
    def setUpClass(cls):
        cls.known = "X86-64" in readelf("-h")
        cls.functions = disassembly() if cls.known else {}

    def assert_asked_for(self, flag):
        tried = subprocess.run(["cc", "-Werror", flag, "-S", "-o", os.devnull, "-x", "c", os.devnull],
                               stderr=subprocess.DEVNULL, check=False)
        producers = re.findall(r"DW_AT_producer.*", readelf("--debug-dump=info"))
        self.assertTrue(producers)
        if tried.returncode == 0:
            self.assertEqual([line for line in producers if flag not in line], [])

    def test_jumps_land_at_entries(self):
        """Each function that can be called from elsewhere begins with a landing mark.  (The note
        that switches the check on is the linker's, only where the C library's start files have it,
        too.)"""
        if not self.known:
            self.assert_asked_for("-fcf-protection")
            return
        ours = {fields[7] for fields in map(str.split, readelf("-s").split("\n"))
                if len(fields) == 8 and fields[3:5] == ["FUNC", "GLOBAL"] and fields[6] != "UND"}
        ours -= STARTUP
        self.assertGreater(len(ours), 100)
        self.assertEqual([name for name in ours if self.functions[name][0] != "endbr64"], [])

    def test_stack_grows_page_by_page(self):
        """A frame of more than a page touches each of them, so that none is stepped over."""
        if not self.known:
            self.assert_asked_for("-fstack-clash-protection")
            return
        large = 0
        for name, code in self.functions.items():
            for this, following in zip(code, code[1:]):
                step = re.fullmatch(r"sub +\$0x([0-9a-f]{1,8}),%rsp", this)
                if step and int(step.group(1), 16) >= PAGE:
                    self.assertEqual(int(step.group(1), 16), PAGE, name)
                    self.assertRegex(following, r"^(or|mov)[lq] +\$0x0,(0x0)?\(%rsp\)$", name)
                    large += 1
        self.assertGreater(large, 0)


class Ordinary:
    """A folder and processes of a user that is not root, where the tests run as root."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="ortop-hard-")
        self.uid = USER.pw_uid if os.geteuid() == 0 else os.geteuid()
        self.binary = os.path.join(self.path, "ortop")
        shutil.copy(BINARY, self.binary)
        os.chmod(self.binary, 0o755)
        for name in ("data", "config", "work"):
            os.mkdir(os.path.join(self.path, name))
            self.give(os.path.join(self.path, name))
        self.give(self.path)

    def give(self, path):
        if os.geteuid() == 0:
            os.chown(path, USER.pw_uid, USER.pw_gid)

    def become(self):
        """In a child: to be this user, cores allowed."""
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(USER.pw_gid, USER.pw_gid, USER.pw_gid)
            os.setresuid(self.uid, self.uid, self.uid)
        limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))

    def start(self, url, *args, stdin=subprocess.DEVNULL, **env):
        return subprocess.Popen(
            [self.binary, *args], preexec_fn=self.become,
            cwd=os.path.join(self.path, "work"), stdin=stdin,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(HOME=self.path, XDG_DATA_HOME=os.path.join(self.path, "data"),
                     XDG_CONFIG_HOME=os.path.join(self.path, "config"), LANG="C.UTF-8",
                     ORTOP_API_URL=url, **SANITIZER, **env))

    def cores(self):
        work = os.path.join(self.path, "work")
        return [os.path.join(work, name) for name in os.listdir(work)]


class Cores(Case):
    """A process with a key can neither be dumped nor looked into by its own user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = StandIn(cls.market.today.isoformat(), SECRET)
        cls.addClassCleanup(cls.server.close)

    def under_way(self, *args, **env):
        """(its user, the process) while it waits for the catalogue's answer."""
        self.server.control(rankings="slow", models="slow", seconds=60, clear_log=True)
        user = self.user()
        process = self.started(user, "fetch", *args, **env)
        wait_for(self.server.log, what="a request")
        return user, process

    def user(self):
        user = Ordinary()
        self.addCleanup(shutil.rmtree, user.path)
        return user

    def started(self, user, *args, **env):
        process = user.start(self.server.api_url, *args, **env)

        def end():
            if process.poll() is None:
                process.kill()
            process.wait()
        self.addCleanup(end)
        return process

    def look(self, user, pid):
        """What another process of the same user gets of its memory and environment."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                user.become()
                said = []
                for name in ("mem", "environ"):
                    try:
                        with open("/proc/%d/%s" % (pid, name), "rb"):
                            said.append("open")
                    except OSError as problem:
                        said.append(errno.errorcode[problem.errno])
                libc = ctypes.CDLL(None, use_errno=True)
                libc.ptrace.restype = ctypes.c_long
                traced = libc.ptrace(PTRACE_ATTACH, pid, None, None)
                said.append("open" if traced == 0 else errno.errorcode[ctypes.get_errno()])
                if traced == 0:
                    os.waitpid(pid, 0)  # until it has stopped
                    libc.ptrace(PTRACE_DETACH, pid, None, None)
                os.write(writer, " ".join(said).encode())
            finally:
                os._exit(0)
        os.close(writer)
        said = os.read(reader, 100).decode().split()
        os.close(reader)
        os.waitpid(child, 0)
        return said

    def assert_closed(self, user, process):
        self.assertEqual(self.look(user, process.pid), ["EACCES", "EACCES", "EPERM"])
        with open("/proc/%d/limits" % process.pid, encoding="ascii") as file:
            self.assertRegex(file.read(), r"Max core file size +0 +0 ")
        with open("/proc/%d/cmdline" % process.pid, "rb") as file:
            self.assertNotIn(SECRET.encode(), file.read())
        os.kill(process.pid, signal.SIGABRT)
        self.assertEqual(process.wait(10), -signal.SIGABRT)
        self.assertEqual(user.cores(), [])

    def test_key_of_the_environment(self):
        self.assert_closed(*self.under_way(OPENROUTER_API_KEY=SECRET))

    def test_key_of_a_file(self):
        user = self.user()
        path = os.path.join(user.path, "key")
        with open(path, "w", encoding="ascii") as file:
            file.write(SECRET)
        os.chmod(path, 0o600)
        user.give(path)
        self.assert_closed(*self.under_way("--key-file", path))

    def test_key_of_a_command(self):
        """From before it has printed it, however long it goes on then."""
        user = self.user()
        folder = os.path.join(user.path, "config", "ortop")
        os.mkdir(folder)
        with open(os.path.join(folder, "config"), "w", encoding="ascii") as file:
            file.write("key-command = echo %s; echo $$ >pid.new; mv pid.new ../pid; exec sleep 99\n"
                       % SECRET)
        process = self.started(user, "fetch")
        path = os.path.join(user.path, "pid")
        wait_for(lambda: os.path.exists(path), what="the command")
        with open(path, encoding="ascii") as file:
            self.addCleanup(os.kill, int(file.read()), signal.SIGKILL)
        self.assert_closed(user, process)

    def test_key_that_is_not_wanted(self):
        """What asks nothing of the network has it in its environment all the same."""
        user = self.user()
        process = self.started(user, "import", "-", stdin=subprocess.PIPE,
                               OPENROUTER_API_KEY=SECRET)
        self.addCleanup(process.stdin.close)
        wait_for(lambda: self.look(user, process.pid)[0] == "EACCES", what="a closed process")
        self.assert_closed(user, process)

    def test_without_a_key(self):
        """What the tests above would see if nothing were done."""
        user, process = self.under_way()
        self.assertEqual(self.look(user, process.pid)[1], "open")
        with open("/proc/sys/kernel/core_pattern", encoding="ascii") as file:
            beside = not set("|/") & set(file.read())
        os.kill(process.pid, signal.SIGABRT)
        self.assertEqual(process.wait(10), -signal.SIGABRT)
        if beside and resource.getrlimit(resource.RLIMIT_CORE)[1]:
            self.assertEqual(len(user.cores()), 1)

    def test_environment_is_wiped(self):
        """Root can look, and does not find it where everybody looks first."""
        _, process = self.under_way(OPENROUTER_API_KEY=SECRET)
        try:
            with open("/proc/%d/environ" % process.pid, "rb") as file:
                self.assertNotIn(SECRET.encode(), file.read())
        except PermissionError:
            self.assertNotEqual(os.geteuid(), 0)
        self.assertTrue(running(process.pid))


class Files(Case):
    def test_modes(self):
        """Ours alone, even where the umask takes nothing away."""
        home = self.home()
        log = os.path.join(home.path, "log")
        before = os.umask(0)
        try:
            terminal = home.terminal()
            terminal.start("--log", log)
            terminal.wait_match(self.week_label(self.market.latest()))
            folder = os.path.dirname(home.store)
            names = {name: os.path.join(folder, name) for name in os.listdir(folder)}
        finally:
            os.umask(before)
        self.assertLessEqual({"ortop.db", "ortop.db-wal", "ortop.db-shm"}, set(names))
        for path in [log, *names.values()]:
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600, path)
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
