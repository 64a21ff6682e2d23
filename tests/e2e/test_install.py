"""`make install` and `make uninstall`."""

import os
import shutil
import subprocess
import tempfile
import unittest

from rig import ROOT

# No folder for libraries: the binary stands by itself.
WANTED = {
    "bin/ortop": 0o755,
    "share/man/man1/ortop.1": 0o644,
    "share/man/man5/ortop.5": 0o644,
    "share/bash-completion/completions/ortop": 0o644,
    "share/zsh/site-functions/_ortop": 0o644,
    "share/fish/vendor_completions.d/ortop.fish": 0o644,
    "share/doc/ortop/README.md": 0o644,
    "share/doc/ortop/LICENSE": 0o644,
    "share/ortop/vendors.map": 0o644,
}


class Install(unittest.TestCase):
    def setUp(self):
        self.path = tempfile.mkdtemp(prefix="ortop-install-")
        self.addCleanup(shutil.rmtree, self.path)

    def make(self, target, *settings):
        answer = subprocess.run(
            [os.environ.get("MAKE", "make"), "-s", target, *settings], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            env={"PATH": os.environ["PATH"]})
        self.assertEqual(answer.returncode, 0, answer.stdout.decode())

    def files(self):
        return {os.path.relpath(os.path.join(folder, name), self.path)
                for folder, _, names in os.walk(self.path) for name in names}

    def test_below_a_prefix(self):
        before = os.umask(0o077)
        try:
            self.make("install", "PREFIX=" + os.path.join(self.path, "a folder"))
        finally:
            os.umask(before)
        for name, mode in WANTED.items():
            path = os.path.join(self.path, "a folder", name)
            self.assertEqual(os.stat(path).st_mode & 0o7777, mode, name)
        binary = os.path.join(self.path, "a folder", "bin", "ortop")
        self.assertTrue(subprocess.run([binary, "--version"], check=True, stdout=subprocess.PIPE)
                        .stdout.startswith(b"ortop "))
        self.make("uninstall", "PREFIX=" + os.path.join(self.path, "a folder"))
        self.assertEqual(self.files(), set())

    def test_staged(self):
        """What others have put beside it stays."""
        other = os.path.join(self.path, "opt", "share", "man", "man1", "other.1")
        os.makedirs(os.path.dirname(other))
        open(other, "w", encoding="ascii").close()
        self.make("install", "PREFIX=/opt", "DESTDIR=" + self.path)
        self.assertLessEqual({"opt/" + name for name in WANTED}, self.files())
        self.make("uninstall", "PREFIX=/opt", "DESTDIR=" + self.path)
        self.assertEqual(self.files(), {"opt/share/man/man1/other.1"})

    def test_no_path_of_the_build(self):
        """It has the same bytes wherever it is built; `make reproducible` compares them whole."""
        with open(os.path.join(ROOT, "build", "ortop"), "rb") as file:
            self.assertNotIn(ROOT.encode() + b"/", file.read())
