"""The manual pages: clean, and with all that the program has."""

import os
import re
import subprocess

from case import Case
from rig import ROOT

PAGES = [os.path.join(ROOT, "build", "man", name) for name in ("ortop.1", "ortop.5")]


def rendered(page):
    """The page as text, its words one blank apart, with a blank around it."""
    text = subprocess.run(["mandoc", "-Tutf8", "-O", "width=100", page], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    return " %s " % " ".join(re.sub(".\b", "", text).split())


class Manual(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program, cls.configuration = (rendered(page) for page in PAGES)

    def setUp(self):
        super().setUp()
        self.here = self.offline_home(key=None)

    def help(self, part):
        """A part of --help."""
        return self.here.run("--help").stdout.decode().split(part)[1].split("\n\n")[0]

    def test_lint(self):
        answer = subprocess.run(["mandoc", "-Tlint", "-Wall", *PAGES], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, check=False)
        # They refer to each other, and need not be installed here.
        said = [line for line in (answer.stdout + answer.stderr).decode().splitlines()
                if "referenced manual not found: Xr ortop" not in line]
        self.assertEqual(said, [])

    def test_commands(self):
        usage = re.findall(r"^  ortop (.*?) *\[options\] +(.*)$", self.help("\nUsage:\n"), re.M)
        self.assertGreater(len(usage), 2)
        for command, meaning in usage:
            with self.subTest(command=command):
                name = ("ortop " + command).strip()
                self.assertIn(" %s [options] " % name, self.program)
                self.assertIn(" %s %s " % (name, meaning), self.program)

    def test_options(self):
        options = re.findall(r"^  (-\w,)? +--(\[no-\])?([a-z-]+)( [A-Z,]+\b)?", self.help("\nOptions:\n"),
                             re.M)
        self.assertGreater(len(options), 15)
        for letter, no, name, value in options:
            with self.subTest(name=name):
                wanted = "--%s%s" % (name, value)
                if no:
                    wanted += ", --no-" + name
                if letter:
                    wanted = "%s%s, %s" % (letter[:2], value, wanted)
                self.assertIn(" %s " % wanted, self.program)

    def test_views(self):
        views = re.findall(r"^  ([a-z-]+) +(.*)$", self.help("\nViews:\n"), re.M)
        self.assertGreater(len(views), 10)
        part = self.program.split(" Views ")[1].split(" Formats ")[0] + " "
        for name, meaning in views:
            with self.subTest(view=name):
                self.assertIn(" %s %s " % (name, meaning), part)
                # It stands among those of a subject if the program wants one.
                said = self.here.run("export", name).stderr.decode()
                intro = part.split(" are of a --subject")[0]
                self.assertEqual("of which model" in said, " %s," % name in intro + ",", said)

    def test_environment(self):
        """Every variable that the source asks for by its name."""
        names = set()
        for folder, _, files in os.walk(os.path.join(ROOT, "src")):
            for name in files:
                with open(os.path.join(folder, name), encoding="utf-8") as stream:
                    text = stream.read()
                names |= set(re.findall(r'(?:getenv|variable|is_set|base_folder)\("([A-Z_]+)"', text))
                names |= set(re.findall(r'"([A-Z]+_PROXY)"', text))
        self.assertGreater(len(names), 15)
        part = self.program.split(" ENVIRONMENT ")[1].split(" FILES ")[0]
        for name in names:
            self.assertRegex(part, r"\b%s\b" % name)

    def test_examples(self):
        """Those that need neither a terminal, the network nor a file do what they say."""
        examples = re.findall(r"^  ((?:ortop|OPEN)\S*(?: \S+)*)", self.help("\nExamples:\n"), re.M)
        self.assertGreater(len(examples), 10)
        done = 0
        for example in examples:
            self.assertIn(" %s " % example, self.program.split(" EXAMPLES ")[1])
            words = example.split()[1:]
            if words and words[0] in ("show", "weeks", "export", "doctor", "config"):
                with self.subTest(example=example):
                    answer = self.here.run(*words)
                    self.assertIn(answer.returncode, (0, 3), answer.stderr)
                    done += 1
        self.assertGreater(done, 4)

    def test_sentences(self):
        """What stops within a sentence does not end it."""
        text = subprocess.run(["mandoc", "-Tutf8", "-O", "width=100", *PAGES], check=True,
                              stdout=subprocess.PIPE).stdout.decode()
        self.assertEqual(re.findall(r"\S*[.?!]  +[a-z].*", re.sub(".\b", "", text)), [])

    def test_settings(self):
        printed = self.here.run("config", "--print-default").stdout.decode()
        settings = re.findall(r"^#? *([a-z.-]+) = ?(.*?)(?: +#.*)?$", printed, re.M)
        self.assertGreater(len(settings), 10)
        for name, value in settings:
            with self.subTest(name=name):
                if "." in name:
                    wanted = " ".join([name, "=", *value.strip('"').split()])
                    self.assertIn(" %s " % wanted, self.configuration)
                    continue
                self.assertIn(" %s = " % name, self.configuration)
                entry = self.configuration.split(" %s = " % name, 1)[1]
                if value.strip('"'):
                    self.assertIn("Default: %s." % value.strip('"'), entry[:400])

    def test_keys(self):
        terminal = self.here.terminal(130, 100)
        terminal.start("--offline")
        terminal.wait_text("Models")
        terminal.keys("?")
        screen = terminal.wait_text("Ctrl-Z")
        keys = screen.split("Help:")[1].split("\n", 1)[1].split("\n\n")[0]
        entries = [entry for line in keys.split("\n")
                   for entry in re.findall(r"(\S.*?) {2,}(\S.*?)(?: {4,}|$)", line)]
        self.assertGreater(len(entries), 40)
        page = self.program.split(" Keys ")[1].split(" ENVIRONMENT ")[0] + " "
        for key, meaning in entries:
            with self.subTest(key=key):
                self.assertIn(" %s %s " % (key, meaning), page)

    def test_exit_codes(self):
        codes = re.findall(r"(\d) (.*?)[;.]", " ".join(self.help("Exit codes:").split()))
        self.assertGreater(len(codes), 4)
        status = self.program.split(" EXIT STATUS ")[1]
        for code, meaning in codes:
            self.assertIn(" %s %s " % (code, meaning), " " + status)

    def test_placeholders(self):
        names = re.findall(r"^  (\{\w+\})  ", self.here.run("--help").stdout.decode(), re.M)
        self.assertGreater(len(names), 10)
        for name in names:
            self.assertIn(" %s " % name, self.program)

    def test_columns(self):
        for view in ("models", "vendors", "prices", "records"):
            columns, _ = self.parse_csv(self.here.run("export", view, "-o", "-").stdout)
            for column in columns:
                with self.subTest(view=view, column=column):
                    self.assertRegex(self.configuration, r" %s (\(%s\) )?[^(]" % (column, view))
