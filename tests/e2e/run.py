#!/usr/bin/env python3
"""Runs the stand-in's tests and the end-to-end tests: python3 tests/e2e/run.py [NAME ...]

NAME is unittest's: test_live, test_live.Two, test_live.Two.test_one_at_a_time.  The last line is
"N passed, N failed"; the exit status is 0 when none failed.  ORTOP_BINARY names another binary than
build/ortop, such as build/asan/ortop: each report of its sanitizers is one more failure.  A test
that cannot run is a failure: nothing is skipped.
"""

import os
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(os.path.dirname(HERE), "server")
sys.path[:0] = [HERE, SERVER]

import rig  # noqa: E402


class Result(unittest.TextTestResult):
    """Counts tests, not subtests: a test with a failed subtest is one failed test."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.started = set()

    def startTest(self, test):  # noqa: N802 (the base class names it)
        super().startTest(test)
        self.started.add(test.id())

    def failed(self):
        """Failed tests, and whatever failed outside of one (setUpClass)."""
        bad = [test for test, _ in self.failures + self.errors] + self.unexpectedSuccesses
        bad += [test for test, _ in self.skipped]
        return {getattr(test, "test_case", test).id() for test in bad}


def reports():
    """How many reports sanitizers have written; they are shown."""
    if not rig.REPORTS:
        return 0
    names = sorted(os.listdir(rig.REPORTS))
    for name in names:
        with open(os.path.join(rig.REPORTS, name), encoding="utf-8", errors="replace") as file:
            print("%s:\n%s" % (name, file.read()))
    shutil.rmtree(rig.REPORTS)
    return len(names)


def main():
    if sys.argv[1:]:
        suite = unittest.TestLoader().loadTestsFromNames(sys.argv[1:])
    else:
        suite = unittest.TestSuite(unittest.TestLoader().discover(folder)
                                   for folder in (SERVER, HERE))
    runner = unittest.TextTestRunner(verbosity=2, stream=sys.stdout, resultclass=Result)
    result = runner.run(suite)
    failed = result.failed()
    passed = result.started - failed
    n_failed = len(failed) + reports()
    print("%d passed, %d failed" % (len(passed), n_failed), flush=True)
    return 1 if n_failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
