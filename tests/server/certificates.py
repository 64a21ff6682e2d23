"""Certificates for the stand-in, made when they are needed: a CA and what it signs.

Needs the openssl command.  Keys are of elliptic curves, so that all are made within a second.
"""

import os
import subprocess

CONFIG = """\
[ca]
default_ca = own
[own]
dir = .
database = index
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
copy_extensions = none
unique_subject = no
[any]
commonName = supplied
[localhost]
subjectAltName = DNS:localhost, IP:127.0.0.1
[elsewhere]
subjectAltName = DNS:elsewhere.test
"""
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def _openssl(folder, *args):
    answer = subprocess.run(["openssl", *args], cwd=folder, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if answer.returncode != 0:
        raise RuntimeError("openssl %s: %s" % (args[0], answer.stdout.decode()))


def _authority(folder, name):
    _openssl(folder, "req", "-x509", *NEW_KEY, "-keyout", name + ".key", "-out", name + ".pem",
             "-subj", "/CN=ortop test " + name, "-days", "30")


def _leaf(folder, name, extensions, start, end, authority="authority"):
    _openssl(folder, "req", "-new", *NEW_KEY, "-keyout", name + ".key", "-out", name + ".csr",
             "-subj", "/CN=ortop test " + name)
    _openssl(folder, "ca", "-batch", "-notext", "-config", "config", "-cert", authority + ".pem",
             "-keyfile", authority + ".key", "-extensions", extensions, "-startdate", start,
             "-enddate", end, "-in", name + ".csr", "-out", name + ".crt")


def make(folder):
    """Fill an empty folder; returns (path of the CA's certificate, {name: path of a server's}).

    good; expired; wrong-host; stranger, signed by an authority that nobody knows; self-signed.
    """
    for name, text in (("config", CONFIG), ("index", ""), ("serial", "1000")):
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
    _authority(folder, "authority")
    _authority(folder, "other-authority")
    always = ("20200101000000Z", "20991231235959Z")
    _leaf(folder, "good", "localhost", *always)
    _leaf(folder, "expired", "localhost", "20200101000000Z", "20210101000000Z")
    _leaf(folder, "wrong-host", "elsewhere", *always)
    _leaf(folder, "stranger", "localhost", *always, authority="other-authority")
    _openssl(folder, "req", "-x509", *NEW_KEY, "-keyout", "self-signed.key", "-out",
             "self-signed.crt", "-subj", "/CN=localhost", "-days", "30", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1")
    servers = {}
    for name in ("good", "expired", "wrong-host", "stranger", "self-signed"):
        servers[name] = os.path.join(folder, name + ".server")
        with open(servers[name], "w", encoding="ascii") as out:
            for part in (".crt", ".key"):
                with open(os.path.join(folder, name + part), encoding="ascii") as file:
                    out.write(file.read())
    return os.path.join(folder, "authority.pem"), servers
