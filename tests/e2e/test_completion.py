"""Completions, in the shells that they are for, against what the program itself takes."""

import json
import os
import re
import shlex
import shutil
import subprocess

from case import Case
from rig import ROOT

FOLDER = os.path.join(ROOT, "build", "completions")
PROMPT = "ready>"

# (what is typed, what stands there after Tab)
TYPED = [
    ("ortop ex", "ortop export "),
    ("ortop export mod", "ortop export models "),
    ("ortop export region-", "ortop export region-history "),
    ("ortop export models --uni", "ortop export models --unit"),
    ("ortop export models --unit u", "ortop export models --unit usd "),
    ("ortop --unit=t", "ortop --unit=tokens "),
    ("ortop --share-of=top", "ortop --share-of=top10 "),
    ("ortop --theme solarized-l", "ortop --theme solarized-light "),
    ("ortop fetch --acc", "ortop fetch --accept "),
    ("ortop fetch --subject z-ai/", "ortop fetch --subject z-ai/glm-5.2-20260616 "),
    ("ortop show models --week lat", "ortop show models --week latest "),
    ("ortop show models --format ma", "ortop show models --format markdown "),
    ("ortop show explain --of detail-", "ortop show explain --of detail-days "),
    ("ortop --log a-f", "ortop --log a-file "),
    ("ortop show models --sort usd_h", "ortop show models --sort usd_high "),
    ("ortop show models --sort -usd_h", "ortop show models --sort -usd_high "),
    ("ortop export vendors --sort=-ga", "ortop export vendors --sort=-gap "),
    ("ortop show models --sort usd_high:a", "ortop show models --sort usd_high:asc "),
    ("ortop show vendors --sort=gap:d", "ortop show vendors --sort=gap:desc "),
    ("ortop help expo", "ortop help export "),
    ("ortop weeks --sort fet", "ortop weeks --sort fetched_at "),
    ("ortop import --period w", "ortop import --period week "),
    ("ortop show explain --of=vendors --column wow_",
     "ortop show explain --of=vendors --column wow_points "),
    ("ortop show explain --of prices --row z-ai/",
     "ortop show explain --of prices --row z-ai/glm-5.2-20260616 "),
    ("ortop export compare --subject z-ai,tencent/",
     "ortop export compare --subject z-ai,tencent/hy3-20260706 "),
    ("ortop export compare --subject=z-ai,tencent/",
     "ortop export compare --subject=z-ai,tencent/hy3-20260706 "),
    ("ortop show compare --subject z-ai,tencent --sort tenc",
     "ortop show compare --subject z-ai,tencent --sort tencent "),
    ("ortop show detail --subject nvidia/nemotron-3-super-120b-a12b-20230311:f",
     "ortop show detail --subject nvidia/nemotron-3-super-120b-a12b-20230311:free "),
]


class Shell(Case):
    """A home without a store, so with the sample's models; what the program takes, asked of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("bash", "zsh", "fish"):
            if not shutil.which(name):
                raise AssertionError("%s is not installed: make deps" % name)

    def setUp(self):
        super().setUp()
        self.shell = self.offline_home(key=None)
        self.shell.write(os.path.join("work", "a-file"), "")

    def help(self):
        return self.shell.run("--help").stdout.decode()

    def commands(self):
        usage = self.help().split("\nUsage:\n")[1].split("\n\n")[0]
        return [word for word in re.findall(r"^  ortop ([a-z]+)\b", usage, re.M)]

    def options(self):
        """All of --help, with their values' names."""
        found = {}
        for no, name, value in re.findall(r"^  (?:-\w,|   ) --(\[no-\])?([a-z-]+)(?: ([A-Z,]+)\b)?",
                                          self.help(), re.M):
            found["--" + name] = value
            if no:
                found["--no-" + name] = ""
        self.assertGreater(len(found), 15)
        return found

    def taken(self, command):
        """The options that the program does not say to be another command's."""
        good = set()
        for name, value in self.options().items():
            answer = self.shell.run(*command, *([name, "x"] if value else [name]), "--nope")
            if b"is not for" not in answer.stderr:
                good.add(name)
        self.assertIn("--help", good)
        return good

    def weeks(self):
        rows = self.rows_of("weeks")
        self.assertGreater(len(rows), 10)
        return {row["week"] for row in rows} | {"latest"}

    def rows_of(self, view):
        return self.parse_csv(self.shell.run("export", view, "-o", "-").stdout)[1]

    def columns(self, *words):
        """Those that the program names when it is told a wrong one to sort by."""
        said = self.shell.run("show", *words, "--sort", "nope").stderr.decode()
        return set(re.split("[Tt]here are ", said)[1].strip().split(", "))

    def listed_views(self):
        """By --help: what each view shows, and the words that show it something."""
        listed = dict(re.findall(r"^  ([a-z-]+) +(.*)$",
                                 self.help().split("\nViews:\n")[1].split("\n\n")[0], re.M))
        self.assertGreater(len(listed), 10)
        return listed

    def subject_of(self, view):
        """The words that a view needs besides its name."""
        return ["--subject", "z-ai/glm-5.2"] if "--subject" in self.listed_views()[view] else []

    def assert_columns(self, offered):
        """What is offered after --sort and --column, by what the program says of each view."""
        for view in self.listed_views():
            # Of providers that were never asked for there is no table to name columns of.
            if view in ("explain", "providers"):
                continue
            with self.subTest(view=view):
                words = [view, *self.subject_of(view)]
                wanted = self.columns(*words)
                self.assertEqual(set(offered("show", *words, "--sort", "")), wanted)
                self.assertEqual(set(offered("show", *words, "--sort", "-u")),
                                 {"-" + name for name in wanted if name.startswith("u")})
                figure = ["show", "explain", "--of", *words]
                self.assertEqual(set(offered(*figure, "--column", "")), wanted)

    def views(self, command):
        """What the program names when it is not told which."""
        said = self.shell.run(command).stderr.decode().split("?", 1)[1]
        return set(re.findall(r"[a-z-]+", re.sub(r"of a --subject|\bor\b", "", said)))


class Bash(Shell):
    def offered(self, *words):
        """COMPREPLY of a command line that is cut into these words."""
        script = ". %s; COMP_WORDS=(%s); COMP_CWORD=%d; _ortop; printf '%%s\\n' \"${COMPREPLY[@]}\"" % (
            shlex.quote(os.path.join(FOLDER, "ortop.bash")),
            " ".join(shlex.quote(word) for word in words), len(words) - 1)
        answer = subprocess.run(["bash", "--norc", "-c", script], env=self.shell.env,
                                cwd=self.shell.work, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, check=True)
        self.assertEqual(answer.stderr, b"")
        return answer.stdout.decode().split()

    def test_commands(self):
        self.assertEqual(self.offered("ortop", ""), self.commands())

    def test_commands_to_be_helped_with(self):
        self.assertEqual(self.offered("ortop", "help", ""), self.commands())
        self.assertEqual(self.offered("ortop", "help", "show", ""), [])

    def test_options_of_each_command(self):
        for command in [[]] + [[name] for name in self.commands()]:
            with self.subTest(command=command):
                self.assertEqual(set(self.offered("ortop", *command, "--")), self.taken(command))

    def test_views(self):
        offered = self.offered("ortop", "export", "")
        self.assertEqual(set(offered), self.views("export"))
        self.assertEqual(self.offered("ortop", "export", "models", ""), [])

    def test_subjects(self):
        models = self.rows_of("models")
        wanted = {row["slug"] for row in models if "/" in row["slug"]}
        wanted |= {slug.split("/")[0] for slug in wanted}
        self.assertEqual(set(self.offered("ortop", "export", "--subject", "")), wanted)

    def test_weeks(self):
        self.assertEqual(set(self.offered("ortop", "show", "models", "--week", "")), self.weeks())

    def test_columns(self):
        self.assert_columns(lambda *words: self.offered("ortop", *words))

    def test_rows(self):
        answer = self.shell.run("show", "vendors", "--format", "json")
        keys = {row["key"] for row in json.loads(answer.stdout)["rows"]}
        self.assertGreater(len(keys), 5)
        self.assertEqual(set(self.offered("ortop", "show", "explain", "--of", "vendors",
                                          "--row", "")), keys)

    def test_several_subjects(self):
        """After a comma, where some are taken; bash cuts at the colon."""
        one, some = (self.offered("ortop", "show", *view, "--subject", "z-ai,op")
                     for view in (["detail"], ["compare"]))
        self.assertEqual(one, [])
        self.assertIn("z-ai,openai", some)
        self.assertEqual(set(self.offered("ortop", "show", "compare", "--subject", "=", "a/b", ":",
                                          "free,op")),
                         {word.replace("z-ai", "free") for word in some})

    def test_names_that_the_shell_would_obey(self):
        """They are not put on its line, where Enter would run them."""
        path = self.shell.write("names.csv", "date,model_permaslug,total_tokens\n" + "".join(
            "2026-11-16,%s,%d\n" % (name, 10**12 - place) for place, name in enumerate(
                ["evil/good-1.5:free", "evil/`touch\u00a0ran`", "evil/$(reboot)", "evil/a;b",
                 "evil/a|b", "evil/a&b", "evil/a>b", "evil/{a}", "e'vil/a", "=evil/~"])))
        self.assertEqual(self.shell.run("import", path).returncode, 0)
        self.assertEqual(set(self.offered("ortop", "export", "--subject", "e")),
                         {"evil", "evil/good-1.5:free"})
        self.assertEqual(self.offered("ortop", "show", "explain", "--of", "models", "--row", "e"),
                         ["evil/good-1.5:free"])

    def test_typed(self):
        """In an interactive shell, by the Tab key."""
        typed_in(self, "bash --norc --noprofile", ". %s" % os.path.join(FOLDER, "ortop.bash"))


class Zsh(Shell):
    def setUp(self):
        super().setUp()
        shutil.copy(os.path.join(FOLDER, "_ortop"), self.shell.path)

    def begin(self):
        return "fpath=(%s $fpath); autoload -Uz compinit; compinit -D -u;" \
            " LISTMAX=1000" % self.shell.path

    def test_typed(self):
        typed_in(self, "zsh -f", self.begin())

    def test_options_of_each_command(self):
        terminal = opened(self, "zsh -f", self.begin())
        for command in [[]] + [[name] for name in self.commands()]:
            with self.subTest(command=command):
                taken = self.taken(command)
                line = " ".join(["ortop", *command, "--"])
                terminal.tmux("send-keys", "-l", line)
                terminal.keys("Tab")

                def listed(screen):
                    return set(re.findall(r"^(--[a-z-]+) ", screen, re.M))
                screen = terminal.wait_for(lambda screen: taken <= listed(screen),
                                           what=" ".join(taken))
                self.assertEqual(listed(screen), taken)
                terminal.keys("C-u", "C-l")
                terminal.wait_for(lambda screen: not listed(screen))

    def test_commands(self):
        terminal = opened(self, "zsh -f", self.begin())
        terminal.tmux("send-keys", "-l", "ortop ")
        terminal.keys("Tab")
        wanted = self.commands()
        screen = terminal.wait_text(*(name + " " for name in wanted))
        self.assertEqual(set(re.findall(r"^([a-z]+) +-- ", screen, re.M)), set(wanted))


    def listed(self, terminal, line, wanted):
        """The screen below the line when all that is wanted stands there after Tab."""
        terminal.tmux("send-keys", "-l", line)
        terminal.keys("Tab")
        screen = terminal.wait_for(lambda screen: wanted <= set(screen.split()),
                                   what=" ".join(wanted))
        terminal.keys("C-u", "C-l")
        terminal.wait_for(lambda screen: screen.strip() == PROMPT)
        return screen.split("\n", 1)[1]

    def test_columns(self):
        terminal = opened(self, "zsh -f", self.begin())
        for view in ("models", "records", "weeks", "compare"):
            with self.subTest(view=view):
                words = [view, *self.subject_of(view)]
                wanted = self.columns(*words)
                for line in (["show", *words, "--sort "], ["show explain --of", *words, "--column "]):
                    below = self.listed(terminal, " ".join(["ortop", *line]), wanted)
                    self.assertEqual(set(below.split()), wanted)

    def test_what_views_show(self):
        terminal = opened(self, "zsh -f", self.begin())
        below = self.listed(terminal, "ortop show ", set(self.listed_views()))
        said = dict(re.findall(r"^([a-z-]+) +-- (.*?) *$", below, re.M))
        self.assertEqual(said, self.listed_views())


class Fish(Shell):
    def complete(self, line):
        answer = subprocess.run(
            ["fish", "--no-config", "-c", "source %s; complete -C %s" % (
                shlex.quote(os.path.join(FOLDER, "ortop.fish")), shlex.quote(line))],
            env=self.shell.env, cwd=self.shell.work, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=True)
        self.assertEqual(answer.stderr, b"")
        return answer.stdout.decode().splitlines()

    def offered(self, line):
        return [row.split("\t")[0] for row in self.complete(line)]

    def test_commands(self):
        self.assertEqual(set(self.offered("ortop ")), set(self.commands()))
        self.assertEqual(set(self.offered("ortop help ")), set(self.commands()))

    def test_options_of_each_command(self):
        for command in [[]] + [[name] for name in self.commands()]:
            with self.subTest(command=command):
                offered = self.offered(" ".join(["ortop", *command, "--"]))
                self.assertEqual(set(offered), self.taken(command))

    def test_views(self):
        self.assertEqual(set(self.offered("ortop export ")), self.views("export"))

    def test_what_views_show(self):
        listed = self.listed_views()
        said = dict(row.split("\t") for row in self.complete("ortop show "))
        self.assertEqual(said, listed)
        del listed["explain"]
        self.assertEqual(dict(row.split("\t") for row in self.complete("ortop export ")), listed)
        self.assertEqual(dict(row.split("\t") for row in
                              self.complete("ortop show explain --of ")), listed)

    def test_columns(self):
        # Where nothing begins so, it offers what only has the letters.
        self.assert_columns(lambda *words: [
            word for word in self.offered("ortop " + " ".join(words)) if word.startswith(words[-1])])

    def test_weeks(self):
        self.assertEqual(set(self.offered("ortop --week ")), self.weeks())

    def test_typed(self):
        for typed, wanted in TYPED:
            with self.subTest(typed=typed):
                # It names the word alone; with = the whole of it.
                self.assertEqual(self.offered(typed), [wanted.split()[-1]])


def opened(test, shell, begin):
    """A terminal with that shell in it, ready."""
    terminal = test.shell.terminal(160, 60)
    terminal.type("PS1= exec %s" % shell)
    terminal.type("%s; clear; PS1='%s '" % (begin, PROMPT))
    terminal.wait_for(lambda screen: screen.strip() == PROMPT)
    return terminal


def typed_in(test, shell, begin):
    terminal = opened(test, shell, begin)
    for typed, wanted in TYPED:
        with test.subTest(typed=typed):
            terminal.tmux("send-keys", "-l", typed)
            terminal.keys("Tab")
            # zsh puts a = after an option that takes a value, and a comma after one of some
            # subjects, and shows no blank at the end.
            terminal.wait_for(lambda screen: screen.split("\n")[0].rstrip(" =,") ==
                              ("%s %s" % (PROMPT, wanted)).rstrip(), what=wanted)
            terminal.keys("C-u", "C-l")
            terminal.wait_for(lambda screen: screen.strip() == PROMPT)


