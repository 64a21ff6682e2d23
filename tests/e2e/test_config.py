"""Settings as users give them: files, environment, options; what is wrong is named, the rest counts."""

import os
import signal
import unittest

from case import Case
from rig import KEY, process_stat, running, wait_for


class Config(Case):
    def configured(self, text, home=None, system=None):
        home = home or self.offline_home(key=None)
        self.put(home, "XDG_CONFIG_HOME", text)
        if system is not None:
            self.put(home, "XDG_CONFIG_DIRS", system)
        return home

    @staticmethod
    def put(home, variable, text):
        folder = os.path.join(home.env[variable], "ortop")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "config"), "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)

    @staticmethod
    def parent(pid):
        stat = process_stat(pid)
        return stat[2] if stat else 0

    @staticmethod
    def values(answer):
        """What `ortop config` says: {name: (value, origin)}."""
        lines = answer.stdout.decode().splitlines()
        pairs = (line.split("=", 1) for line in lines if not line.startswith("#"))
        return {name.strip(): tuple(part.strip() for part in rest.rsplit(" # ", 1)) for name, rest in pairs}

    def test_every_source_in_its_place(self):
        home = self.configured("interval = 6\nworkload = 1M,2K\n", system="interval = 5\nunit = usd\n")
        home.env["ORTOP_API_URL"] = "https://mirror.example/api/v1"
        values = self.values(home.run("config", "--workload", "7,8"))
        self.assertEqual(values["timeout"], ("120", "default"))
        self.assertEqual(values["unit"][0], "usd")
        self.assertTrue(values["unit"][1].endswith("xdg/ortop/config:2"), values["unit"])
        self.assertEqual(values["interval"][0], "6")
        self.assertTrue(values["interval"][1].endswith("config/ortop/config:1"), values["interval"])
        self.assertEqual(values["api-url"], ("https://mirror.example/api/v1", "ORTOP_API_URL"))
        self.assertEqual(values["workload"], ("7,8", "option"))

    def test_a_file_counts_in_exports_and_an_option_undoes_it(self):
        home = self.configured("unit = usd\npaid = yes\n")
        by_file = home.run("export", "models", "-o", "-").stdout
        by_option = self.offline_home(key=None).run("export", "models", "--unit", "usd", "--paid", "-o", "-").stdout
        self.assertEqual(by_file, by_option)
        plain = self.offline_home(key=None).run("export", "models", "-o", "-").stdout
        self.assertNotEqual(by_file, plain)
        undone = home.run("export", "models", "--unit=tokens", "--no-paid", "-o", "-").stdout
        self.assertEqual(undone, plain)

    def test_the_defaults_as_a_file_change_nothing(self):
        home = self.offline_home(key=None)
        defaults = home.run("config", "--print-default")
        self.assertEqual(defaults.returncode, 0)
        before = self.values(home.run("config"))
        self.configured(defaults.stdout, home=home)
        after = home.run("config")
        self.assertEqual(after.returncode, 0, after.stderr)
        after = self.values(after)
        self.assertEqual({name: value for name, (value, _) in before.items()},
                         {name: value for name, (value, _) in after.items()})
        self.assertTrue(all(":" in origin for name, (_, origin) in after.items() if name != "api-url"), after)

    def test_wrong_lines_are_named_on_stderr_and_the_rest_counts(self):
        home = self.configured(b"\xef\xbb\xbfunit = usd\r\nintervall = 5\r\npaid = perhaps\r\n\x1b]0;x\x07\r\n")
        answer = home.run("export", "models", "-o", "-")
        self.assertEqual(answer.returncode, 0)
        self.assertEqual(answer.stdout, self.offline_home(key=None).run("export", "models", "--unit", "usd",
                                                                        "-o", "-").stdout)
        said = answer.stderr.decode().splitlines()
        self.assertTrue(said[0].endswith("ortop/config:2: no setting intervall; did you mean interval?"), said)
        self.assertTrue(said[1].endswith("ortop/config:3: paid = perhaps: wants yes or no"), said)
        self.assertTrue(said[2].endswith("ortop/config:4: a byte that is no text (UTF-8 is)"), said)
        self.assertNotIn(b"\x1b", answer.stderr)
        self.assertEqual(home.run("config").returncode, 1)

    def test_wrong_lines_are_named_on_the_screen(self):
        home = self.configured("unit = usd\nintervall = 5\nzebra = 1\n", home=self.fetched())
        terminal = home.terminal(columns=120, rows=40)
        terminal.start("--offline")
        screen = terminal.wait_text("no setting intervall", "interval?; 1 more: ortop config")
        self.assertIn("by dollars", screen)

    def test_a_wrong_theme_is_a_wrong_line(self):
        """Named with line and nearest spelling, one of the user's own too; neither hides the other lines."""
        home = self.configured("intervall = 5\ntheme = solarised-dark\nunit = usd\n", home=self.fetched())
        config = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop")
        os.mkdir(os.path.join(config, "themes"))
        with open(os.path.join(config, "themes", "mine.theme"), "w", encoding="utf-8") as file:
            file.write("text = red\n\nup = ultraviolet\n")
        answer = home.run("config")
        self.assertEqual(answer.returncode, 1)
        self.assertIn(b"config:1: no setting intervall; did you mean interval?\n", answer.stderr)
        self.assertIn(b"config:2: theme = solarised-dark: no such theme; did you mean solarized-dark?\n",
                      answer.stderr)
        self.assertEqual(self.values(answer)["theme"], ("default", "default"))
        self.assertEqual(self.values(answer)["unit"][0], "usd")
        terminal = home.terminal(columns=160, rows=40)
        terminal.start("--offline")
        terminal.wait_text("by dollars", "no setting intervall", "1 more: ortop config")
        # Whatever was wrong with it.
        for theme, reason in (("mnie", "no such theme; did you mean mine?"),
                              ("mine", 'mine.theme:3: unknown colour "ultraviolet"'),
                              ("gone.theme", "cannot read gone.theme: No such file"),
                              ("themes/", "Is a directory")):
            self.put(home, "XDG_CONFIG_HOME", "theme = %s\nunit = usd\n" % theme)
            terminal.kill(signal.SIGHUP)
            terminal.wait_text("by dollars", "config:1: theme = ", reason)
            doctor = home.run("doctor", "--offline").stdout.decode()
            self.assertRegex(doctor, r"(?m)^warn  config +")
            self.assertIn(theme, "".join(doctor.split()))
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        terminal.start("--offline", "--theme", "mine")
        terminal.wait_text("--theme mine: mine.theme:3: unknown colour", "by dollars")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        answer = home.run("--theme", "mnie")
        self.assertEqual((answer.returncode, self.one_line(answer.stderr)),
                         (2, "ortop: --theme mnie: no such theme; did you mean mine?"))

    def test_an_address_that_may_not_be_asked(self):
        """In a file, in the environment, as an option: refused with the reason, and the rest counts."""
        home = self.configured("api-url = ftp://x/api\nunit = usd\n", home=self.offline_home(key=None))
        del home.env["ORTOP_API_URL"]
        answer = home.run("config")
        self.assertIn(b"config:1: api-url = ftp://x/api: neither https nor http\n", answer.stderr)
        self.assertEqual(self.values(answer)["api-url"], ("https://openrouter.ai/api/v1", "default"))
        self.assertEqual(self.values(answer)["unit"][0], "usd")
        self.put(home, "XDG_CONFIG_HOME", "api-url =\n")
        self.assertIn(b"config:1: api-url = : wants URL", home.run("config").stderr)
        self.put(home, "XDG_CONFIG_HOME", "api-url = https://mirror.example/api/v1\n")
        answer = home.run("config", ORTOP_API_URL="http://mirror.example/")
        self.assertEqual(self.one_line(answer.stderr), "ortop: ORTOP_API_URL = http://mirror.example/: "
                                                       "plain http goes to loopback addresses only: use https")
        self.assertEqual(self.values(answer)["api-url"][0], "https://mirror.example/api/v1")
        answer = home.run("config", "--api-url", "https://key@mirror.example/")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("a user or password does not belong", self.one_line(answer.stderr))

    def test_a_file_is_never_written(self):
        home = self.configured("theme = dark\nbroken\n", home=self.fetched())
        path = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop", "config")
        before = os.stat(path)
        terminal = home.terminal()
        terminal.start("--offline")
        terminal.wait_text("a line is name")
        terminal.keys("p")
        terminal.wait_match("theme [a-z]")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)
        after = os.stat(path)
        self.assertEqual((before.st_ino, before.st_mtime_ns, before.st_size),
                         (after.st_ino, after.st_mtime_ns, after.st_size))
        self.assertEqual(os.listdir(os.path.dirname(path)), ["config"])

    def test_a_key_file_of_the_configuration(self):
        home = self.home(key=None)
        path = home.write("key", KEY + "\n")
        os.chmod(path, 0o600)
        self.configured("key-file = %s\n" % path, home=home)
        self.assertEqual(home.run("fetch").returncode, 0)
        # The environment comes before the file, an option before both.
        self.assertEqual(home.run("fetch", OPENROUTER_API_KEY="sk-wrong").returncode, 4)
        self.assertEqual(home.run("fetch", "--key-file", path, OPENROUTER_API_KEY="sk-wrong").returncode, 0)

    def test_columns_view_weeks_and_segments(self):
        home = self.configured("view = segments\nsegments = 5,1.5\ncolumns.models = name, usd, context\nweeks = 3\n",
                               home=self.fetched())
        for columns, rows in ((120, 40), (80, 24)):
            terminal = home.terminal(columns=columns, rows=rows)
            terminal.start("--offline")
            screen = terminal.wait_text("Segments", "premium")
            self.assertIn("$5.00 and more", screen)
            self.assertIn("$1.50 to $5.00", screen)
            terminal.keys("Escape")
            terminal.wait_match(r"\n +Model +Dollars +Context *\n")
            terminal.keys("q")
            self.assertEqual(terminal.wait_exit(), 0)
            terminal.start("--offline", "--view", "vendors")
            terminal.wait_text("2 Vendors")
            terminal.keys("z")
            terminal.wait_match(r"\n Vendor +(In +)?Tokens .*\n\u25ba")
            terminal.keys("q")
        # Exports keep all columns, in their order.
        plain = self.offline_home(key=None).run("export", "models", "-o", "-").stdout
        chosen = self.configured("columns.models = name\n").run("export", "models", "-o", "-").stdout
        self.assertEqual(chosen, plain)

    def test_keys_bound_otherwise(self):
        home = self.configured("key.unit-usd = D F5\nkey.quit = Q\nkey.detail = # none\nkey.help = H\n",
                               home=self.fetched())
        terminal = home.terminal(columns=120, rows=40)
        terminal.start("--offline")
        last = terminal.wait_text("by tokens", "H help").rstrip().splitlines()[-1]
        self.assertIn("t/D unit", last)
        self.assertIn("Q quit", last)
        self.assertNotIn("detail", last)
        terminal.keys("d", "q", "Enter", "F5")  # three that are keys no more, and one that is
        terminal.wait_text("by dollars")
        terminal.keys("t")
        terminal.wait_text("Top 10 by tokens")
        terminal.keys("D")
        terminal.wait_text("by dollars")
        terminal.keys("H")
        screen = terminal.wait_text("count dollars", "count tokens")
        self.assertRegex(screen, r"D F5 +count dollars")
        self.assertRegex(screen, r"\br +fetch new figures now")
        self.assertRegex(screen, r"Q Ctrl-C +quit")
        terminal.keys("Escape")
        terminal.wait_text("by dollars")
        terminal.keys("Q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_ctrl_c_quits_whatever_is_bound(self):
        home = self.configured("key.quit =\nkey.refresh = q\nkey.zoom = Ctrl-C\nkey.pin = x\nkey.copy = x\n",
                               home=self.fetched())
        terminal = home.terminal(columns=120, rows=40)
        terminal.start("--offline")
        terminal.wait_text("key.zoom = Ctrl-C: Ctrl-C always quits; 1 more")
        terminal.keys("C-c")
        self.assertEqual(terminal.wait_exit(), 0)
        answer = home.run("config")
        self.assertIn(b"key.copy = x: x is bound to pin already, so not to copy", answer.stderr)
        self.assertEqual(self.values(answer)["key.quit"][0], "Ctrl-C")
        self.assertEqual(self.values(answer)["key.copy"][0], "y")

    def test_sighup_reads_it_again(self):
        home = self.configured("unit = usd\n", home=self.fetched())
        terminal = home.terminal(columns=120, rows=40)
        terminal.start("--offline")
        terminal.wait_text("by dollars")
        terminal.keys("j", "j", "f")
        terminal.wait_text("paid models only")
        self.put(home, "XDG_CONFIG_HOME", "unit = tokens\nkey.quit = Q\ncolumns.models = name, tokens\n"
                                          "interval = 7\nzebra = 1\n")
        terminal.kill(signal.SIGHUP)
        terminal.wait_text("config:5: no setting zebra")
        screen = terminal.wait_match(r"\n +Model +Tokens *\n").string
        self.assertIn("by tokens", screen)
        self.assertIn("paid", screen)  # which was chosen by a key, and no file says otherwise
        self.put(home, "XDG_CONFIG_HOME", "key.quit = X\n")
        terminal.kill(signal.SIGHUP)
        terminal.wait_text("configuration read again: 3 settings changed")
        terminal.keys("X")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_sighup_reads_the_theme_again(self):
        """An edited one is seen; a broken one is named."""
        home = self.configured("theme = mine\n", home=self.fetched())
        folder = os.path.join(home.env["XDG_CONFIG_HOME"], "ortop", "themes")
        os.mkdir(folder)
        path = os.path.join(folder, "mine.theme")

        def edit(text):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

        edit("title = 201\n")
        terminal = home.terminal(columns=120, rows=40)
        terminal.start("--offline")
        terminal.wait_text("by tokens")
        terminal.wait_for(lambda screen: "38;5;201" in terminal.screen(escapes=True), what="the colour")
        edit("title = 118\n")
        terminal.kill(signal.SIGHUP)
        terminal.wait_text("0 settings changed")
        terminal.wait_for(lambda screen: "38;5;118" in terminal.screen(escapes=True), what="the new colour")
        edit("title = nought\n")
        terminal.kill(signal.SIGHUP)
        terminal.wait_text("mine.theme:1: unknown colour")
        edit("title = 201\n")
        terminal.kill(signal.SIGHUP)
        terminal.wait_for(lambda screen: "38;5;201" in terminal.screen(escapes=True), what="the colour again")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_sighup_changes_what_the_worker_does(self):
        """Offline, then against a server, with a key file that must be safe."""
        home = self.configured("offline = yes\n", home=self.home(key=None))
        path = home.write("key", KEY + "\n")
        terminal = home.terminal(columns=120, rows=40)
        terminal.start()
        terminal.wait_text("SAMPLE")
        os.chmod(path, 0o644)
        self.put(home, "XDG_CONFIG_HOME", "key-file = %s\n" % path)
        terminal.kill(signal.SIGHUP)
        terminal.wait_text("the configuration stays as it was: ", "config:1: key file ")
        os.chmod(path, 0o600)
        terminal.kill(signal.SIGHUP)
        terminal.wait_for(lambda screen: "SAMPLE" not in screen and "as of " in screen, what="live figures")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_sighup_keeps_the_key_of_the_environment(self):
        home = self.configured("offline = yes\n", home=self.home())
        terminal = home.terminal(columns=120, rows=40)
        terminal.start()
        terminal.wait_text("SAMPLE")
        self.put(home, "XDG_CONFIG_HOME", "")
        terminal.kill(signal.SIGHUP)
        terminal.wait_for(lambda screen: "SAMPLE" not in screen and "as of " in screen, what="live figures")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_a_closed_terminal_ends_it(self):
        home = self.configured("", home=self.fetched())
        for command in ("kill-pane", "kill-server"):
            terminal = home.terminal()
            terminal.start("--offline")
            terminal.wait_text("by tokens")
            pid = terminal.program()
            terminal.tmux(command)
            wait_for(lambda: not running(pid), 5, "the end of the program")

    def test_a_hang_up_in_the_background_ends_it(self):
        """Its shell leaves it stopped behind: the kernel sends SIGHUP and lets it go on."""
        home = self.configured("", home=self.fetched())
        terminal = home.terminal()
        terminal.type("sh -im")
        terminal.start("--offline")
        terminal.wait_text("by tokens")
        outer = int(terminal.tmux("display-message", "-p", "#{pane_pid}"))
        pid = next(pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                   if (process_stat(pid) or "?")[0] == "ortop" and self.parent(self.parent(pid)) == outer)
        terminal.keys("C-z")
        terminal.wait_match(r"Stopped|Suspended")
        terminal.type("exit")
        terminal.type("exit")
        wait_for(lambda: not running(pid), 5, "the end of the program")

    def test_a_command_gives_the_key(self):
        home = self.home(key=None)
        secret = home.write("secret", KEY + "\nuser: me\n")
        log = os.path.join(home.path, "log")
        self.configured("key-command = cat %s # as a password manager would\nlog = %s\n" % (secret, log), home=home)
        self.assertEqual(home.run("fetch").returncode, 0)
        # The environment comes before it, and the file of an option.
        self.assertEqual(home.run("fetch", OPENROUTER_API_KEY="sk-wrong").returncode, 4)
        os.remove(secret)
        answer = home.run("fetch")
        self.assertEqual(answer.returncode, 4)
        self.assertEqual(answer.stderr, b"ortop: key command: failed with status 1\n")
        for path in home.files():
            with open(path, "rb") as file:
                self.assertNotIn(KEY.encode(), file.read(), path)

    def test_the_screen_does_not_wait_for_the_command(self):
        home = self.home(key=None)
        pipe = os.path.join(home.path, "pipe")
        os.mkfifo(pipe)
        self.configured("key_command = echo noise >&2; cat %s\n" % pipe, home=home)
        terminal = home.terminal(columns=120, rows=40)
        terminal.start()
        screen = terminal.wait_text("SAMPLE")
        self.assertNotIn("no key", screen)
        self.assertNotIn("noise", screen)
        with open(pipe, "w", encoding="utf-8") as file:  # waits for the command to read it
            file.write(KEY + "\n")
        screen = terminal.wait_for(lambda text: "SAMPLE" not in text and "as of " in text, what="live figures")
        self.assertNotIn("noise", screen)
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_a_command_that_fails_is_said_and_tried_again(self):
        home = self.home(key=None)
        secret = os.path.join(home.path, "secret")
        self.configured("key-command = cat %s\n" % secret, home=home)
        terminal = home.terminal(columns=120, rows=40)
        terminal.start()
        terminal.wait_text("no key", "key command: failed with status 1")
        home.write("secret", KEY + "\n")
        terminal.keys("r")
        terminal.wait_for(lambda text: "SAMPLE" not in text and "as of " in text, what="live figures")
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(), 0)

    def test_quitting_waits_for_no_command(self):
        home = self.configured("key-command = sleep 1000\n", home=self.home(key=None))
        terminal = home.terminal(columns=120, rows=40)
        terminal.start()
        terminal.wait_text("SAMPLE")
        pid = terminal.program()
        terminal.keys("q")
        self.assertEqual(terminal.wait_exit(5), 0)
        self.assertFalse(running(pid))

    def test_a_command_of_a_file_that_others_write_is_not_run(self):
        home = self.configured("key-command = touch ran; echo x\nunit = usd\n", home=self.home(key=None))
        os.chmod(os.path.join(home.env["XDG_CONFIG_HOME"], "ortop", "config"), 0o666)
        answer = home.run("fetch")
        self.assertIn(b"config:1: key-command is not run: others can write this file", answer.stderr)
        self.assertEqual(os.listdir(home.work), [])
        self.assertEqual(self.values(home.run("config"))["unit"][0], "usd")

    def test_a_file_by_name(self):
        home = self.configured("unit = usd\n")
        path = home.write("other.conf", "interval = 9\n")
        values = self.values(home.run("config", ORTOP_CONFIG=path))
        self.assertEqual(values["interval"][0], "9")
        self.assertEqual(values["unit"][0], "tokens")
        answer = home.run("config", ORTOP_CONFIG=path + ".not")
        self.assertIn(b"other.conf.not: cannot be read: No such file", answer.stderr)


if __name__ == "__main__":
    unittest.main()
