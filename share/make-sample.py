#!/usr/bin/env python3
"""Makes share/sample.tsv, the table that ortop starts on (its lines: include/source/sample.h).

usage: python3 share/make-sample.py DATA_DIR >share/sample.tsv

DATA_DIR holds bodies of OpenRouter's API as they were served:

    rankings-daily-*.json          GET /datasets/rankings-daily, days
    weeks-*.json                   the same in weeks, only the largest models named
    models/models-YYYY-MM-DD.json.gz  GET /models of that day

The same bodies give the same table, byte for byte.
"""

import datetime
import decimal
import glob
import gzip
import json
import os
import sys

FIRST_WEEK = datetime.date(2026, 5, 25)
LAST_WEEK = datetime.date(2026, 8, 17)
RANKED = 50  # models that the source names in a bucket
WEEK = datetime.timedelta(days=7)
TAIL = "other"
VARIES = "varies"
NONE = "-"

HEADER = """\
# Source: OpenRouter (openrouter.ai/rankings), as of {date}. Licensed under CC BY 4.0.
#
# What ortop shows before it has figures of its own: weeks 2026-W22 to W34 as sums of the daily
# top 50, cut to the week's 50 largest (W34 has 5 days); W20 and W21 with their nine largest
# models; the days of W34 and the same days of W33; and for every model that ranks in them what
# the catalogue said from 2026-05-23 on, a line only where something changed.
# Made by share/make-sample.py; the lines are described in include/source/sample.h.
"""


def only_file(pattern):
    """The one file that a pattern names."""
    names = glob.glob(pattern)
    if len(names) != 1:
        sys.exit(f"make-sample: {len(names)} files match {pattern}, one is needed")
    return names[0]


def read_rankings(path):
    """as_of, and {date: {permaslug: tokens}} with the tail as `other`."""
    with open(path, encoding="utf-8") as file:
        body = json.load(file)
    buckets = {}
    for row in body["data"]:
        bucket = buckets.setdefault(datetime.date.fromisoformat(row["date"]), {})
        if row["model_permaslug"] in bucket:
            sys.exit(f"make-sample: {row['date']} has {row['model_permaslug']} twice")
        bucket[row["model_permaslug"]] = int(row["total_tokens"])
    return body["meta"]["as_of"], buckets


def ranked(bucket, count=None):
    """The rows of a bucket in the source's order, those past `count` in the tail."""
    rows = sorted(bucket.items(), key=lambda row: (-row[1], row[0]))
    named = [row for row in rows if row[0] != TAIL]
    tail = [row for row in rows if row[0] == TAIL]
    if count is not None and len(named) > count:
        rest = sum(tokens for _, tokens in named[count:])
        tail = [(TAIL, bucket.get(TAIL, 0) + rest)]
        named = named[:count]
    return named + tail


def sum_week(days, monday):
    """How many days of a week there are, and their sum for each model."""
    dates = [day for day in days if monday <= day < monday + WEEK]
    total = {}
    for date in dates:
        for model, tokens in days[date].items():
            total[model] = total.get(model, 0) + tokens
    return len(dates), total


def comparison_days(days):
    """The days of the last week, each with the same day of the week before."""
    running = [day for day in days if LAST_WEEK <= day < LAST_WEEK + WEEK]
    return sorted(running + [day - WEEK for day in running])


def pico_usd(text):
    """A price in USD a token as whole pico-USD."""
    if text is None:
        return NONE
    price = decimal.Decimal(text)
    if price < 0:
        return VARIES
    return str((price * 10**12).to_integral_value(decimal.ROUND_HALF_UP))


def listing(model):
    """What the catalogue says of a model: the fields of a line after SEEN."""
    pricing = model["pricing"]
    _, colon, variant = model["id"].partition(":")
    fields = (
        model["id"],
        model["canonical_slug"] + colon + variant,
        model["name"],
        NONE if model["context_length"] is None else str(model["context_length"]),
        pico_usd(pricing["prompt"]),
        pico_usd(pricing["completion"]),
        pico_usd(pricing.get("input_cache_read")),
        "1" if pricing.get("overrides") else "0",
    )
    for field in fields:
        if not field.isprintable():
            sys.exit(f"make-sample: {model['id']} has a field that cannot be printed: {field!a}")
    return fields


def read_catalogues(folder):
    """(date, listings by id) of each body, oldest first."""
    for path in sorted(glob.glob(os.path.join(folder, "models-*.json.gz"))):
        date = os.path.basename(path)[len("models-") : -len(".json.gz")]
        with gzip.open(path, "rt", encoding="utf-8") as file:
            models = json.load(file)["data"]
        yield date, sorted(listing(model) for model in models if not model["id"].startswith("~"))


def change_log(catalogues, permaslugs):
    """The listings of the ranked models, each where it differs from the one before."""
    known = {}
    for date, listings in catalogues:
        for fields in listings:
            if known.get(fields[0]) == fields:
                continue
            known[fields[0]] = fields
            if fields[1] in permaslugs:
                yield (date,) + fields


class Table:
    """The lines as they come, and the models that they rank."""

    def __init__(self):
        self.lines = []
        self.models = set()

    def line(self, *fields):
        self.lines.append("\t".join(str(field) for field in fields))

    def rows(self, rows):
        for model, tokens in rows:
            self.line("row", model, tokens)
            if model != TAIL:
                self.models.add(model)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = sys.argv[1]
    table = Table()

    as_of, weeks = read_rankings(only_file(os.path.join(data, "weeks-*.json")))
    for monday in sorted(weeks):
        table.line("week", monday, 7, "coarse", as_of)
        table.rows(ranked(weeks[monday]))

    as_of, days = read_rankings(only_file(os.path.join(data, "rankings-daily-*.json")))
    monday = FIRST_WEEK
    while monday <= LAST_WEEK:
        count, total = sum_week(days, monday)
        table.line("week", monday, count, "daily-sum", as_of)
        table.rows(ranked(total, RANKED))
        monday += WEEK
    for date in comparison_days(days):
        table.line("day", date, as_of)
        table.rows(ranked(days[date]))

    for fields in change_log(read_catalogues(os.path.join(data, "models")), table.models):
        table.line("listing", *fields)

    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(HEADER.format(date=as_of[:10]) + "\n".join(table.lines) + "\n")


if __name__ == "__main__":
    main()
