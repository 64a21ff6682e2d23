#!/usr/bin/env python3
"""A stand-in for OpenRouter's API: real HTTP on 127.0.0.1, an invented market, faults on demand.

    standin.py [--port 0] [--today YYYY-MM-DD] [--key KEY] [--max-seconds 600] [--tls NAME=FILE]...

The first line on stdout is the port.  The server ends when its stdin closes, or after
--max-seconds.  GET /api/v1/datasets/rankings-daily, GET /api/v1/models and
GET /api/v1/models/AUTHOR/SLUG/endpoints answer as the published reference says (see answers.py) from the market in world.py.
The same stands below /scope/NAME/api/v1, where the faults are those of that scope: so that many
clients can be answered differently at one time.

With --tls the API is also served over TLS, once for each NAME, by the certificate and key in FILE;
then there is also a proxy, which tunnels to these.

Control, outside the API:
    GET  /control        the state: faults, options, today, edition, under_way: how many
                         requests are being answered now, and most_at_once: how many
                         requests to the API were under way together since the log was cleared;
                         one is over when the client can have all of its answer
    POST /control        JSON object; only the names given change:
                           "rankings", "models", "endpoints"  a fault (faults.py, or a name from spoil.py: the
                                                 right body with one thing wrong, or figures worse
                                                 than the right ones, or "slow"),
                                                 "ok" for none
                           "retry_after"         seconds, for 429 (null: no such header)
                           "seconds"             how long "slow" waits before it answers
                           "times"               how many answers a fault lasts (null: for ever)
                           "today"               YYYY-MM-DD
                           "edition"             added to every figure of a ranked model: a restatement
                           "scope"               NAME: faults and options are for that scope alone
                           "certificate"         NAME: all TLS listeners show that one from now on
                           "proxy"               "ok", or "403", "407": what CONNECT is answered
                           "clock"               seconds that the Date of answers is ahead
                           "clear_log"           true: forget the requests seen
    GET  /control's other fields: "tls" NAME -> port, "proxy_port"
    GET  /control/log    the requests seen, oldest first: listener ("api" or "other", the host that
                         redirect-other points to), path, query, authorization ("none", "right",
                         "wrong"), if_none_match, accept_encoding, user_agent, status (null while
                         under way), as_of, fault, hung_up
"""

import argparse
import datetime
import gzip
import hashlib
import json
import os
import re
import select
import socket
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

sys.dont_write_bytecode = True

import answers  # noqa: E402
import faults  # noqa: E402
import spoil  # noqa: E402
import world  # noqa: E402

BASE = "/api/v1"
FEEDS = {BASE + "/datasets/rankings-daily": "rankings", BASE + "/models": "models"}
ENDPOINTS = re.compile(re.escape(BASE) + r"/models/([^/]+/[^/]+)/endpoints\Z")
SPOIL = {"rankings": {**spoil.RANKINGS, **spoil.WORSE, **spoil.MORE_RANKINGS},
         "models": {**spoil.MODELS, **spoil.MORE_MODELS},
         "endpoints": {**spoil.ENDPOINTS, **spoil.MORE_ENDPOINTS}}
OPTIONS = ("retry_after", "seconds", "times")
SCOPE = re.compile(r"/scope/([^/]+)(/.*)")
HEALTHY = {"rankings": "ok", "models": "ok", "endpoints": "ok"}


class State:
    """What the control URL changes and the log holds; one lock for all of it."""

    def __init__(self, key, today):
        self.lock = threading.Lock()
        self.key = key
        self.today = today
        self.scopes = {None: (dict(HEALTHY), {})}  # name -> (faults, options)
        self.contexts = {}  # name of the certificate -> TLS context
        self.files = {}
        self.proxy = "ok"
        self.clock = 0
        self.log = []
        self.served = 0
        self.edition = 0
        self.under_way = 0
        self.most_at_once = 0

    def change(self, wish):
        """Apply a control object; returns why not, or None."""
        for feed in HEALTHY:
            fault = wish.get(feed, "ok")
            if fault not in ("ok", "slow") and fault not in faults.FAULTS \
                    and fault not in SPOIL[feed]:
                return "no such fault: %s" % fault
        unknown = set(wish) - set(HEALTHY) - set(OPTIONS) - {"today", "clear_log", "scope", "edition",
                                                             "certificate", "proxy", "clock"}
        if unknown:
            return "unknown: %s" % ", ".join(sorted(unknown))
        with self.lock:
            present, options = self.scopes.setdefault(wish.get("scope"), (dict(HEALTHY), {}))
            for feed in HEALTHY:
                present[feed] = wish.get(feed, present[feed])
            for name in OPTIONS:
                if name in wish:
                    options[name] = wish[name]
            self.proxy = wish.get("proxy", self.proxy)
            self.clock = wish.get("clock", self.clock)
            if "certificate" in wish:
                for context in self.contexts.values():
                    context.load_cert_chain(self.files[wish["certificate"]])
            if "today" in wish:
                self.today = world.day_of(wish["today"])
            self.edition = wish.get("edition", self.edition)
            if wish.get("clear_log"):
                self.log.clear()
                self.most_at_once = self.under_way
        return None

    def take_fault(self, feed, scope):
        """The fault of this answer; counts it where it lasts only so many."""
        with self.lock:
            present, kept = self.scopes.get(scope, (HEALTHY, {}))
            fault = present[feed]
            options = {k: v for k, v in kept.items() if v is not None}
            if fault != "ok" and "times" in options:
                if options["times"] <= 0:
                    return "ok", options
                kept["times"] = options["times"] - 1
            return fault, options

    def enter(self):
        with self.lock:
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)

    def leave(self):
        with self.lock:
            self.under_way -= 1

    def as_of(self):
        """The time of an answer: two hours into `today` and a second later each time."""
        with self.lock:
            self.served += 1
            start = datetime.datetime.combine(
                world.EPOCH + datetime.timedelta(days=self.today), datetime.time(2))
            moment = start + datetime.timedelta(seconds=self.served)
            return self.today, moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def describe(self):
        with self.lock:
            present, options = self.scopes[None]
            return dict(present, today=world.date_text(self.today), edition=self.edition,
                        under_way=self.under_way, most_at_once=self.most_at_once, **options)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    listener = "api"
    entry = None
    scope = None
    under_way = False

    # What answers are made of

    def date_time_string(self, timestamp=None):
        return super().date_time_string((timestamp or time.time()) + self.server.state.clock)

    def head(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def reply(self, status, body, headers):
        """A whole answer; returns its status."""
        headers = dict(headers)
        if status != 304:
            headers["Content-Length"] = str(len(body))
        if not body:
            self.leave()
        self.head(status, headers)
        self.wfile.write(body[:-1])
        self.leave()
        self.wfile.write(body[-1:])
        return status

    def enter(self):
        self.under_way = True
        self.server.state.enter()

    def leave(self):
        """The request is over: before its last byte goes out, as the next may come at once then."""
        if self.under_way:
            self.under_way = False
            self.server.state.leave()

    def reply_json(self, status, value, headers=None):
        """JSON, packed when the client accepts that."""
        body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        return self.reply_bytes(status, body, headers or {})

    def reply_bytes(self, status, body, headers):
        headers = dict(headers, **{"Content-Type": "application/json", "Vary": "Accept-Encoding"})
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 5, mtime=0)
        return self.reply(status, body, headers)

    def note(self, sent=0, **fields):
        """Add to this request's line of the log."""
        with self.server.state.lock:
            self.entry.update(fields)
            self.entry["sent"] = self.entry.get("sent", 0) + sent

    # Requests

    def do_GET(self):  # noqa: N802 (the base class names it)
        path = urlsplit(self.path).path
        if path == "/control":
            self.reply_json(200, dict(self.server.state.describe(), tls=self.server.tls_ports,
                                      proxy_port=self.server.proxy_port))
        elif path == "/control/log":
            with self.server.state.lock:
                log = [dict(entry) for entry in self.server.state.log]
            self.reply_json(200, log)
        else:
            self.enter()
            try:
                self._api(path)
            finally:
                self.leave()

    def do_POST(self):  # noqa: N802
        length = int(self.headers.get("Content-Length", "0"))
        wish = json.loads(self.rfile.read(length) or b"{}")
        if urlsplit(self.path).path != "/control":
            self.reply_json(404, answers.error(404, "Not found"))
            return
        problem = self.server.state.change(wish)
        self.reply_json(400 if problem else 200, {"problem": problem})

    def _authorization(self):
        given = self.headers.get("Authorization")
        if given is None:
            return "none"
        return "right" if given == "Bearer " + self.server.state.key else "wrong"

    def _begin_entry(self, path):
        self.entry = {
            "listener": self.listener,
            "scope": self.scope,
            "path": path,
            "query": dict(parse_qsl(urlsplit(self.path).query)),
            "authorization": self._authorization(),
            "if_none_match": self.headers.get("If-None-Match"),
            "accept_encoding": self.headers.get("Accept-Encoding"),
            "user_agent": self.headers.get("User-Agent"),
            "status": None,
            "sent": 0,
            "hung_up": False,
        }
        with self.server.state.lock:
            self.server.state.log.append(self.entry)

    def _api(self, path):
        scoped = SCOPE.match(path)
        self.scope, path = scoped.groups() if scoped else (None, path)
        self._begin_entry(path)
        feed = "endpoints" if ENDPOINTS.match(path) else FEEDS.get(path)
        if feed is None:
            self.note(status=self.reply_json(404, answers.error(404, "Not found")))
            return
        fault, options = self.server.state.take_fault(feed, self.scope)
        if fault == "slow":
            self.server.stopping.wait(options.get("seconds", 5))
            fault = "ok"
        try:
            self._answer(feed, fault, options)
        except ConnectionError:
            self.note(hung_up=True)
            raise

    def _answer(self, feed, fault, options):
        if fault in faults.FAULTS:
            self.note(fault=fault)
            self.note(status=faults.FAULTS[fault](self, options))
            self.close_connection |= fault in ("cut", "trickle")
            return
        answer = {"rankings": self._rankings, "models": self._models,
                  "endpoints": self._endpoints}[feed]
        self.note(status=answer(SPOIL[feed].get(fault)))

    def _rankings(self, damage):
        if self._authorization() != "right":
            missing = self._authorization() == "none"
            return self.reply_json(401, answers.error(
                401, "Missing Authentication header" if missing else "User not found."))
        today, as_of = self.server.state.as_of()
        edition = self.server.state.edition
        status, body = answers.rankings(self.entry["query"], today, as_of)
        if status == 200:
            self.note(edition=edition)
            for row in body["data"]:
                row["total_tokens"] = str(int(row["total_tokens"]) + edition)
            self.note(as_of=as_of)
            if damage:
                damage(body)
        return self.reply_json(status, body)

    def _models(self, damage):
        status, body = answers.models(self.server.state.as_of()[0])
        if damage:
            damage(body)
        raw = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        etag = 'W/"%s"' % hashlib.sha256(raw).hexdigest()[:24]
        if self.headers.get("If-None-Match") == etag:
            return self.reply(304, b"", {"ETag": etag})
        return self.reply_bytes(status, raw, {"ETag": etag})

    def _endpoints(self, damage):
        identity = unquote(ENDPOINTS.match(self.entry["path"]).group(1))
        status, body = answers.endpoints(identity, self.server.state.as_of()[0])
        if status == 200 and damage:
            damage(body)
        return self.reply_json(status, body)

    def log_message(self, *_):
        """Nothing on stderr: the log is at /control/log."""


class OtherHandler(Handler):
    """The host that redirect-other points to: whatever comes here is in the log."""

    listener = "other"

    def _api(self, path):
        self._begin_entry(path)
        self.note(status=self.reply_json(404, answers.error(404, "Not found")))


class ProxyHandler(BaseHTTPRequestHandler):
    """A proxy for TLS to this machine, or one that refuses."""

    def do_CONNECT(self):  # noqa: N802
        if self.server.state.proxy != "ok":
            self.send_error(int(self.server.state.proxy))
            return
        port = int(self.path.rpartition(":")[2])
        self.close_connection = True
        with socket.create_connection(("127.0.0.1", port), timeout=10) as target:
            self.send_response(200)
            self.end_headers()
            self._tunnel(target)

    def _tunnel(self, target):
        ways = {self.connection: target, target: self.connection}
        while not self.server.stopping.is_set():
            for source in select.select(list(ways), [], [], 0.5)[0]:
                data = source.recv(65536)
                if not data:
                    return
                ways[source].sendall(data)

    def log_message(self, *_):
        """Nothing on stderr."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, handler, state, stopping):
        super().__init__(("127.0.0.1", port), handler)
        self.state = state
        self.stopping = stopping
        self.other_port = None
        self.tls_ports = {}
        self.proxy_port = None

    def handle_error(self, request, client_address):
        """A client that hangs up is no event; anything else is a defect to be seen."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError, ssl.SSLError)):
            super().handle_error(request, client_address)


def tls_server(name, path, state, stopping):
    """A listener that shows a certificate; a handshake that fails is no event either."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    state.contexts[name] = context
    state.files[name] = path
    server = Server(0, Handler, state, stopping)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def main():
    parser = argparse.ArgumentParser(description="A stand-in for OpenRouter's API.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--today", default=datetime.datetime.now(datetime.timezone.utc)
                        .strftime("%Y-%m-%d"))
    parser.add_argument("--key", default="sk-test-ortop")
    parser.add_argument("--max-seconds", type=float, default=600)
    parser.add_argument("--tls", action="append", default=[], metavar="NAME=FILE")
    args = parser.parse_args()

    state = State(args.key, world.day_of(args.today))
    stopping = threading.Event()
    api = Server(args.port, Handler, state, stopping)
    other = Server(0, OtherHandler, state, stopping)
    servers = [api, other]
    for name, path in (pair.split("=", 1) for pair in args.tls):
        servers.append(tls_server(name, path, state, stopping))
        api.tls_ports[name] = servers[-1].server_address[1]
    if args.tls:
        servers.append(Server(0, ProxyHandler, state, stopping))
        api.proxy_port = servers[-1].server_address[1]
    for server in servers:
        server.other_port = other.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    print(api.server_address[1], flush=True)

    def wait_for_eof():
        # os.read, not sys.stdin: a thread inside a buffered reader cannot be left behind at exit
        while os.read(0, 4096):
            pass
        stopping.set()

    threading.Thread(target=wait_for_eof, daemon=True).start()
    stopping.wait(args.max_seconds)
    stopping.set()


if __name__ == "__main__":
    main()
