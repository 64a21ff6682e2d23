"""An invented market: which models exist, what they cost and how many tokens they take each day.

Everything is a closed form of (model, day) over a small integer hash, so there is no state, no
random seed and no last day: the stand-in server and the tests' own computations both ask here for
the tokens of one model on one day and add them up in their own ways.

Authors are real author slugs, since vendors and regions hang on them; the models are not.
Days are numbers: days since 1970-01-01.
"""

import datetime
import functools
from collections import namedtuple

MASK = 0xFFFFFFFF
EPOCH = datetime.date(1970, 1, 1)


def day_number(date):
    return (date - EPOCH).days


def day_of(text):
    return day_number(datetime.date.fromisoformat(text))


def date_text(day):
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


FIRST_DAY = day_of("2025-01-01")
DELIST_DAYS = 30  # how long a model stays in the catalogue after its last token


def mix(*parts):
    """A 32-bit hash of small integers."""
    h = 0x9E3779B9
    for part in parts:
        h = ((h ^ (part & MASK)) * 0x85EBCA6B) & MASK
        h ^= h >> 13
        h = (h * 0xC2B2AE35) & MASK
        h ^= h >> 16
    return h


# listed: is in the catalogue; ranked: takes tokens. prompt, completion, cache are pico-USD a token
# on the day of release (cache may be None); variable: the price is "-1"; moving: it falls with age.
Model = namedtuple("Model", "id permaslug name author start end base seed prompt completion cache "
                   "context listed ranked variable moving bursty overrides")

# author, name of the vendor as the catalogue writes it ("" for none), stem, form of the suffix,
# days between versions, prompt and completion in pico-USD, cache, has :free, has :batch
FAMILIES = [
    ("anthropic", "Anthropic", "lark", "swapped", 140, 3000000, 15000000, 300000, False, True),
    ("deepseek", "DeepSeek", "kingfisher", "compact", 120, 280000, 420000, 28000, True, False),
    ("google", "Google", "egret", "yymm", 110, 300000, 2500000, 75000, True, True),
    ("openai", "OpenAI", "wren", "dashed", 130, 1250000, 10000000, 125000, False, True),
    ("x-ai", "xAI", "raven", "none", 150, 200000, 500000, 50000, False, False),
    ("minimax", "MiniMax", "swift", "monthday", 125, 300000, 1200000, None, True, False),
    ("moonshotai", "MoonshotAI", "curlew", "yymm", 135, 550000, 2200000, 150000, True, False),
    ("qwen", "Qwen", "bittern", "yymm", 95, 90000, 330000, None, True, False),
    ("tencent", "Tencent", "白鹭", "compact", 145, 120000, 480000, 12000, False, False),
    ("z-ai", "Z.ai", "plover", "compact", 115, 400000, 1750000, 80000, True, False),
    ("stepfun", "StepFun", "snipe", "none", 160, 100000, 300000, None, False, False),
    ("xiaomi", "Xiaomi", "dunlin", "compact", 155, 100000, 290000, 10000, True, False),
    ("mistralai", "Mistral", "avocet", "yymm", 128, 150000, 600000, None, False, False),
    ("meta-llama", "", "condor", "none", 170, 75000, 310000, None, False, False),
    ("nvidia", "NVIDIA", "osprey", "none", 148, 60000, 240000, None, True, False),
    ("cohere", "Cohere", "merlin", "monthday", 165, 2500000, 10000000, None, False, False),
    ("amazon", "Amazon", "heron", "none", 152, 60000, 240000, 15000, False, False),
    ("microsoft", "Microsoft", "harrier", "dashed", 175, 70000, 140000, None, False, False),
    ("baidu", "Baidu", "crane", "compact", 158, 280000, 1100000, None, False, False),
    ("inclusionai", "inclusionAI", "rail", "compact", 138, 70000, 280000, None, False, False),
    ("lumenforge", "Lumenforge", "shrike", "compact", 180, 400000, 800000, None, False, False),
]

SUFFIX = {
    "compact": "-%Y%m%d",
    "swapped": "-%Y%m%d",
    "dashed": "-%Y-%m-%d",
    "monthday": "-%m-%d",
    "yymm": "-%y%m",
    "none": "",
}

LIFE = 3  # versions of a family in service at a time


def _slug_word(stem):
    return "bailu" if stem == "白鹭" else stem


def _title(vendor, stem, version):
    name = "%s %d" % (stem.capitalize(), version)
    return "%s: %s" % (vendor, name) if vendor else name


def _family_version(index, version):
    """The models of one release: itself, its :free twin, its :batch twin."""
    (author, vendor, stem, form, period, prompt, completion, cache, free, batch) = FAMILIES[index]
    start = FIRST_DAY - 100 + mix(index, 1) % 90 + (version - 1) * period
    end = start + LIFE * period - mix(index, version, 2) % 30
    word = _slug_word(stem)
    suffix = (EPOCH + datetime.timedelta(days=start)).strftime(SUFFIX[form])
    base_id = "%s/%s-%d" % (author, word, version)
    if form == "swapped":
        canonical = "%s/%d-%s%s" % (author, version, word, suffix)
    else:
        canonical = base_id + suffix
    size = 620_000_000_000 * 10 // (10 + 6 * index)
    name = _title(vendor, stem, version)
    context = (131072, 262144, 1048576, 200000, None)[mix(index, version, 3) % 5]
    bursty = mix(index, version, 4) % 5 == 0
    overrides = mix(index, version, 5) % 6 == 0
    seed = index * 1000 + version * 4
    plain = Model(base_id, canonical, name, author, start, end, size, seed, prompt, completion,
                  cache, context, True, True, False, True, bursty, overrides)
    models = [plain]
    if free and version % 2 == 1:
        models.append(plain._replace(
            id=base_id + ":free", permaslug=canonical + ":free", name=name + " (free)",
            base=size * 2 // 5, seed=seed + 1, prompt=0, completion=0, cache=None, moving=False,
            overrides=False))
    if batch:
        models.append(plain._replace(
            id=base_id + ":batch", permaslug=canonical + ":batch", name=name + " (batch)",
            seed=seed + 2, prompt=prompt // 2, completion=completion // 2, ranked=False,
            overrides=False))
    return models


def _special(identity, permaslug, name, start, days, base, seed, prompt, completion, **other):
    values = dict(cache=None, context=131072, listed=True, ranked=True, variable=False,
                  moving=False, bursty=False, overrides=False)
    values.update(other)
    begin = day_of(start)
    return Model(identity, permaslug, name, permaslug.split("/")[0], begin, begin + days, base,
                 seed, prompt, completion, **values)


FOREVER = 100000

SPECIALS = [
    # A router: no price of its own.
    _special("openrouter/dovecote", "openrouter/dovecote", "Dovecote Router", "2025-01-01", FOREVER,
             330_000_000_000, 900001, -1, -1, variable=True, context=2000000),
    # An unnamed test model: costs 0 and is no `:free`.
    _special("stealth/grey-owl", "stealth/grey-owl", "Stealth: Grey Owl", "2025-03-01", FOREVER,
             320_000_000_000, 900002, 0, 0),
    # An embedding: ranks, and the catalogue leaves it out.
    _special(None, "openai/feather-embed-3-large", "", "2025-01-01", FOREVER,
             280_000_000_000, 900003, 0, 0, listed=False),
    # One id is the beginning of another, and of another's canonical slug.
    _special("deepseek/kite-flash", "deepseek/kite-flash-20250423", "DeepSeek: Kite Flash",
             "2025-04-23", FOREVER, 420_000_000_000, 900004, 140000, 280000, cache=2800),
    _special("deepseek/kite-flash-0731", "deepseek/kite-flash-20250731",
             "DeepSeek: Kite Flash 0731", "2025-07-31", FOREVER, 510_000_000_000, 900005, 90000,
             180000, cache=1800, moving=True),
    # A price of 12 decimals, and one whose decimals are noise from somebody's floating point.
    _special("mistralai/tern-nano", "mistralai/tern-nano-2507", "Mistral: Tern Nano", "2025-07-01",
             FOREVER, 260_000_000_000, 900006, 123457, 987654, cache=1),
    _special("x-ai/rook-mini", "x-ai/rook-mini", "xAI: Rook Mini", "2025-02-01", FOREVER,
             300_000_000_000, 900007, 600000, 2400000),
    # A variant that ranks on its own and has no listing: the base's price is not its price.
    _special(None, "x-ai/rook-mini:thinking", "", "2025-02-01", FOREVER, 290_000_000_000, 900008, 0,
             0, listed=False),
    # Names that a terminal and a spreadsheet must not obey.
    _special("lumenforge/formula", "lumenforge/formula-20250601", "=Formula \"Wide\", 2",
             "2025-06-01", FOREVER, 280_000_000_000, 900009, 500000, 1500000),
    _special("lumenforge/mirror", "lumenforge/mirror-20250601",
             "Lumenforge: Mir\u202eror\u001b[31m", "2025-06-01", FOREVER, 270_000_000_000, 900010,
             250000, 750000, context=None),
    # In the catalogue and never ranked.
    _special("nvidia/nestbox-vl", "nvidia/nestbox-vl", "NVIDIA: Nestbox VL", "2025-05-01", FOREVER,
             0, 900011, 200000, 600000, ranked=False),
]

NOISY_PRICE = {"x-ai/rook-mini": "0.0000006000000000000001"}

# id, what it stands for now (a family), shown name: not models of their own
ALIASES = [("~anthropic/lark-latest", 0, "Anthropic: Lark Latest"),
           ("~x-ai/raven-latest", 4, "xAI: Raven Latest")]


def _versions(index, day):
    """The versions of a family released by `day` and not yet out of the catalogue."""
    period = FAMILIES[index][4]
    newest = (day - (FIRST_DAY - 100 + mix(index, 1) % 90)) // period + 1
    return range(max(1, newest - LIFE - 1), newest + 1)


@functools.lru_cache(maxsize=None)
def _family_models(index, version):
    return tuple(_family_version(index, version))


@functools.lru_cache(maxsize=None)
def models_on(day):
    """All models released by `day` whose last token is at most DELIST_DAYS back."""
    found = [model for index in range(len(FAMILIES)) for version in _versions(index, day)
             for model in _family_models(index, version)]
    return [m for m in found + SPECIALS if m.start <= day < m.end + DELIST_DAYS]


@functools.lru_cache(maxsize=None)
def tokens(model, day):
    """Tokens that a model takes on a day; 0 before its release and after its end."""
    if not model.ranked or not model.start <= day < model.end or day < FIRST_DAY:
        return 0
    if model.bursty and mix(model.seed, day, 11) % 3 == 0:
        return 0
    age = day - model.start
    amount = model.base * min(age + 1, 21) // 21
    amount = amount * 240 // (240 + min(age, 400))  # fades, and then holds out
    amount = amount * (700 + mix(model.seed, (day + 3) // 7, 12) % 601) // 1000
    amount = amount * (900 + mix(model.seed, day, 13) % 201) // 1000
    return amount * 85 // 100 if (day + 3) % 7 >= 5 else amount


def prices(model, today):
    """(prompt, completion, cache) in pico-USD a token as the catalogue of `today` has them."""
    if not model.moving:
        return model.prompt, model.completion, model.cache
    keep = 100 - 7 * min(max(0, today - model.start) // 40, 8)
    return (model.prompt * keep // 100, model.completion * keep // 100,
            None if model.cache is None else model.cache * keep // 100)


# provider, part of the tag after it, quantization, price in percent of the model's, discount in
# percent (of the price before it), status, uptime in percent (None: not given)
OFFERS = [
    ("Fernbank", "", "unknown", 100, 0, 0, 100),
    ("Fernbank", "/flex", "unknown", 50, 0, 0, 99.98412698412699),
    ("Mossgate", "/fp8", "fp8", 80, 20, 0, 97.25),
    ("Saltmarsh", "/bf16", "bf16", 140, 0, -2, None),
    ("=Reed\u001b[31m", "/fp4", "fp4", 100, 0, -5, 12.345),
    ("Fernbank", "", "unknown", 130, 0, 0, None),  # its tag is not its own
]


def offers(model, today):
    """Who serves a model: (offer, prompt, completion, cache) by pico-USD; nobody after its end."""
    if today >= model.end:
        return []
    prompt, completion, cache = prices(model, today)
    found = []
    for place, offer in enumerate(OFFERS):
        if place and mix(model.seed, place, 14) % 3 == 0:
            continue
        found.append((offer, *(price if price is None or price < 0 else price * offer[3] // 100
                               for price in (prompt, completion, cache))))
    return found


def price_text(pico):
    """Pico-USD as the catalogue writes it: plain decimals of a USD, no zeros at the end."""
    if pico < 0:
        return "-1"
    whole, rest = divmod(pico, 10**12)
    return ("%d.%012d" % (whole, rest)).rstrip("0").rstrip(".")


def listed_on(today):
    """The catalogue's models on a day, newest first as the source serves them."""
    return sorted((m for m in models_on(today) if m.listed), key=lambda m: (-m.start, m.id))


def alias_target(family, today):
    """The newest released model of a family."""
    alive = [m for v in _versions(family, today) for m in _family_models(family, v)
             if m.start <= today and ":" not in m.id]
    return max(alive, key=lambda m: m.start)
