"""Makes a Hugo site of a corpus of `benches/corpus.rs`: the same articles in the same editions.

Each edition is one of Hugo's languages, so that it has lists, feeds and a sitemap of its own. Which articles an edition
shows is worked out here from the front matter, not taken from kepu's output: the two are compared afterwards.
A body stays as it is, but for what only kepu reads: passages are picked for the edition, cards become a shortcode,
`[^s1]` a link to the list of sources, an included file its text; readings are kept for minors and formulas stay as written.
"""

import glob
import hashlib
import os
import re
import shutil
import sys

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
CARDS = {"谣言": "rumour", "步骤": "steps", "农时": "season", "安全": "safety", "实验": "experiment", "测验": "quiz",
         "要点": "brief", "展项": "stop", "图表": "chart"}
REST = {"其他", "others"}
STAGES = {"initial": "初审", "knowledge": "知识审核", "second": "复审", "final": "终审"}
PIXELS = (".jpg", ".jpeg", ".png")
NOT_HUGO = ("kepu", "lang", "kind", "review", "editions", "audience", "summary", "title", "created", "updated")


def load(text):
    return yaml.load(text, LOADER)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def page(path, front, body=""):
    write(path, "---\n" + yaml.dump(front, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=10**6) + "---\n\n" + body)


class Corpus:
    """The settings of a corpus and its articles, one by one."""

    def __init__(self, folder):
        self.folder = folder
        self.site = load(read(f"{folder}/site.yaml"))
        roster = load(read(f"{folder}/reviewers.yaml"))
        bodies = roster["organisations"]
        self.people = {one["id"]: {"name": one["name"], "title": one.get("title", ""), "org": bodies[one["orgs"][0]["id"]]["name"]}
                       for one in roster["people"]}
        self.theme = f"{folder}/themes/{self.site['theme']}"
        found = {path.split("/")[-2]: load(read(path)) for path in glob.glob(f"{self.theme}/audiences/*/audience.yaml")}
        self.audiences = dict(sorted(found.items(), key=lambda item: item[1]["order"]))
        self.commons = next(name for name, one in found.items() if one["common"])

    def called(self, word):
        """The audience of a name: id, label or alias."""
        for name, one in self.audiences.items():
            if word == name or word == one["label"] or word in one.get("aliases", []):
                return name
        return None

    def articles(self):
        for path in sorted(glob.glob(f"{self.folder}/content/**/index.md", recursive=True)):
            text = read(path)
            _, front, body = text.split("---\n", 2)
            front = load(front)
            front["credits"] = self.credits(front["id"])
            yield os.path.dirname(path), front, body.strip() + "\n"

    def credits(self, name):
        found = []
        for path in sorted(glob.glob(f"{self.folder}/records/{name}/*.signoff")):
            said = dict(line.split(": ", 1) for line in read(path).split("-----BEGIN", 1)[0].splitlines() if ": " in line)
            if said["decision"] == "approve":
                person = self.people[said["reviewer"]]
                found.append({"stage": STAGES[said["stage"]], "at": said["at"], "digest": said["digest"], **person})
        return sorted(found, key=lambda one: one["at"])

    def editions(self, front):
        """The ids of the editions that show an article."""
        named = {self.called(word) for word in front["audience"]}
        risks = set(front.get("risk", []))
        for name, one in self.audiences.items():
            is_named = one["common"] or named & {name, self.commons}
            if is_named and not risks & set(one["excludes_risk"]):
                yield name


class Body:
    """A body as one edition shows it, in Hugo's Markdown."""

    def __init__(self, corpus, folder, front, edition):
        self.corpus, self.folder, self.edition = corpus, folder, edition
        self.sources = {source["id"]: at for at, source in enumerate(front.get("sources", []), 1)}
        self.leaves_out = corpus.audiences[edition].get("leaves_out", [])

    def text(self, body):
        body = re.sub(r'^\[[^\]]*\]\(([^) ]+\.md) "引用"\)$', lambda found: read(f"{self.folder}/{found[1]}").strip(), body, flags=re.M)
        return self.words("\n".join(self.blocks(body.split("\n"))))

    def blocks(self, lines):
        """Lines without the passages of other editions, cards as shortcodes."""
        out, at = [], 0
        while at < len(lines):
            if not lines[at].startswith("::: "):
                out.append(lines[at])
                at += 1
                continue
            group = []
            while at < len(lines) and lines[at].startswith("::: "):
                end = self.end(lines, at)
                group.append((lines[at][4:], lines[at + 1:end]))
                at = end + 1
                while at < len(lines) and not lines[at]:
                    at += 1
            out.extend(self.shown(group))
        return out

    @staticmethod
    def end(lines, at):
        depth = 0
        for n in range(at, len(lines)):
            depth += lines[n].startswith("::: ")
            depth -= lines[n].strip() == ":::"
            if depth == 0:
                return n
        raise SystemExit(f"a block is not closed: {lines[at]}")

    def shown(self, group):
        """Neighbouring passages are alternatives; cards stand by themselves."""
        passages = [one for one in group if one[0].split()[0] in ("人群", "audience")]
        names = [{word if word in REST else self.corpus.called(word) for word in re.split(r"[ 、，,]+", words)[1:]} for words, _ in passages]
        own = [n for n, named in enumerate(names) if self.edition in named]
        chosen = own or [n for n, named in enumerate(names) if named & REST]
        if not chosen and self.edition == self.corpus.commons:
            chosen = range(len(passages))
        wanted = [passages[n] for n in chosen]
        out = []
        for words, lines in group:
            kind, *rest = re.sub(r"\{地区=[^}]*\}", "", words).split(" ", 1)
            if kind in ("人群", "audience"):
                if any(lines is other for _, other in wanted):
                    out += [*self.blocks(lines), ""]
            elif kind not in self.leaves_out:
                title = rest[0].strip().replace('"', "”") if rest else ""
                out += [f'{{{{< card kind="{CARDS.get(kind, kind)}" label="{kind}" title="{title}" >}}}}', *lines, "{{< /card >}}", ""]
        return out

    def words(self, text):
        cite = lambda found: f"[[{self.sources[found[1]]}]](#source-{found[1]})" if found[1] in self.sources else found[0]
        text = re.sub(r"\[\^([\w-]+)\](?!:)", cite, text)
        reading = r'{{< ruby "\1" "\2" >}}' if self.corpus.audiences[self.edition].get("pinyin", "none") != "none" else r"\1"
        return re.sub(r"(?<![\\{])\{([^{}|]*?)\\?\|([^{}|]*?)\}", reading, text)


def contains(outer, inner):
    """Whether one region has another inside: 360000 is the province of 360100, 000000 the country."""
    return inner.startswith(re.sub("(00)+$", "", outer))


def parts(articles):
    """For each topic in a region that an article names: how it is called in the taxonomy of parts."""
    pairs = {(topic, region) for _, front, _ in articles for topic in front["topics"] for region in front["region"]}
    return {pair: "--".join(pair) for pair in sorted(pairs)}


def article(corpus, out, folder, front, body, edition, pairs):
    own = {corpus.called(name): words for name, words in front.get("editions", {}).items()}.get(edition, {})
    done = front["credits"][-1]["at"]
    bands = {band["id"]: band for band in corpus.audiences[edition].get("bands", [])}
    bands |= {band["label"]: band for band in bands.values()}
    picture = re.search(r"!\[([^\]]*)\]\(([^) ]+)", body)
    params = {name: value for name, value in front.items() if name not in NOT_HUGO}
    params["topics"], params["regions"] = front["topics"], front["region"]
    made = {
        "title": own.get("title", front["title"]), "description": own.get("summary", front["summary"]), "date": done,
        "topics": params.pop("topics"), "regions": params.pop("regions"),
        "ages": [bands[word]["id"] for word in own.get("bands", [])],
        "parts": [name for (topic, region), name in pairs.items()
                  if topic in front["topics"] and any(contains(outer, region) for outer in front["region"])],
        "params": {**params, "what": front["kind"], "created": str(front["created"]), "readers": front["audience"],
                   "digest": front["credits"][-1]["digest"], "first": front["credits"][0]["at"],
                   "cover": {"alt": picture[1], "file": picture[2]} if picture else None},
    }
    page(f"{out}/content/{edition}/a/{front['id']}.md", made, Body(corpus, folder, front, edition).text(body))


LISTS = {"all": "全部文章", "rumours": "辟谣", "notices": "更正与撤稿", "about": "谁审的", "az": "按拼音找", "calendar": "日历",
         "emergency": "应急", "feeds": "订阅", "search": "搜索"}
CUT = ("all", "rumours")


def convert(folder, out):
    """Writes the site and says how many pages of articles it has."""
    here = os.path.dirname(os.path.abspath(__file__))
    shutil.copytree(f"{here}/hugo", out)
    corpus = Corpus(folder)
    articles = list(corpus.articles())
    of = {name: [] for name in corpus.audiences}
    for one in articles:
        for edition in corpus.editions(one[1]):
            of[edition].append(one)
    for edition, shown in of.items():
        pairs = parts(shown)
        for one in shown:
            article(corpus, out, *one, edition, pairs)
        for (topic, region), name in pairs.items():
            page(f"{out}/content/{edition}/parts/{name}/_index.md",
                 {"title": name, "url": f"topics/{topic}/regions/{region}/", "outputs": ["atom", "rss", "jsonfeed"]})
        for name, title in LISTS.items():
            # Hugo cuts into pages what it takes for a section.
            path = f"{name}/_index.md" if name in CUT else f"{name}.md"
            page(f"{out}/content/{edition}/{path}", {"title": title, "layout": name})
        page(f"{out}/content/{edition}/_index.md", {"title": corpus.audiences[edition]["label"]})
        for name in ("a", "ages", "parts"):  # kepu has no page that lists them
            page(f"{out}/content/{edition}/{name}/_index.md", {"title": name, "build": {"render": "never"}})
    data(corpus, out, of)
    files(corpus, out, articles)
    return sum(len(shown) for shown in of.values())


def data(corpus, out, of):
    site = {name: corpus.site[name] for name in ("title", "description", "publisher", "filings", "hotlines", "complaint")}
    site["topics"] = {topic["id"]: topic["label"] for topic in corpus.site["topics"]}
    site["regions"] = {region["code"]: region["label"] for region in corpus.site["regions"]}
    site["ages"] = {band["id"]: band["label"] for one in corpus.audiences.values() for band in one.get("bands", [])}
    page_of = lambda name: f"{out}/data/{name}.yaml"
    for name, value in (("site", site), ("editions", corpus.audiences), ("counts", {name: len(shown) for name, shown in of.items()})):
        write(page_of(name), yaml.dump(value, Dumper=DUMPER, allow_unicode=True, sort_keys=False))
    languages = "".join(
        f"[languages.{name}]\nlabel = \"{one['label']}\"\nlocale = \"zh-CN\"\nweight = {one['order'] + 1}\ncontentDir = \"content/{name}\"\n"
        f"title = \"{corpus.site['title']}\"\n[languages.{name}.params]\n"
        f"edge = {one['image_edge_px']}\nentries = {one.get('feed_entries', 20)}\nlisted = {one.get('list_entries', 30)}\n"
        for name, one in corpus.audiences.items())
    config = read(f"{out}/hugo.toml").replace("COMMONS", corpus.commons).replace("BASE", corpus.site["base_url"])
    write(f"{out}/hugo.toml", config + languages)


def files(corpus, out, articles):
    """Drawings are served as they are; a photograph is an asset under its sum, so that one is shrunk once."""
    shutil.copytree(f"{corpus.theme}/static", f"{out}/static/assets")
    for name in corpus.audiences:
        shutil.copy(f"{corpus.theme}/audiences/{name}/edition.css", f"{out}/static/assets/edition-{name}.css")
    sums = {}
    for folder, front, _ in articles:
        for name in os.listdir(folder):
            if name.endswith(".svg"):
                os.makedirs(f"{out}/static/media/{front['id']}", exist_ok=True)
                shutil.copy(f"{folder}/{name}", f"{out}/static/media/{front['id']}/{name}")
            elif name.endswith(PIXELS):
                with open(f"{folder}/{name}", "rb") as file:
                    photo = hashlib.sha256(file.read()).hexdigest()[:16] + os.path.splitext(name)[1]
                sums[f"{front['id']}/{name}"] = photo
                os.makedirs(f"{out}/assets/photos", exist_ok=True)
                shutil.copy(f"{folder}/{name}", f"{out}/assets/photos/{photo}")
    write(f"{out}/data/photos.yaml", yaml.dump(sums, Dumper=DUMPER, allow_unicode=True))


if __name__ == "__main__":
    print(convert(*sys.argv[1:3]), "article pages")
