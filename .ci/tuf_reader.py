"""Reads a channel with python-tuf's ngclient: BASE CHANNEL ROOT FOLDER."""

import json
import os
import sys

from tuf.ngclient import Updater

base, channel, root, folder = sys.argv[1:]
os.makedirs(f"{folder}/metadata")
os.makedirs(f"{folder}/targets")
with open(root, "rb") as file:
    bootstrap = file.read()
updater = Updater(
    metadata_dir=f"{folder}/metadata",
    metadata_base_url=f"{base}/c/{channel}/metadata/",
    target_dir=f"{folder}/targets",
    target_base_url=f"{base}/c/{channel}/targets/",
    bootstrap=bootstrap,
)
updater.refresh()
info = updater.get_targetinfo("release.json")
if info is None:
    sys.exit("FAIL no release.json among the targets")
with open(updater.download_target(info), encoding="utf-8") as file:
    release = json.load(file)
if release["channel"] != channel:
    sys.exit(f"FAIL a release of {release['channel']}")
print(f"python-tuf: {channel} {release['serial']}, {release['files']} files, manifest {release['manifest']['sha256'][:12]}")
