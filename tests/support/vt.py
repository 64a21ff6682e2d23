"""A terminal in memory: what a program has drawn, cell by cell.

It knows what curses programs send (cursor, erase, insert and delete, scroll, colours, alternate
screen, modes, titles); anything else is skipped.  A cell is (character, attributes); attributes are
the SGR state as a string such as "1;38;5;81", so that equal looks are equal strings.

`modes` holds the private modes that are on, as numbers (25 the cursor, 1049 the alternate screen,
1000 and 1006 the mouse, 2026 a frame that is not whole), and "keypad".  `prints_questions` makes it
a terminal that takes "$" for the end of a sequence and prints what follows, as some do; without
`keeps_titles` it has no stack of them.
"""

import codecs
import re
import unicodedata

TOKEN = re.compile(
    r"\x1b\[([<=>?]?)([0-9;:]*)([ !\"$'*]*)([@-~])"  # CSI
    r"|\x1b[\]P^_X].*?(?:\x07|\x1b\\)"  # strings: OSC, DCS, ...
    r"|\x1b[ #%()*+./-]."  # character sets
    r"|\x1b([0-Z\\^-~])"
    r"|([\x00-\x1a\x1c-\x1f\x7f])"
    r"|([^\x00-\x1f\x7f]+)",
    re.S,
)
LONGEST_SEQUENCE = 4096
BLANK = (" ", "")


def width(char):
    if ord(char) < 0x300:
        return 1
    if unicodedata.combining(char) or char == "\u200d" or "\ufe00" <= char <= "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Screen:
    def __init__(self, columns, rows):
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.rest = ""
        self.cells = []
        self.x = self.y = 0
        self.style = {}
        self.attributes = ""
        self.saved = (0, 0)
        self.last = " "
        self.modes = {7, 25}
        self.main = None  # (cells, place) of the main screen while the alternate one is on
        self.title, self.titles = "", []
        self.prints_questions = False
        self.keeps_titles = True
        self.resize(columns, rows)

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.fit()

    def fit(self):
        """Bring the cells to the size."""
        old = self.cells
        self.clear()
        for y, row in enumerate(old[: self.rows]):
            self.cells[y][: len(row)] = row[: self.columns]
        self.top, self.bottom = 0, self.rows - 1
        self.x, self.y = min(self.x, self.columns - 1), min(self.y, self.rows - 1)
        self.wrap = False

    def clear(self):
        self.cells = [self.blank_row() for _ in range(self.rows)]

    def blank_row(self):
        return [BLANK] * self.columns

    def blank_cell(self):
        """What erasing leaves: the background stays (curses counts on it)."""
        background = self.style.get("bg", "")
        return (" ", background)

    def filled(self):
        return sum(cell[0] != " " for row in self.cells for cell in row)

    def text(self):
        return "\n".join("".join(cell[0] for cell in row).rstrip() for row in self.cells)

    def feed(self, data):
        text = self.rest + self.decode(data)
        self.rest = ""
        at = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                if text[at] == "\x1b" and len(text) - at < LONGEST_SEQUENCE:
                    self.rest = text[at:]
                    return
                at += 1
                continue
            at = match.end()
            private, parameters, middle, final, escape, control, chars = match.groups()
            if chars:
                for char in chars:
                    self.put(char)
            elif control:
                self.control(control)
            elif final:
                if not middle:
                    self.sequence(private, parameters, final)
                elif self.prints_questions:
                    self.put(final)
            elif escape:
                self.escape(escape)
            elif match.group().startswith("\x1b]"):
                self.command(match.group()[2:].rstrip("\x07\x1b\\"))

    def put(self, char):
        wide = width(char)
        if not wide:
            return
        if self.wrap or self.x + wide > self.columns:
            self.x, self.wrap = 0, False
            self.line_feed()
        row = self.cells[self.y]
        row[self.x] = (char, self.attributes)
        if wide == 2 and self.x + 1 < self.columns:
            row[self.x + 1] = ("", self.attributes)
        self.last = char
        self.x += wide
        if self.x >= self.columns:
            self.x, self.wrap = self.columns - 1, True

    def line_feed(self):
        if self.y == self.bottom:
            self.scroll(1, self.top)
        elif self.y < self.rows - 1:
            self.y += 1

    def scroll(self, lines, top):
        for _ in range(min(abs(lines), self.bottom - top + 1)):
            gone, new = (top, self.bottom) if lines > 0 else (self.bottom, top)
            del self.cells[gone]
            self.cells.insert(new, self.blank_row())

    def control(self, char):
        if char == "\r":
            self.x, self.wrap = 0, False
        elif char in "\n\v\f":
            self.wrap = False
            self.line_feed()
        elif char == "\b":
            self.x, self.wrap = max(0, self.x - 1), False
        elif char == "\t":
            self.x = min(self.columns - 1, (self.x // 8 + 1) * 8)

    def escape(self, char):
        if char == "M" and self.y == self.top:
            self.scroll(-1, self.top)
        elif char == "M":
            self.y = max(0, self.y - 1)
        elif char in "DE":
            self.line_feed()
            if char == "E":
                self.x = 0
        elif char == "7":
            self.saved = (self.x, self.y)
        elif char == "8":
            self.x, self.y = self.saved
        elif char == "c":
            self.clear()
            self.x = self.y = 0
        elif char == "=":
            self.modes.add("keypad")
        elif char == ">":
            self.modes.discard("keypad")

    def command(self, text):
        """OSC: a title."""
        number, _, title = text.partition(";")
        if number in ("0", "2"):
            self.title = title

    def mode(self, number, on):
        if number in (47, 1047, 1049):
            if on and self.main is None:
                self.main = (self.cells, (self.x, self.y))
                self.clear()
            elif not on and self.main is not None:
                self.cells, (self.x, self.y) = self.main
                self.main = None
                self.fit()
        (self.modes.add if on else self.modes.discard)(number)

    def sequence(self, private, parameters, final):
        numbers = [int(n or 0) for n in parameters.replace(":", ";").split(";")]
        if final in "hl":
            for number in numbers if private == "?" else ():
                self.mode(number, final == "h")
        elif final == "t" and not private and numbers[0] in (22, 23):
            if not self.keeps_titles:
                pass
            elif numbers[0] == 22:
                self.titles.append(self.title)
            elif self.titles:
                self.title = self.titles.pop()
        elif private:
            pass
        elif final == "m":
            self.colour(numbers)
        elif final == "b":
            for _ in range(min(max(1, numbers[0]), self.columns)):
                self.put(self.last)
        else:
            self.wrap = False
            if not self.move(numbers, final):
                self.edit(numbers, final)

    def move(self, numbers, final):
        count = max(1, numbers[0])
        second = max(1, numbers[1]) if len(numbers) > 1 else 1
        last_x, last_y = self.columns - 1, self.rows - 1
        if final in "Hf":
            self.y, self.x = min(last_y, count - 1), min(last_x, second - 1)
        elif final == "A":
            self.y = max(0, self.y - count)
        elif final in "Be":
            self.y = min(last_y, self.y + count)
        elif final in "Ca":
            self.x = min(last_x, self.x + count)
        elif final == "D":
            self.x = max(0, self.x - count)
        elif final in "G`":
            self.x = min(last_x, count - 1)
        elif final == "d":
            self.y = min(last_y, count - 1)
        elif final == "s":
            self.saved = (self.x, self.y)
        elif final == "u":
            self.x, self.y = self.saved
        elif final == "r":
            self.top = count - 1
            self.bottom = min(last_y, (numbers[1] if len(numbers) > 1 else 0) - 1)
            if self.bottom < 0:
                self.bottom = last_y
            self.x = self.y = 0
        else:
            return False
        return True

    def edit(self, numbers, final):
        count = max(1, numbers[0])
        row, blank = self.cells[self.y], self.blank_cell()
        if final == "J":
            self.erase_screen(numbers[0], blank)
        elif final == "K":
            start = 0 if numbers[0] else self.x
            end = self.x + 1 if numbers[0] == 1 else self.columns
            row[start:end] = [blank] * (end - start)
        elif final == "X":
            count = min(count, self.columns - self.x)
            row[self.x : self.x + count] = [blank] * count
        elif final == "P":
            count = min(count, self.columns - self.x)
            del row[self.x : self.x + count]
            row += [blank] * count
        elif final == "@":
            row[self.x : self.x] = [blank] * min(count, self.columns - self.x)
            del row[self.columns :]
        elif final == "L":
            self.scroll(-count, self.y)
        elif final == "M":
            self.scroll(count, self.y)
        elif final == "S":
            self.scroll(count, self.top)
        elif final == "T":
            self.scroll(-count, self.top)

    def erase_screen(self, how, blank):
        if how == 0:
            self.cells[self.y][self.x :] = [blank] * (self.columns - self.x)
            rows = range(self.y + 1, self.rows)
        elif how == 1:
            self.cells[self.y][: self.x + 1] = [blank] * (self.x + 1)
            rows = range(self.y)
        else:
            rows = range(self.rows)
        for y in rows:
            self.cells[y] = [blank] * self.columns

    def colour(self, numbers):
        style = self.style
        while numbers:
            n = numbers.pop(0)
            if n == 0:
                style.clear()
            elif n in (38, 48) and numbers[:1] == [5] and len(numbers) > 1:
                style["fg" if n == 38 else "bg"] = "%d;5;%d" % (n, numbers[1])
                del numbers[:2]
            elif n in (38, 48):
                del numbers[:4]
            elif 30 <= n <= 37 or 90 <= n <= 97:
                style["fg"] = str(n)
            elif 40 <= n <= 47 or 100 <= n <= 107:
                style["bg"] = str(n)
            elif n == 39:
                style.pop("fg", None)
            elif n == 49:
                style.pop("bg", None)
            elif n == 22:
                style.pop("1", None)
                style.pop("2", None)
            elif 23 <= n <= 29:
                style.pop(str(n - 20), None)
            elif 1 <= n <= 9:
                style[str(n)] = str(n)
        self.attributes = ";".join(style[key] for key in sorted(style))
