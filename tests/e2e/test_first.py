"""The first minute of somebody who has no key: what the screen says, and until when."""

from case import Case
from rig import KEY

STEPS = ("openrouter.ai/keys", "export OPENROUTER_API_KEY=...")


class First(Case):
    def start(self, columns, rows, *args):
        home = self.home(key=None)
        terminal = home.terminal(columns, rows)
        terminal.start(*args)
        terminal.wait_text("SAMPLE")
        return terminal

    def words(self, terminal):
        """The screen as one line: where lines are broken does not matter."""
        return " ".join(terminal.screen().split())

    def test_one_screenful_says_it_all(self):
        for columns, rows in ((120, 40), (80, 24), (40, 12)):
            with self.subTest(size="%dx%d" % (columns, rows)):
                terminal = self.start(columns, rows)
                terminal.wait_text("Welcome")
                words = self.words(terminal)
                for part in STEPS + ("OpenRouter's", "sample", "start again", "DeepSeek"):
                    self.assertIn(part, words)
                terminal.keys("Down")
                terminal.wait_for(lambda screen: "Welcome" not in screen, what="only the panes")
                terminal.wait_text("SAMPLE")

    def test_asking_for_figures_says_what_is_missing(self):
        terminal = self.start(80, 24)
        terminal.keys("r")
        terminal.wait_text("no key, so only prices are asked for")
        words = self.words(terminal)
        for part in STEPS:
            self.assertIn(part, words)

    def test_a_key_ends_it(self):
        terminal = self.start(120, 40)
        terminal.wait_text("Welcome")
        terminal.keys("q")
        terminal.wait_exit()
        terminal.start(before="OPENROUTER_API_KEY=%s" % KEY)
        screen = terminal.wait_for(lambda text: "checked" in text and "SAMPLE" not in text,
                                   what="live figures")
        self.assertNotIn("Welcome", screen)
        self.assertNotIn("to go live", screen)

    def test_nobody_asked_to_go_live(self):
        terminal = self.start(120, 40, "--offline")
        self.assertNotIn("Welcome", terminal.screen())
