"""Pictures of the program as it is built: a still of each theme, and the demo's film.

The sample is shown with --offline, so nothing on the screen depends on the time or the network, and
the same program gives the same bytes.
"""

import glob
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "bench"))

import program  # noqa: E402
import svg  # noqa: E402

BINARY = os.environ.get("ORTOP_BINARY", os.path.join(ROOT, "build", "ortop"))
COLUMNS, ROWS = 112, 32
DEADLINE = 20  # seconds for a screen to come
QUIET = 0.1  # seconds without output after which it is whole

# The terminal's own colours, for what a theme leaves to it: foreground, background.
DARK = ("#d0d0d0", "#1c1c1c")
LIGHT = ("#303030", "#ffffff")


def themes():
    return sorted(os.path.basename(path)[:-len(".theme")]
                  for path in glob.glob(os.path.join(ROOT, "themes", "*.theme")))


class Show:
    """The program on a terminal in memory, in a folder of its own."""

    def __init__(self, *args):
        self.folder = tempfile.mkdtemp(prefix="ortop-")
        # With a shell between, the program is in the folder when it starts.
        command = 'cd "$0" && exec "$@"'
        self.program = program.Program(
            ["/bin/sh", "-c", command, self.folder, BINARY, "--offline", *args],
            {"TERM": "xterm-256color"}, COLUMNS, ROWS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.close()
        shutil.rmtree(self.folder)

    def cells(self, *texts):
        """The screen once all texts are on it, and no more of it comes."""
        end = program.NOW() + DEADLINE
        while not all(text in self.program.screen().text() for text in texts):
            if program.NOW() > end or self.program.ended:
                raise RuntimeError("not on the screen: %s\n%s"
                                   % (texts, self.program.screen().text()))
            self.program.read(program.NOW() + DEADLINE, quiet=0.01)
        self.program.read(program.NOW() + QUIET)
        return [self.hide_folder(row) for row in self.program.screen().cells]

    def hide_folder(self, row):
        """A user's folder in the place of the one that is made for the picture."""
        text = "".join(char for char, _ in row)
        at = text.find(self.folder)
        if at < 0:
            return row
        look = row[at][1]
        shown = text.replace(self.folder, "/home/me")
        return [(char, look) for char in shown.ljust(len(row))]

    def key(self, key):
        self.program.send(program.KEYS.get(key, key.encode()))


def theme_picture(theme, own):
    with Show("--theme", theme) as show:
        show.cells("? help  q quit", "75.3T")
        for _ in range(3):
            show.key("Down")
        cells = show.cells("► 4", "? help  q quit")
    return svg.still(cells, own, "ortop in the theme %s, on its sample" % theme)


# What is pressed, what must be on the screen then, how long it stays there in seconds, and the words
# below it.
DEMO = (
    ((), ("2026-W33", "q quit"), 2.4, "ortop"),
    (("Left",), ("2026-W32",), 0.9, "Left        one week back"),
    (("Left",), ("2026-W31",), 0.9, "Left        one week back"),
    (("Left",), ("2026-W30",), 0.9, "Left        one week back"),
    (("$", "d"), ("2026-W33", "by dollars"), 2.2, "$ d         the latest week, in dollars"),
    (("3", "%"), ("shares of China and US dollars",), 2.0, "3 %         regions; what shares are of"),
    (("%", "%", "t", "1", "j", "j", "j", "j"), ("► 5", "shares of all tokens", "q quit"), 1.4,
     "j           the next rows"),
    (("Enter",), ("GLM 5.2", "2026-W30"), 2.6, "Enter       all about the row"),
    (("Escape", "w"), ("Why this number",), 2.8, "w           why this number"),
    (("Escape", " ", "j", " ", "c"), ("── Compare",), 2.6, "Space c     pin two, compare them"),
    (("Escape", "e"), ("wrote ",), 2.2, "e           what is shown, as CSV"),
)
STRONG = "1;38;5;231"


def caption(words):
    """Two rows of cells below the screen: what was pressed."""
    row = [(char, STRONG) for char in ("  " + words).ljust(COLUMNS)]
    return [[(" ", "")] * COLUMNS, row]


def demo():
    frames = []
    with Show("--theme", "dark") as show:
        for keys, texts, seconds, words in DEMO:
            for key in keys:
                show.key(key)
                if key == "Escape":  # alone, not the beginning of a longer key
                    show.cells("Tab pane")
            frames.append((show.cells(*texts) + caption(words), seconds))
    return svg.film(frames, DARK, "A session with ortop: weeks back, dollars, regions, a model's "
                    "detail, why a number, a comparison, an export")


def pictures():
    """{path below the root: function that draws it}"""
    drawn = {"themes/pictures/%s.svg" % theme: lambda theme=theme: theme_picture(theme, DARK)
             for theme in themes()}
    drawn["themes/pictures/default-on-white.svg"] = lambda: theme_picture("default", LIGHT)
    drawn["share/demo.svg"] = demo
    return drawn
