"""Commands that read leave nothing behind: no folder, no file, no byte that is another; whatever the
store is like and whoever has it open."""

import hashlib
import os
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys

from case import Case
from test_store import Unwritable

READERS = (
    ("show", "models", "--top", "3"),
    ("export", "vendors", "-o", "-"),
    ("weeks",),
    ("status",),
    ("doctor", "--offline"),
    ("config",),
    ("show", "explain", "--of", "vendors", "--column", "tokens", "--row", "openai"),
)

# Commits one figure, then holds the store for itself with another one that is not committed.
WRITER = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("PRAGMA wal_autocheckpoint = 0")
store.execute("UPDATE ranking SET tokens = ? WHERE model = ?", (int(sys.argv[3]), sys.argv[2]))
store.execute("BEGIN EXCLUSIVE")
store.execute("UPDATE ranking SET tokens = 1 WHERE model = ?", (sys.argv[2],))
print("ready", flush=True)
sys.stdin.read()
"""


def snapshot(folder):
    """What a folder is like: of each entry name, mode, time and bytes."""
    found = []
    for path, folders, names in os.walk(folder):
        for name in sorted(folders + names + ["."]):
            full = os.path.join(path, name)
            info = os.stat(full)
            digest = ""
            if os.path.isfile(full):
                with open(full, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
            found.append((os.path.relpath(full, folder), oct(info.st_mode), info.st_mtime_ns, digest))
    return sorted(found)


class Readers(Case):
    def read(self, home, *args, code=0):
        """Run a reader; what there is in the home is afterwards what it was before."""
        before = snapshot(home.path)
        answer = home.run(*args)
        self.assertEqual(snapshot(home.path), before, args)
        self.assertEqual(answer.returncode, code, (args, answer))
        return answer.stdout.decode()

    def read_all(self, home):
        for args in READERS:
            self.read(home, *args)

    def top(self, home):
        """(permaslug, tokens) of the first model by an export."""
        row = self.parse_csv(self.read(home, "export", "models", "-o", "-").encode())[1][0]
        return row["slug"], int(row["tokens"])

    def writer(self, home, slug, tokens):
        process = subprocess.Popen([sys.executable, "-c", WRITER, home.store, slug, str(tokens)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), b"ready\n")
        return process

    def test_no_store(self):
        """Nothing is made, not even the folder; who writes makes it, for its owner alone."""
        home = self.home()
        for args in READERS[:-1]:
            self.read(home, *args, code=3 if args[0] == "status" else 0)
        self.assertEqual(os.listdir(home.data), [])
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 0, answer)
        folder = os.path.dirname(home.store)
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        for name in os.listdir(folder):
            self.assertEqual(os.stat(os.path.join(folder, name)).st_mode & 0o777, 0o600, name)

    def test_no_folder_above(self):
        """Nor are the folders above it, which a dashboard makes."""
        home = self.offline_home()
        home.env["XDG_DATA_HOME"] = os.path.join(home.data, "deep", "down")
        self.read(home, "show", "models")
        terminal = home.terminal()
        terminal.start("--offline")
        terminal.wait_text("SAMPLE")
        store = os.path.join(home.env["XDG_DATA_HOME"], "ortop", "ortop.db")
        terminal.wait_for(lambda _: os.path.exists(store))
        terminal.keys("q")
        terminal.wait_exit()
        self.assertEqual(os.stat(os.path.join(home.data, "deep")).st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(store).st_mode & 0o777, 0o600)

    def test_a_store_alone(self):
        """A file that was copied from elsewhere is read, and stands alone afterwards."""
        home, other = self.fetched(), self.home()
        os.mkdir(os.path.dirname(other.store), 0o700)
        shutil.copy(home.store, other.store)
        self.read_all(other)
        self.assertEqual(os.listdir(os.path.dirname(other.store)), ["ortop.db"])
        self.assertEqual(self.top(other), self.top(home))

    def test_beside_a_writer(self):
        """What is committed is read while a writer holds the store, at once; and after it died, with
        its log, and with the log alone."""
        home = self.fetched()
        slug, tokens = self.top(home)
        process = self.writer(home, slug, 3 * tokens)
        self.read_all(home)
        self.assertEqual(self.top(home), (slug, 3 * tokens))
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertGreater(os.path.getsize(home.store + "-wal"), 0)
        self.read_all(home)
        self.assertEqual(self.top(home), (slug, 3 * tokens))
        os.unlink(home.store + "-shm")
        self.read_all(home)
        self.assertEqual(self.top(home), (slug, 3 * tokens))

    def test_where_nothing_may_be_written(self):
        """As another user, in a folder that cannot be written, beside a writer and alone."""
        home = self.fetched()
        slug, tokens = self.top(home)
        with Unwritable(home) as user:
            process = self.writer(home, slug, 3 * tokens)
            for name in ("-wal", "-shm"):
                os.chmod(home.store + name, 0o644)
            for gone in ((), ("-shm",), ("-wal",)):
                if gone:
                    process.kill()
                    process.wait()
                for name in gone:
                    os.chmod(os.path.dirname(home.store), 0o755)
                    os.unlink(home.store + name)
                    os.chmod(os.path.dirname(home.store), 0o555)
                before = snapshot(home.path)
                for args in READERS:
                    answer = subprocess.run(shlex.split(user) + [os.path.join(home.bin, "ortop"), *args],
                                            env=home.env, cwd="/", stdin=subprocess.DEVNULL,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                                            check=False)
                    self.assertEqual(answer.returncode, 0, (args, answer))
                    if args[0] == "export":
                        self.assertTrue(answer.stdout)
                self.assertEqual(snapshot(home.path), before)

    def test_doctor_counts(self):
        """With a key and a store the doctor's request is counted; --offline writes nothing."""
        home = self.fetched()
        self.read(home, "doctor", "--offline")
        store = sqlite3.connect(home.store)
        count = "SELECT count(*) FROM fetch WHERE keyed"
        before = store.execute(count).fetchone()[0]
        home.run("doctor")
        self.assertEqual(store.execute(count).fetchone()[0], before + 1)
        store.close()
