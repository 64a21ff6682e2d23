"""Sheets in a terminal: detail, comparison and why; a row to the clipboard; a model's page."""

import csv
import glob
import os

from case import Case
from rig import wait_for

PAGE = "https://openrouter.ai/deepseek/deepseek-v4-flash-0731"
CITATION = ("Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T02:01:00Z. "
            "Licensed under CC BY 4.0.")


class Sheets(Case):
    def on_sample(self, columns=120, rows=40, **env):
        """(home, terminal) with the program on the sample."""
        home = self.offline_home(key=None)
        terminal = home.terminal(columns, rows, **env)
        terminal.start()
        terminal.wait_text("W33", "Top 10")
        return home, terminal

    def test_detail_and_back(self):
        _, terminal = self.on_sample()
        terminal.keys("Enter")
        terminal.wait_text("Detail", "tokens by week", "2026-W31", "Esc back")
        terminal.keys("d")
        terminal.wait_text("dollars by week")
        terminal.keys("Escape")
        terminal.wait_text("Top 10 by dollars")

    def test_what_is_compared_is_exported(self):
        home, terminal = self.on_sample()
        terminal.keys("Space", "j", "Space", "c")
        terminal.wait_text("Compare", "Hy3")
        terminal.keys("e")
        terminal.wait_text("wrote")
        path, = wait_for(lambda: glob.glob(os.path.join(home.work, "ortop-compare-*.csv")))
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(rows[0]["week"], "2026-W33")
        self.assertEqual(rows[0]["unit"], "tokens")
        columns = [name for name in rows[0] if "/" in name]
        self.assertEqual(len(columns), 2)
        self.assertGreater(int(rows[0][columns[0]]), int(rows[0][columns[1]]))

    def test_why_in_a_detail(self):
        _, terminal = self.on_sample()
        terminal.keys("Enter", "j", "w")
        terminal.wait_text("Why this number", "2026-W32, Aug 3-9", "fetched", "never")
        terminal.keys("w")
        terminal.wait_text("tokens / all tokens of the week")
        terminal.keys("Escape")
        terminal.wait_text("tokens by week", "►2026-W32")

    def test_row_goes_to_the_clipboard(self):
        _, terminal = self.on_sample()
        terminal.tmux("set-option", "-g", "set-clipboard", "on")
        terminal.keys("y")
        terminal.wait_text("copied; in tmux this needs set-clipboard on")
        copied = wait_for(lambda: terminal.tmux("show-buffer", check=False))
        lines = copied.split("\n")
        self.assertEqual(lines[0], "Models 2026-W33, by tokens")
        self.assertEqual(lines[1].split("\t")[:2], ["#", "Model"])
        self.assertEqual(lines[2].split("\t")[:2], ["1", "DeepSeek V4 Flash 0731"])
        self.assertIn(CITATION, lines)

    def test_page_is_printed_without_a_desktop(self):
        _, terminal = self.on_sample(SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22", DISPLAY=":0")
        terminal.keys("o")
        terminal.wait_text(PAGE)
