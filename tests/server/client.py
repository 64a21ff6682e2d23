"""Starts the stand-in as a process and talks to its control URL."""

import json
import os
import subprocess
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))

# Loopback only: a proxy in the environment must not come between a test and its server.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class StandIn:
    """A running stand-in; use as a context manager, or call close()."""

    def __init__(self, today, key="sk-test-ortop", max_seconds=600, tls=None):
        """`tls`: certificates by name, as made by certificates.py."""
        self.key = key
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "standin.py"), "--today", today, "--key", key,
             "--max-seconds", str(max_seconds),
             *("--tls=%s=%s" % pair for pair in (tls or {}).items())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the stand-in did not start")
        self.port = int(line)
        self.root = "http://127.0.0.1:%d" % self.port
        self.api_url = self.root + "/api/v1"

    def scope(self, name):
        """The base URL of a scope."""
        return "%s/scope/%s/api/v1" % (self.root, name)

    def state(self):
        with DIRECT.open(self.root + "/control", timeout=10) as answer:
            return json.load(answer)

    def ask(self, path):
        """The body of an answer of the API, asked for with the key."""
        request = urllib.request.Request(self.api_url + path, None,
                                         {"Authorization": "Bearer " + self.key})
        with DIRECT.open(request, timeout=60) as answer:
            return answer.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def control(self, **wish):
        request = urllib.request.Request(self.root + "/control", json.dumps(wish).encode(),
                                         {"Content-Type": "application/json"})
        with DIRECT.open(request, timeout=10) as answer:
            return json.load(answer)

    def state(self):
        """Faults, options, and what the stand-in has counted."""
        with DIRECT.open(self.root + "/control", timeout=10) as answer:
            return json.load(answer)

    def log(self, path_end=None):
        """The requests seen, all or those whose path ends so."""
        with DIRECT.open(self.root + "/control/log", timeout=10) as answer:
            seen = json.load(answer)
        return [entry for entry in seen if path_end is None or entry["path"].endswith(path_end)]

    def close(self):
        """Closing its stdin ends it; returns its exit status."""
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.returncode
