#!/usr/bin/env python3
"""Looks at the Debian package as lintian does, then installs, runs and removes it in a fresh root of
the same release; `make deb-test` calls it: python3 tests/deb/run.py VERSION

It prints what it did.  All that it makes is in build/deb-test, and gone at the end.
"""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(TOP, "tests", name) for name in ("e2e", "server")]
NOBODY = 65534

# Runs the installed program as an ordinary user of the fresh root; its home is below the root.
WRAPPER = """\
#!/bin/sh
for name in HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME; do
	eval "value=\\$$name"
	export "$name=${value#ROOT}"
done
exec CHROOT --userspec=USER:USER ROOT /usr/bin/ortop "$@"
"""

_start = time.monotonic()


def say(text):
    print("%5.1f s  %s" % (time.monotonic() - _start, text), flush=True)


def fail(text):
    print("deb-test: " + text)
    sys.exit(1)


def check(holds, text):
    if not holds:
        fail("not so: " + text)
    say(text)


def run(*command, **options):
    """Standard output of a command that must not fail."""
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, check=False, **options)
    if answer.returncode != 0:
        print(answer.stdout.decode(errors="replace"))
        fail("%s: exit %d" % (" ".join(command), answer.returncode))
    return answer.stdout.decode()


def make_package():
    """Twice; returns its path."""
    digests = set()
    for _ in range(2):
        path = os.path.join(TOP, run(os.environ.get("MAKE", "make"), "-s", "deb",
                                     cwd=TOP).split()[-1])
        with open(path, "rb") as file:
            digests.add(hashlib.sha256(file.read()).hexdigest())
    check(len(digests) == 1, "made twice, the same bytes: %s, %d KiB, SHA-256 %s" % (
        os.path.basename(path), os.path.getsize(path) // 1024, min(digests)))
    return path


def archive():
    """(release, address) of the archive that apt installs from."""
    with open("/etc/os-release", encoding="utf-8") as file:
        system = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    release = system["VERSION_CODENAME"].strip('"')
    lines = run("apt-get", "indextargets", "--format", "$(RELEASE) $(CODENAME) $(SITE)")
    for line in lines.splitlines():
        if release in line.split()[:2]:
            return release, line.split()[-1]
    return fail("apt knows no archive of " + release)


class Root:
    """A fresh root in a folder of its own."""

    def __init__(self):
        os.makedirs(os.path.join(TOP, "build"), exist_ok=True)
        self.path = tempfile.mkdtemp(prefix="deb-test-", dir=os.path.join(TOP, "build"))
        os.chmod(self.path, 0o755)
        release, site = archive()
        run("debootstrap", "--variant=minbase", release, self.path, site)
        self.run("apt-get", "update", "-qq")
        say("a fresh root of %s, %d packages" % (
            release, len(self.run("dpkg-query", "-f", "x\n", "-W").split())))

    def run(self, *command):
        return run("chroot", self.path, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                   "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", *command)

    def files(self):
        """All that can be installed: what the package manager keeps for itself is left out."""
        found = set()
        for folder, names, files in os.walk(self.path):
            inside = folder[len(self.path):]
            names[:] = [name for name in names if inside + "/" + name not in
                        ("/var/lib", "/var/cache", "/var/log", "/tmp", "/proc", "/run")]
            found.update(inside + "/" + name for name in files + names)
        return found

    def remove(self):
        shutil.rmtree(self.path)


def installed(root, before):
    """What is there now that was not, against what the package says."""
    listed = {line for line in root.run("dpkg", "-L", "ortop").split("\n")[1:] if line}
    new = root.files() - before
    strange = (new - listed) | (listed - new - before)
    check(not strange, "%d files and folders came, all of them the package's%s" % (
        len(new), " ".join(["", *sorted(strange)])))
    for path in ("/usr/bin/ortop", "/usr/share/man/man1/ortop.1.gz", "/usr/share/man/man5/ortop.5.gz",
                 "/usr/share/bash-completion/completions/ortop",
                 "/usr/share/zsh/vendor-completions/_ortop",
                 "/usr/share/fish/vendor_completions.d/ortop.fish",
                 "/usr/share/doc/ortop/copyright", "/usr/share/doc/ortop/changelog.Debian.gz"):
        check(path in new, path)


def undated(table):
    """Each answer of the stand-in's is of a time of its own."""
    return re.sub(rb",[-0-9]+T[0-9:]+Z,", b",", table)


def headless(root, home, other):
    """`home` has the installed program, `other` the built one: they say the same."""
    version = home.run("--version").stdout.decode()
    check(version.startswith("ortop %s\n" % sys.argv[1]), "ortop --version: " + version.split("\n")[0])
    wanted = ("export", "models", "-o", "-")
    sample, same = home.run(*wanted), other.run(*wanted)
    check(sample.returncode == 0 and sample.stdout == same.stdout,
          "the sample as an ordinary user: %d rows" % (sample.stdout.count(b"\r\n") - 1))
    answer = home.run("fetch")
    check(answer.returncode == 0, "a refresh from a stand-in for the API, by the root's libcurl")
    other.run("fetch")
    live, same = home.run(*wanted), other.run(*wanted)
    check(undated(live.stdout) == undated(same.stdout) != undated(sample.stdout),
          "its figures: %d rows" % (live.stdout.count(b"\r\n") - 1))


def dashboard(home):
    terminal = home.terminal()
    terminal.start()
    terminal.wait_text("Models", "Vendors", "Regions", "Prices")
    terminal.keys("q")
    check(terminal.wait_exit() == 0, "the dashboard in tmux, and q")


def use(root):
    wrapper = os.path.join(root.path, "tmp", "wrapper")
    with open(wrapper, "w", encoding="utf-8") as file:
        file.write(WRAPPER.replace("CHROOT", shutil.which("chroot"))
                   .replace("ROOT", root.path).replace("USER", str(NOBODY)))
    os.chmod(wrapper, 0o755)
    import rig  # pylint: disable=import-outside-toplevel
    import expect  # pylint: disable=import-outside-toplevel
    from client import StandIn  # pylint: disable=import-outside-toplevel
    with StandIn(expect.today_of_the_market().isoformat(), rig.KEY) as server:
        other = rig.Home(server.api_url)
        rig.BINARY = wrapper
        tempfile.tempdir = os.path.join(root.path, "tmp")
        home = rig.Home(server.api_url)
        tempfile.tempdir = None
        run("chown", "-R", "%d:%d" % (NOBODY, NOBODY), home.path)
        try:
            headless(root, home, other)
            dashboard(home)
        finally:
            home.close()
            other.close()


def main():
    if os.geteuid() != 0:
        fail("a fresh root is made and entered by root only: run it as root")
    package = make_package()
    run("lintian", "--allow-root", "--fail-on", "error,warning", package)
    say("lintian: no error, no warning")
    root = Root()
    try:
        shutil.copy(package, os.path.join(root.path, "ortop.deb"))
        # What it needs stays; so what is new after the second time is its own.
        root.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/ortop.deb")
        say("installed, with what it needs")
        root.run("apt-get", "purge", "-y", "-qq", "ortop")
        before = root.files()
        check(not glob.glob(root.path + "/usr/share/ortop*") and "/usr/bin/ortop" not in before,
              "purged: nothing of it is left")
        root.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/ortop.deb")
        root.run("apt-get", "install", "-y", "-qq", "--reinstall", "/ortop.deb")
        installed(root, before)
        use(root)
        root.run("apt-get", "remove", "-y", "-qq", "ortop")
        check(root.files() == before, "removed: the same files as before")
    finally:
        root.remove()
    print("deb-test: passed")


if __name__ == "__main__":
    main()
