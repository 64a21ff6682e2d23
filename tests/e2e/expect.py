"""What the program must show of the invented market: computed here, from the market alone.

Nothing of this is taken from the stand-in's answers or from the program: weeks are summed day by
day, prices come from the model itself (not by matching names), in exact integers and fractions.
"""

import datetime
import os
from collections import defaultdict, namedtuple
from fractions import Fraction

from rig import ROOT  # also puts tests/server on the path

import world

TOP = 50
MIX_INPUT, MIX_OUTPUT = 97, 3
CACHED = 68  # percent of the input, in low
WORKLOAD_INPUT, WORKLOAD_OUTPUT = 100_000_000, 3_000_000

Row = namedtuple("Row", "slug tokens")
Week = namedtuple("Week", "monday days rows tail total")
# input, output in pico-USD a token, None where the status has no price
Quote = namedtuple("Quote", "status input output cache context name")


def today_of_the_market():
    """The last Saturday, at most 6 days back: so the running week always has 5 days, and the
    program's own clock is never behind the source."""
    now = datetime.datetime.now(datetime.timezone.utc).date()
    return now - datetime.timedelta(days=(now.weekday() + 2) % 7)


def vendor_map():
    """author -> (name, region) as share/vendors.map says."""
    vendors = {}
    with open(os.path.join(ROOT, "share", "vendors.map"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                author, name, region, _ = line.rstrip("\n").split("\t")
                vendors[author] = (name, "unidentified" if region == "-" else region)
    return vendors


class Market:
    """The market as it is known on a day."""

    def __init__(self, today):
        self.today = today
        self.number = world.day_number(today)
        self.vendors = vendor_map()
        self.quotes = {m.permaslug: m for m in world.listed_on(self.number)}
        self.weeks = {}

    # Weeks

    def latest(self):
        """The Monday of the last complete week."""
        return self.running() - datetime.timedelta(days=7)

    def running(self):
        """The Monday of the week of the last complete day (5 days, see today_of_the_market)."""
        last = self.today - datetime.timedelta(days=1)
        return last - datetime.timedelta(days=last.weekday())

    def back(self, weeks, monday=None):
        return (monday or self.latest()) - datetime.timedelta(days=7 * weeks)

    def week(self, monday):
        """A week from the days that it has by now."""
        if monday not in self.weeks:
            days = [monday + datetime.timedelta(days=i) for i in range(7)]
            days = [d for d in days if datetime.date(2025, 1, 1) <= d < self.today]
            self.weeks[monday] = self.sum_days(monday, days)
        return self.weeks[monday]

    def part(self, monday, n_days):
        """The first days of a week."""
        return self.sum_days(monday, [monday + datetime.timedelta(days=i) for i in range(n_days)])

    @staticmethod
    def sum_days(monday, days):
        tokens = defaultdict(int)
        for day in days:
            number = world.day_number(day)
            for model in world.models_on(number):
                tokens[model.permaslug] += world.tokens(model, number)
        order = sorted((slug for slug in tokens if tokens[slug]), key=lambda s: (-tokens[s], s))
        rows = [Row(slug, tokens[slug]) for slug in order[:TOP]]
        tail = sum(tokens[slug] for slug in order[TOP:])
        return Week(monday, len(days), rows, tail, sum(row.tokens for row in rows) + tail)

    # Prices: asked for after the weeks' end, so every price is a later one

    def quote(self, slug):
        model = self.quotes.get(slug)
        if model is None:
            return Quote("not listed", None, None, None, None, None)
        if model.variable:
            return Quote("varies", None, None, None, model.context, model.name)
        prompt, completion, cache = world.prices(model, self.number)
        status = "free" if prompt == 0 and completion == 0 else "later"
        return Quote(status, prompt, completion, cache, model.context, model.name)

    def usd(self, row):
        """Exact USD of a row's tokens under the mix, or None."""
        quote = self.quote(row.slug)
        if quote.input is None:
            return None
        pico = Fraction(row.tokens * (MIX_INPUT * quote.input + MIX_OUTPUT * quote.output), 100)
        return pico / 10**12

    def usd_band(self, row):
        """Exact low and high USD of a row's tokens, or None twice."""
        quote, base = self.quote(row.slug), self.usd(row)
        if base is None:
            return None, None
        cache = quote.input if quote.cache is None else min(quote.cache, quote.input)
        cached = (CACHED * cache + (100 - CACHED) * quote.input)
        low = Fraction(row.tokens * (MIX_INPUT * cached + 100 * MIX_OUTPUT * quote.output), 10**4)
        high = Fraction(row.tokens * (3 * quote.input + quote.output), 4)
        return low / 10**12, max(base, high / 10**12)

    def workload_usd(self, slug):
        quote = self.quote(slug)
        if quote.input is None:
            return None
        return Fraction(WORKLOAD_INPUT * quote.input + WORKLOAD_OUTPUT * quote.output, 10**12)

    # Groups

    def author(self, slug):
        return slug.split("/")[0]

    def region(self, slug):
        return self.vendors.get(self.author(slug), (None, "unidentified"))[1]

    def grouped(self, week, group):
        """group name -> (tokens, usd); usd of the priced rows only, None when there is none."""
        tokens, usd = defaultdict(int), {}
        for row in week.rows:
            name = group(row.slug)
            tokens[name] += row.tokens
            if self.usd(row) is not None:
                usd[name] = usd.get(name, 0) + self.usd(row)
        return {name: (tokens[name], usd.get(name)) for name in tokens}

    def usd_total(self, week):
        return sum((self.usd(row) or 0 for row in week.rows), Fraction(0))


def iso(monday):
    year, week, _ = monday.isocalendar()
    return "%d-W%02d" % (year, week)


def range_text(monday):
    """Aug 10-16, or Jul 27-Aug 2."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    sunday = monday + datetime.timedelta(days=6)
    head = "%s %d-" % (months[monday.month - 1], monday.day)
    if monday.month == sunday.month:
        return head + str(sunday.day)
    return head + "%s %d" % (months[sunday.month - 1], sunday.day)


def tokens_text(tokens):
    """Three significant digits and a power of thousand: 950, 9.50K, 806B, 3.43T."""
    if tokens < 1000:
        return str(tokens)
    for power, letter in enumerate("KMBTPE", 1):
        unit = 1000**power
        for decimals in (2, 1, 0):
            # half up, in integers
            scaled = (tokens * 10**decimals * 2 + unit) // (2 * unit)
            if scaled < 1000:
                text = str(scaled).rjust(decimals + 1, "0")
                return (text[:-decimals] + "." + text[-decimals:] if decimals else text) + letter
    raise ValueError(tokens)


def price_text(pico):
    """USD per million tokens as plain digits: 0.1, 2.5, 0.000075."""
    text = "%d.%06d" % divmod(pico, 10**6)
    return text.rstrip("0").rstrip(".")
