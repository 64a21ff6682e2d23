"""The three answers of the API, as values: parameters in, (status, JSON value) out.

The rules are those of the published reference of GET /datasets/rankings-daily, GET /models
and GET /models/{author}/{slug}/endpoints.
"""

import datetime
import re

import world

TOP = 50
SPAN_MAX = 366
DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def error(code, message, headers=None):
    body = {"code": code, "message": message}
    if headers:
        body["metadata"] = {"headers": headers}
    return {"error": body}


class BadRequest(Exception):
    pass


def _date(text, name):
    if not DATE.match(text):
        raise BadRequest("%s must be YYYY-MM-DD" % name)
    try:
        return world.day_number(datetime.date.fromisoformat(text))
    except ValueError:
        raise BadRequest("%s is not a calendar date" % name) from None


def window(query, today):
    """The inclusive window asked for, clamped to what there is."""
    last = today - 1
    end = _date(query["end_date"], "end_date") if "end_date" in query else last
    start = min(end, last) - 29
    if "start_date" in query:
        start = _date(query["start_date"], "start_date")
    if start > end:
        raise BadRequest("start_date must not be after end_date")
    if end - start + 1 > SPAN_MAX:
        raise BadRequest("the window must not exceed %d days" % SPAN_MAX)
    if end < world.FIRST_DAY:
        raise BadRequest("there are no data before 2025-01-01")
    if start > last:
        raise BadRequest("no complete day in the window")
    return max(start, world.FIRST_DAY), min(end, last)


def bucket_of(day, period):
    """The day that names the bucket of a day."""
    if period == "week":
        return day - (day + 3) % 7
    if period == "month":
        return world.day_number((world.EPOCH + datetime.timedelta(days=day)).replace(day=1))
    return day


def _bucket_rows(date, sums):
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    rows = ranked[:TOP]
    tail = sum(amount for _, amount in ranked[TOP:])
    if tail:
        rows.append(("other", tail))
    return [{"date": world.date_text(date), "model_permaslug": slug, "total_tokens": str(amount)}
            for slug, amount in rows]


def rankings(query, today, as_of):
    """The body of a rankings answer; `as_of` is its time in text."""
    period = query.get("period", "day")
    if period not in ("day", "week", "month"):
        return 400, error(400, "period must be day, week or month")
    try:
        start, end = window(query, today)
    except BadRequest as bad:
        return 400, error(400, str(bad))
    buckets = {}
    for day in range(start, end + 1):
        sums = buckets.setdefault(bucket_of(day, period), {})
        for model in world.models_on(day):
            amount = world.tokens(model, day)
            if amount:
                sums[model.permaslug] = sums.get(model.permaslug, 0) + amount
    data = [row for date in sorted(buckets) for row in _bucket_rows(date, buckets[date])]
    return 200, {"data": data,
                 "meta": {"as_of": as_of, "version": "v1", "start_date": world.date_text(start),
                          "end_date": world.date_text(end)}}


def _pricing(model, today):
    prompt, completion, cache = world.prices(model, today)
    pricing = {"prompt": world.NOISY_PRICE.get(model.id, world.price_text(prompt)),
               "completion": world.price_text(completion)}
    if cache is not None:
        pricing["input_cache_read"] = world.price_text(cache)
    if model.overrides:
        pricing["overrides"] = [{"min_prompt_tokens": 200000,
                                 "prompt": world.price_text(prompt * 2),
                                 "completion": world.price_text(completion * 2)}]
    return pricing


def _entry(model, today):
    expires = world.date_text(model.end + world.DELIST_DAYS) if today >= model.end else None
    top = None if model.context is None else {
        "context_length": model.context, "max_completion_tokens": None, "is_moderated": False}
    return {
        "id": model.id,
        "canonical_slug": model.permaslug.split(":")[0],
        "hugging_face_id": None,
        "name": model.name,
        "created": model.start * 86400 + 3600,
        "description": "An invented model.",
        "context_length": model.context,
        "architecture": {"modality": "text->text", "input_modalities": ["text"],
                         "output_modalities": ["text"], "tokenizer": "Other",
                         "instruct_type": None},
        "pricing": _pricing(model, today),
        "top_provider": top,
        "per_request_limits": None,
        "supported_parameters": ["max_tokens", "temperature", "tools"],
        "default_parameters": {"temperature": None},
        "expiration_date": expires,
        "links": {"details": "/api/v1/models/%s/endpoints" % model.permaslug.split(":")[0]},
    }


def _alias(identity, family, name, today):
    target = world.alias_target(family, today)
    entry = _entry(target, today)
    entry.update(id=identity, canonical_slug=identity, name=name,
                 alias_target={"name": target.name, "slug": target.id})
    return entry


def models(today):
    data = [_entry(model, today) for model in world.listed_on(today)]
    data += [_alias(*alias, today) for alias in world.ALIASES]
    return 200, {"data": data, "total_count": len(data), "links": {"next": None}}


def _endpoint(model, offer, prompt, completion, cache):
    provider, tag, quantization, _, discount, status, uptime = offer
    pricing = {"prompt": world.price_text(prompt), "completion": world.price_text(completion),
               "discount": discount / 100}
    if cache is not None:
        pricing["input_cache_read"] = world.price_text(cache)
    return {
        "name": "%s | %s" % (provider, model.id),
        "model_name": model.name,
        "context_length": model.context or 32768,
        "pricing": pricing,
        "provider_name": provider,
        "tag": provider.lower().split("\u001b")[0] + tag,
        "quantization": quantization,
        "max_completion_tokens": None if discount else 8192,
        "max_prompt_tokens": None,
        "supported_parameters": ["max_tokens", "temperature"],
        "status": status,
        "uptime_last_30m": uptime,
    }


def endpoints(identity, today):
    """The body about a model's providers; 404 for what the catalogue does not list."""
    found = [model for model in world.listed_on(today) if model.id == identity]
    if not found:
        return 404, error(404, "Model not found")
    model = found[0]
    return 200, {"data": {
        "id": model.id, "name": model.name, "created": model.start * 86400 + 3600,
        "description": "An invented model.", "architecture": {"modality": "text->text"},
        "endpoints": [_endpoint(model, *offer) for offer in world.offers(model, today)]}}
