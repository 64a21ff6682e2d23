"""`make deps` on systems that are not here: a stand-in for their package manager writes down what it
is asked."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

from rig import ROOT

BUILD = ["gcc", "libc6-dev", "libncurses-dev", "libcurl4-openssl-dev", "libjson-c-dev",
         "libsqlite3-dev", "pkg-config", "ca-certificates"]
CALLED = {
    "apt-get": "gcc libc6-dev libncurses-dev libcurl4-openssl-dev libjson-c-dev libsqlite3-dev"
               " ca-certificates",
    "dnf": "gcc glibc-devel ncurses-devel libcurl-devel json-c-devel sqlite-devel"
           " pkgconf-pkg-config ca-certificates",
    "pacman": "gcc ncurses curl json-c sqlite pkgconf ca-certificates",
    "apk": "gcc musl-dev ncurses-dev curl-dev json-c-dev sqlite-dev pkgconf ca-certificates",
    "brew": "gcc ncurses curl json-c sqlite pkgconf ca-certificates",
}
INSTALL = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --needed --noconfirm",
    "apk": "apk add",
    "brew": "brew install",
}

# The questions say which of $HAVE is installed, as the real ones do; the rest is written down.
STAND_IN = """\
#!/bin/sh
for last; do :; done
case "${0##*/} $*" in
"dpkg-query -W"* | "rpm -q --whatprovides"* | "pacman -T"* | "apk info -e"* | "brew list --versions"*)
	case " $HAVE " in
	*" $last "*) echo installed | tr -d '\\n' ;;
	*) exit 1 ;;
	esac ;;
"sudo "*)
	echo "sudo $*" >>"$ASKED"
	exec "$@" ;;
"id -u") echo "$AS_USER" ;;
*)
	echo "${0##*/} $*" >>"$ASKED"
	exit "$REFUSED" ;;
esac
"""


class Deps(unittest.TestCase):
    def setUp(self):
        self.path = tempfile.mkdtemp(prefix="ortop-deps-")
        self.addCleanup(shutil.rmtree, self.path)
        self.asked = os.path.join(self.path, "asked")
        for name in ("sh", "awk", "env", "tr"):
            os.symlink(shutil.which(name), os.path.join(self.path, name))
        self.stand_in("id")

    def stand_in(self, name):
        with open(os.path.join(self.path, name), "w", encoding="ascii") as file:
            file.write(STAND_IN)
        os.chmod(file.name, 0o755)

    def system(self, manager):
        """This folder is all that there is to run: the system has that manager, and no other."""
        self.stand_in(manager)
        for query in {"apt-get": ["dpkg-query"], "dnf": ["rpm"]}.get(manager, []):
            self.stand_in(query)

    def deps(self, *names, have="", user=0, refused=0):
        """(what was asked line by line, the answer of the script)"""
        open(self.asked, "w", encoding="ascii").close()
        answer = subprocess.run(
            ["/bin/sh", os.path.join(ROOT, "share", "deps.sh"), *names], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False,
            env={"PATH": self.path, "HAVE": have, "AS_USER": str(user), "ASKED": self.asked,
                 "REFUSED": str(refused)})
        with open(self.asked, encoding="ascii") as file:
            return file.read().splitlines(), answer

    def test_all_missing(self):
        for manager, names in CALLED.items():
            with self.subTest(manager=manager):
                self.setUp()
                self.system(manager)
                asked, answer = self.deps(*BUILD)
                self.assertEqual(asked, ["%s %s" % (INSTALL[manager], names)])
                self.assertEqual(answer.returncode, 0, answer.stderr)
                for name in names.split():
                    self.assertIn(name, answer.stdout.decode().split())

    def test_only_what_is_missing(self):
        for manager, names in CALLED.items():
            with self.subTest(manager=manager):
                self.setUp()
                self.system(manager)
                first, *others = names.split()
                asked, _ = self.deps(*BUILD, have=" ".join(others))
                self.assertEqual(asked, ["%s %s" % (INSTALL[manager], first)])

    def test_all_there(self):
        for manager, names in CALLED.items():
            with self.subTest(manager=manager):
                self.setUp()
                self.system(manager)
                asked, answer = self.deps(*BUILD, have=names)
                self.assertEqual((asked, answer.stdout, answer.returncode), ([], b"", 0))

    def test_sudo_only_where_needed(self):
        for manager in CALLED:
            with self.subTest(manager=manager):
                self.setUp()
                self.system(manager)
                self.stand_in("sudo")
                self.assertEqual(len(self.deps("gcc")[0]), 1)
                asked, _ = self.deps("gcc", user=1000)
                self.assertEqual(asked[0].startswith("sudo "), manager != "brew")
                self.assertEqual(asked[-1], INSTALL[manager] + " gcc")

    def test_neither_root_nor_sudo(self):
        self.system("dnf")
        asked, answer = self.deps("libcmocka-dev", user=1000)
        self.assertEqual(asked, [])
        self.assertEqual(answer.returncode, 1)
        self.assertIn(b"libcmocka-devel", answer.stdout)
        self.assertIn(b"root", answer.stderr)

    def test_refused(self):
        self.system("apk")
        self.assertEqual(self.deps("gcc", refused=7)[1].returncode, 7)

    def test_no_manager(self):
        asked, answer = self.deps("libjson-c-dev", "tmux")
        self.assertEqual((asked, answer.returncode), ([], 0))
        for word in (b"no package manager", b"json-c", b"libjson-c-dev tmux"):
            self.assertIn(word, answer.stdout)

    def test_name_that_the_table_does_not_have(self):
        self.system("apt-get")
        asked, answer = self.deps("gcc", "libnothing-dev")
        self.assertEqual(asked, [])
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn(b"libnothing-dev", answer.stderr)


class Table(unittest.TestCase):
    def test_every_name_of_the_makefile(self):
        with open(os.path.join(ROOT, "Makefile"), encoding="utf-8") as file:
            text = file.read().replace("\\\n", " ")
        wanted = " ".join(re.findall(r"^DEPS_\w+ *:= *(.*)$", text, re.M)).split()
        wanted += re.sub(r"\$\(\w+\)", "", " ".join(re.findall(r'WANTED="(.*?)"', text))).split()
        self.assertLess(set(BUILD), set(wanted))
        with open(os.path.join(ROOT, "share", "packages.tsv"), encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("# ")]
        self.assertEqual({len(row) for row in rows}, {6})
        names = [row[0] for row in rows[1:]]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(set(wanted) - set(names), set())
