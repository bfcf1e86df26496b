"""What the scripts of this folder share: the program, one box, one publisher, one process measured."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
KEPU = os.environ.get("KEPU", os.path.join(TARGET, "release", "kepu"))


def day(n, hour=8):
    """Day n of a run; the sample is published as of its day 0."""
    at = time.gmtime(1_795_564_800 + n * 86_400 + (hour - 8) * 3600)  # 2026-11-24T16:00:00Z
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", at)


class Run:
    """One process: how it ended, what it said, what it used."""

    def __init__(self, args, cwd=None, env=None, ok=None, measure=False):
        begun = time.monotonic()
        used = tempfile.NamedTemporaryFile() if measure else None
        words = [sys.executable, "-I", "-S", os.path.join(HERE, "used.py"), used.name, *args] if measure else args
        ran = subprocess.run(words, cwd=cwd, env={**os.environ, "KEPU_LANG": "en", **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.code, self.text = ran.returncode, ran.stdout.decode("utf-8", "replace")
        self.seconds = time.monotonic() - begun
        if measure:
            with used:
                self.__dict__.update(json.load(used))
        if ok is not None and self.code not in ok:
            raise SystemExit(f"{' '.join(map(str, args))}: {self.code}\n{self.text}")


def kiosk(store, *args, ok=None, measure=False):
    return Run([os.environ.get("KEPU_KIOSK", KEPU), "kiosk", *args, "--store", store], ok=ok, measure=measure)


def enrol(store, channel, name, sources, root=None):
    shutil.rmtree(store, ignore_errors=True)
    root = root or os.path.join(ROOT, "roots", channel, "1.root.json")
    more = [word for source in sources for word in ("--source", source)]
    kiosk(store, "enrol", root, "--channel", channel, "--id", name, *more, ok=[0])


def publish(site, channel, dist, now):
    keys = os.path.join(ROOT, "demo", "keys")
    return Run([KEPU, "--root", site, "bundle", "build", channel, "--out", dist, "--now", now,
                "--targets-key", os.path.join(keys, "publisher"), "--online-key", os.path.join(keys, f"online-{channel}"),
                "--roots", os.path.join(ROOT, "roots")], ok=[0], measure=True)


def status(store, now):
    return json.loads(kiosk(store, "status", "--json", "--now", now, ok=[0, 1]).text)


def files(folder):
    """Path to bytes of every file below a folder."""
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def tree_sum(folder):
    """One sum of a folder: names and bytes."""
    whole = hashlib.sha256()
    for path, body in sorted(files(folder).items()):
        whole.update(f"{path}\0{len(body)}\0".encode())
        whole.update(body)
    return whole.hexdigest()


def machine():
    """The size of this machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB"
