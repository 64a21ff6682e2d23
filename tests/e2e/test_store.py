"""What happens to the store: damage, removal, full and read-only disks, kills and crowds."""

import datetime
import os
import re
import resource
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

import expect
from case import TODAY
from expect import ROOT, iso, tokens_text
from rig import BINARY, wait_for
from test_live import Live

sys.path.append(os.path.join(ROOT, "tests", "soak"))

import crash  # noqa: E402
import crowd  # noqa: E402

PAGE = 4096
NOBODY = 65534


def root_page(store, table):
    """The number of a table's first page, from 0."""
    database = sqlite3.connect(store)
    page = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    database.close()
    return page - 1


def overwrite(path, page):
    """Noise in place of a page; returns what the file then holds."""
    with open(path, "r+b") as file:
        file.seek(page * PAGE)
        file.write(bytes((37 * i * i + 11) % 251 for i in range(PAGE)))
        file.seek(0)
        return file.read()


def slurp(path):
    with open(path, "rb") as file:
        return file.read()


def content_of(path):
    """What a store's file holds; of what is no file, what it is."""
    return slurp(path) if os.path.isfile(path) else os.lstat(path).st_mode


class Stored(Live):
    VIEWS = ("models", "vendors", "region-history", "prices")

    def figures(self, home):
        return [self.without_as_of(self.export(home, view)) for view in self.VIEWS]

    def set_aside(self, home):
        """The damaged stores of a home, without what belongs to them."""
        folder = os.path.dirname(home.store)
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))
                if re.fullmatch(r"ortop\.db\.damaged-\d{8}T\d{6}Z(-\d+)?", name)]

    def assert_kept(self, home, content):
        """One damaged store stands there, byte for byte; returns its path."""
        names = self.set_aside(home)
        self.assertEqual(len(names), 1, names)
        self.assertEqual(slurp(names[0]), content)
        return names[0]


class Damaged(Stored):
    def test_fetch(self):
        """Set aside under a name that is told, and fetched anew; prices of old stay known."""
        for table in ("ranking", "listing", "fetch", "sqlite_schema"):
            with self.subTest(table=table):
                home = self.fetched()
                before = self.figures(home)
                page = 0 if table == "sqlite_schema" else root_page(home.store, table)
                content = overwrite(home.store, page)
                answer = home.run("fetch")
                self.assertEqual(answer.returncode, 0, answer.stderr)
                path = self.assert_kept(home, content)
                said = answer.stderr.decode().split("\n")[0]
                self.assertIn("store: damaged, set aside as %s;" % path, said)
                self.assertEqual(self.figures(home), before)
                again = home.run("fetch")
                self.assertNotIn(b"damaged", again.stderr)
                self.assert_kept(home, content)

    def test_what_is_whole_needs_no_network(self):
        """A damaged log of requests costs no figure, and damaged prices no week."""
        home = self.fetched()
        before = self.figures(home)
        content = overwrite(home.store, root_page(home.store, "fetch"))
        self.server.control(rankings="500", models="500", clear_log=True)
        self.assertEqual(home.run("fetch").returncode, 5)
        self.assert_kept(home, content)
        self.assertEqual(self.figures(home), before)

    def test_export_does_not_touch_it(self):
        home = self.fetched()
        content = overwrite(home.store, root_page(home.store, "ranking"))
        answer = home.run("export", "models", "-o", "-")
        self.assertEqual((answer.returncode, answer.stdout), (1, b""))
        self.assertIn("malformed", self.one_line(answer.stderr))
        self.assertEqual(slurp(home.store), content)
        self.assertEqual(self.set_aside(home), [])

    def test_dashboard(self):
        home = self.fetched()
        content = overwrite(home.store, root_page(home.store, "ranking"))
        terminal = home.terminal(200, 45)
        terminal.start()
        terminal.wait_match(self.week_label(self.market.latest()))
        path = self.assert_kept(home, content)
        terminal.wait_text("store damaged: set aside as " + os.path.basename(path))
        self.assert_week(terminal, self.market.latest())
        for columns, rows in ((80, 24), (60, 20)):
            terminal.resize(columns, rows)
            terminal.wait_text("set aside as " + os.path.basename(path))

    def test_dashboard_without_a_network(self):
        """What can be read is shown; else the sample, and why."""
        for table, live in (("listing", True), ("ranking", False)):
            home = self.fetched()
            content = overwrite(home.store, root_page(home.store, table))
            terminal = home.terminal(200, 45)
            terminal.start("--offline")
            terminal.wait_text("store damaged: set aside as ortop.db.damaged-")
            self.assert_kept(home, content)
            if live:
                terminal.wait_match(self.week_label(self.market.latest()))
                terminal.wait_text(tokens_text(self.market.week(self.market.latest()).total))
                self.assertNotIn("SAMPLE", terminal.screen())
            else:
                terminal.wait_text("SAMPLE")

    def test_dashboard_that_cannot_set_aside(self):
        """As another user, in a folder that cannot be written: read what is whole."""
        home = self.fetched()
        content = overwrite(home.store, root_page(home.store, "fetch"))
        with Unwritable(home) as prefix:
            terminal = home.terminal(200, 45)
            terminal.start("--offline", before=prefix)
            terminal.wait_text("in memory only")
            self.assert_week(terminal, self.market.latest())
            terminal.keys("q")
            terminal.wait_exit()
        self.assertEqual(slurp(home.store), content)
        self.assertEqual(self.set_aside(home), [])

    def damage_while_open(self, home):
        """Overwrite what another process has open, and make it read the file anew."""
        with sqlite3.connect(home.store) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        for name in ("listing", "listing_permaslug"):
            overwrite(home.store, root_page(home.store, name))
        with sqlite3.connect(home.store) as store:
            store.execute("UPDATE feed SET failing_since = 1 WHERE name = 'catalogue'")
        store.close()

    def test_found_by_a_running_dashboard(self):
        """What is on the screen stays, the damaged file is set aside, and all is fetched anew."""
        home, terminal = self.live()
        before = self.figures(home)
        terminal.resize(200, 45)
        self.server.control(clear_log=True, models="slow", seconds=3, times=1)
        self.damage_while_open(home)
        terminal.wait_text("store damaged: set aside as ortop.db.damaged-")
        wait_for(lambda: self.server.log("models"), what="the prices are asked for")
        self.assertIsNone(self.server.log("models")[-1]["status"])
        self.assert_week(terminal, self.market.latest())
        self.assertNotIn("SAMPLE", terminal.screen())
        wait_for(lambda: self.server.log("models") and self.server.log("models")[-1]["status"] == 200,
                 what="the prices, anew")
        self.assert_week(terminal, self.market.latest())
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        self.assertEqual(len(self.set_aside(home)), 1)
        self.assertEqual(self.figures(home), before)

    def test_found_by_a_write(self):
        home = self.fetched()
        before = self.figures(home)
        self.server.control(rankings="slow", seconds=2, times=1, clear_log=True)
        with subprocess.Popen([os.path.join(home.bin, "ortop"), "fetch"], env=home.env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE) as program:
            wait_for(self.server.log, what="a request under way")
            self.damage_while_open(home)
            said = program.communicate(timeout=60)[1].decode()
        self.assertEqual(program.returncode, 0, said)
        self.assertIn("set aside as " + self.set_aside(home)[0], said)
        self.assertEqual(self.figures(home), before)

    def test_under_a_running_dashboard(self):
        """Another ortop finds the damage: the dashboard goes over to the new store."""
        before = TODAY - datetime.timedelta(days=7)
        self.server.control(today=before.isoformat())
        home = self.home()
        terminal = home.terminal(160, 45)
        terminal.start()
        terminal.wait_match(self.week_label(expect.Market(before).latest()))
        with sqlite3.connect(home.store) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        overwrite(home.store, root_page(home.store, "ranking"))
        self.server.control(today=TODAY.isoformat())
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(len(self.set_aside(home)), 1)
        terminal.wait_match(self.week_label(self.market.latest()))
        self.assert_week(terminal, self.market.latest())
        # and refreshes that one: nothing is written to a file that nobody reads
        self.server.control(edition=1)
        new = [row.tokens + 1 for row in self.market.week(self.market.latest()).rows]

        def is_refreshed():
            # What is asked for while a refresh is under way is what that one brings.
            terminal.keys("r")
            rows = self.parse_csv(self.export(home, "models"))[1][:50]
            return [int(row["tokens"]) for row in rows] == new

        wait_for(is_refreshed, what="the dashboard's refresh in the store", show=terminal.screen)
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        self.assertEqual(home.run("fetch").returncode, 0)


class Unwritable:
    """A home in whose folders nothing can be written by the program; the value is what starts it as
    a user who is not root, who could."""

    def __init__(self, home):
        self.home = home
        self.folder = os.path.dirname(home.store)

    def __enter__(self):
        link = os.path.join(self.home.bin, "ortop")
        os.unlink(link)
        shutil.copy(BINARY, link)
        for path, _, _ in os.walk(self.home.path):
            os.chmod(path, 0o755)
        os.chmod(self.home.store, 0o444)
        os.chmod(self.folder, 0o555)
        return "setpriv --reuid %d --regid %d --clear-groups" % (NOBODY, NOBODY) \
            if os.geteuid() == 0 else ""

    def __exit__(self, *_):
        os.chmod(self.folder, 0o700)


class Unusable(Stored):
    """Files that are not ours to repair: told, left alone, and the figures come all the same."""

    def assert_left_alone(self, home, word, *before):
        content = content_of(home.store)
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 1)
        self.assertIn(word, self.one_line(answer.stderr))
        terminal = home.terminal(200, 45)
        terminal.start()
        terminal.wait_match(self.week_label(self.market.latest()))
        terminal.wait_text("in memory only", word)
        self.assert_week(terminal, self.market.latest())
        terminal.resize(80, 24)
        terminal.wait_text("in memory only", word)
        terminal.keys("q")
        terminal.wait_exit()
        self.assertEqual(content_of(home.store), content)
        self.assertEqual(self.set_aside(home), [])

    def test_newer_version(self):
        home = self.fetched()
        with sqlite3.connect(home.store) as store:
            store.execute("PRAGMA user_version = 999")
        store.close()
        self.assert_left_alone(home, "newer ortop")

    def test_no_database(self):
        home = self.home()
        os.mkdir(os.path.dirname(home.store), 0o700)
        with open(home.store, "wb") as file:
            file.write(b"Eggs, flour, and a new umbrella.\n" * 500)
        self.assert_left_alone(home, "not a database")

    def test_another_programs_database(self):
        home = self.home()
        os.mkdir(os.path.dirname(home.store), 0o700)
        with sqlite3.connect(home.store) as store:
            store.execute("CREATE TABLE recipes (name TEXT)")
        store.close()
        self.assert_left_alone(home, "not one of ortop")

    def test_no_file(self):
        """Nobody writes into the pipe: who read it would wait for ever."""
        for make in (os.mkfifo, os.mkdir, lambda path: os.symlink(os.devnull, path)):
            home = self.home()
            os.mkdir(os.path.dirname(home.store), 0o700)
            make(home.store)
            for args in (("show", "models"), ("status",), ("export", "models", "-o", "-")):
                answer = home.run(*args)
                self.assertEqual(answer.returncode, 1, args)
                self.assertIn("not a file", self.one_line(answer.stderr))
            answer = home.run("doctor")
            self.assertEqual(answer.returncode, 1)
            self.assertIn("move that file away", answer.stdout.decode())
            self.assert_left_alone(home, "not a file")

    def test_folder_of_somebody_else(self):
        """What cannot be looked at is not "no store yet", with the sample in its place."""
        home = self.fetched()
        with Unwritable(home) as prefix:
            os.chmod(os.path.dirname(home.store), 0)
            for args, said in ((("status",), b"ortop: store cannot be read\n"), (("show", "models"), b""),
                               (("weeks",), b""), (("export", "models", "-o", "-"), b"")):
                answer = subprocess.run(
                    shlex.split(prefix) + [os.path.join(home.bin, "ortop"), *args], env=home.env,
                    cwd=home.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, timeout=60, check=False)
                self.assertEqual((answer.returncode, answer.stdout), (1, said), args)
                self.assertIn("Permission denied", self.one_line(answer.stderr))
            terminal = home.terminal(200, 45)
            terminal.start("--offline", before=prefix)
            terminal.wait_text("SAMPLE", "Permission denied")
            terminal.keys("q")
            terminal.wait_exit()

    def test_read_only_folder(self):
        home = self.fetched()
        before = self.figures(home)
        with Unwritable(home) as prefix:
            for args, code in ((("export", "models", "-o", "-"), 0), (("fetch",), 1)):
                answer = subprocess.run(
                    shlex.split(prefix) + [os.path.join(home.bin, "ortop"), *args], env=home.env,
                    cwd=home.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, timeout=60, check=False)
                self.assertEqual(answer.returncode, code, answer.stderr)
            self.assertIn("Permission denied", self.one_line(answer.stderr))
            terminal = home.terminal(200, 45)
            terminal.start(before=prefix)
            self.assert_week(terminal, self.market.latest())
            terminal.wait_text("in memory only", "may not be written")
            terminal.keys("q")
            terminal.wait_exit()
        self.assertEqual(self.figures(home), before)


class Removed(Stored):
    def test_under_a_running_dashboard(self):
        """What it has open goes into a new file, and is refreshed."""
        home, terminal = self.live()
        before = self.figures(home)
        for suffix in ("", "-wal", "-shm"):
            os.unlink(home.store + suffix)
        self.server.control(rankings="500", models="500", clear_log=True)
        terminal.keys("r")
        terminal.wait_text("server error")
        self.assert_week(terminal, self.market.latest())
        self.assertEqual(self.figures(home), before)
        self.heal()
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        self.assertEqual(home.run("fetch").returncode, 0)
        self.assertEqual(self.figures(home), before)

    def test_with_its_folder(self):
        home, terminal = self.live()
        shutil.rmtree(os.path.dirname(home.store))
        terminal.keys("r")
        terminal.wait_text("in memory only")
        self.assert_week(terminal, self.market.latest())
        os.mkdir(os.path.dirname(home.store), 0o700)

        def asked():
            terminal.keys("r")
            return "in memory only" not in terminal.screen()
        terminal.wait_for(lambda _: asked(), what="the disk again")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        rows = self.parse_csv(self.export(home, "models"))[1]
        self.assertEqual([int(row["tokens"]) for row in rows[:50]],
                         [row.tokens for row in self.market.week(self.market.latest()).rows])


class SmallDisk:
    """A file system of its own in place of the store's folder, with room for what is in there and
    for no more; only root can have one mounted, and not everywhere."""

    def __init__(self, home):
        self.folder = os.path.dirname(home.store)
        self.copy = self.folder + ".copy"

    def __enter__(self):
        shutil.copytree(self.folder, self.copy)
        self.mount("-t", "tmpfs", "-o", "mode=700", "tmpfs")
        for name in os.listdir(self.copy):
            shutil.copy2(os.path.join(self.copy, name), self.folder)
        self.used = sum(os.path.getsize(os.path.join(self.folder, name)) for name in
                        os.listdir(self.folder))
        self.leave(0)
        return self

    def __exit__(self, *_):
        # what runs in it may still be ending
        subprocess.run(["umount", "--lazy", self.folder], check=True)
        shutil.rmtree(self.copy)

    def mount(self, *args):
        subprocess.run(["mount", *args, self.folder], check=True, stderr=subprocess.PIPE)

    def leave(self, room):
        """So many bytes beside what is stored."""
        self.mount("-o", "remount,size=%d" % (-(-self.used // PAGE) * PAGE + room))

    @staticmethod
    def can_be_had():
        folder = tempfile.mkdtemp(prefix="ortop-mount-")
        try:
            mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=False,
                                     stderr=subprocess.DEVNULL).returncode == 0
            return mounted and not subprocess.run(["umount", folder], check=True).returncode
        finally:
            os.rmdir(folder)


class Full(Stored):
    """Files may not grow past a limit, as on a disk that is full there; and such a disk, where one can
    be had (else the limit stands for it)."""

    def run_up_to(self, home, size, *args):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return subprocess.run([os.path.join(home.bin, "ortop"), *args], env=home.env, cwd=home.work,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, preexec_fn=limit,
                              restore_signals=False, check=False)

    def test_wherever_it_ends(self):
        home = self.fetched()
        self.ends_anywhere(home, lambda size: self.run_up_to(home, size, "fetch"))

    def test_wherever_the_disk_ends(self):
        if not SmallDisk.can_be_had():
            self.test_wherever_it_ends()
            return
        home = self.fetched()
        with SmallDisk(home) as disk:
            def fetch(room):
                disk.leave(room)
                return home.run("fetch")
            self.ends_anywhere(home, fetch)

    def test_dashboard_on_a_full_disk(self):
        """It shows what is stored, tells why no more is, and stores again when there is room."""
        if not SmallDisk.can_be_had():
            self.test_reading_needs_no_room()
            return
        home = self.fetched()
        with SmallDisk(home) as disk:
            before = self.figures(home)
            terminal = home.terminal(200, 45)
            terminal.start()
            self.assert_week(terminal, self.market.latest())
            self.server.control(edition=1_000_000, clear_log=True)
            terminal.keys("r")
            terminal.wait_match(r"in memory only.*(disk is full|No space left)")
            self.assertEqual(self.figures(home), before)
            disk.leave(64 << 20)

            def stored():
                terminal.keys("r")
                return "in memory only" not in terminal.screen()
            wait_for(stored, 20, "the disk again", terminal.screen)
            wait_for(lambda: self.figures(home) != before, what="the new figures stored")
            self.assertEqual(self.set_aside(home), [])
            terminal.keys("q")
            self.assertEqual(terminal.wait_exit(), 0)

    def ends_anywhere(self, home, fetch):
        """Of a refresh that may use ever more room: all or nothing, and no figure lost."""
        before = self.figures(home)
        self.server.control(edition=1_000_000)
        size, failed = 0, 0
        while True:
            answer = fetch(size)
            if answer.returncode == 0:
                break
            failed += 1
            self.assertEqual(answer.returncode, 1, answer.stderr)
            self.assertRegex(answer.stderr.decode(), r"store.*(disk is full|disk I/O error)")
            self.assertEqual(self.figures(home), before)
            self.assertEqual(self.set_aside(home), [])
            size += 9000 + size // 3
            self.assertLess(failed, 40)
        self.assertGreater(failed, 3)
        self.assertNotEqual(self.figures(home), before)

    def test_reading_needs_no_room(self):
        home = self.fetched()
        table = self.export(home, "models")
        answer = self.run_up_to(home, 0, "export", "models", "-o", "-")
        self.assertEqual((answer.returncode, answer.stdout), (0, table), answer.stderr)
        terminal = home.terminal(160, 45)
        terminal.start("--offline", before="trap '' XFSZ; ulimit -f 0;")
        terminal.wait_text("in memory only")
        self.assert_week(terminal, self.market.latest())

    def test_first_refresh(self):
        home = self.home()
        os.mkdir(os.path.dirname(home.store), 0o700)
        for size in (0, 5000, 50000):
            self.assertEqual(self.run_up_to(home, size, "fetch").returncode, 1)
            self.assertEqual(self.set_aside(home), [])
        self.assertEqual(home.run("fetch").returncode, 0)


class Weeks(Stored):
    def test_another_week_than_asked_for(self):
        """The nearest one is shown, and that it is another is said."""
        home = self.fetched()
        terminal = home.terminal(160, 45)
        terminal.start("--offline", "--week", "2024-W10")
        terminal.wait_text("no week 2024-W10 here: 2025-W01 is the nearest")
        terminal.wait_match(r"2025-W01 ")
        asked = iso(self.market.back(3))
        terminal = home.terminal(160, 45)
        terminal.start("--offline", "--week", asked)
        screen = terminal.wait_match(self.week_label(self.market.back(3))).string
        self.assertNotIn("nearest", screen)


    def test_comes_later(self):
        """A week that the sample has not is shown once the live figures are there."""
        monday = self.market.back(40)
        self.server.control(rankings="slow", seconds=1.5, times=1)
        home = self.home()
        terminal = home.terminal(160, 45)
        terminal.start("--week", iso(monday))
        terminal.wait_text("SAMPLE", "no week %s here" % iso(monday))
        self.assert_week(terminal, monday)
        # who has gone elsewhere stays there
        terminal.keys("Left")
        terminal.wait_match(self.week_label(self.market.back(41)))
        self.heal()
        self.server.control(rankings="500")
        terminal.keys("r")
        terminal.wait_text("server error")
        self.assertRegex(terminal.screen(), self.week_label(self.market.back(41)))


class Clock(Stored):
    def test_set_back(self):
        """Requests that were logged while the clock was ahead do not keep it silent."""
        home = self.fetched()
        with sqlite3.connect(home.store) as store:
            for days in (2, 400):
                store.execute("INSERT INTO fetch (at, feed, keyed, trouble, http, bytes, retry_after,"
                              " detail) SELECT unixepoch() + ? * 86400, 'rankings', 1,"
                              " 'rate-limited', 429, 0, 3600, '' FROM fetch, fetch, fetch,"
                              " fetch, fetch, fetch LIMIT 700", (days,))
            self.assertEqual(store.execute("SELECT count(*) FROM fetch WHERE retry_after").fetchone(),
                             (1400,))
        store.close()
        self.server.control(clear_log=True)
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(len(self.server.log()), 3)


class Short(Stored):
    """The short forms of `make soak`."""

    def test_kills(self):
        campaign = crash.Campaign(int(TODAY.strftime("%j")))
        try:
            campaign.run(25)
            self.assertEqual(campaign.kills, 25)
            self.assertGreater(campaign.phases["writing"] + campaign.phases["written"], 0)
            self.assertGreater(campaign.phases["asking"] + campaign.phases["starting"], 0)
            self.assertGreater(min(campaign.whose[crash.Fetch], campaign.whose[crash.Dashboard]), 0)
            self.assertGreater(campaign.logs, 0)
        finally:
            campaign.close()

    def test_crowd(self):
        together = crowd.Crowd(8, 3, 1, takeovers=1)
        try:
            together.run()
            self.assertEqual((together.counts["takeovers"], together.counts["writers"]), (1, 1))
        finally:
            together.close()
