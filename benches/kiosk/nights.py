"""Nights of the sample site without signing anything: articles that are held back come one by one, with their records."""

import glob
import os
import re
import shutil

from common import ROOT, day, publish


class Nights:
    def __init__(self, site, channel, nights):
        self.site, self.channel, self.dist = site, channel, site + ".dist"
        os.makedirs(site)
        for name in ("site.yaml", "reviewers.yaml", "emergencies.yaml", "days.yaml"):
            if os.path.exists(os.path.join(ROOT, name)):
                shutil.copy(os.path.join(ROOT, name), site)
        for folder in ("themes", "content", "records", "lexicons"):
            shutil.copytree(os.path.join(ROOT, folder), os.path.join(site, folder))
        # What is read in every edition changes every channel.
        self.held = []
        readers = {"school": "public|minors", "village": "public|farmers|elderly", "community": "public|elderly|workers|officials"}[channel]
        for path in sorted(glob.glob(f"{site}/content/*/*/index.md")):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            is_shown = re.search(r"^audience:.*(" + readers + r")", text, re.M) and "expired" not in path and "state" not in text.split("title:")[0]
            if is_shown and len(self.held) < max(nights - 1, 0):
                self.hold(os.path.dirname(path), re.search(r"^id: (\S+)$", text, re.M)[1])
        self.nights = nights

    def hold(self, folder, name):
        aside = self.site + ".held/" + name
        os.makedirs(aside)
        shutil.move(folder, aside + "/content")
        shutil.move(f"{self.site}/records/{name}", aside + "/records")
        self.held.append((aside, folder, f"{self.site}/records/{name}"))

    def publish(self, n):
        """Night n, from 0. From the second on there is one article more; when none is left, another word in the footer."""
        if n > 0 and self.held:
            aside, folder, records = self.held.pop(0)
            shutil.move(aside + "/content", folder)
            shutil.move(aside + "/records", records)
        elif n > 0:
            path = f"{self.site}/themes/base/templates/footer.html"
            with open(path, encoding="utf-8") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write(re.sub(r"<p class=\"publisher\">(\d+ )?", f"<p class=\"publisher\">{n} ", text))
        return publish(self.site, self.channel, self.dist, day(n))
