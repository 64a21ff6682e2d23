"""What terminfo lets a program send to a terminal: every string capability as a pattern.

A terminal understands what its entry says, and it is not said that it drops anything else: so what
is sent beside it must be named.
"""

import re
import subprocess

ESCAPES = {"E": "\x1b", "e": "\x1b", "n": "\n", "l": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f",
           "s": " ", "0": "\x80"}
PADDING = re.compile(r"\$<[0-9.]+[*/]*>")
NUMBER = re.compile(r"%:?[-+# 0-9.]*[doxX]")
SILENT = re.compile(r"%(p[1-9]|[Pg][a-zA-Z]|'.'|\{\d+\}|[il+\-*/m&|^=<>AO!~])", re.S)


def unescape(value):
    """A capability as infocmp writes it -> its characters."""
    out, i = [], 0
    while i < len(value):
        if value[i] == "^" and i + 1 < len(value):
            out.append(chr(ord(value[i + 1]) ^ 64))
            i += 2
        elif value[i] == "\\" and re.match(r"[0-7]{3}", value[i + 1:]):
            out.append(chr(int(value[i + 1:i + 4], 8)))
            i += 4
        elif value[i] == "\\":
            out.append(ESCAPES.get(value[i + 1], value[i + 1]))
            i += 2
        else:
            out.append(value[i])
            i += 1
    return "".join(out)


class Pattern:
    """A parametrised capability -> the regular expression of all that it can become."""

    def __init__(self, text):
        self.text, self.at = PADDING.sub("", text), 0
        self.expression = self.read(())

    def read(self, ends):
        """Up to one of these: %t, %e, %; (the end is left to be read)."""
        out = []
        while self.at < len(self.text):
            rest = self.text[self.at:]
            if rest[:2] in ends:
                break
            if rest[:2] == "%?":
                self.at += 2
                out.append(self.read_choice())
                continue
            taken = self.read_one(rest)
            out.append(taken[0])
            self.at += taken[1]
        return "".join(out)

    def read_one(self, rest):
        number, silent = NUMBER.match(rest), SILENT.match(rest)
        if rest[:2] == "%%":
            return "%", 2
        if rest[:2] == "%s":
            return "[^\x1b]*", 2
        if rest[:2] == "%c":
            return "[\\s\\S]", 2
        if silent:
            return "", silent.end()
        if number:
            return "-?[0-9]+", number.end()
        return re.escape(rest[0]), 1

    def read_choice(self):
        """%? condition %t then [%e condition %t then]... [%e else] %;"""
        ways, last = [], False
        while not last:
            condition = self.read(("%t", "%e", "%;"))
            if self.text.startswith("%t", self.at):
                self.at += 2
                ways.append(condition + self.read(("%e", "%;")))
            else:
                ways.append(condition)
            last = not self.text.startswith("%e", self.at)
            self.at += 2
        return "(?:%s|)" % "|".join(ways)


class Terminfo:
    """The entry of a TERM."""

    def __init__(self, term):
        listing = subprocess.run(["infocmp", "-x", "-1", term], stdout=subprocess.PIPE,
                                 check=True).stdout.decode()
        self.strings = {}
        for line in listing.split("\n"):
            match = re.match(r"\t(\w+)=(.*),$", line)
            if match:
                self.strings[match.group(1)] = unescape(match.group(2))
        # Attributes end without the end of another set of characters, too.
        normal, end = (PADDING.sub("", self.strings.get(name, "")) for name in ("sgr0", "rmacs"))
        if end and end in normal:
            self.strings["sgr0 alone"] = normal.replace(end, "")
        self.patterns = [re.compile(Pattern(value).expression, re.S)
                         for name, value in self.strings.items() if not name.startswith("k")]
        if re.search(r"\[0[%;]", self.strings.get("sgr", "")):
            self.patterns.append(self.joined())

    def joined(self):
        """Attributes and colours in one sequence, as `sgr` has them."""
        numbers = []
        for name in ("sgr0", "sgr0 alone", "bold", "dim", "smul", "rev", "setaf", "setab"):
            expression = Pattern(self.strings.get(name, "")).expression
            if expression.startswith("\x1b\\[") and expression.endswith("m"):
                numbers.append(expression[3:-1])
        one = "(?:%s)" % "|".join(numbers)
        return re.compile("\x1b\\[%s(?:;%s)*m" % (one, one))

    def longest(self, text, at):
        """The end of the longest capability that stands at a place of the text, or the place."""
        ends = (pattern.match(text, at) for pattern in self.patterns)
        return max([match.end() for match in ends if match] + [at])

    def strangers(self, text, more=()):
        """The sequences in a text that the entry does not have, but for those of `more` (regular
        expressions)."""
        others = [re.compile(one, re.S) for one in more]
        found, at = [], 0
        while at < len(text):
            if text[at] >= " " and text[at] != "\x7f" or text[at] in "\0\r\n\b":
                at += 1
                continue
            end = max([self.longest(text, at)] +
                      [match.end() for match in (one.match(text, at) for one in others) if match])
            if end == at:
                found.append(text[at:at + 12])
                end = at + 1
            at = end
        return found
