"""Draws screens of a terminal as SVG: one of them, or many as a film without a script.

A screen is rows of cells (character, attributes) as support/vt.py keeps them.  Text stays text, with
an own place for each word group, so that columns stand in any font; lines, blocks and shades that
must meet are shapes.  The same screens give the same bytes.
"""

from xml.sax.saxutils import escape

CELL_W, CELL_H = 8.43, 17  # of a cell, in pixels: what most monospaced fonts of 14 px need
BASELINE = 13
PAD = 8
LONG = 12  # characters from which a text is told how wide it is, whatever the font

STEPS = (0, 95, 135, 175, 215, 255)
FIRST_SIXTEEN = ("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd",
                 "#e5e5e5", "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff",
                 "#00ffff", "#ffffff")

STYLE = ("text{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}"
         "path{shape-rendering:crispEdges}.b{font-weight:700}.u{text-decoration:underline}")


def colour(number):
    """A colour of xterm's palette of 256."""
    if number < 16:
        return FIRST_SIXTEEN[number]
    if number >= 232:
        return "#%02x%02x%02x" % ((8 + 10 * (number - 232),) * 3)
    number -= 16
    return "#%02x%02x%02x" % (STEPS[number // 36], STEPS[number // 6 % 6], STEPS[number % 6])


def mixed(one, other):
    """Half way between two colours: what is dim."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]))
    return "#" + bytes((a + b) // 2 for a, b in pairs).hex()


class Look:
    """The SGR state of a cell: "1;38;5;81"; `own` are the terminal's own colours."""

    def __init__(self, attributes, own):
        self.fg, self.bg = own
        self.bold = self.underline = False
        dim = reverse = False
        numbers = [int(n) for n in attributes.split(";") if n]
        while numbers:
            n = numbers.pop(0)
            if n in (38, 48):
                number = colour(numbers[1])
                del numbers[:2]
                if n == 38:
                    self.fg = number
                else:
                    self.bg = number
            elif 30 <= n <= 37 or 90 <= n <= 97:
                self.fg = colour(n - 30 if n < 40 else n - 82)
            elif 40 <= n <= 47 or 100 <= n <= 107:
                self.bg = colour(n - 40 if n < 50 else n - 92)
            self.bold |= n == 1
            dim |= n == 2
            self.underline |= n == 4
            reverse |= n == 7
        if reverse:
            self.fg, self.bg = self.bg, self.fg
        if dim:
            self.fg = mixed(self.fg, self.bg)

    def classes(self):
        return ("b" if self.bold else "") + (" u" if self.underline else "")


def block(char):
    """(x, y, width, height) of a shape in a cell, as fractions; None for what is text."""
    code = ord(char)
    if char == "─":
        return (0, 8 / CELL_H, 1, 1 / CELL_H)
    if char == "│":
        return (4 / CELL_W, 0, 1 / CELL_W, 1)
    if 0x2581 <= code <= 0x2588:
        height = (code - 0x2580) / 8
        return (0, 1 - height, 1, height)
    if 0x2589 <= code <= 0x258F:
        return (0, 0, (0x2590 - code) / 8, 1)
    if char == "▖":
        return (0, 0.5, 0.5, 0.5)
    return None


def number(value):
    return ("%.1f" % value).rstrip("0").rstrip(".")


def place(column):
    """The left edge of a column of cells."""
    return PAD + column * CELL_W


def width_of(text):
    return len(text) * CELL_W


class Paths:
    """Rectangles by colour, each colour one path."""

    def __init__(self):
        self.parts = {}

    def add(self, fill, x, y, width, height):
        # A neighbour at the right continues the rectangle.
        parts = self.parts.setdefault(fill, [])
        if parts and parts[-1][1] == y and parts[-1][3] == height \
                and abs(parts[-1][0] + parts[-1][2] - x) < 0.01:
            parts[-1][2] += width
        else:
            parts.append([x, y, width, height])

    def text(self):
        return "".join('<path fill="%s" d="%s"/>' % (fill, "".join(
            "M%s %sh%sv%sh-%sz" % tuple(number(n) for n in (x, y, width, height, width))
            for x, y, width, height in parts)) for fill, parts in self.parts.items())


def groups(row):
    """(column, text, attributes) of what stands together: two blanks, another look or a shape end
    a group."""
    found, start, text = [], 0, ""
    for column, (char, attributes) in enumerate(row + [("\0", None)]):
        shape = char != "" and (char == "\0" or block(char))
        if text and (shape or attributes != found_look or text.endswith("  ")):
            found.append((start, text, found_look))
            text = ""
        if shape:
            continue
        if not text:
            if char in (" ", ""):
                continue
            start, found_look = column, attributes
        text += char
    return [(start, text.rstrip(), look) for start, text, look in found if text.strip()]


def draw_row(row, y, own, ground):
    """One row of cells whose top is at y, on a picture filled with `ground`."""
    back, front, words = Paths(), Paths(), []
    for column, (char, attributes) in enumerate(row):
        look = Look(attributes, own)
        x = place(column)
        if look.bg != ground:
            back.add(look.bg, x, y, CELL_W, CELL_H)
        shape = block(char) if char else None
        if shape:
            front.add(look.fg, x + shape[0] * CELL_W, y + shape[1] * CELL_H, shape[2] * CELL_W,
                      shape[3] * CELL_H)
    for column, text, attributes in groups(row):
        look = Look(attributes, own)
        kind = look.classes().strip()
        words.append('<tspan x="%s" fill="%s"%s%s>%s</tspan>'
                     % (number(place(column)), look.fg, ' class="%s"' % kind if kind else "",
                        ' textLength="%s"' % number(width_of(text)) if len(text) >= LONG else "",
                        escape(text)))
    line = '<text y="%d">%s</text>' % (y + BASELINE, "".join(words)) if words else ""
    return back.text() + front.text() + line


def page(columns, rows, ground, style, body, title):
    """The whole file; `title` is what a reader without pictures gets."""
    width, height = round(columns * CELL_W + 2 * PAD), rows * CELL_H + 2 * PAD
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" '
            'role="img"><title>%s</title><style>%s</style>'
            '<rect width="100%%" height="100%%" rx="6" fill="%s"/>\n%s\n</svg>\n'
            % (width, height, width, height, escape(title), STYLE + style, ground, body))


def ground_of(cells, own):
    """The background of most cells is that of the picture."""
    counts = {}
    for row in cells:
        for _, attributes in row:
            counts[attributes] = counts.get(attributes, 0) + 1
    looks = {}
    for attributes, count in counts.items():
        bg = Look(attributes, own).bg
        looks[bg] = looks.get(bg, 0) + count
    return max(sorted(looks), key=looks.get)


def still(cells, own, title):
    """One screen; `own` is (foreground, background) of the terminal."""
    ground = ground_of(cells, own)
    body = "\n".join(draw_row(row, PAD + y * CELL_H, own, ground) for y, row in enumerate(cells))
    return page(len(cells[0]), len(cells), ground, "", body, title)


def spans(items):
    """[(first, last, item)]: runs of equal items."""
    found = []
    for i, item in enumerate(items):
        if found and found[-1][2] == item:
            found[-1][1] = i
        else:
            found.append([i, i, item])
    return found


def film(frames, own, title):
    """frames: [(cells, seconds)].  Each row is drawn once for as long as it stays; where motion is
    not wanted, or not known, the first frame stands."""
    total = sum(seconds for _, seconds in frames)
    starts = [sum(seconds for _, seconds in frames[:i]) for i in range(len(frames) + 1)]
    columns, rows = len(frames[0][0][0]), len(frames[0][0])
    ground = ground_of(frames[0][0], own)
    rules, body = {}, []
    for y in range(rows):
        top = PAD + y * CELL_H
        for first, last, drawn in spans([draw_row(cells[y], top, own, ground)
                                         for cells, _ in frames]):
            if not drawn:
                continue
            if last - first + 1 == len(frames):
                body.append(drawn)
                continue
            name = "f%d-%d" % (first, last)
            rules[name] = (first, last)
            body.append('<g class="%s">%s</g>' % (name, drawn))
    style = ""
    for name, (first, last) in sorted(rules.items()):
        begin, end = (100 * starts[i] / total for i in (first, last + 1))
        steps = [("0%", "visible" if first == 0 else "hidden")]
        if first > 0:
            steps.append(("%.3f%%" % begin, "visible"))
        if last + 1 < len(frames):
            steps.append(("%.3f%%" % end, "hidden"))
        style += ".%s{visibility:%s;animation:%s %gs step-end infinite}@keyframes %s{%s}" % (
            name, "visible" if first == 0 else "hidden", name, total, name,
            "".join("%s{visibility:%s}" % step for step in steps))
    style += "@media (prefers-reduced-motion:reduce){g{animation:none!important}}"
    return page(columns, rows, ground, style, "\n".join(body), title)
