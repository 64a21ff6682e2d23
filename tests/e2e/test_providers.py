"""Providers of a model: asked for with `ortop fetch --subject`, exported, and never half right."""

import os

from fractions import Fraction

from case import Case
from rig import KEY

import spoil
import world

MODEL = "deepseek/kite-flash"
OTHER = "x-ai/rook-mini"
MILLION = 10**6


class Providers(Case):
    def today(self):
        return world.day_of(self.market.today.isoformat())

    def model(self, identity):
        return next(m for m in world.listed_on(self.today()) if m.id == identity)

    def ask(self, home, identity, code=0, **env):
        answer = home.run("fetch", "--subject", identity, **env)
        self.assertEqual(answer.returncode, code, answer.stderr)
        return answer

    def rows(self, home, identity):
        raw = self.export(home, "providers", "--subject", identity)
        return self.parse_csv(raw)[1] if raw.count(b"\n") > 1 else []

    def cost(self, offer):
        """Of the workload that is the default, 100M in and 3M out, in pico-USD."""
        _, prompt, completion, _ = offer
        return 100 * prompt + 3 * completion

    def test_export(self):
        """Every figure against the market, cheapest first."""
        home = self.fetched()
        self.ask(home, MODEL)
        model = self.model(MODEL)
        offers = sorted(world.offers(model, self.today()), key=self.cost)
        self.assertGreater(len(offers), 2)
        rows = self.rows(home, MODEL)
        self.assertEqual(len(rows), len(offers))
        for row, (offer, prompt, completion, cache) in zip(rows, offers):
            provider, _, quantization, _, discount, status, uptime = offer
            self.assertEqual(row["model"], MODEL)
            self.assertIn(provider[1:5], row["provider"])
            self.assertEqual(row["quantization"], "" if quantization == "unknown"
                             else quantization)
            for name, price in (("input", prompt), ("output", completion), ("cache_read", cache)):
                self.assertEqual(Fraction(row[name + "_usd_per_m"]), Fraction(price, MILLION))
            self.near(row["workload_usd"],
                      Fraction(100 * prompt + 3 * completion, MILLION), 2)
            self.assertEqual(Fraction(row["discount"]), Fraction(discount, 100))
            self.assertEqual(row["context"], str(model.context or 32768))
            self.assertEqual(row["max_output"], "" if discount else "8192")
            self.assertEqual(row["status"], str(status))
            if uptime is None:
                self.assertEqual(row["uptime"], "")
            else:
                self.assertLessEqual(abs(Fraction(row["uptime"]) - Fraction(uptime) / 100),
                                     Fraction(1, 2000))

    def test_name_in_rankings(self):
        """A permaslug means the same as the id; the request goes by the id, with the key."""
        home = self.fetched()
        self.ask(home, self.model(MODEL).permaslug)
        asked = self.server.log("/endpoints")
        self.assertEqual([entry["path"] for entry in asked],
                         ["/api/v1/models/%s/endpoints" % MODEL])
        self.assertEqual(asked[0]["authorization"], "right")
        self.assertEqual(self.rows(home, self.model(MODEL).permaslug), self.rows(home, MODEL))

    def test_in_the_dashboard(self):
        """Opened, they are asked for once and appear without another key."""
        home = self.fetched()
        self.server.control(clear_log=True)
        terminal = home.terminal(160, 45)
        terminal.start()
        terminal.wait_match("[0-9]-W[0-9]")
        terminal.keys("/")
        terminal.keys(*"rook mini")
        terminal.keys("Enter", "Enter", "Enter", "Enter")
        model = self.model(OTHER)
        cheapest = min(world.offers(model, self.today()), key=self.cost)
        terminal.wait_text("Providers", cheapest[0][1].strip())
        self.assertEqual([entry["path"] for entry in self.server.log("/endpoints")],
                         ["/api/v1/models/%s/endpoints" % OTHER])

    def test_nothing_yet(self):
        """Not asked for is no answer that there are none: what to do is said, nothing written."""
        home = self.fetched()
        for args in (["export", "providers"], ["export", "providers", "-o", "-"],
                     ["export", "providers", "-o", "p.csv"], ["show", "providers"],
                     ["show", "providers", "--format", "json"],
                     ["show", "explain", "--of", "providers", "--row", "a", "--column", "usd"]):
            answer = home.run(*args, "--subject", MODEL)
            self.assertEqual((answer.returncode, answer.stdout), (3, b""), args)
            said = self.one_line(answer.stderr)
            self.assertIn("not asked for yet", said)
            self.assertTrue(said.endswith("ortop fetch --subject " + MODEL), said)
        self.assertEqual(os.listdir(home.work), [])

    def test_wrong_subject(self):
        home = self.fetched()
        for typed, said in ((MODEL[:-1] + "q", 'no model "%sq"; did you mean %s?' % (MODEL[:-1], MODEL)),
                            ("qqqqqqqqqqqq", 'no model "qqqqqqqqqqqq"'),
                            ("deepseek", '"deepseek" is a vendor: providers are of one model')):
            answer = home.run("export", "providers", "--subject", typed)
            self.assertEqual((answer.returncode, answer.stdout), (2, b""))
            self.assertEqual(self.one_line(answer.stderr), "ortop: " + said)
        self.assertEqual(os.listdir(home.work), [])

    def test_wrong_subject_to_ask_for(self):
        """What can be no model is not asked for; what is unknown here the source may know."""
        home = self.fetched()
        self.server.control(clear_log=True)
        for typed, said in (("deepseek", '"deepseek" is a vendor: providers are of one model'),
                            ("DeepSeek", '"DeepSeek" is a vendor: providers are of one model'),
                            ("qqqqqqqqqqqq\x1b[2J", 'no model "qqqqqqqqqqqq\\u{001B}[2J"'),
                            ("a/b/c", 'no model "a/b/c"')):
            self.assertEqual(self.one_line(self.ask(home, typed, 2).stderr), "ortop: " + said)
        self.assertEqual(self.server.log(), [])
        said = self.one_line(self.ask(home, MODEL[:-1] + "q", 2).stderr)
        self.assertEqual(said, 'ortop: no model "%sq"; did you mean %s?' % (MODEL[:-1], MODEL))
        self.assertEqual([entry["status"] for entry in self.server.log("/endpoints")], [404])
        # Without a catalogue the sample is all that is known.
        self.ask(self.home(), OTHER)

    def test_by_name(self):
        """As tables print it."""
        home = self.fetched()
        name = self.model(MODEL).name.split(": ", 1)[-1]
        self.ask(home, name)
        self.assertEqual([entry["path"] for entry in self.server.log("/endpoints")],
                         ["/api/v1/models/%s/endpoints" % MODEL])
        self.assertEqual(self.rows(home, name), self.rows(home, MODEL))

    def test_delisted(self):
        home = self.fetched()
        self.server.control(endpoints="404")
        self.assertIn("listed no more (404)",
                      self.one_line(self.ask(home, MODEL, 1).stderr))

    def test_codes(self):
        home = self.fetched()
        self.ask(home, MODEL)
        before = self.export(home, "providers", "--subject", MODEL)
        for fault, code, word in (("401", 4, "key refused"), ("500", 5, "server error"),
                                  ("drop", 5, "answer cut off"), ("cut", 5, "answer cut off"),
                                  ("html", 1, "bad payload"), ("deep", 1, "bad payload"),
                                  ("bomb", 1, ""), ("redirect-other", 1, ""),
                                  ("429", 5, "rate limited")):
            with self.subTest(fault=fault):
                self.server.control(endpoints=fault)
                self.assertIn(word, self.said(self.ask(home, MODEL, code), "endpoints"))
        self.heal()
        self.assertEqual(self.export(home, "providers", "--subject", MODEL), before)
        self.assertEqual({entry["listener"] for entry in self.server.log()}, {"api"})

    def test_spoiled(self):
        home = self.fetched()
        self.ask(home, OTHER)
        before = self.rows(home, OTHER)
        self.assertTrue(before)
        for kind in spoil.ENDPOINTS:
            with self.subTest(kind=kind):
                self.server.control(endpoints=kind)
                self.assertIn("bad payload", self.said(self.ask(home, OTHER, 1), "endpoints"))
        self.assertEqual(self.rows(home, OTHER), before)

    def test_server_asks_to_wait(self):
        """Its wait holds for what is asked next, rankings and providers alike."""
        home = self.fetched()
        self.server.control(endpoints="429", retry_after=720)
        self.ask(home, MODEL, 5)
        self.heal(clear_log=True)
        for args in (["fetch"], ["fetch", "--subject", MODEL]):
            answer = home.run(*args)
            self.assertEqual(answer.returncode, 5)
            self.assertIn("try again in 12 min", self.one_line(answer.stderr))
        self.assertEqual(self.server.log(), [])

    def test_without_a_key(self):
        home = self.home(key=None)
        self.ask(home, MODEL)
        self.assertEqual([e["authorization"] for e in self.server.log("/endpoints")], ["none"])
        self.server.control(endpoints="401")
        line = self.said(self.ask(home, MODEL, 4), "endpoints")
        self.assertIn("OPENROUTER_API_KEY", line)
        self.assertNotIn(KEY, line)

    def test_hostile_names_are_inert(self):
        home = self.fetched()
        found = []
        for model in world.listed_on(self.today()):
            if any(offer[0][0].startswith("=") for offer in world.offers(model, self.today())):
                found.append(model.id)
        self.ask(home, found[0])
        names = [row["provider"] for row in self.rows(home, found[0])]
        self.assertIn("'=Reed\\u{001B}[31m", names)
