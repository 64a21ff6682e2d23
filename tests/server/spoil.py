"""Ways in which a body can be wrong though it is JSON: each takes a right one and spoils it.

Used by the stand-in (as faults) and by tests/fixtures/make.py (as files).  The value given is
changed in place; `row` is a row in the middle, so that a reader cannot be saved by order.
"""

import datetime
import itertools
import zlib


def _row(body):
    return body["data"][len(body["data"]) // 2]


def _set(field, value):
    def spoil(body):
        _row(body)[field] = value
    return spoil


def _drop(field):
    def spoil(body):
        del _row(body)[field]
    return spoil


def _price(field, value):
    def spoil(body):
        _row(body)["pricing"][field] = value
    return spoil


def _meta(field, value):
    def spoil(body):
        body["meta"][field] = value
    return spoil


def _drop_top(field):
    def spoil(body):
        del body[field]
    return spoil


def _twice(body):
    data = body["data"]
    data.insert(len(data) // 2 + 1, dict(_row(body)))


def _next_page(body):
    body["links"]["next"] = "/api/v1/models?page=2"


def _sum_overflow(body):
    date = _row(body)["date"]
    for row in body["data"]:
        if row["date"] == date:
            row["total_tokens"] = str(2**63 - 1)


def _date_shift(body):
    """No Monday: only wrong where rows are weeks."""
    row = _row(body)
    row["date"] = row["date"][:8] + "%02d" % (int(row["date"][8:]) % 28 + 1)


RANKINGS = {
    "tokens-number": _set("total_tokens", 1234567890),
    "tokens-negative": _set("total_tokens", "-5"),
    "tokens-fraction": _set("total_tokens", "12.5"),
    "tokens-exponent": _set("total_tokens", "1e9"),
    "tokens-space": _set("total_tokens", " 12"),
    "tokens-empty": _set("total_tokens", ""),
    "tokens-null": _set("total_tokens", None),
    "tokens-overflow": _set("total_tokens", "9223372036854775808"),
    "sum-overflow": _sum_overflow,
    "duplicate-row": _twice,
    "date-outside": _set("date", "2019-12-30"),
    "date-unreal": _set("date", "2026-02-30"),
    "date-number": _set("date", 20260518),
    "date-tuesday": _date_shift,
    "name-empty": _set("model_permaslug", ""),
    "name-long": _set("model_permaslug", "author/" + "x" * 250),
    "name-number": _set("model_permaslug", 7),
    "missing-tokens": _drop("total_tokens"),
    "missing-date": _drop("date"),
    "missing-name": _drop("model_permaslug"),
    "missing-meta": _drop_top("meta"),
    "missing-data": _drop_top("data"),
    "meta-as-of": _meta("as_of", "yesterday"),
    "meta-version": _meta("version", "v2"),
    "meta-span": _meta("end_date", "2099-12-31"),
    "data-object": lambda body: body.update(data={}),
    "row-array": lambda body: body["data"].__setitem__(len(body["data"]) // 2, []),
}

def _scale(part, whole):
    def spoil(body):
        for row in body["data"]:
            row["total_tokens"] = str(int(row["total_tokens"]) * part // whole)
    return spoil


def _half_models(body):
    """Of each bucket every second model; the tail stays."""
    rows, seen = [], {}
    for row in body["data"]:
        place = seen[row["date"]] = seen.get(row["date"], -1) + 1
        if place % 2 == 0 or row["model_permaslug"] == "other":
            rows.append(row)
    body["data"] = rows


def _a_day_less(body):
    """Where rows are days, those of the last one are after the answer's own end."""
    meta = body["meta"]
    if meta["end_date"] in {row["date"] for row in body["data"]} != {meta["start_date"]}:
        end = datetime.date.fromisoformat(meta["end_date"])
        meta["end_date"] = (end - datetime.timedelta(days=1)).isoformat()


def _made_before(body):
    """The answer ends after it was made."""
    year = int(body["meta"]["as_of"][:4])
    body["meta"]["as_of"] = str(year - 1) + body["meta"]["as_of"][4:].replace("02-29", "02-28")


# Right in every field and worse than the right one; "restated" is not: it is 0.3 % more.
WORSE = {
    "halved": _scale(1, 2),
    "thirds": _scale(1, 3),
    "half-models": _half_models,
    "rows-ahead": _a_day_less,
    "made-before": _made_before,
    "restated": _scale(1003, 1000),
}

MODELS = {
    "id-number": _set("id", 7),
    "id-empty": _set("id", ""),
    "id-long": _set("id", "author/" + "x" * 250),
    "duplicate-id": _twice,
    "missing-id": _drop("id"),
    "missing-slug": _drop("canonical_slug"),
    "missing-name": _drop("name"),
    "missing-pricing": _drop("pricing"),
    "missing-data": _drop_top("data"),
    "context-text": _set("context_length", "131072"),
    "context-negative": _set("context_length", -1),
    "context-fraction": _set("context_length", 1.5),
    "price-number": _price("prompt", 0.0000001),
    "price-words": _price("completion", "cheap"),
    "price-empty": _price("prompt", ""),
    "price-huge": _price("prompt", "1000000000"),
    "cache-bool": _price("input_cache_read", True),
    "empty-list": lambda body: body.update(data=[]),
    "next-page": _next_page,
    "data-object": lambda body: body.update(data={}),
    "row-text": lambda body: body["data"].__setitem__(len(body["data"]) // 2, "model"),
}


# Right, or wrong in a way that is no single field's; not among those that make.py makes files of.

def _long_names(body):
    """Names of the greatest length, more of them than a week has room for."""
    date = _row(body)["date"]
    rows = [{"date": date, "model_permaslug": "evil/%0251d" % i, "total_tokens": "1"}
            for i in range(200)]
    body["data"] = [row for row in body["data"] if row["date"] != date] + rows


def _reverse(body):
    body["data"].reverse()


# What a terminal, a spreadsheet, a shell or a path must not obey.
NASTY = [
    "\x1b]0;pwned\x07", "\x1b[77;77Hfar", "\x1b]52;c;cHduZWQ=\x07", "line\r\nortop: 77", "nul\0byte",
    "\u202ertl\u2066iso\u200f", "\x9b77mC1", "\u2028separated", "../../../77", "`reboot`$(77)",
    "cell\t=77", "\x1b(0lines", "a\u0301\u0302\u0303\u0304", "\U0001f600白鹭", "\\u{202E}", "x" * 180,
]
FORMULAS = ["=cmd|' /C calc'!A0", "+77+77", "-77+77", "@SUM(77)", "\t=77", "\r=77", "\"quoted\", 77"]


def _nasty(slug):
    """The same for a model in both bodies: the variant and what tells it from others stay."""
    base, colon, variant = slug.partition(":")
    author, _, rest = base.partition("/")
    kind = zlib.crc32(rest.encode())
    text = NASTY[kind % len(NASTY)]
    return "%s/%s%s" % (author + text if kind % 3 == 0 and len(text) < 40 else author, text,
                        rest + colon + variant)


def _poison_rankings(body):
    for row in body["data"]:
        if row["model_permaslug"] != "other":
            row["model_permaslug"] = _nasty(row["model_permaslug"])


def _poison_models(body):
    for place, row in enumerate(body["data"]):
        if row["id"].startswith("~"):
            continue
        # the catalogue's id keeps its variant; the canonical slug has none
        row["id"] = _nasty(row["id"])
        row["canonical_slug"] = _nasty(row["canonical_slug"])
        # with a vendor before it and without: that much of a name is not shown
        name = FORMULAS[place % len(FORMULAS)] + NASTY[place % len(NASTY)] + row["name"][-12:]
        row["name"] = ("=Ven\x1b]0;pwned\x07dor: " if place % 2 else "") + name


def _next_year(body):
    """All of it 52 weeks ahead, and made then."""
    def later(text):
        return (datetime.date.fromisoformat(text[:10]) + datetime.timedelta(364)).isoformat()
    for row in body["data"]:
        row["date"] = later(row["date"])
    for name in ("start_date", "end_date", "as_of"):
        body["meta"][name] = later(body["meta"][name]) + body["meta"][name][10:]


_answers = itertools.count(1)


def _growing(body):
    """As many models as are taken, most of them new in every answer and with long names."""
    answer, like = next(_answers), _row(body)
    for i in range(4900 - len(body["data"])):
        identity = "evil/%d-%s%d" % (answer, "x" * 110, i)
        body["data"].append(dict(like, id=identity, canonical_slug=identity, name="n" * 150))


MORE_RANKINGS = {"long-names": _long_names, "reversed": _reverse, "poison": _poison_rankings,
                 "next-year": _next_year}
MORE_MODELS = {"reversed": _reverse, "growing": _growing, "poison": _poison_models}


def _first(change):
    def spoil(body):
        change(body["data"]["endpoints"][0])
    return spoil


def _first_set(field, value):
    return _first(lambda row: row.update({field: value}))


def _first_price(field, value):
    return _first(lambda row: row["pricing"].update({field: value}))


def _too_many(body):
    rows = body["data"]["endpoints"]
    rows += [rows[0]] * 300


def _poison_endpoints(body):
    """As many offers as there are texts to be obeyed, each in one."""
    rows = body["data"]["endpoints"]
    body["data"]["endpoints"] = [
        dict(rows[place % len(rows)], provider_name=FORMULAS[place % len(FORMULAS)] + text,
             tag=text + str(place), quantization=text)
        for place, text in enumerate(NASTY)]


MORE_ENDPOINTS = {"poison": _poison_endpoints}

ENDPOINTS = {
    "id-other": lambda body: body["data"].update(id="author/another"),
    "missing-id": lambda body: body["data"].pop("id"),
    "missing-data": _drop_top("data"),
    "missing-endpoints": lambda body: body["data"].pop("endpoints"),
    "endpoints-object": lambda body: body["data"].update(endpoints={}),
    "row-text": lambda body: body["data"]["endpoints"].insert(0, "provider"),
    "too-many": _too_many,
    "provider-number": _first_set("provider_name", 7),
    "provider-long": _first_set("provider_name", "x" * 257),
    "tag-empty": _first_set("tag", ""),
    "missing-tag": _first(lambda row: row.pop("tag")),
    "quantization-number": _first_set("quantization", 8),
    "context-text": _first_set("context_length", "131072"),
    "context-negative": _first_set("context_length", -1),
    "max-fraction": _first_set("max_completion_tokens", 1.5),
    "missing-pricing": _first(lambda row: row.pop("pricing")),
    "price-number": _first_price("prompt", 0.0000001),
    "price-words": _first_price("completion", "cheap"),
    "price-huge": _first_price("prompt", "1000000000"),
    "discount-two": _first_price("discount", 2),
    "discount-text": _first_price("discount", "0.5"),
    "status-text": _first_set("status", "up"),
    "uptime-text": _first_set("uptime_last_30m", "99"),
    "uptime-negative": _first_set("uptime_last_30m", -1),
    "uptime-over": _first_set("uptime_last_30m", 100.01),
}
