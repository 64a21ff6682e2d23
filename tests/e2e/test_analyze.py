"""tests/analyze.sh with analyzers that are not here: what does not run, or finds something, fails."""

import os
import shutil
import subprocess
import tempfile
import unittest

from rig import ROOT

ANALYZERS = ("gcc", "clang-tidy", "cppcheck")
TITLES = {"gcc": "gcc -fanalyzer", "clang-tidy": "clang-tidy", "cppcheck": "cppcheck"}
QUIET = "exit 0"
# What each of them does when all is well but a few words about nothing.
TALKS = "echo '12 warnings generated.' >&2"


class Analyze(unittest.TestCase):
    def setUp(self):
        self.path = tempfile.mkdtemp(prefix="ortop-analyze-")
        self.addCleanup(shutil.rmtree, self.path)
        for name in ("sh", "cat", "mktemp", "nproc", "rm", "xargs"):
            os.symlink(shutil.which(name), os.path.join(self.path, name))
        for name in ANALYZERS:
            self.analyzer(name, QUIET)

    def analyzer(self, name, does):
        path = os.path.join(self.path, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n%s\n" % does)
        os.chmod(path, 0o755)

    def analyze(self):
        """(exit status, what it says)"""
        answer = subprocess.run(
            ["sh", os.path.join(ROOT, "tests", "analyze.sh"), "a.c", "b.c"],
            env={"PATH": self.path, "FLAGS": "-Iinclude"}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, timeout=60)
        return answer.returncode, answer.stdout.decode()

    def test_clean(self):
        self.analyzer("clang-tidy", TALKS)
        status, said = self.analyze()
        self.assertEqual(status, 0, said)
        for title in TITLES.values():
            self.assertIn("ok    %s\n" % title, said)

    def test_what_fails(self):
        """Each that is not there, ends badly without a word, or finds something."""
        for name in ANALYZERS:
            stream = ">&1" if name == "clang-tidy" else ">&2"
            for does in (None, "exit 1", "echo 'no such library' >&2; exit 1",
                         "echo 'a.c:1: a finding' %s" % stream):
                with self.subTest(analyzer=name, does=does):
                    if does:
                        self.analyzer(name, does)
                    else:
                        os.remove(os.path.join(self.path, name))
                    status, said = self.analyze()
                    self.assertEqual(status, 1, said)
                    self.assertIn("FAIL  %s\n" % TITLES[name], said)
                    self.assertEqual(said.count("FAIL"), 1, said)
                    for words in ("no such library", "a finding"):
                        if does and words in does:
                            self.assertIn(words, said)
            self.analyzer(name, QUIET)
