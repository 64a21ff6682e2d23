#!/usr/bin/env python3
"""The stand-in keeps the rules of the published reference, and its faults are what they say."""

import datetime
import gzip
import http.client
import json
import os
import socket
import sys
import time
import unittest
import urllib.error
import urllib.request
import zlib
from collections import Counter

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import world  # noqa: E402
from client import StandIn  # noqa: E402

TODAY = "2026-08-22"
KEY = "sk-test-ortop"
RANKINGS = "/api/v1/datasets/rankings-daily"
MODELS = "/api/v1/models"


def date(text):
    return datetime.date.fromisoformat(text)


def span(start, end):
    day = date(start)
    while day <= date(end):
        yield day
        day += datetime.timedelta(days=1)


def sums(start, end):
    """Tokens of each permaslug in a span: day by day, model by model, by dates."""
    total = Counter()
    for day in span(start, end):
        number = (day - date("1970-01-01")).days
        for model in world.models_on(number):
            total[model.permaslug] += world.tokens(model, number)
    return +total


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = StandIn(TODAY)
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.server.control(rankings="ok", models="ok", endpoints="ok", today=TODAY, clear_log=True,
                            retry_after=None, seconds=None, times=None)

    def get(self, path, timeout=20, **headers):
        """(status, headers, bytes) without following anything."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=timeout)
        self.addCleanup(connection.close)
        connection.request("GET", path, headers={k.replace("_", "-"): v
                                                 for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def rankings(self, query="", key=KEY):
        status, _, body = self.get(RANKINGS + ("?" + query if query else ""),
                                   Authorization="Bearer " + key)
        return status, json.loads(body)

    def refused(self, query):
        status, body = self.rankings(query)
        self.assertEqual(status, 400, query)
        self.assertEqual(body["error"]["code"], 400)
        self.assertIsInstance(body["error"]["message"], str)


class Rankings(Case):
    def test_key(self):
        status, _, body = self.get(RANKINGS)
        self.assertEqual(status, 401)
        self.assertEqual(json.loads(body)["error"]["message"], "Missing Authentication header")
        self.assertEqual(self.rankings(key="sk-other")[0], 401)
        self.assertEqual(self.rankings()[0], 200)
        self.assertEqual([entry["authorization"] for entry in self.server.log()],
                         ["none", "wrong", "right"])
        self.assertNotIn(KEY, json.dumps(self.server.log()))

    def test_default_is_the_last_30_days(self):
        _, body = self.rankings()
        self.assertEqual(body["meta"]["start_date"], "2026-07-23")
        self.assertEqual(body["meta"]["end_date"], "2026-08-21")
        self.assertEqual(len({row["date"] for row in body["data"]}), 30)

    def test_week_is_exact(self):
        _, body = self.rankings("period=week&start_date=2026-08-10&end_date=2026-08-16")
        expected = sorted(sums("2026-08-10", "2026-08-16").items(),
                          key=lambda item: (-item[1], item[0]))
        rows = body["data"]
        self.assertEqual({row["date"] for row in rows}, {"2026-08-10"})
        self.assertEqual([(row["model_permaslug"], row["total_tokens"]) for row in rows[:50]],
                         [(slug, str(tokens)) for slug, tokens in expected[:50]])
        self.assertGreater(len(expected), 50)
        self.assertEqual(rows[50]["model_permaslug"], "other")
        self.assertEqual(int(rows[50]["total_tokens"]), sum(t for _, t in expected[50:]))
        self.assertEqual(len(rows), 51)

    def test_daily_sums_fall_short_of_the_week(self):
        _, week = self.rankings("period=week&start_date=2026-08-10&end_date=2026-08-16")
        _, days = self.rankings("period=day&start_date=2026-08-10&end_date=2026-08-16")
        summed = Counter()
        for row in days["data"]:
            summed[row["model_permaslug"]] += int(row["total_tokens"])
        short = [row for row in week["data"][:50]
                 if summed[row["model_permaslug"]] < int(row["total_tokens"])]
        self.assertTrue(short)
        self.assertEqual(sum(summed.values()),
                         sum(int(row["total_tokens"]) for row in week["data"]))

    def test_order_and_other(self):
        _, body = self.rankings("start_date=2026-06-01&end_date=2026-06-07")
        by_date = {}
        for row in body["data"]:
            by_date.setdefault(row["date"], []).append(row)
        self.assertEqual(list(by_date), [str(day) for day in span("2026-06-01", "2026-06-07")])
        for rows in by_date.values():
            named = rows[:-1]
            self.assertEqual(rows[-1]["model_permaslug"], "other")
            self.assertEqual(named, sorted(named, key=lambda row: (-int(row["total_tokens"]),
                                                                   row["model_permaslug"])))

    def test_no_other_without_a_tail(self):
        _, body = self.rankings("start_date=2025-01-01&end_date=2025-01-01")
        slugs = [row["model_permaslug"] for row in body["data"]]
        self.assertLess(len(slugs), 50)
        self.assertNotIn("other", slugs)

    def test_cut_week_is_short(self):
        _, body = self.rankings("period=week&start_date=2026-08-12&end_date=2026-08-21")
        self.assertEqual(sorted({row["date"] for row in body["data"]}),
                         ["2026-08-10", "2026-08-17"])
        for monday, first, last in (("2026-08-10", "2026-08-12", "2026-08-16"),
                                    ("2026-08-17", "2026-08-17", "2026-08-21")):
            rows = [row for row in body["data"] if row["date"] == monday]
            self.assertEqual(sum(int(row["total_tokens"]) for row in rows),
                             sum(sums(first, last).values()))

    def test_month(self):
        _, body = self.rankings("period=month&start_date=2026-06-01&end_date=2026-07-31")
        self.assertEqual(sorted({row["date"] for row in body["data"]}),
                         ["2026-06-01", "2026-07-01"])
        july = [row for row in body["data"] if row["date"] == "2026-07-01"]
        self.assertEqual(sum(int(row["total_tokens"]) for row in july),
                         sum(sums("2026-07-01", "2026-07-31").values()))

    def test_clamping(self):
        _, body = self.rankings("period=week&start_date=2024-12-30&end_date=2025-01-05")
        self.assertEqual(body["meta"]["start_date"], "2025-01-01")
        self.assertEqual({row["date"] for row in body["data"]}, {"2024-12-30"})
        self.assertEqual(sum(int(row["total_tokens"]) for row in body["data"]),
                         sum(sums("2025-01-01", "2025-01-05").values()))
        for end in (TODAY, "2027-01-01"):
            _, body = self.rankings("start_date=2026-08-20&end_date=" + end)
            self.assertEqual(body["meta"]["end_date"], "2026-08-21")

    def test_refused(self):
        for query in ("start_date=2026-08-22&end_date=2026-08-22",  # today alone
                      "start_date=2026-09-01&end_date=2026-09-07",  # the future alone
                      "start_date=2026-08-10&end_date=2026-08-09",
                      "start_date=2025-01-01&end_date=2026-01-02",  # 367 days
                      "start_date=2024-01-01&end_date=2024-12-31",
                      "start_date=2026-02-30&end_date=2026-03-02",
                      "start_date=2026-2-3&end_date=2026-03-02",
                      "start_date=yesterday", "period=year"):
            self.refused(query)
        status, body = self.rankings("start_date=2025-01-01&end_date=2026-01-01")  # 366 days
        self.assertEqual((status, body["meta"]["end_date"]), (200, "2026-01-01"))

    def test_as_of_moves(self):
        first, second = (self.rankings("start_date=2026-08-20")[1] for _ in range(2))
        self.assertLess(first["meta"]["as_of"], second["meta"]["as_of"])
        self.assertEqual(first["meta"]["version"], "v1")
        self.assertEqual([entry["as_of"] for entry in self.server.log()],
                         [first["meta"]["as_of"], second["meta"]["as_of"]])

    def test_today_can_move(self):
        self.server.control(today="2026-08-23")
        _, body = self.rankings("period=week&start_date=2026-08-17&end_date=2026-08-23")
        self.assertEqual(body["meta"]["end_date"], "2026-08-22")
        self.assertEqual(sum(int(row["total_tokens"]) for row in body["data"]),
                         sum(sums("2026-08-17", "2026-08-22").values()))


class Models(Case):
    def catalogue(self):
        status, _, body = self.get(MODELS)
        self.assertEqual(status, 200)
        return json.loads(body)

    def test_shape(self):
        body = self.catalogue()
        self.assertEqual(body["total_count"], len(body["data"]))
        self.assertIsNone(body["links"]["next"])
        ids = [model["id"] for model in body["data"]]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertGreater(len(ids), 70)
        aliases = [model for model in body["data"] if model["id"].startswith("~")]
        self.assertTrue(aliases)
        self.assertTrue(all(alias["alias_target"]["slug"] in ids for alias in aliases))

    def test_prices_are_texts(self):
        by_id = {model["id"]: model["pricing"] for model in self.catalogue()["data"]}
        for pricing in by_id.values():
            for name in ("prompt", "completion"):
                self.assertIsInstance(pricing[name], str)
                float(pricing[name])
        self.assertEqual(by_id["openrouter/dovecote"]["prompt"], "-1")
        self.assertEqual(by_id["stealth/grey-owl"]["prompt"], "0")
        self.assertEqual(by_id["mistralai/tern-nano"]["prompt"], "0.000000123457")
        self.assertEqual(by_id["x-ai/rook-mini"]["prompt"], "0.0000006000000000000001")
        self.assertTrue(any("overrides" in pricing for pricing in by_id.values()))
        self.assertTrue(any("input_cache_read" not in pricing for pricing in by_id.values()))

    def test_traps_of_names(self):
        body = self.catalogue()
        ids = {model["id"] for model in body["data"]}
        shared = Counter(model["canonical_slug"] for model in body["data"])
        self.assertTrue({"deepseek/kite-flash", "deepseek/kite-flash-0731"} <= ids)
        self.assertTrue(any(count == 2 for count in shared.values()))
        self.assertTrue(any(identity.endswith(":free") and identity[:-5] in ids
                            for identity in ids))
        self.assertTrue(any(identity.endswith(":batch") for identity in ids))
        self.assertFalse([slug for slug in shared if ":" in slug])
        _, week = self.rankings("period=week&start_date=2026-08-10&end_date=2026-08-16")
        listed = {model["canonical_slug"] + (":" + model["id"].split(":")[1]
                                             if ":" in model["id"] else "")
                  for model in body["data"]}
        lost = {row["model_permaslug"] for row in week["data"]} - listed
        self.assertEqual(lost, {"openai/feather-embed-3-large", "x-ai/rook-mini:thinking", "other"})

    def test_prices_move(self):
        before = {model["id"]: model["pricing"] for model in self.catalogue()["data"]}
        self.server.control(today="2026-10-10")
        after = {model["id"]: model["pricing"] for model in self.catalogue()["data"]}
        both = set(before) & set(after)
        self.assertTrue([identity for identity in both if before[identity] != after[identity]])
        self.assertTrue([identity for identity in both if before[identity] == after[identity]])
        self.assertTrue(set(before) - set(after))
        self.assertTrue(set(after) - set(before))

    def test_etag(self):
        _, headers, _ = self.get(MODELS)
        status, _, body = self.get(MODELS, If_None_Match=headers["ETag"])
        self.assertEqual((status, body), (304, b""))
        self.server.control(today="2026-10-10")
        self.assertEqual(self.get(MODELS, If_None_Match=headers["ETag"])[0], 200)
        self.assertEqual([entry["if_none_match"] for entry in self.server.log()],
                         [None, headers["ETag"], headers["ETag"]])

    def test_gzip(self):
        _, headers, plain = self.get(MODELS)
        self.assertIsNone(headers["Content-Encoding"])
        _, headers, packed = self.get(MODELS, Accept_Encoding="gzip")
        self.assertEqual(headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed), plain)
        self.assertLess(len(packed), len(plain) // 4)

    def test_unknown_path(self):
        status, _, body = self.get("/api/v1/nothing")
        self.assertEqual((status, json.loads(body)["error"]["code"]), (404, 404))


class Faults(Case):
    def test_error_codes(self):
        for fault in ("400", "401", "403", "404", "429", "500"):
            self.server.control(models=fault)
            status, _, body = self.get(MODELS)
            self.assertEqual((status, json.loads(body)["error"]["code"]), (int(fault), int(fault)))

    def test_feeds_fail_apart(self):
        self.server.control(rankings="500")
        self.assertEqual(self.rankings()[0], 500)
        self.assertEqual(self.get(MODELS)[0], 200)
        self.server.control(rankings="ok", models="500")
        self.assertEqual(self.rankings()[0], 200)
        self.assertEqual(self.get(MODELS)[0], 500)

    def test_a_fault_can_pass(self):
        self.server.control(models="500", times=2)
        self.assertEqual([self.get(MODELS)[0] for _ in range(3)], [500, 500, 200])

    def test_unknown_fault(self):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.server.control(models="tokens-negative")  # one of the rankings' own
        caught.exception.close()

    def test_rate_limit(self):
        self.server.control(rankings="429", retry_after=3)
        _, headers, _ = self.get(RANKINGS, Authorization="Bearer " + KEY)
        self.assertEqual(headers["Retry-After"], "3")
        self.server.control(rankings="429-reset", retry_after=30)
        _, headers, body = self.get(RANKINGS, Authorization="Bearer " + KEY)
        self.assertIsNone(headers["Retry-After"])
        reset = int(json.loads(body)["error"]["metadata"]["headers"]["X-RateLimit-Reset"])
        self.assertAlmostEqual(reset / 1000 - time.time(), 30, delta=10)

    def test_wrong_fields(self):
        query = "period=week&start_date=2026-08-03&end_date=2026-08-16"
        _, right = self.rankings(query)
        for fault in ("tokens-number", "tokens-overflow", "duplicate-row", "missing-tokens"):
            self.server.control(rankings=fault)
            _, wrong = self.rankings(query)
            differing = [row for row in wrong["data"] if row not in right["data"]]
            expected = 0 if fault == "duplicate-row" else 1
            self.assertEqual(len(differing), expected, fault)
        self.server.control(rankings="missing-meta")
        self.assertNotIn("meta", self.rankings(query)[1])

    def test_bodies_that_are_none(self):
        self.server.control(models="empty")
        self.assertEqual(self.get(MODELS)[2], b"")
        self.server.control(models="html")
        status, headers, body = self.get(MODELS)
        self.assertEqual((status, headers.get_content_type()), (200, "text/html"))
        for fault in ("html", "garbage"):
            self.server.control(models=fault)
            with self.assertRaises(ValueError):
                json.loads(self.get(MODELS)[2])

    def test_cut_and_drop(self):
        for fault, expected in (("cut", http.client.IncompleteRead),
                                ("drop", http.client.RemoteDisconnected)):
            self.server.control(models=fault)
            with self.assertRaises(expected):
                self.get(MODELS)

    def test_slow(self):
        self.server.control(models="slow", seconds=1)
        before = time.monotonic()
        self.assertEqual(self.get(MODELS)[0], 200)
        self.assertGreaterEqual(time.monotonic() - before, 1)

    def test_trickle(self):
        self.server.control(models="trickle")
        with self.assertRaises(socket.timeout), \
                socket.create_connection(("127.0.0.1", self.server.port), 10) as link:
            link.sendall(b"GET /api/v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
            link.settimeout(0.5)
            seen = b""
            while not seen.endswith(b'\r\n\r\n{"'):  # its second byte comes after a second
                seen += link.recv(1)

    def test_bomb(self):
        self.server.control(models="bomb")
        _, headers, packed = self.get(MODELS)
        self.assertEqual(headers["Content-Encoding"], "gzip")
        self.assertLess(len(packed), 1 << 20)
        unpacked = zlib.decompressobj(31).decompress(packed, (8 << 20) + 1)
        self.assertEqual(len(unpacked), (8 << 20) + 1)
        self.assertEqual(unpacked[9:17], b"[],[],[]"[:8])

    def test_big_stops_with_the_client(self):
        self.server.control(models="big")
        with socket.create_connection(("127.0.0.1", self.server.port), 10) as link:
            link.sendall(b"GET /api/v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
            got = 0
            while got < 1 << 20:
                got += len(link.recv(1 << 16))
        deadline = time.monotonic() + 10
        while not self.server.log()[0]["hung_up"] and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertTrue(self.server.log()[0]["hung_up"])
        self.assertLess(self.server.log()[0]["sent"], 90 << 20)

    def test_deep(self):
        self.server.control(models="deep")
        body = self.get(MODELS)[2]
        self.assertEqual(body.count(b"["), 200000)
        self.assertEqual(body.count(b"]"), 200000)

    def test_redirects(self):
        self.server.control(models="redirect-same")
        status, headers, _ = self.get(MODELS)
        self.assertEqual((status, headers["Location"]), (307, self.server.api_url + "/models"))
        self.server.control(models="redirect-other")
        status, headers, _ = self.get(MODELS)
        self.assertEqual(status, 302)
        host, port = headers["Location"].split("/")[2].split(":")
        self.assertEqual(host, "localhost")
        self.assertNotEqual(int(port), self.server.port)
        other = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
        self.addCleanup(other.close)
        other.request("GET", MODELS)
        other.getresponse().read()
        self.assertEqual([entry["listener"] for entry in self.server.log()],
                         ["api", "api", "other"])


class Endpoints(Case):
    PATH = "/api/v1/models/%s/endpoints"

    def test_offers_of_every_model(self):
        """Whatever the catalogue lists has an answer, with tags that are not always distinct."""
        catalogue = json.loads(self.get(MODELS)[2])["data"]
        numbers, tags = set(), []
        for entry in catalogue:
            if entry["id"].startswith("~"):
                continue
            status, _, body = self.get(self.PATH % entry["id"])
            self.assertEqual(status, 200)
            data = json.loads(body)["data"]
            self.assertEqual(data["id"], entry["id"])
            numbers.add(len(data["endpoints"]))
            tags.append([row["tag"] for row in data["endpoints"]])
        self.assertIn(0, numbers)
        self.assertGreater(max(numbers), 4)
        self.assertTrue(any(len(row) != len(set(row)) for row in tags))

    def test_not_found(self):
        for name in ("deepseek/kite", "~anthropic/lark-latest"):
            self.assertEqual(self.get(self.PATH % name)[0], 404)

    def test_faults_of_its_own(self):
        self.server.control(endpoints="500")
        self.assertEqual(self.get(self.PATH % "x-ai/rook-mini")[0], 500)
        self.assertEqual(self.get(MODELS)[0], 200)
        self.server.control(endpoints="uptime-over")
        rows = json.loads(self.get(self.PATH % "x-ai/rook-mini")[2])["data"]["endpoints"]
        self.assertEqual(rows[0]["uptime_last_30m"], 100.01)


class Life(unittest.TestCase):
    def test_ends_when_stdin_closes(self):
        server = StandIn(TODAY)
        server.control(models="slow", seconds=300)
        with socket.create_connection(("127.0.0.1", server.port), 10) as link:
            link.sendall(b"GET /api/v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
            before = time.monotonic()
            self.assertEqual(server.close(), 0)
        self.assertLess(time.monotonic() - before, 5)

    def test_ends_after_max_seconds(self):
        server = StandIn(TODAY, max_seconds=0.5)
        self.addCleanup(server.close)
        self.assertEqual(server.process.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
