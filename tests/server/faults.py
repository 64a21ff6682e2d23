"""Ways in which an answer can go wrong on the wire: each writes to a request handler.

A fault is called with (handler, options); `options` are those of POST /control.  It may use
handler.reply(status, body, headers), handler.head(status, headers) and handler.wfile, and returns
the status that the log shows.  Faults that take time wait on handler.server.stopping, so that the
server can end at any moment.
"""

import gzip
import json
import time
import zlib
from email.utils import formatdate

import answers

HTML = b"<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>502</body></html>"
BOMB_BYTES = 64 << 20
BIG_BYTES = 100 << 20
DEEP_LEVELS = 200_000
PIECE = b"[]," * 21845  # just under 64 KiB
# Escape sequences, another title, a line of its own, a NUL, the other direction, and too much of it.
POISON_TEXT = ("=cmd()\x1b]0;pwned\x07\x1b[2J\x1b[31m\r\nortop: rankings: up to date\n\0\u202e\u2066\x9b31m"
               + "long " * 2000)


def _error(status, message):
    def fault(handler, _options):
        return handler.reply_json(status, answers.error(status, message))
    return fault


def _rate_limited(handler, options):
    headers = {}
    if "retry_after" in options:
        headers["Retry-After"] = str(options["retry_after"])
    return handler.reply_json(429, answers.error(429, "Rate limit exceeded"), headers)


def _rate_limited_reset(handler, options):
    reset = int((time.time() + options.get("retry_after", 60)) * 1000)
    body = answers.error(429, "Rate limit exceeded: free-models-per-day",
                         {"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": "0",
                          "X-RateLimit-Reset": str(reset)})
    return handler.reply_json(429, body)


def _trickle(handler, _options):
    body = b'{"data":[' + b" " * 100000
    handler.head(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
    for byte in body:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if handler.server.stopping.wait(1):
            break
    return 200


def _cut(handler, _options):
    body = b'{"data":[{"date":"2026-05-11","model_permaslug":"openai/wren-1","total_tokens":"12'
    handler.head(200, {"Content-Type": "application/json", "Content-Length": str(len(body) + 4000)})
    handler.wfile.write(body)
    return 200


def _drop(handler, _options):
    handler.close_connection = True
    return 0


def _html(handler, _options):
    return handler.reply(200, HTML, {"Content-Type": "text/html; charset=utf-8"})


def _html_502(handler, _options):
    return handler.reply(502, HTML, {"Content-Type": "text/html; charset=utf-8"})


def _empty(handler, _options):
    return handler.reply(200, b"", {"Content-Type": "application/json"})


def _garbage(handler, _options):
    body = bytes(((i * 167 + 13) ^ (i >> 3)) & 0xFF for i in range(4096))
    return handler.reply(200, body, {"Content-Type": "application/json"})


def _bad_gzip(handler, _options):
    body = gzip.compress(b'{"data":[]}' * 50, mtime=0)
    return handler.reply(200, body[:20] + b"\xff" * 40,
                         {"Content-Type": "application/json", "Content-Encoding": "gzip"})


def _bomb(handler, _options):
    """64 MiB of `[],` in a few kilobytes; sent packed whether or not the client accepts that."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b'{"data":[')]
    parts += [packer.compress(PIECE) for _ in range(BOMB_BYTES // len(PIECE))]
    parts.append(packer.flush())
    return handler.reply(200, b"".join(parts),
                         {"Content-Type": "application/json", "Content-Encoding": "gzip"})


def _big(handler, _options):
    """100 MB without a length, until the client hangs up."""
    handler.head(200, {"Content-Type": "application/json", "Connection": "close"})
    handler.close_connection = True
    handler.wfile.write(b'{"data":[')
    for _ in range(BIG_BYTES // len(PIECE)):
        if handler.server.stopping.is_set():
            break
        handler.wfile.write(PIECE)
        handler.note(sent=len(PIECE))
    return 200


def _deep(handler, _options):
    body = b'{"data":' + b"[" * DEEP_LEVELS + b"]" * DEEP_LEVELS + b"}"
    return handler.reply(200, body, {"Content-Type": "application/json"})


def _brackets(handler, _options):
    """Just under 8 MiB of them: json-c would make gigabytes of it."""
    piece = b"[]," * ((8 << 20) // 3 - 8)
    return handler.reply(200, b'{"data":[' + piece + b"[]]}", {"Content-Type": "application/json"})


def _rate_limited_date(handler, options):
    when = formatdate(time.time() + options.get("retry_after", 60), usegmt=True)
    return handler.reply_json(429, answers.error(429, "Rate limit exceeded"), {"Retry-After": when})


def _redirect_http(handler, _options):
    """Away from TLS, to the host that must see nothing."""
    target = "http://127.0.0.1:%d%s" % (handler.server.other_port, handler.path)
    return handler.reply(301, b"", {"Location": target})


def _poison(handler, _options):
    """An error whose reason, headers and message are all meant for the terminal."""
    handler.send_response(500, "Oh\x1b]0;pwned\x07no")
    body = json.dumps(answers.error(500, POISON_TEXT), ensure_ascii=False).encode()
    for name, value in (("Content-Length", str(len(body))), ("Retry-After", "\x1b[31m5"),
                        ("ETag", '"\x1b[2J"'), ("X-Poison", "\x1b]0;pwned\x07" * 50)):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    return 500


def _redirect_other(handler, _options):
    target = "http://localhost:%d%s" % (handler.server.other_port, handler.path)
    return handler.reply(302, b"", {"Location": target})


def _redirect_same(handler, _options):
    port = handler.server.server_address[1]
    return handler.reply(307, b"", {"Location": "http://127.0.0.1:%d%s" % (port, handler.path)})


FAULTS = {
    "400": _error(400, "Bad request"),
    "401": _error(401, "Invalid credentials"),
    "403": _error(403, "Forbidden"),
    "404": _error(404, "Not found"),
    "429": _rate_limited,
    "429-reset": _rate_limited_reset,
    "500": _error(500, "Internal server error"),
    "502-html": _html_502,
    "trickle": _trickle,
    "cut": _cut,
    "drop": _drop,
    "empty": _empty,
    "html": _html,
    "garbage": _garbage,
    "bad-gzip": _bad_gzip,
    "bomb": _bomb,
    "brackets": _brackets,
    "429-date": _rate_limited_date,
    "redirect-http": _redirect_http,
    "poison-500": _poison,
    "big": _big,
    "deep": _deep,
    "redirect-other": _redirect_other,
    "redirect-same": _redirect_same,
}
