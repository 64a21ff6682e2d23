"""The pictures of the documentation: are they of the program that is built, and can they be shown?"""

import os
import re
import sys
import unittest
from xml.etree import ElementTree

from rig import ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "pictures"))

import shots  # noqa: E402
import svg  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
STILL_MOST, FILM_MOST = 60 << 10, 400 << 10  # bytes: a README loads them all
TRIES = 3  # a busy machine may stop in the middle of a frame


def stored(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


class Pictures(unittest.TestCase):
    def test_of_the_program_that_is_built(self):
        for path, draw in shots.pictures().items():
            with self.subTest(picture=path):
                want = stored(path)
                if not any(draw() == want for _ in range(TRIES)):
                    self.fail("%s is of another program: `make pictures demo` draws it anew" % path)

    def test_no_other_pictures(self):
        folder = os.path.join(ROOT, "themes", "pictures")
        self.assertEqual({"themes/pictures/" + name for name in os.listdir(folder)},
                         {path for path in shots.pictures() if path.startswith("themes/")})

    def test_small_and_still(self):
        for path in shots.pictures():
            with self.subTest(picture=path):
                text = stored(path)
                film = path == "share/demo.svg"
                self.assertLess(len(text.encode()), FILM_MOST if film else STILL_MOST)
                tags = {element.tag for element in ElementTree.fromstring(text).iter()}
                self.assertLessEqual(tags, {SVG + tag for tag in (
                    "svg", "title", "style", "rect", "g", "path", "text", "tspan")})
                self.assertEqual("@keyframes" in text, film)
                self.assertNotIn("/tmp", text)

    def test_every_picture_is_shown(self):
        table = stored("themes/README.md")
        for theme in shots.themes():
            self.assertIn("| `%s` |" % theme, table)
            self.assertIn("](pictures/%s.svg)" % theme, table)
        self.assertIn("](share/demo.svg)", stored("README.md"))


class Still(unittest.TestCase):
    """What is drawn of a few cells, worked out by hand."""

    def draw(self, cells):
        root = ElementTree.fromstring(svg.still(cells, ("#aaaaaa", "#000000"), "a < b"))
        self.assertEqual(root.find(SVG + "title").text, "a < b")
        return root

    def test_text_keeps_its_column_and_look(self):
        row = [(char, "") for char in "ab  <d"] + [("e", "1;38;5;196"), ("f", "7")]
        found = [(span.get("x"), span.text, span.get("fill"), span.get("class"))
                 for span in self.draw([row]).iter(SVG + "tspan")]
        # Cells are 8.43 wide, after a margin of 8.
        self.assertEqual(found, [("8", "ab", "#aaaaaa", None), ("41.7", "<d", "#aaaaaa", None),
                                 ("58.6", "e", "#ff0000", "b"), ("67", "f", "#000000", None)])

    def test_grounds_and_blocks_are_shapes(self):
        row = [("█", "38;5;232"), ("▄", "38;5;232"), (" ", "48;5;231"), (" ", "48;5;231"), (" ", "")]
        found = {path.get("fill"): path.get("d") for path in self.draw([row]).iter(SVG + "path")}
        self.assertEqual(found["#ffffff"], "M24.9 8h16.9v17h-16.9z")
        self.assertEqual(found["#080808"], "M8 8h8.4v17h-8.4zM16.4 16.5h8.4v8.5h-8.4z")


class Film(unittest.TestCase):
    def visible(self, text, at):
        """Words on the picture at a second, by its style sheet."""
        root = ElementTree.fromstring(text)
        style = root.find(SVG + "style").text
        hidden = set()
        for name, seconds, steps in re.findall(
                r"\.(f[\d-]+)\{visibility:\w+;animation:\S+ ([\d.]+)s [^}]*\}"
                r"@keyframes f[\d-]+\{((?:[^{}]*\{[^{}]*\})*)\}", style):
            now = [word for percent, word in re.findall(r"([\d.]+)%\{visibility:(\w+)\}", steps)
                   if float(percent) <= 100 * at / float(seconds)][-1]
            if now == "hidden":
                hidden.add(name)
        words = []
        for element in root:
            if element.tag in (SVG + "g", SVG + "text") and element.get("class") not in hidden:
                words += [span.text for span in element.iter(SVG + "tspan")]
        return words

    def test_each_frame_in_its_time(self):
        screens = (("one", "same", ""), ("two", "same", "late"), ("one", "same", "late"))
        frames = [([[(char, "") for char in line.ljust(5)] for line in screen], seconds)
                  for screen, seconds in zip(screens, (1, 2, 1.5))]
        text = svg.film(frames, ("#aaaaaa", "#000000"), "film")
        for screen, at in zip(screens, (0.5, 2.0, 4.0)):
            self.assertEqual(sorted(self.visible(text, at)), sorted(line for line in screen if line))
        # Without motion the first frame stands.
        style = re.sub(r"@keyframes.*", "", text)
        self.assertIn(".f0-0{visibility:visible", style)
        self.assertEqual(text.count('class="f1-2"'), 1)
        self.assertIn(".f1-2{visibility:hidden", text)
